/** What is wrong with the text, as buttons that lead there, and in one sentence. */

import type { Checked } from '../../editor/checked.ts';
import type { TextFault } from '../../editor/faults.ts';
import { h, setText } from '../dom.ts';

export interface FaultList {
  readonly element: HTMLElement;
  show(checked: Checked): void;
  /** The text is being checked. */
  wait(): void;
  /** Says what is wrong with a file, or with a wish. */
  tell(line: string): void;
}

export function faultList(jump: (fault: TextFault) => void): FaultList {
  const verdict = h('p', { class: 'judgement', role: 'status', 'aria-live': 'polite' });
  const after = h('p', { class: 'outlook' });
  const list = h('ol', { class: 'mistakes', 'aria-label': 'Mistakes' });
  const say = (text: string, state: 'sound' | 'wrong' | 'open'): void => {
    setText(verdict, text);
    verdict.dataset['state'] = state;
  };
  return {
    element: h('div', {}, verdict, after, list),
    show({ faults, world }) {
      const wrong = faults.filter(({ severity }) => severity === 'error').length;
      say(wrong > 0 ? countOf(wrong, 'mistake') : soundText(faults.length), wrong > 0 ? 'wrong' : 'sound');
      after.textContent = world ? worldText(world) : '';
      list.replaceChildren(...faults.map((fault) => entryOf(fault, jump)));
      list.hidden = faults.length === 0;
    },
    wait: () => say('Being checked …', 'open'),
    tell: (line) => say(line, 'wrong'),
  };
}

function entryOf(fault: TextFault, jump: (fault: TextFault) => void): HTMLElement {
  const { severity, message, row, isPlaced } = fault;
  const data = { severity };
  if (!isPlaced) return h('li', {}, h('span', { data }, message));
  return h(
    'li',
    {},
    h('button', { type: 'button', data, onclick: () => jump(fault) }, `Line ${row}: ${message}`),
  );
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const soundText = (warnings: number): string =>
  warnings === 0 ? 'No mistakes.' : `No mistakes, but ${countOf(warnings, 'thing')} to look at.`;

function worldText({ shoppers, items, days, seed, sha256 }: NonNullable<Checked['world']>): string {
  return `${shoppers} shoppers, ${items} items, ${days} days; seed '${seed}'; scenario ${sha256.slice(0, 12)}, as its log will say.`;
}
