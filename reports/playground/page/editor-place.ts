/** A scenario of the visitor's own, in place of the built-in one; the editor is loaded when its place is opened. */

import type { Setting } from '../setting.ts';
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

interface Loaded {
  readonly editor: Editor;
  readonly heldSliders: (setting: Setting) => string[];
}

export function editorPlace(lab: Lab): Panel {
  const told = h('p', { class: 'does' });
  const host = h('div', { class: 'editor-host' });
  let loaded: Promise<Loaded | undefined> | undefined;
  let shown: string | undefined;
  const element: HTMLDetailsElement = h(
    'details',
    {
      ...{ class: 'editor', data: { control: 'editor' } },
      ontoggle: () => {
        if (!element.open || loaded !== undefined) return;
        loaded = load(host, lab).catch(failed);
        void loaded.then((ready) => ready && follow(ready));
      },
    },
    h('summary', {}, 'Your own scenario'),
    told,
    host,
  );
  function failed(): undefined {
    loaded = undefined;
    setText(host, 'The editor could not be loaded; close this and open it again.');
  }
  function follow({ editor, heldSliders }: Loaded): void {
    const { setting } = lab.view;
    if (setting.scenario === undefined) {
      editor.setInUse(false);
      return;
    }
    if (editor.text() !== setting.scenario) editor.setText(setting.scenario);
    editor.setInUse(true);
    const held = heldSliders(setting);
    if (held.length > 0)
      setText(told, `${OWN} It says what these move, all or some of it: ${held.join(', ')}.`);
  }
  return {
    element,
    update({ setting: { scenario } }) {
      if (scenario === shown && told.textContent !== '') return;
      shown = scenario;
      setText(told, scenario === undefined ? BUILT_IN : OWN);
      if (scenario !== undefined) element.open = true;
      void loaded?.then((ready) => ready && follow(ready));
    },
  };
}

async function load(host: HTMLElement, lab: Lab): Promise<Loaded> {
  setText(host, 'The editor is being loaded …');
  const { mountEditor, heldSliders } = await import('./editor/mount.ts');
  host.replaceChildren();
  const { scenario } = lab.view.setting;
  const editor = mountEditor(host, {
    text: scenario ?? FIRST_TEXT,
    inUse: scenario !== undefined,
    setting: () => lab.view.setting,
    onUse(text) {
      const { scenario: _, ...setting } = lab.view.setting;
      lab.change(text === undefined ? setting : { ...setting, scenario: text });
    },
  });
  return { editor, heldSliders };
}
