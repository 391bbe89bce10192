/** Clicks by slot, and by place on the page. */

import { isAbsent } from '../../datasets/data-figures/absent.ts';
import {
  MOST_POSITIONS,
  PLACE_COLUMNS,
  PLACE_HEIGHT,
  PLACE_ROWS,
  type PlaceFigures,
  type SlotFigures,
} from '../../datasets/data-figures/slots.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent, joinWords, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { dataChart, gridSpec } from './data-marks.ts';

const MOST_DEVICES = 2;
/** Slots of a cell below which its share is no finding. */
const LEAST_SHOWN = 200;

interface SlotCell {
  readonly surface: string;
  readonly slot: string;
  readonly position: number;
  readonly shown: number;
  readonly clicked: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly told: string;
  readonly interval: string;
}

const slotWord = (position: number): string => (position > MOST_POSITIONS ? 'below' : String(position));

function cellsOf(slots: SlotFigures['slots']): SlotCell[] {
  return slots.map((slot): SlotCell => {
    const { low, high } = slot;
    const half = (high - low) / 2;
    return {
      ...slot,
      slot: slotWord(slot.position),
      share: slot.clicked / slot.shown,
      told: formatPercent(slot.clicked / slot.shown, half),
      interval: `${formatPercent(low, half)} to ${formatPercent(high, half)}`,
    };
  });
}

function slotChart({ figures }: StudyView, theme: Theme): Chart[] {
  if (!figures || isAbsent(figures.slots)) return [];
  const { slots, elsewhere } = figures.slots;
  const cells = cellsOf(slots);
  const surfaces = [...new Set(cells.map(({ surface }) => surface))];
  const last = Math.max(...cells.map(({ position }) => position));
  const domain = Array.from({ length: last }, (_, at) => slotWord(at + 1));
  const shown = cells.reduce((sum, cell) => sum + cell.shown, 0);
  const clicked = cells.reduce((sum, cell) => sum + cell.clicked, 0);
  const most = Math.max(...cells.map(({ share }) => share));
  const enough = cells.filter((cell) => cell.shown >= LEAST_SHOWN);
  const sorted = (enough.length > 0 ? enough : cells).toSorted((a, b) => b.share - a.share);
  const best = sorted[0]!;
  const other = sorted.findLast(
    ({ surface, position }) => surface === best.surface && position !== best.position,
  );
  const where = ({ surface, slot }: SlotCell) =>
    slot === 'below' ? `${surface}, further down` : `${surface}, slot ${slot}`;
  return [
    dataChart({
      name: 'data-slots',
      title:
        clicked === 0
          ? `None of ${plural(shown, 'slot')} was clicked`
          : `${best.told} of what is shown at ${where(best)} is clicked${other ? `; at slot ${other.slot} there ${other.told}` : ''}`,
      subtitle: `share of slots with a click, n = ${formatCount(shown)} slots with ${formatCount(clicked)} clicked; full colour: ${formatPercent(most)}; ${100 * figures.level} % Wilson intervals when hovered and in the table, as if slots were independent`,
      takeaway: [
        'What a policy puts into a slot is part of how often it is clicked.',
        ...(elsewhere > 0 ? [`${plural(elsewhere, 'click')} came from no slot that is told of.`] : []),
        ...(last > MOST_POSITIONS ? [`Slots below ${MOST_POSITIONS} are counted together.`] : []),
      ].join(' '),
      alt: `Heat map of surfaces by slot: ${surfaces
        .map(
          (surface) =>
            `${surface} ${cells
              .filter((cell) => cell.surface === surface && cell.position <= 5)
              .map(({ slot, told }) => `${slot} ${told}`)
              .join(', ')}`,
        )
        .join('; ')}.`,
      spec: gridSpec(theme, cells, {
        rows: { field: 'surface', title: null, domain: surfaces },
        columns: {
          field: 'slot',
          title: 'slot from the top',
          domain,
          labels: domain.filter((_, at) => domain.length <= 12 || at === 0 || (at + 1) % 5 === 0),
        },
        value: 'share',
        most: most || 1,
        cellHeight: 34,
        tooltip: [
          { field: 'surface', title: 'surface' },
          { field: 'slot', title: 'slot' },
          { field: 'told', title: 'clicked' },
          { field: 'interval', title: 'interval' },
          { field: 'shown', title: 'slots', format: ',' },
        ],
      }),
      table: {
        columns: ['surface', 'slot', 'slots', 'clicked', 'share', 'low', 'high'],
        rows: cells.map(({ surface, slot, shown: n, clicked: c, share, low, high }) => [
          surface,
          slot,
          n,
          c,
          share,
          low,
          high,
        ]),
      },
    }),
  ];
}

function placeChart(theme: Theme, { device, n, counts }: PlaceFigures): Chart {
  const columns = Array.from({ length: PLACE_COLUMNS }, (_, at) => String((100 / PLACE_COLUMNS) * at));
  const lines = counts.length / PLACE_COLUMNS;
  const rows = Array.from({ length: lines }, (_, at) => formatCount(at * PLACE_HEIGHT));
  const cells = counts.map((count, at) => ({
    x: columns[at % PLACE_COLUMNS]!,
    y: rows[Math.floor(at / PLACE_COLUMNS)]!,
    count,
    share: formatPercent(count / n),
  }));
  const byLine = rows.map((_, line) =>
    counts.slice(line * PLACE_COLUMNS, (line + 1) * PLACE_COLUMNS).reduce((sum, one) => sum + one, 0),
  );
  const cumulated = byLine.map((_, line) => byLine.slice(0, line + 1).reduce((sum, one) => sum + one, 0));
  const half = cumulated.findIndex((sum) => sum >= n / 2);
  const who = device === 'unknown' ? 'clicks' : `clicks on ${device}`;
  const isCut = lines === PLACE_ROWS;
  return dataChart({
    name: `data-places-${device}`,
    title: `Half of the ${who} fall into the first ${formatCount((half + 1) * PLACE_HEIGHT)} pixels of the page`,
    subtitle: `clicks by place on the page, n = ${formatCount(n)}, cells of a twentieth of the width and ${PLACE_HEIGHT} pixels; full colour: ${formatPercent(Math.max(...counts) / n)} of all`,
    takeaway: isCut ? `Clicks further down count in the last line.` : '',
    alt: `Heat map of places; by line of ${PLACE_HEIGHT} pixels: ${byLine.map((sum, line) => `${rows[line]} ${formatPercent(sum / n)}`).join(', ')}.`,
    spec: gridSpec(
      theme,
      cells.filter(({ count }) => count > 0),
      {
        rows: { field: 'y', title: 'pixels from the top', domain: rows },
        rowLabels: rows.filter((_, line) => line % 5 === 0),
        columns: {
          field: 'x',
          title: 'per cent of the width from the left',
          domain: columns,
          labels: columns.filter((_, at) => at % 4 === 0),
        },
        value: 'count',
        most: Math.max(...counts),
        cellHeight: 11,
        tooltip: [
          { field: 'x', title: 'from the left, %' },
          { field: 'y', title: 'from the top, px' },
          { field: 'count', title: 'clicks', format: ',' },
          { field: 'share', title: 'of all' },
        ],
      },
    ),
    table: {
      columns: ['pixels from the top', 'per cent from the left', 'clicks'],
      rows: cells.filter(({ count }) => count > 0).map(({ x, y, count }) => [y, Number(x), count]),
    },
  });
}

/** [] where the data tells neither what was shown nor where was clicked. */
export function slotCharts(view: StudyView, theme: Theme): Chart[] {
  const places = view.figures?.places ?? [];
  const drawn = places.slice(0, MOST_DEVICES).map((own) => placeChart(theme, own));
  const rest = places.slice(MOST_DEVICES).map(({ device, n }) => `${device} (${plural(n, 'click')})`);
  if (rest.length > 0 && drawn.length > 0)
    drawn[drawn.length - 1] = {
      ...drawn.at(-1)!,
      takeaway: `${drawn.at(-1)!.takeaway} Not drawn: ${joinWords(rest)}.`.trim(),
    };
  return [...slotChart(view, theme), ...drawn];
}
