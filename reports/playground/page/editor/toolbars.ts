/** What can be done with a scenario: load, open, reset, complete, use, keep. */

import { ConfigError } from '../../../../datasets/config-error.ts';
import { decodeConfig, refuseSize } from '../../../../datasets/config-text.ts';
import { FILE } from '../../editor/faults.ts';
import { h } from '../dom.ts';
import { SHIPPED } from '../shipped.ts';

export interface Wishes {
  load(text: string): void;
  refuse(line: string): void;
  reset(): void;
  complete(): void;
  download(): void;
  use?(): void;
  leave(): void;
}

/** The buttons above and below the text. */
export function toolbars(wishes: Wishes) {
  const button = (text: string, onclick: () => void): HTMLButtonElement =>
    h('button', { type: 'button', onclick }, text);
  const file = h('input', {
    type: 'file',
    accept: '.yaml,.yml',
    hidden: true,
    'aria-label': 'A scenario from disk',
  });
  file.addEventListener('change', () => void openFile(file, wishes));
  const use = button('Use it in the playground', () => wishes.use?.());
  use.classList.add('main');
  const leave = button('Back to the built-in shop', wishes.leave);
  use.hidden = wishes.use === undefined;
  return {
    above: h(
      'div',
      { class: 'bar' },
      h('label', {}, 'Start from ', shippedSelect(wishes)),
      button('Open a file', () => file.click()),
      button('Start over', wishes.reset),
      button('What can stand here?', wishes.complete),
      file,
    ),
    below: h('div', { class: 'bar' }, use, leave, button(`Download ${FILE}`, wishes.download)),
    setSound(isSound: boolean): void {
      use.setAttribute('aria-disabled', String(!isSound));
    },
    setInUse(inUse: boolean): void {
      leave.hidden = !inUse;
    },
  };
}

function shippedSelect({ load }: Wishes): HTMLSelectElement {
  const titleOf = (text: string): string => /^title: *(.*)$/m.exec(text)?.[1] ?? '';
  const select = h(
    'select',
    {},
    h('option', { value: '' }, 'a shipped scenario'),
    ...Object.entries(SHIPPED).map(([name, text]) =>
      h('option', { value: name, title: titleOf(text) }, name),
    ),
  );
  select.addEventListener('change', () => {
    const text = SHIPPED[select.value];
    if (text !== undefined) load(text);
    select.value = '';
  });
  return select;
}

async function openFile(input: HTMLInputElement, { load, refuse }: Wishes): Promise<void> {
  const [file] = input.files ?? [];
  input.value = '';
  if (file === undefined) return;
  try {
    refuseSize(file.size, file.name);
    load(decodeConfig(new Uint8Array(await file.arrayBuffer()), file.name));
  } catch (error) {
    refuse(error instanceof ConfigError ? error.message : `${file.name}: cannot be read`);
  }
}
