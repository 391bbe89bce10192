/** Links and files: copy the link, make one for a class, keep the setting for a command line. */

import { encodeSetting } from '../address.ts';
import { HIDEABLE } from '../controls.ts';
import type { Setting } from '../setting.ts';
import { h, saveFile, setText } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import type { Lab } from './lab.ts';

/** In `hide`: the page waits to be started. */
export const NO_AUTOSTART = 'autostart';

const COMMANDS = `npx shoplab run playground.yaml              # both shops, with controls and a report
npx shoplab simulate playground-world.yaml   # the log of the world alone`;

const linkOf = (setting: Setting): string => `${location.href.split('#')[0]}#${encodeSetting(setting)}`;

/** Copies; where a browser will not, the text is selected to be copied by hand. */
async function copy(text: string, field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.select();
    return false;
  }
}

function dialog(title: string, ...content: Node[]): HTMLDialogElement {
  const id = `dialog-${title.toLowerCase().replace(/\W+/g, '-')}`;
  const element = h(
    'dialog',
    { 'aria-labelledby': id },
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id }, title),
      h(
        'button',
        { type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: () => element.close() },
        icon('close'),
      ),
    ),
    ...content,
  );
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  return element;
}

function linkField(link: () => string): { readonly element: HTMLElement; refresh(): void } {
  const field = h('input', {
    type: 'text',
    readonly: true,
    class: 'link-field',
    'aria-label': 'Link',
    onfocus: () => field.select(),
  });
  const said = h('span', { class: 'said', role: 'status' });
  const open = h('a', { target: '_blank', rel: 'noopener' }, 'Open it');
  const button = h(
    'button',
    {
      ...{ type: 'button', class: 'primary' },
      onclick: async () =>
        setText(said, (await copy(field.value, field)) ? 'Copied.' : 'Selected: copy it with your keyboard.'),
    },
    'Copy link',
  );
  return {
    element: h('div', { class: 'link-row' }, field, button, open, said),
    refresh() {
      field.value = link();
      open.href = field.value;
      setText(said, '');
    },
  };
}

function opener(name: IconName, label: string, made: HTMLDialogElement, onOpen: () => void): HTMLElement {
  return h(
    'button',
    {
      ...{ type: 'button', class: 'quiet' },
      onclick: () => {
        onOpen();
        made.showModal();
      },
    },
    icon(name),
    h('span', {}, label),
  );
}

export function linkDialog(lab: Lab): readonly [HTMLElement, HTMLDialogElement] {
  const link = linkField(() => linkOf(lab.view.asked));
  const made = dialog(
    'Share what you see',
    h(
      'p',
      {},
      'The link holds the whole setting. Whoever opens it sees the same shoppers do the same things, to the last click.',
    ),
    link.element,
  );
  return [opener('link', 'Share', made, link.refresh), made];
}

export function classDialog(lab: Lab): readonly [HTMLElement, HTMLDialogElement] {
  const boxes = [...HIDEABLE, { id: NO_AUTOSTART, label: 'Starting by itself' }].map(({ id, label }) => {
    const box = h('input', { type: 'checkbox', value: id, onchange: () => link.refresh() });
    return { box, element: h('label', { class: 'check' }, box, label) };
  });
  const link = linkField(() =>
    linkOf({ ...lab.view.asked, hide: boxes.flatMap(({ box }) => (box.checked ? [box.value] : [])) }),
  );
  const made = dialog(
    'A link for a class',
    h(
      'p',
      {},
      'Hide what would distract. The setting is the one on the page now; a lesson that is open stays open, alone where the lessons are left out.',
    ),
    h('fieldset', { class: 'checks' }, h('legend', {}, 'Leave out'), ...boxes.map(({ element }) => element)),
    link.element,
  );
  const open = (): void => {
    for (const { box } of boxes) box.checked = lab.view.asked.hide.includes(box.value);
    link.refresh();
  };
  return [opener('people', 'For a class', made, open), made];
}

export function filesDialog(lab: Lab): readonly [HTMLElement, HTMLDialogElement] {
  const place = h('div', {});
  const made = dialog(
    'Run it on a command line',
    h(
      'p',
      {},
      'The same world and the same two shops, as files for shoplab. The numbers that come out are the very ones on this page.',
    ),
    place,
  );
  const open = async (): Promise<void> => {
    const { filesOf, labelOf, scenarioFileOf } = await import('../setting-files.ts');
    const { setting, runs } = lab.view;
    const files = Object.entries({ ...filesOf(setting), ...scenarioFileOf(setting) });
    place.replaceChildren(
      h(
        'ul',
        { class: 'file-list' },
        ...files.map(([name, text]) =>
          h(
            'li',
            {},
            h(
              'button',
              { type: 'button', class: 'text', onclick: () => saveFile(name, text, 'application/yaml') },
              icon('save'),
              name,
            ),
          ),
        ),
      ),
      h('pre', { tabindex: 0 }, COMMANDS),
      h(
        'p',
        {},
        'In the records of these labels under ',
        h('code', {}, 'out/playground/runs/'),
        ' the ',
        h('code', {}, 'resultDigest'),
        ' must be:',
      ),
      h(
        'dl',
        { class: 'digests' },
        ...runs.flatMap(({ outcome }, side) => [
          h('dt', {}, labelOf(setting, side as 0 | 1)),
          h('dd', { id: `digest-${side}` }, outcome?.resultDigest ?? 'known when the last day is over'),
        ]),
      ),
    );
  };
  return [opener('save', 'Command line', made, () => void open()), made];
}
