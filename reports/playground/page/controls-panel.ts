/** The controls: two shops, the world, its size. A control that is pointed at lights up what it changes, and says how. */

import { CONTROLS, type Control, controlOf, controlText } from '../controls.ts';
import { POLICY_WORDS } from '../policies.ts';
import { policyTakes, RANGES, type Setting, SHOP_POLICIES, type Shop, type ShopPolicy } from '../setting.ts';
import { h, setText } from './dom.ts';
import { shopMark } from './icons.ts';
import type { Lab } from './lab.ts';
import type { Panel, View } from './view.ts';

/** What is pointed at, and where; null: nothing. */
type Point = (control: Control | null, knob?: HTMLElement) => void;

/** A slider on the page. */
interface Knob {
  readonly element: HTMLElement;
  update(view: View): void;
}

export function controlsPanel(lab: Lab): Panel {
  const explain = h('p', { class: 'explain', id: 'explain' });
  const point = pointer(explain);
  const shops = ([0, 1] as const).map((side) => shopControls(lab, side, point));
  const world = CONTROLS.filter(({ of }) => of === 'world').map((control) => worldKnob(lab, control, point));
  const size = CONTROLS.filter(({ of }) => of === 'size').map((control) => worldKnob(lab, control, point));
  const seed = seedField(lab);
  const more = h(
    'details',
    { class: 'more', data: { control: 'more' } },
    h('summary', {}, 'Size and seed'),
    ...size.map(({ element }) => element),
    seed.element,
  );
  const worldBox = h(
    'fieldset',
    { class: 'box world' },
    h('legend', {}, 'The world both share'),
    ...world.map(({ element }) => element),
  );
  const boxes = [...shops.map((one) => one.element), worldBox];
  const element = h(
    'div',
    { class: 'controls' },
    ...shops.map((one) => one.element),
    worldBox,
    more,
    explain,
  );
  element.addEventListener('pointerleave', () => point(null));
  return {
    element,
    update(view) {
      for (const part of [...shops, ...world, ...size, seed]) part.update(view);
      const hidden = new Set(view.asked.hide);
      for (const one of element.querySelectorAll<HTMLElement>('[data-control]'))
        one.hidden = hidden.has(one.dataset['control']!);
      for (const box of boxes) box.hidden = areHidden(box);
      const fold = element.closest<HTMLElement>('.fold');
      if (fold) fold.hidden = areHidden(element);
    },
  };
}

/** Whether a teacher's link hides all controls in it. */
const areHidden = (place: HTMLElement): boolean =>
  [...place.querySelectorAll('[data-control]')].every(
    (one) => one.closest('[data-control][hidden]') !== null,
  );

/** Lights what a control changes: everything on the page that names one of its panels. */
function pointer(explain: HTMLElement): Point {
  let lit: Control | null = null;
  return (control, knob) => {
    if (control === lit) return;
    lit = control;
    document.body.classList.toggle('pointing', control !== null);
    for (const place of document.querySelectorAll<HTMLElement>('[data-panel]'))
      place.classList.toggle(
        'lit',
        control !== null && place.dataset['panel']!.split(' ').some((id) => control.acts.includes(id)),
      );
    setText(explain, control === null ? '' : control.explains);
    if (knob) explain.style.setProperty('--at', `${Math.round(knob.getBoundingClientRect().top)}px`);
  };
}

function slider(
  control: Control,
  options: {
    readonly name: string;
    readonly spoken: string;
    value(setting: Setting): number;
    idle(setting: Setting): boolean;
    set(value: number): void;
    readonly point: Point;
  },
): Knob {
  const { least, most, step } = RANGES[control.id];
  const id = `knob-${options.name}`;
  const told = h('output', { for: id, 'aria-live': 'off' });
  const input = h('input', {
    ...{ type: 'range', id, min: least, max: most, step, 'aria-describedby': 'explain' },
    ...(options.spoken !== control.label && { 'aria-label': options.spoken }),
    oninput: () => options.set(Number(input.value)),
    onfocus: () => options.point(control, element),
    onblur: () => options.point(null),
  });
  const element: HTMLElement = h(
    'div',
    { class: 'knob', data: { control: control.id }, onpointerenter: () => options.point(control, element) },
    h('label', { for: id }, control.label),
    told,
    input,
  );
  return {
    element,
    update({ asked }) {
      const value = options.value(asked);
      const idle = options.idle(asked);
      if (Number(input.value) !== value) input.value = String(value);
      input.style.setProperty('--filled', String((value - least) / (most - least)));
      input.disabled = idle;
      element.classList.toggle('idle', idle);
      const text = idle ? 'no use here' : controlText(control.format, value);
      setText(told, text);
      input.setAttribute('aria-valuetext', text);
    },
  };
}

function shopControls(lab: Lab, side: 0 | 1, point: Point): Knob {
  const change = (part: Partial<Shop>): void => {
    const [a, b] = lab.view.asked.shops;
    const own = { ...lab.view.asked.shops[side], ...part };
    lab.change({ ...lab.view.asked, shops: side === 0 ? [own, b] : [a, own] });
  };
  const select = h(
    'select',
    {
      ...{
        id: `policy-${side}`,
        'aria-label': side === 0 ? 'Algorithm of the shop' : 'Algorithm of its rival',
      },
      onchange: () => change({ policy: select.value as ShopPolicy }),
    },
    ...SHOP_POLICIES.map((name) => h('option', { value: name }, POLICY_WORDS[name].name)),
  );
  const does = h('p', { class: 'does' });
  const policy = h('div', { data: { control: 'policy' } }, select, does);
  const knobs = (['exploration', 'diversity', 'kept'] as const).map((name) =>
    slider(controlOf(name), {
      name: `${name}-${side}`,
      spoken: `${controlOf(name).label} of ${side === 0 ? 'the shop' : 'its rival'}`,
      value: ({ shops }) => shops[side][name],
      idle: ({ shops }) => !policyTakes(shops[side].policy)[name],
      set: (value) => change({ [name]: value }),
      point,
    }),
  );
  const element = h(
    'fieldset',
    { class: `box shop-box shop-${side}` },
    h('legend', {}, shopMark(side), side === 0 ? 'Shop' : 'Its rival'),
    policy,
    ...knobs.map((knob) => knob.element),
  );
  return {
    element,
    update(view) {
      const { policy: name } = view.asked.shops[side];
      if (select.value !== name) select.value = name;
      setText(does, POLICY_WORDS[name].does);
      for (const knob of knobs) knob.update(view);
    },
  };
}

function worldKnob(lab: Lab, control: Control, point: Point): Knob {
  const { id } = control;
  return slider(control, {
    ...{ name: id, spoken: control.label, point },
    idle: () => false,
    value: (setting) =>
      id in setting.world ? setting.world[id as keyof Setting['world']] : (setting[id as 'rounds'] as number),
    set(value) {
      const { asked: setting } = lab.view;
      lab.change(
        id in setting.world
          ? { ...setting, world: { ...setting.world, [id]: value } }
          : { ...setting, [id]: value },
      );
    },
  });
}

function seedField(lab: Lab): Knob {
  const input = h('input', {
    ...{ type: 'text', id: 'seed', maxlength: 60, spellcheck: 'false', autocomplete: 'off' },
    onchange: () => lab.change({ ...lab.view.asked, seed: input.value.trim() || 'playground' }),
  });
  const element = h('div', { class: 'knob seed' }, h('label', { for: 'seed' }, 'Seed'), input);
  return {
    element,
    update({ asked: { seed } }) {
      if (document.activeElement !== input && input.value !== seed) input.value = seed;
    },
  };
}
