/** Start, pause, step, reset, and the days that have passed, any of which can be looked at again. */

import { daysDone } from '../shop-run.ts';
import { h, setText } from './dom.ts';
import { icon } from './icons.ts';
import type { Lab } from './lab.ts';
import type { Panel, View } from './view.ts';

export function transport(lab: Lab): Panel {
  const label = h('span', {}, 'Start');
  const glyph = h('span', { class: 'glyph-place' }, icon('play'));
  const main = h(
    'button',
    {
      type: 'button',
      class: 'primary',
      id: 'play',
      onclick: () => (isMoving(lab) ? lab.pause() : lab.play()),
    },
    glyph,
    label,
  );
  const step = h(
    'button',
    { type: 'button', id: 'step', title: 'One day on', onclick: () => lab.step() },
    icon('step'),
    h('span', {}, 'Step'),
  );
  const reset = h(
    'button',
    { type: 'button', id: 'reset', title: 'Back to the morning of day 1', onclick: () => lab.reset() },
    icon('reset'),
    h('span', {}, 'Reset'),
  );
  const days = h('input', {
    ...{ type: 'range', id: 'day', min: 0, max: 10, value: 0, step: 1, 'aria-label': 'Day that is shown' },
    oninput: () => lab.lookAt(Number(days.value)),
  });
  // The slider says it to who moves it; day after day it is not read out.
  const told = h('output', { class: 'day-told', for: 'day', 'aria-live': 'off' }, 'Day 0');
  const element = h(
    'div',
    { class: 'transport', role: 'group', 'aria-label': 'Run' },
    h('div', { class: 'buttons' }, main, step, reset),
    h('div', { class: 'track' }, days, told),
  );
  return {
    element,
    update(view) {
      const moving = isMoving(lab);
      const done = daysDone(view.runs);
      const rounds = view.runs[0].world?.rounds ?? view.setting.rounds;
      const word = moving ? 'Pause' : wordOf(view, done);
      if (label.textContent !== word) {
        label.textContent = word;
        glyph.replaceChildren(icon(moving ? 'pause' : 'play'));
      }
      step.disabled = (view.mode === 'done' && view.day >= done) || view.mode === 'failed';
      days.max = String(rounds);
      days.value = String(view.day);
      days.style.setProperty('--filled', String(view.day / rounds));
      days.style.setProperty('--ready', String(done / rounds));
      days.setAttribute('aria-valuetext', `day ${view.day} of ${rounds}`);
      setText(told, `Day ${view.day} of ${rounds}`);
    },
  };
}

function wordOf({ mode, day }: View, done: number): string {
  if (mode === 'failed') return 'Try again';
  if (mode === 'done') return day === 0 || day === done ? 'Replay' : 'Go on';
  return done === 0 ? 'Start' : 'Go on';
}

const isMoving = ({ view }: Lab): boolean => view.replaying || view.mode === 'running';
