/** All curves over one axis of days, and which shop stands out. */

import { CURVES } from '../curves.ts';
import { shopNames } from '../shop-run.ts';
import { h, setText } from './dom.ts';
import { curveFigure, type Hover } from './figures.ts';
import { groupsFigure } from './groups.ts';
import { shopMark } from './icons.ts';
import type { Lab } from './lab.ts';
import type { Panel } from './view.ts';

export function curvesSection(lab: Lab): {
  readonly element: HTMLElement;
  readonly panels: readonly Panel[];
} {
  const hover: Hover = {
    day: null,
    changed() {
      for (const panel of curves) panel.update(lab.view);
    },
  };
  const curves = CURVES.map((curve) => curveFigure(curve, lab, hover));
  const groups = groupsFigure(lab);
  const focus = focusChoice(lab);
  const element = h(
    'section',
    { class: 'curves-section', 'aria-label': 'Curves' },
    h(
      'div',
      { class: 'section-title', data: { control: 'curves' } },
      h('h2', {}, 'How the two shops diverge'),
      focus.element,
    ),
    h(
      'div',
      { class: 'curves', data: { control: 'curves' }, role: 'group', 'aria-label': 'Curves', tabindex: -1 },
      ...curves.map(({ element: one }) => one),
    ),
    h('div', { class: 'groups-place', data: { control: 'groups' } }, groups.element),
  );
  return { element, panels: [focus, ...curves, groups] };
}

/** Both, or one with the other as a ghost. */
function focusChoice(lab: Lab): Panel {
  const names = [h('span', {}), h('span', {})];
  const ghost = h('span', { class: 'ghost-key' }, 'dashed: the run before');
  const radio = (value: 0 | 1 | null, ...content: (Node | string)[]): HTMLLabelElement =>
    h(
      'label',
      {},
      h('input', {
        type: 'radio',
        name: 'focus',
        value: String(value),
        checked: value === null,
        onchange: () => lab.focus(value),
      }),
      ...content,
    );
  const element = h(
    'div',
    { class: 'focus' },
    ghost,
    h(
      'fieldset',
      { class: 'choices' },
      h('legend', { class: 'unseen' }, 'Which shop stands out; the other becomes a ghost'),
      radio(null, 'Both'),
      radio(0, shopMark(0), names[0]!),
      radio(1, shopMark(1), names[1]!),
    ),
  );
  return {
    element,
    update(view) {
      shopNames(view.setting).forEach((name, side) => {
        setText(names[side]!, name);
      });
      ghost.hidden = view.before === null;
    },
  };
}
