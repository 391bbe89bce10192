/** The two shops side by side: their heads, and the shopper who is followed in both. */

import { POLICY_WORDS } from '../policies.ts';
import { shopNames } from '../shop-run.ts';
import { h, setText } from './dom.ts';
import { icon, shopMark } from './icons.ts';
import type { Lab } from './lab.ts';
import { slates } from './slates.ts';
import { tasteMap } from './taste-map.ts';
import type { Panel, View } from './view.ts';

/** Who is followed, and how to follow another. */
export function followed(lab: Lab): Panel {
  const at = (): number => lab.view.setting.watched;
  const most = (): number => lab.view.runs[0].world?.shoppers ?? lab.view.setting.shoppers;
  const state = h('span', { class: 'state' });
  const of = h('span', { class: 'of' });
  const spoken = h('span', { class: 'unseen', role: 'status' });
  const number = h('input', {
    ...{ type: 'number', id: 'shopper', min: 1, step: 1, inputmode: 'numeric' },
    onchange: () => {
      const told = Math.round(Number(number.value));
      if (told >= 1 && told <= most()) lab.follow(told - 1);
      else number.value = String(at() + 1);
    },
  });
  const button = (name: 'previous' | 'next' | 'chance', label: string, to: () => number): HTMLButtonElement =>
    h(
      'button',
      { type: 'button', class: 'quiet', title: label, 'aria-label': label, onclick: () => lab.follow(to()) },
      icon(name),
    );
  const element = h(
    'div',
    { class: 'followed' },
    h('h2', {}, 'What one shopper is shown'),
    h(
      'div',
      { class: 'who' },
      button('previous', 'The shopper before', () => at() - 1),
      h('label', { for: 'shopper' }, 'Shopper'),
      number,
      of,
      button('next', 'The next shopper', () => at() + 1),
      // The clock is chance enough for whom to look at; nothing that is computed depends on it.
      button('chance', 'Somebody else', () => Math.floor(performance.now()) % most()),
      state,
      spoken,
    ),
  );
  let told: number | undefined;
  return {
    element,
    update({ runs, setting, day }) {
      const shopper = Math.min(setting.watched + 1, most());
      number.max = String(most());
      if (document.activeElement !== number || told !== shopper) number.value = String(shopper);
      setText(of, `of ${most()}`);
      if (told !== undefined && told !== shopper) setText(spoken, `Shopper ${shopper} is followed.`);
      told = shopper;
      const names = shopNames(setting);
      const left = runs.flatMap(({ watched }, side) =>
        watched[day - 1]?.satisfaction === null ? [names[side]!] : [],
      );
      setText(state, left.length === 0 ? '' : `has left ${left.join(' and ')} for good`);
    },
  };
}

/** On a narrow screen one shop at a time: which. */
export function shopSwitch(place: HTMLElement): Panel {
  const names = [h('span', {}), h('span', {})];
  place.dataset['shown'] = '0';
  const radio = (side: 0 | 1): HTMLLabelElement =>
    h(
      'label',
      {},
      h('input', {
        type: 'radio',
        name: 'shop-shown',
        value: String(side),
        checked: side === 0,
        onchange: () => {
          place.dataset['shown'] = String(side);
        },
      }),
      shopMark(side),
      names[side]!,
    );
  const element = h(
    'fieldset',
    { class: 'choices shop-switch' },
    h('legend', { class: 'unseen' }, 'Whose pages and map are shown'),
    radio(0),
    radio(1),
  );
  return {
    element,
    update({ setting }) {
      shopNames(setting).forEach((name, side) => {
        setText(names[side]!, name);
      });
    },
  };
}

export function shopColumn(side: 0 | 1, lab: Lab): Panel {
  const name = h('span', { class: 'name' });
  const does = h('p', { class: 'does' });
  const [page, map] = [slates(side), tasteMap(side, lab)];
  const element = h(
    'section',
    { class: `shop shop-${side}` },
    h('header', {}, h('h3', {}, shopMark(side), name), does),
    page.element,
    h(
      'div',
      { class: 'map-place', data: { control: 'map' } },
      h('div', { class: 'row-title' }, h('h4', {}, 'Tastes on a map')),
      map.element,
    ),
  );
  return {
    element,
    update(view: View) {
      setText(name, shopNames(view.setting)[side]);
      setText(does, POLICY_WORDS[view.setting.shops[side].policy].does);
      page.update(view);
      map.update(view);
    },
  };
}

/** How to read the map; under both. */
export const mapKey = (): HTMLElement =>
  h(
    'p',
    { class: 'map-key', data: { control: 'map' } },
    'A dot is a shopper, the line behind it leads to where the taste began, + is an item. The large mark with a trail is who is followed; a click or a tap follows another, arrow keys walk from one to the next.',
  );

/** How to read colours and marks. */
export function legend(): Panel {
  const departments = h('ul', { class: 'departments' });
  const element = h(
    'div',
    { class: 'legend' },
    departments,
    h('p', {}, h('span', { class: 'star' }, '★'), ' among this shopper’s best in truth'),
  );
  let told: unknown;
  return {
    element,
    update({ runs }) {
      const { world } = runs[0];
      if (!world || told === world.departments) return;
      told = world.departments;
      departments.replaceChildren(
        ...world.departments.map((department, i) =>
          h('li', { class: i < 6 ? `dept dept-${i}` : 'dept dept-other' }, department),
        ),
      );
    },
  };
}
