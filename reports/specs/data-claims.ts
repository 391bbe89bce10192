/** Figures of a simulated log against what its scenario claims of them. */

import type { ManifestFigure } from '../../datasets/store/manifest.ts';
import type { StudyView } from '../study/study-view.ts';
import { joinWords, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { dataChart } from './data-marks.ts';
import { rowsHeight, rowsOf } from './marks.ts';

/** Dots further out stand at the edge. */
const [LEFT, RIGHT] = [-1, 2];

interface Claim {
  readonly name: string;
  readonly verdict: string;
  /** 0 at the lower bound and 1 at the upper; null where the log has no such figure. */
  readonly at: number | null;
  readonly told: string;
  readonly band: string;
  readonly doc: string;
  readonly source: string;
}

function bandOf({ atLeast, atMost }: NonNullable<ManifestFigure['target']>): string {
  if (atLeast === undefined) return `at most ${plain(atMost!)}`;
  if (atMost === undefined) return `at least ${plain(atLeast)}`;
  return `${plain(atLeast)} to ${plain(atMost)}`;
}

const plain = (value: number): string => String(Number(value.toPrecision(4))).replace('-', '\u2212');

/** Where one bound is missing, twice the other, or none of it, takes its place. */
export function placeOf(
  value: number,
  { atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined },
): number {
  const low = atLeast ?? Math.min(0, 2 * atMost!);
  const high = atMost ?? (atLeast! > 0 ? 2 * atLeast! : atLeast! + 1);
  const place = high > low ? (value - low) / (high - low) : value === low ? 0.5 : value < low ? LEFT : RIGHT;
  return Math.min(RIGHT, Math.max(LEFT, place));
}

function claimOf({ name, doc, unit, value, why, target }: ManifestFigure): Claim {
  return {
    name,
    verdict: target!.verdict,
    at: value === null ? null : placeOf(value, target!),
    told: value === null ? 'n/a' : `${plain(value)}${unit === 'days' || unit === 'stars' ? ` ${unit}` : ''}`,
    band: bandOf(target!),
    doc: why === undefined ? doc : `${doc}; not measured: ${why}`,
    source: target!.source ?? '',
  };
}

function titleOf(claims: readonly Claim[]): string {
  const named = (verdict: string) => claims.flatMap((one) => (one.verdict === verdict ? [one.name] : []));
  const [failed, unmeasured] = [named('fail'), named('not measurable')];
  if (failed.length + unmeasured.length === 0)
    return claims.length === 1
      ? 'The one figure that is claimed is met'
      : `All ${claims.length} figures that the scenario claims are met`;
  return [
    `${claims.length - failed.length - unmeasured.length} of ${plural(claims.length, 'claimed figure')} met`,
    ...(failed.length > 0 ? [`missed: ${joinWords(failed)}`] : []),
    ...(unmeasured.length > 0 ? [`not to be measured: ${joinWords(unmeasured)}`] : []),
  ].join('; ');
}

export function claimCharts({ figures }: StudyView, theme: Theme): Chart[] {
  if (!figures?.claims) return [];
  const claims = figures.claims.map(claimOf);
  const y = rowsOf(
    'name',
    claims.map(({ name }) => name),
  );
  const scale = { domain: [LEFT, RIGHT] };
  const axis = {
    values: [0, 1],
    labelExpr: "datum.value === 0 ? 'lower bound' : 'upper bound'",
    // Away from each other: the band may be narrow.
    labelAlign: { condition: { test: 'datum.value === 0', value: 'right' }, value: 'left' },
    grid: true,
  };
  return [
    dataChart({
      name: 'data-claims',
      title: titleOf(claims),
      subtitle: `figures of the simulated log as a whole within the band that its scenario claims (shaded); each on its own scale, further out at the edge; n = ${plural(claims.length, 'figure')}`,
      takeaway:
        'A log is one draw of its scenario: figures are measured, not estimated, and have no interval.',
      alt: `Dots against bands: ${claims.map(({ name, told, band, verdict }) => `${name} ${told}, ${band}: ${verdict}`).join('; ')}.`,
      spec: {
        data: { values: claims },
        height: rowsHeight(claims.length) * 0.85,
        padding: { left: 8, top: 8, bottom: 8, right: 78 },
        layer: [
          {
            mark: { type: 'bar', color: theme.accent, opacity: 0.16, height: { band: 0.8 } },
            encoding: {
              y,
              x: { datum: 0, type: 'quantitative', scale, title: null, axis },
              x2: { datum: 1 },
            },
          },
          {
            transform: [{ filter: 'datum.at !== null' }],
            mark: { type: 'point', filled: true, size: 80, opacity: 1 },
            encoding: {
              y,
              x: { field: 'at', type: 'quantitative', scale, title: null, axis },
              color: {
                condition: { test: "datum.verdict === 'pass'", value: theme.accent },
                value: theme.warn,
              },
              shape: { condition: { test: "datum.verdict === 'pass'", value: 'circle' }, value: 'diamond' },
              tooltip: [
                { field: 'name', title: 'figure' },
                { field: 'doc', title: 'what' },
                { field: 'told', title: 'measured' },
                { field: 'band', title: 'claimed' },
                { field: 'verdict', title: 'verdict' },
                { field: 'source', title: 'source' },
              ],
            },
          },
          {
            mark: { type: 'text', align: 'left', dx: 8 },
            encoding: {
              y,
              x: { value: 'width' },
              text: { field: 'told' },
              color: {
                condition: { test: "datum.verdict === 'pass'", value: theme.ink },
                value: theme.warn,
              },
            },
          },
        ],
      },
      table: {
        columns: ['figure', 'what', 'measured', 'claimed', 'verdict', 'source'],
        rows: figures.claims.map((own, i) => [
          own.name,
          claims[i]!.doc,
          own.value,
          claims[i]!.band,
          own.target!.verdict,
          claims[i]!.source,
        ]),
      },
    }),
  ];
}
