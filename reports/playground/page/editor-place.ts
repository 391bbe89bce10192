/** A scenario of the visitor's own: what is written here takes the place of the built-in one. */

import { h, setText } from './dom.ts';
import type { Lab } from './lab.ts';
import type { Panel } from './view.ts';

/** Milliseconds after the last letter until shops begin anew. */
const SETTLE = 700;

const FIRST_TEXT = `# A world of your own. What is not said here is as in the scenario that it extends.
extends: playground
shoppers: { count: 400 }
choice: { taste: 2 }
`;

export function editorPlace(lab: Lab): Panel {
  let settling: ReturnType<typeof setTimeout> | undefined;
  const field = h('textarea', {
    ...{ rows: 12, spellcheck: 'false', 'aria-label': 'Scenario in YAML', maxlength: 20_000 },
    oninput: () => {
      clearTimeout(settling);
      settling = setTimeout(() => lab.change({ ...lab.view.setting, scenario: field.value }), SETTLE);
    },
  });
  const told = h('p', { class: 'does' });
  const back = h(
    'button',
    {
      ...{ type: 'button', class: 'text' },
      onclick: () => {
        const { scenario: _, ...setting } = lab.view.setting;
        element.open = false;
        lab.change(setting);
      },
    },
    'Back to the built-in world',
  );
  const element: HTMLDetailsElement = h(
    'details',
    {
      ...{ class: 'editor', data: { control: 'editor' } },
      ontoggle: () => {
        if (element.open && lab.view.setting.scenario === undefined && field.value === '')
          field.value = FIRST_TEXT;
      },
    },
    h('summary', {}, 'Your own scenario'),
    told,
    h('div', { class: 'editor-host' }, field),
    back,
  );
  let shown: string | undefined;
  return {
    element,
    update({ setting: { scenario } }) {
      back.hidden = scenario === undefined;
      setText(
        told,
        scenario === undefined
          ? 'Write a world in YAML, as for the command line: it takes the place of the built-in one.'
          : 'This world is in the place of the built-in one; sliders count for what it does not say itself.',
      );
      if (scenario === shown) return;
      shown = scenario;
      if (document.activeElement !== field) field.value = scenario ?? '';
      if (scenario !== undefined) element.open = true;
    },
  };
}
