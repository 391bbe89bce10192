/** A curve or a comparison on the page: title, finding, drawing, text alternative, table and files. */

import type { ChartTable, VegaLiteSpec } from '../../specs/chart.ts';
import { csvOf } from '../../text/csv.ts';
import { LIGHT } from '../../theme.ts';
import { type Axis, cutAxis } from '../axis.ts';
import { type Curve, plainNumber } from '../curves.ts';
import { curveSpec, curveTable } from '../run-tables.ts';
import { curveAlt, curveFinding } from '../words.ts';
import { h, saveFile, setText } from './dom.ts';
import type { Lab } from './lab.ts';
import { drawLines } from './line-chart.ts';
import type { Panel, View } from './view.ts';

const HEIGHT = 168;

/** What every figure has under its drawing: words and numbers for who cannot or will not see it. */
export function figureData(
  name: string,
  table: () => ChartTable,
  alt: () => string,
  spec?: () => VegaLiteSpec,
): HTMLElement {
  const words = h('p', {});
  const place = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Numbers' });
  const details = h(
    'details',
    {
      class: 'data',
      ontoggle: () => {
        if (!details.open) return;
        setText(words, alt());
        place.replaceChildren(tableOf(table()));
      },
    },
    h('summary', {}, 'Numbers'),
    words,
    place,
    h(
      'div',
      { class: 'files' },
      h(
        'button',
        { type: 'button', class: 'text', onclick: () => saveFile(`${name}.csv`, csvOf(table()), 'text/csv') },
        'CSV',
      ),
      spec
        ? h(
            'button',
            {
              ...{ type: 'button', class: 'text' },
              onclick: () =>
                saveFile(`${name}.vl.json`, `${JSON.stringify(spec(), null, 2)}\n`, 'application/json'),
            },
            'Vega-Lite',
          )
        : null,
    ),
  );
  return details;
}

function tableOf({ columns, rows }: ChartTable): HTMLTableElement {
  const cell = (value: string | number | null): HTMLTableCellElement =>
    typeof value === 'number'
      ? h('td', { class: 'number', title: String(value) }, plainNumber(value))
      : h('td', {}, value ?? 'n/a');
  return h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cell)))),
  );
}

/** `hover`: tells every curve the day that is pointed at; null: none. */
export interface Hover {
  day: number | null;
  changed(): void;
}

export function curveFigure(curve: Curve, lab: Lab, hover: Hover): Panel {
  const place = h('div', { class: 'plot', role: 'img' });
  const finding = h('p', { class: 'figure-finding' });
  const unit = h('p', { class: 'unit', title: curve.means }, curve.unit);
  let dayAt: ((x: number) => number) | undefined;
  let drawn = '';
  const element = h(
    'figure',
    { class: 'curve', id: `curve-${curve.id}`, data: { panel: curve.id } },
    h('figcaption', {}, h('h3', {}, curve.title), unit),
    place,
    finding,
    h('p', { class: 'means' }, curve.means),
    figureData(
      curve.id,
      () => curveTable(lab.view, curve),
      () => curveAlt(lab.view, curve),
      () => curveSpec(lab.view, curve, LIGHT),
    ),
  );
  const redraw = (view: View): void => {
    const width = place.clientWidth;
    const day = hover.day ?? view.day;
    const key = `${width} ${day} ${view.runs.map(({ rounds }) => rounds.length)} ${view.focus} ${view.before !== null} ${view.setting.rounds}`;
    const [first] = view.runs[0].rounds;
    if ((drawn === key && first === seen) || width === 0) return;
    if (first !== seen) axis = undefined;
    drawn = key;
    seen = first;
    const drawing = drawLines(view, curve, { width, height: HEIGHT }, { day, axis });
    dayAt = drawing.dayAt;
    axis = drawing.axis ?? undefined;
    setText(unit, `${curve.unit}${axis ? cutAxis(axis) : ''}`);
    place.replaceChildren(drawing.svg);
    place.setAttribute('aria-label', curveAlt(view, curve));
    setText(finding, curveFinding(view, curve, day));
  };
  let seen: unknown;
  /** Stays as it is while days come, as long as they fit. */
  let axis: Axis | undefined;
  place.addEventListener('pointermove', (event) => {
    if (!dayAt) return;
    const most = Math.max(...lab.view.runs.map(({ rounds }) => rounds.length));
    const at = Math.min(most, Math.max(1, dayAt(event.clientX - place.getBoundingClientRect().left)));
    if (most === 0 || at === hover.day) return;
    hover.day = at;
    hover.changed();
  });
  place.addEventListener('pointerleave', () => {
    hover.day = null;
    hover.changed();
  });
  new ResizeObserver(() => redraw(lab.view)).observe(place);
  return { element, update: redraw };
}
