/** Made-up numbers of a run: metrics, groups, exposure and standings. For the tests of this folder. */

import type {
  DefinitionNote,
  DoneRun,
  Estimate,
  GroupEstimate,
  Repeats,
  Standing,
} from '../../experiments/run-record.ts';

export interface MetricShape {
  readonly note: DefinitionNote;
  readonly cutoffs: readonly (number | null)[];
  readonly interval: boolean;
  value(quality: number, head: number, cutoff: number | null): number | null;
}

const note = (
  name: string,
  unit: string,
  direction: DefinitionNote['direction'],
  doc: string,
): DefinitionNote => ({
  id: `${name}.v1`,
  name,
  doc,
  unit,
  direction,
});

const grows = (cutoff: number | null): number => Math.sqrt((cutoff ?? 10) / 10);
export const RANK: readonly MetricShape[] = [
  {
    note: note('ndcg', 'share', 'higher', 'binary gain, 1/log2(rank + 1)'),
    cutoffs: [5, 10, 20],
    interval: true,
    value: (q, _h, k) => 0.24 * q * grows(k),
  },
  {
    note: note('recall', 'share', 'higher', 'hits / relevant'),
    cutoffs: [5, 10, 20],
    interval: true,
    value: (q, _h, k) => 0.31 * q * grows(k),
  },
  {
    note: note('precision', 'share', 'higher', 'hits / K'),
    cutoffs: [5, 10, 20],
    interval: true,
    value: (q, _h, k) => (0.12 * q) / grows(k),
  },
  {
    note: note('coverage', 'share of the catalogue', 'higher', 'distinct items recommended / catalogue'),
    cutoffs: [5, 10, 20],
    interval: false,
    value: (_q, h) => Math.max(0.02, 1 - h),
  },
  {
    note: note('novelty', 'bits', 'higher', 'mean self-information'),
    cutoffs: [5, 10, 20],
    interval: true,
    value: (_q, h) => 9 - 6 * h,
  },
  {
    note: note('diversity', 'share', 'higher', 'mean pairwise 1 - cosine'),
    cutoffs: [10],
    interval: true,
    value: () => null,
  },
  {
    note: note('popularityLift', 'ratio', 'zero', 'how much more popular lists are than profiles'),
    cutoffs: [10],
    interval: true,
    value: (_q, h) => 3.4 * h - 0.6,
  },
];
/** Metrics that fill a report. */
export const moreShapes = (count: number): MetricShape[] =>
  Array.from({ length: count }, (_, i) => ({
    note: note(`more${i + 1}`, 'share', 'higher', `made up, the ${i + 1}th`),
    cutoffs: [10],
    interval: true,
    value: (q, h) => (q + h) / (i + 2),
  }));
export const RATE: readonly MetricShape[] = [
  {
    note: note('rmse', 'stars', 'lower', 'root of the mean squared error'),
    cutoffs: [null],
    interval: false,
    value: (q) => 1.02 - 0.09 * q,
  },
  {
    note: note('mae', 'stars', 'lower', 'mean absolute error'),
    cutoffs: [null],
    interval: false,
    value: (q) => 0.81 - 0.07 * q,
  },
];

/** Quality and lean towards the head of each algorithm, in [0, 1]. */
export const nature = (index: number): { quality: number; head: number } => ({
  quality: index < 7 ? [0.06, 0.38, 0.52, 0.78, 0.94, 0.41, 0.97][index]! : ((index * 37) % 89) / 100,
  head: index < 7 ? [0.02, 0.99, 0.45, 0.72, 0.55, 0.25, 0.62][index]! : ((index * 53) % 97) / 100,
});

const definitionOf = (shape: MetricShape, repeats: Repeats, cutoff: number | null): string =>
  cutoff === null ? shape.note.id : `${shape.note.id}+${repeats}@${cutoff}`;

const MODE_GAIN: Readonly<Record<Repeats, number>> = { exclude: 1, include: 1.35, only: 1.9 };

/** A small wobble in [-1, 1], the same for the same arguments. */
const wobble = (a: number, b: number): number => Math.sin(12.9898 * a + 78.233 * b);

/** `alike`: as if each were the same algorithm. `lacking`: without a value of the accuracy. */
export interface Odd {
  readonly alike?: boolean;
  readonly lacking?: boolean;
}

export function estimatesOf(
  shapes: readonly MetricShape[],
  at: number,
  repeats: Repeats,
  seed: number,
  { alike = false, lacking = false }: Odd = {},
): Estimate[] {
  const index = alike ? 0 : at;
  const { quality, head } = nature(index);
  const favoured = repeats !== 'exclude' && index === 2 ? 2.2 : 1;
  return shapes.flatMap((shape) =>
    shape.cutoffs.map((cutoff): Estimate => {
      const gain =
        shape.note.direction === 'higher' && shape.interval && shape.note.unit === 'share'
          ? MODE_GAIN[repeats] * favoured
          : 1;
      const value = lacking && shape === shapes[0] ? null : shape.value(quality, head, cutoff);
      const mean = value === null ? null : value * gain * (1 + 0.01 * wobble(index, seed));
      const half = mean === null ? 0 : 0.012 + 0.03 * Math.abs(mean);
      const has = mean !== null && shape.interval;
      return {
        definition: definitionOf(shape, repeats, cutoff),
        name: shape.note.name,
        cutoff,
        mean,
        low: has ? mean - half : null,
        high: has ? mean + half : null,
        n: repeats === 'exclude' ? 1429 : 1519,
      };
    }),
  );
}

export function groupsOf(
  groups: Readonly<Record<string, readonly string[]>>,
  primary: Estimate,
  seed: number,
): Record<string, GroupEstimate[]> {
  const of = (attribute: string): GroupEstimate[] =>
    groups[attribute]!.map((group, i, all): GroupEstimate => {
      const n = i === all.length - 1 ? 6 : 40 + 70 * i;
      const mean =
        primary.mean === null || n < 10
          ? null
          : primary.mean * (0.7 + (0.5 * i) / all.length + 0.01 * wobble(i, seed));
      const half = primary.low === null ? null : 0.4 / Math.sqrt(n);
      return {
        group,
        definition: primary.definition,
        mean,
        low: mean === null || half === null ? null : mean - half,
        high: mean === null || half === null ? null : mean + half,
        n,
      };
    });
  return Object.fromEntries(Object.keys(groups).map((attribute) => [attribute, of(attribute)]));
}

/** Shares of the tenths, falling from the head; they sum to 1. */
export function tenths(head: number): number[] {
  const weights = Array.from({ length: 10 }, (_, i) => (1 - head) ** (i / 1.5) + 1e-9);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** What `mean` is of the best, give or take a twentieth. */
const relativeOf = (mean: number, best: number) =>
  best > 0 ? { ratio: mean / best, low: mean / best - 0.05, high: mean / best + 0.05 } : null;

export function standingsOf(
  runs: readonly DoneRun[],
  shapes: readonly MetricShape[],
  labels: readonly string[],
): Standing[] {
  const standings: Standing[] = [];
  for (const repeats of new Set(runs.map((run) => run.inputs.repeats)))
    for (const shape of shapes)
      for (const cutoff of shape.cutoffs) {
        const definition = definitionOf(shape, repeats, cutoff);
        const rows = labels.flatMap((label): Standing[] => {
          const own = runs.filter(
            (run) => run.inputs.repeats === repeats && run.inputs.algorithm.label === label,
          );
          const found = own.map((run) => run.result.estimates.find((one) => one.definition === definition)!);
          if (found.length === 0) return [];
          const average = (side: 'mean' | 'low' | 'high') =>
            found.some((one) => one[side] === null)
              ? null
              : found.reduce((sum, one) => sum + one[side]!, 0) / found.length;
          return [
            {
              label,
              algorithm: label,
              repeats,
              definition,
              name: shape.note.name,
              cutoff,
              mean: average('mean'),
              low: average('low'),
              high: average('high'),
              spread: found.length > 1 ? 0.002 : null,
              n: found[0]!.n,
              runs: own.length,
              toBest: null,
            },
          ];
        });
        const sign = shape.note.direction === 'lower' ? -1 : 1;
        const best = rows.filter((row) => row.mean !== null).sort((a, b) => sign * (b.mean! - a.mean!))[0];
        for (const row of rows) {
          const paired = best !== undefined && row !== best && row.mean !== null && shape.interval;
          const difference = paired ? row.mean - best.mean! : 0;
          standings.push(
            paired
              ? {
                  ...row,
                  toBest: {
                    label: best.label,
                    difference,
                    low: difference - 0.011,
                    high: difference + 0.011,
                    ...(shape.note.direction !== 'zero' && { relative: relativeOf(row.mean, best.mean!) }),
                  },
                }
              : row,
          );
        }
      }
  return standings;
}
