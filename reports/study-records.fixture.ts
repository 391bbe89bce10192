/** Records of a study as a run would leave them, made up for the tests of this folder. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  DefinitionNote,
  DoneRun,
  Estimate,
  GroupEstimate,
  Repeats,
  RunRecord,
  Standing,
} from '../experiments/run-record.ts';
import type { StudyRecords } from './study-view.ts';

export const SEVEN = [
  'random',
  'popularity',
  'own-most-bought',
  'user-knn',
  'item-knn',
  'content-based',
  'als',
];

export interface FixtureOptions {
  readonly labels?: readonly string[];
  readonly modes?: readonly Repeats[];
  readonly seeds?: number;
  /** Labels whose last run fails in the first mode. */
  readonly failing?: readonly string[];
  readonly allFail?: boolean;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly task?: 'rank' | 'rate';
  readonly title?: string;
}

interface MetricShape {
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
const RANK: readonly MetricShape[] = [
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
const RATE: readonly MetricShape[] = [
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
const nature = (index: number): { quality: number; head: number } => ({
  quality: index < 7 ? [0.06, 0.38, 0.52, 0.78, 0.94, 0.41, 0.97][index]! : ((index * 37) % 89) / 100,
  head: index < 7 ? [0.02, 0.99, 0.45, 0.72, 0.55, 0.25, 0.62][index]! : ((index * 53) % 97) / 100,
});

const definitionOf = (shape: MetricShape, repeats: Repeats, cutoff: number | null): string =>
  cutoff === null ? shape.note.id : `${shape.note.id}+${repeats}@${cutoff}`;

const MODE_GAIN: Readonly<Record<Repeats, number>> = { exclude: 1, include: 1.35, only: 1.9 };

/** A small wobble in [-1, 1], the same for the same arguments. */
const wobble = (a: number, b: number): number => Math.sin(12.9898 * a + 78.233 * b);

function estimatesOf(
  shapes: readonly MetricShape[],
  index: number,
  repeats: Repeats,
  seed: number,
): Estimate[] {
  const { quality, head } = nature(index);
  const favoured = repeats !== 'exclude' && index === 2 ? 2.2 : 1;
  return shapes.flatMap((shape) =>
    shape.cutoffs.map((cutoff): Estimate => {
      const gain =
        shape.note.direction === 'higher' && shape.interval && shape.note.unit === 'share'
          ? MODE_GAIN[repeats] * favoured
          : 1;
      const value = shape.value(quality, head, cutoff);
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

function groupsOf(
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
function tenths(head: number): number[] {
  const weights = Array.from({ length: 10 }, (_, i) => (1 - head) ** (i / 1.5) + 1e-9);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function standingsOf(
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
                  },
                }
              : row,
          );
        }
      }
  return standings;
}

/** Deterministic records of a study. */
export function studyFixture(options: FixtureOptions = {}): StudyRecords {
  const {
    labels = SEVEN,
    modes = ['exclude', 'include'],
    seeds = 2,
    failing = [],
    allFail = false,
    task = 'rank',
  } = options;
  const groups = options.groups ?? {
    region: ['north', 'south', 'east', 'west'],
    ageBand: ['18-24', '25-34', '35-49', '50-64', '65+'],
  };
  const shapes = task === 'rank' ? RANK : RATE;
  const records = modes.flatMap((repeats) =>
    labels.flatMap((label, index) =>
      Array.from({ length: seeds }, (_, seed): RunRecord => {
        const id = `run-${repeats}-${index}-${seed}`;
        const inputs = {
          study: 'fixture',
          data: { name: 'tiny', digest: 'd1' },
          feedback: {},
          split: { name: 'global-time', params: { fraction: 0.8 }, fold: 0, digest: 's1' },
          repeats,
          algorithm: { name: label, label, params: { k: 20 + index } },
          seed: String(seed + 1),
          definitions: [],
          primary: task === 'rank' ? { name: 'ndcg', cutoff: 10 } : { name: 'rmse', cutoff: null },
          groups: Object.keys(groups),
          statistics: { resamples: 1000, level: 0.95 },
        };
        if (allFail || (failing.includes(label) && repeats === modes[0] && seed === seeds - 1))
          return {
            schema: 'shoplab.run/1',
            id,
            inputs,
            status: 'failed',
            error: `${label}: the matrix is singular at step 3`,
          };
        const estimates = estimatesOf(shapes, index, repeats, seed);
        const { head } = nature(index);
        return {
          schema: 'shoplab.run/1',
          id,
          inputs,
          status: 'done',
          result: {
            estimates,
            groups: groupsOf(groups, estimates[task === 'rank' ? 1 : 0]!, seed),
            exposure: task === 'rank' ? { lists: tenths(head), training: tenths(0.5) } : null,
            tieRate: task === 'rank' ? (index === 1 ? 0.12 : 0.01) : null,
            counts: {
              evaluated: 1429,
              withoutRelevant: 90,
              unknownShoppers: 345,
              emptyLists: repeats === 'only' && index === 2 ? 143 : 0,
              trainRows: 317_070,
              testRows: 79_267,
            },
          },
          resultDigest: 'r1',
          measured: {
            fitSeconds: [0.0002, 0.004, 0.05, 0.9, 1.4, 0.3, 12.5][index % 7]!,
            recommendSeconds: [0.02, 0.03, 0.06, 2.2, 0.8, 0.5, 0.4][index % 7]!,
            evaluateSeconds: 0.1,
            perSecond: 1429 / [0.02, 0.03, 0.06, 2.2, 0.8, 0.5, 0.4][index % 7]!,
            threads: 2,
            peakMemoryBytes: 312_000_000 + 1e6 * index,
            host: { cpu: 'Test CPU', cores: 2, node: '20.19.0', shoplab: '0.1.0' },
            finishedAt: '2025-01-01T00:00:00Z',
          },
        };
      }),
    ),
  );
  const done = records.filter((run): run is DoneRun => run.status === 'done');
  return {
    strangers: 0,
    records,
    summary: {
      schema: 'shoplab.summary/1',
      standings: standingsOf(done, shapes, labels),
      level: 0.95,
      resamples: 1000,
    },
    study: {
      schema: 'shoplab.study/1',
      name: 'fixture',
      title: options.title ?? 'Who predicts the last weeks of a gift shop?',
      description:
        'Completed sales of identified customers; the last fifth of the rows, by time, is held out.',
      provenance: {
        name: 'online-retail',
        title: 'Online Retail (UCI 352)',
        source: 'https://archive.ics.uci.edu/dataset/352',
        licence: 'CC BY 4.0',
        digest: 'a3f1c0ffee',
      },
      account: {
        read: 541_909,
        steps: [
          { rule: 'no customer', dropped: 135_080, left: 406_829 },
          { rule: 'cancelled', dropped: 8905, left: 397_924 },
          { rule: 'quantity not positive', dropped: 0, left: 397_924 },
          { rule: 'price not positive', dropped: 40, left: 397_884 },
          { rule: 'stock code is no product', dropped: 1547, left: 396_337 },
        ],
        kept: 396_337,
      },
      counts: {
        shoppers: 4334,
        items: 3659,
        feedback: 396_337,
        sessions: 18_402,
        impressions: 0,
        actions: 396_337,
      },
      split: {
        name: 'global-time',
        order: 'time',
        doc: 'rows at or after one instant are the test',
        params: { fraction: 0.8 },
        folds: 1,
      },
      definitions: shapes.map((shape) => shape.note),
      primary: task === 'rank' ? 'ndcg@10' : 'rmse',
      runs: records.map((run) => run.id),
      text: 'name: fixture\ntitle: Who predicts?\n',
      command: 'shoplab run fixture',
    },
  };
}

/** The fixture as files, as `shoplab run` leaves them. */
export async function writeFixture(folder: string, { study, summary, records }: StudyRecords): Promise<void> {
  const write = (name: string, value: unknown) =>
    writeFile(join(folder, name), JSON.stringify(value, null, 2));
  await mkdir(join(folder, 'runs'), { recursive: true });
  await write('study.json', study);
  await write('summary.json', summary);
  for (const run of records) await write(join('runs', `${run.id}.json`), run);
}

export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "');alert(3)//",
  '</script><script>alert(4)</script>',
  '=HYPERLINK("http://evil.example")',
  'a|b`c`*d*\u2028[x](javascript:alert(5))',
  '{{x}} var(--ink) <!--',
];
