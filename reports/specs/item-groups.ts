/** What each group of items is shown beside what shoppers bought of it, and what of it that was relevant is listed. */

import type { ItemGroupEstimate } from '../../experiments/run-record.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import { colourOf, drawnWords, rowsOf, shapeOf, subtitleOf, tellableLabels } from './marks.ts';

const MOST_ALGORITHMS = 6;

interface Row {
  readonly label: string;
  readonly group: string;
  readonly items: number;
  readonly training: number;
  readonly exposure: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share of exposure by the best lists; null where not known. */
  readonly deserved: number | null;
  readonly recall: number | null;
  /** Exposure over share of training purchases; null where either is nothing. */
  readonly ratio: number | null;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : mean(known);
};

/** Means over the runs of an algorithm. */
function rowOf(label: string, runs: readonly ItemGroupEstimate[]): Row {
  const training = mean(runs.map((one) => one.training));
  const exposure = meanOf(runs.map((one) => one.exposure?.mean ?? null));
  return {
    label,
    group: runs[0]!.group,
    items: Math.round(mean(runs.map(({ items }) => items))),
    training,
    exposure,
    low: meanOf(runs.map((one) => one.exposure?.low ?? null)),
    high: meanOf(runs.map((one) => one.exposure?.high ?? null)),
    deserved: meanOf(runs.map((one) => one.deserved?.mean ?? null)),
    recall: meanOf(runs.map((one) => one.recall?.mean ?? null)),
    ratio: exposure === null || training === 0 ? null : exposure / training,
  };
}

function rowsIn(mode: ModeView, attribute: string, labels: readonly string[]): Row[] {
  return labels.flatMap((label) => {
    const estimates = mode.runs
      .filter((run) => run.inputs.algorithm.label === label)
      .flatMap((run) => run.result.itemGroups?.[attribute] ?? []);
    const groups = [...new Set(estimates.map(({ group }) => group))];
    return groups.map((group) =>
      rowOf(
        label,
        estimates.filter((one) => one.group === group),
      ),
    );
  });
}

const times = (ratio: number): string =>
  ratio === 0 ? '0 times' : `${ratio >= 10 ? ratio.toFixed(0) : ratio.toPrecision(2)} times`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function specOf(
  view: StudyView,
  theme: Theme,
  rows: readonly Row[],
  labels: readonly string[],
): VegaLiteSpec {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const y = { ...rowsOf('group', groups), scale: { domain: groups, paddingInner: 0.12 } };
  const yOffset = { field: 'rank', type: 'ordinal', sort: 'ascending' };
  const legend = { title: null, symbolOpacity: 1 };
  const x = {
    field: 'exposure',
    type: 'quantitative',
    title: 'share of exposure; line: share of training purchases',
    axis: { format: '.0~%' },
    scale: { zero: true, nice: true },
  };
  const color = { ...colourOf(view, theme, labels), legend };
  const shown = rows.filter(({ exposure }) => exposure !== null);
  const merits = groups.map((group) => {
    const { training } = rows.find((row) => row.group === group)!;
    return { group, training, deserved: percent(training) };
  });
  const rowHeight = Math.max(28, 11 * labels.length + 12);
  return {
    height: groups.length * rowHeight,
    layer: [
      {
        data: { values: merits },
        mark: { type: 'tick', color: theme.muted, thickness: 4, size: 0.8 * rowHeight },
        encoding: {
          y,
          x: { ...x, field: 'training' },
          tooltip: [
            { field: 'group', title: 'group' },
            { field: 'deserved', title: 'share of training purchases' },
          ],
        },
      },
      {
        data: {
          values: shown.map((row) => ({
            ...row,
            rank: labels.indexOf(row.label),
            shown: percent(row.exposure!),
            of: row.ratio === null ? 'none bought' : times(row.ratio),
          })),
        },
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          y,
          yOffset,
          x,
          color,
          shape: { ...shapeOf(view, labels), legend },
          tooltip: [
            { field: 'group', title: 'group' },
            { field: 'label', title: 'algorithm' },
            { field: 'shown', title: 'share of exposure' },
            { field: 'of', title: 'of its share of purchases' },
          ],
        },
      },
    ],
  };
}

/** Of simulated shops: which group has most less than the best lists would give it. */
function deservedWords(rows: readonly Row[]): string {
  const known = rows.filter(({ deserved }) => deserved !== null);
  const [wronged] = known.toSorted((a, b) => b.deserved! - b.exposure! - (a.deserved! - a.exposure!));
  return wronged === undefined || wronged.deserved! <= wronged.exposure!
    ? ''
    : ` By what items are really worth to shoppers, ${wronged.group} should have ${percent(wronged.deserved!)} and has ${percent(wronged.exposure!)}, the largest lack.`;
}

/** Exposure by group of items, one chart an attribute, with what of each group was found in the table. */
export function itemGroupCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  if (mode.primary === null) return [];
  const ranked = mode.primary.scores.map(({ label }) => label);
  const attributes = [...new Set(mode.runs.flatMap((run) => Object.keys(run.result.itemGroups ?? {})))];
  return attributes.flatMap((attribute) => {
    const rows = rowsIn(mode, attribute, ranked);
    const own = rows
      .filter(({ label, ratio }) => label === ranked[0] && ratio !== null)
      .toSorted((a, b) => b.ratio! - a.ratio!);
    const [most, least] = [own[0], own.at(-1)];
    if (!most || !least || most === least) return [];
    const labels = tellableLabels(view, ranked, MOST_ALGORITHMS);
    const words = ({ group, ratio }: Row): string => `${group} ${times(ratio!)}`;
    return [
      {
        name: `item-groups-${slug(attribute)}-${mode.repeats}`,
        repeats: mode.repeats,
        metric: null,
        title: `${ranked[0]} shows ${words(most)} as much as was bought of it, ${words(least)}`,
        subtitle: subtitleOf(
          view,
          mode,
          [`exposure by ${attribute}, 1/log2(rank + 1) a place`, ...drawnWords(labels, ranked)],
          false,
        ),
        takeaway: `Of ${plural(own.length, 'group')}, ${most.group} (${formatCount(most.items)} items) has ${percent(most.exposure!)} of the exposure and ${percent(most.training)} of the training purchases; ${least.group} ${percent(least.exposure!)} and ${percent(least.training)}.${deservedWords(own)}`,
        alt: `Shares of exposure by ${attribute} for ${ranked[0]}: ${own.map((row) => `${row.group} ${percent(row.exposure!)} against ${percent(row.training)} of purchases`).join('; ')}.`,
        spec: specOf(
          view,
          theme,
          rows.filter(({ label }) => labels.includes(label)),
          labels,
        ),
        table: {
          columns: [
            attribute,
            'algorithm',
            'items',
            'share of purchases',
            'share of exposure',
            'low',
            'high',
            'exposure / purchases',
            'share by the best lists',
            'relevant items listed',
          ],
          rows: rows.map((row) => [
            row.group,
            row.label,
            row.items,
            row.training,
            row.exposure,
            row.low,
            row.high,
            row.ratio,
            row.deserved,
            row.recall,
          ]),
        },
        exported: true,
      },
    ];
  });
}
