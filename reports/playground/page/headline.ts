/** The findings in words, what to look at, and what went wrong. */

import { isMovable } from '../controls.ts';
import { captionOf, headline, nextSeed, secondLine, worldLine } from '../words.ts';
import { h, setText } from './dom.ts';
import { icon } from './icons.ts';
import type { Lab } from './lab.ts';
import type { Panel, View } from './view.ts';

export function headlinePanel(lab: Lab): Panel {
  const finding = h('p', { class: 'finding', data: { panel: 'alike variety' } });
  const second = h('p', { class: 'second', data: { panel: 'sales regret' } });
  const caption = h('p', { class: 'caption' });
  const world = h('span', {});
  const anew = h(
    'button',
    {
      ...{ type: 'button', class: 'text', id: 'another-seed', data: { control: 'more' } },
      onclick: () => lab.change({ ...lab.view.asked, seed: nextSeed(lab.view.asked.seed) }),
    },
    'Try another seed',
  );
  const spoken = h('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const faults = h('div', { class: 'faults', role: 'alert', hidden: true });
  const notices = h('div', { class: 'notices', role: 'status', hidden: true });
  const element = h(
    'section',
    { class: 'headline', 'aria-label': 'What is seen' },
    notices,
    faults,
    finding,
    second,
    h('p', { class: 'world-note' }, world, ' ', anew),
    caption,
    spoken,
  );
  return {
    element,
    update(view) {
      setText(finding, headline(view, view.day));
      setText(second, secondLine(view, view.day));
      setText(world, worldLine(view, view.before));
      setText(caption, captionOf(view, view.day, { ...view, movable: isMovable(view.asked) }));
      // Said when it is over or stands still, not at every day.
      if (view.mode === 'done' || view.mode === 'paused')
        setText(spoken, `${headline(view, view.day)} ${secondLine(view, view.day)}`);
      showFaults(faults, view);
      showNotices(notices, view, lab);
    },
  };
}

function showFaults(place: HTMLElement, { runs, mode }: View): void {
  const lines = mode === 'failed' ? [...new Set(runs.flatMap((run) => run.faults))] : [];
  place.hidden = lines.length === 0;
  if (place.dataset['told'] === lines.join('\n')) return;
  place.dataset['told'] = lines.join('\n');
  place.replaceChildren(
    h('strong', {}, 'This setting cannot be run.'),
    h('ul', {}, ...lines.map((line) => h('li', {}, line))),
  );
}

function showNotices(place: HTMLElement, { notices }: View, lab: Lab): void {
  place.hidden = notices.length === 0;
  if (place.dataset['told'] === notices.join('\n')) return;
  place.dataset['told'] = notices.join('\n');
  place.replaceChildren(
    h(
      'div',
      {},
      h('strong', {}, 'The link was put right.'),
      h('ul', {}, ...notices.map((line) => h('li', {}, line))),
    ),
    h(
      'button',
      { type: 'button', class: 'quiet', 'aria-label': 'Dismiss', onclick: () => lab.dismissNotices() },
      icon('close'),
    ),
  );
}
