/** A scenario of the visitor's own, in place of the built-in one; the editor is loaded when its place is opened. */

import { h, setText } from './dom.ts';
import type { Editor } from './editor/mount.ts';
import type { Lab } from './lab.ts';
import type { Panel } from './view.ts';

const FIRST_TEXT = `# A world of your own. What is not said here is as in the scenario that it extends.
extends: playground
shoppers: { count: 400 }
choice: { taste: 2 }
`;

export function editorPlace(lab: Lab): Panel {
  const told = h('p', { class: 'does' });
  const host = h('div', { class: 'editor-host' });
  let editor: Promise<Editor | undefined> | undefined;
  const element: HTMLDetailsElement = h(
    'details',
    {
      ...{ class: 'editor', data: { control: 'editor' } },
      ontoggle: () => {
        if (element.open) editor ??= load(host, lab).catch(failed);
      },
    },
    h('summary', {}, 'Your own scenario'),
    told,
    host,
  );
  function failed(): undefined {
    editor = undefined;
    setText(host, 'The editor could not be loaded; close this and open it again.');
  }
  let shown: string | undefined;
  return {
    element,
    update({ setting: { scenario } }) {
      setText(
        told,
        scenario === undefined
          ? 'Write a world in YAML, as for the command line: it takes the place of the built-in one.'
          : 'Your world is in the place of the built-in one; sliders count for what it does not say itself.',
      );
      if (scenario === shown) return;
      shown = scenario;
      if (scenario !== undefined) element.open = true;
      void editor?.then((ready) => {
        if (scenario !== undefined && ready?.text() !== scenario) ready?.setText(scenario);
        ready?.setInUse(scenario !== undefined);
      });
    },
  };
}

async function load(host: HTMLElement, lab: Lab): Promise<Editor> {
  setText(host, 'The editor is being loaded …');
  const { mountEditor } = await import('./editor/mount.ts');
  host.replaceChildren();
  const { scenario } = lab.view.setting;
  return mountEditor(host, {
    text: scenario ?? FIRST_TEXT,
    inUse: scenario !== undefined,
    setting: () => lab.view.setting,
    onUse(text) {
      const { scenario: _, ...setting } = lab.view.setting;
      lab.change(text === undefined ? setting : { ...setting, scenario: text });
    },
  });
}
