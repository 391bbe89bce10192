/** A scenario of the visitor's own, in place of the built-in one; the editor is loaded when its place is opened. */

import { controlOf } from '../controls.ts';
import type { NumberName } from '../setting.ts';
import { h, setText } from './dom.ts';
import type { Editor } from './editor/mount.ts';
import type { Lab } from './lab.ts';
import type { Panel } from './view.ts';

const FIRST_TEXT = `# A world of your own. What is not said here is as in the scenario that it extends.
extends: playground
shoppers: { count: 400 }
choice: { taste: 2 }
`;

const BUILT_IN = 'Write a world in YAML, as for the command line: it takes the place of the built-in one.';
const OWN = 'Your world is in the place of the built-in one; sliders count for what it does not say itself.';

export function editorPlace(lab: Lab): Panel {
  const words = h('p', { class: 'does' });
  const host = h('div', { class: 'editor-host' });
  let loaded: Promise<Editor | undefined> | undefined;
  let shown: string | undefined;
  let told: { readonly text: string; readonly held: readonly string[] } | undefined;
  const element: HTMLDetailsElement = h(
    'details',
    {
      ...{ class: 'editor', data: { control: 'editor' } },
      ontoggle: () => {
        if (!element.open || loaded !== undefined) return;
        loaded = load(host, lab, heard).catch(failed);
        void loaded.then((ready) => ready && follow(ready));
      },
    },
    h('summary', {}, 'Your own scenario'),
    words,
    host,
  );
  function failed(): undefined {
    loaded = undefined;
    setText(host, 'The editor could not be loaded; close this and open it again.');
  }
  function follow(editor: Editor): void {
    const { scenario } = lab.view.asked;
    if (scenario === undefined) {
      editor.setInUse(false);
      return;
    }
    if (editor.text() !== scenario) editor.setText(scenario);
    editor.setInUse(true);
  }
  function heard(text: string, held: readonly string[]): void {
    told = { text, held };
    say();
  }
  /** Sliders of which the scenario that is played says itself what they move, all or some of it. */
  function say(): void {
    const { scenario } = lab.view.asked;
    const held = told !== undefined && told.text === scenario ? told.held : [];
    const names = held.map((id) => controlOf(id as NumberName).label).join(', ');
    const own = names === '' ? OWN : `${OWN} It says what these move, all or some of it: ${names}.`;
    setText(words, scenario === undefined ? BUILT_IN : own);
  }
  return {
    element,
    update({ asked: { scenario } }) {
      if (scenario === shown && words.textContent !== '') return;
      shown = scenario;
      say();
      if (scenario !== undefined) element.open = true;
      void loaded?.then((ready) => ready && follow(ready));
    },
  };
}

async function load(
  host: HTMLElement,
  lab: Lab,
  heard: (text: string, held: readonly string[]) => void,
): Promise<Editor> {
  setText(host, 'The editor is being loaded …');
  const { mountEditor } = await import('./editor/mount.ts');
  host.replaceChildren();
  const { scenario } = lab.view.asked;
  return mountEditor(host, {
    text: scenario ?? FIRST_TEXT,
    inUse: scenario !== undefined,
    setting: () => lab.view.asked,
    onChecked: ({ held }, text) => heard(text, held),
    onUse(text) {
      const { scenario: _, ...setting } = lab.view.asked;
      lab.change(text === undefined ? setting : { ...setting, scenario: text });
    },
  });
}
