/** Who is served worse: what each group of shoppers misses, in both shops. */

import { type Axis, axisAround, cutAxis, ticksOf, tickText } from '../axis.ts';
import { curveOf, plainNumber } from '../curves.ts';
import { FEWEST, type GroupGap, WORSE } from '../group-gaps.ts';
import { groupTable } from '../run-tables.ts';
import { shopNames } from '../shop-run.ts';
import { groupFinding } from '../words.ts';
import { h, s, setText } from './dom.ts';
import { figureData } from './figures.ts';
import type { Lab } from './lab.ts';
import type { Panel, View } from './view.ts';

const ROW = 34;
/** Of the marks of a row from its middle: the first shop above, its rival below. */
const ASIDE = 6;
const BOTTOM = 26;

/** Lists that have an order of their own. */
const ORDER = ['low', 'middle', 'high'];
const inOrder = (groups: readonly string[]): string[] =>
  [...groups].sort((a, b) =>
    ORDER.includes(a) && ORDER.includes(b) ? ORDER.indexOf(a) - ORDER.indexOf(b) : a < b ? -1 : a > b ? 1 : 0,
  );

const WORDS: Readonly<Record<string, string>> = {
  ageBand: 'age',
  gender: 'gender',
  income: 'income',
  region: 'region',
};

export function groupsFigure(lab: Lab): Panel {
  let attribute = 'income';
  const choose = h('select', {
    ...{ id: 'group-by', 'aria-label': 'Groups by' },
    onchange: () => {
      attribute = choose.value;
      drawn = '';
      redraw(lab.view);
    },
  });
  const place = h('div', { class: 'plot', role: 'img' });
  const finding = h('p', { class: 'figure-finding' });
  const unit = h('p', { class: 'unit' }, curveOf('regret').unit);
  let drawn = '';
  let seen: unknown;
  const element = h(
    'figure',
    { class: 'groups', data: { panel: 'groups' } },
    h(
      'figcaption',
      {},
      h('div', {}, h('h3', {}, 'Who is served worse'), unit),
      h('label', { class: 'by' }, 'by ', choose),
    ),
    place,
    finding,
    h(
      'p',
      { class: 'means' },
      `${curveOf('regret').means} Over all days so far. The bar is the 95 % interval over the shoppers of the group in this world. A group is called clearly served worse where it misses more than all others together beyond that chance (95 %, over all groups shown), and by more than ${Math.round(100 * WORSE)} %; of fewer than ${FEWEST} shoppers nothing is claimed.`,
    ),
    figureData(
      'groups',
      () => groupTable(lab.view, attribute, lab.view.day),
      () =>
        `Dots on a line. What each group misses, ${curveOf('regret').unit}. ${groupFinding(lab.view, attribute, lab.view.day)}`,
    ),
  );
  const redraw = (view: View): void => {
    const width = place.clientWidth;
    const key = `${width} ${view.day} ${attribute} ${view.focus} ${view.runs[0].world !== null}`;
    if (width === 0 || (key === drawn && seen === view.runs[1].rounds[0])) return;
    drawn = key;
    seen = view.runs[1].rounds[0];
    const names = Object.keys(view.runs[0].world?.groups ?? {});
    if (choose.options.length !== names.length && names.length > 0) {
      choose.replaceChildren(...names.map((name) => h('option', { value: name }, WORDS[name] ?? name)));
      if (!names.includes(attribute)) attribute = names[0]!;
      choose.value = attribute;
    }
    const { svg, axis } = drawGroups(view, attribute, width);
    place.replaceChildren(svg);
    setText(unit, `${curveOf('regret').unit}${axis ? cutAxis(axis) : ''}`);
    const words = groupFinding(view, attribute, view.day);
    setText(finding, words);
    place.setAttribute('aria-label', words || 'Nothing yet');
  };
  new ResizeObserver(() => redraw(lab.view)).observe(place);
  return { element, update: redraw };
}

function drawGroups(
  view: View,
  attribute: string,
  width: number,
): { readonly svg: SVGSVGElement; readonly axis: Axis | null } {
  const rows = view.runs.map((run) => run.rounds[view.day - 1]?.groups[attribute] ?? []);
  const order = inOrder([...new Set(rows.flatMap((own) => own.map(({ group }) => group)))]);
  const left = Math.min(150, Math.max(70, ...order.map((name) => 7 * name.length + 48)));
  const values = rows.flatMap((own) =>
    own.flatMap(({ slotRegret, margin }) =>
      slotRegret === null ? [] : [slotRegret - (margin ?? 0), slotRegret + (margin ?? 0)],
    ),
  );
  const most = Math.max(...values, 0);
  const least = Math.max(0, Math.min(...values, most));
  const spare = 0.02 * Math.max(most - least, 0.05);
  const axis = axisAround(Math.max(0, least - spare), Math.max(most + spare, least + 0.05), 4);
  const { low, high } = axis;
  const x = (value: number): number =>
    left + ((Math.max(low, value) - low) / (high - low)) * (width - left - 16);
  const height = Math.max(1, order.length) * ROW + BOTTOM;
  const ticks = values.length === 0 ? [] : ticksOf(axis);
  const svg = s(
    'svg',
    { class: 'dots', viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    ...ticks.flatMap((value) => [
      s('line', { class: 'grid-line', x1: x(value), x2: x(value), y1: 4, y2: height - BOTTOM }),
      s(
        'text',
        { class: 'tick', x: x(value), y: height - 8, 'text-anchor': 'middle' },
        tickText(value, axis.step),
      ),
    ]),
    ...order.flatMap((group, i) => groupRow(view, rows, { group, x, y: i * ROW + ROW / 2 + 2 })),
  );
  return { svg, axis: values.length === 0 ? null : axis };
}

function groupRow(
  view: View,
  rows: readonly (readonly GroupGap[])[],
  { group, x, y }: { readonly group: string; x(value: number): number; readonly y: number },
): SVGElement[] {
  const names = shopNames(view.setting);
  const own = rows.map((row) => row.find((one) => one.group === group));
  const n = own.find((one) => one)?.n ?? 0;
  const marks = own.map((one, side) => {
    if (one?.slotRegret == null) return null;
    const { slotRegret: value, margin } = one;
    const at = y + (side === 0 ? -ASIDE : ASIDE);
    const told = `${plainNumber(value)}${margin === null ? '' : ` ± ${plainNumber(margin)}`}`;
    return s(
      'g',
      { class: `dot dot-${side}${view.focus !== null && view.focus !== side ? ' faded' : ''}` },
      s('title', {}, `${group} in ${names[side]}: ${told}, ${one.n} shoppers`),
      margin === null
        ? null
        : s('line', { class: 'whisker', x1: x(value - margin), x2: x(value + margin), y1: at, y2: at }),
      side === 0
        ? s('circle', { cx: x(value), cy: at, r: 5 })
        : s('rect', { x: x(value) - 4.5, y: at - 4.5, width: 9, height: 9, rx: 1 }),
    );
  });
  return [
    s('text', { class: 'row-label', x: 0, y: y + 4 }, group, s('tspan', { class: 'n', dx: 6 }, String(n))),
    ...marks.filter((mark) => mark !== null),
  ];
}
