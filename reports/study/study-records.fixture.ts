/** Records of a study as a run would leave them, made up for the tests of this folder. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BesideFigures } from '../../datasets/data-figures/beside.ts';
import type { DataFigures } from '../../datasets/data-figures/data-figures.ts';
import {
  type Comparison,
  type DoneRun,
  digestRecords,
  type Estimate,
  type Frontier,
  type FrontierMeasure,
  type GroupAudit,
  type ItemGroupEstimate,
  type LabelCurves,
  type LabelResult,
  type PairComparison,
  type ProxyEstimate,
  type Repeats,
  type RunRecord,
  runId,
  type SearchInputs,
  type SearchResult,
  type Standing,
  sealSummary,
  type Trace,
} from '../../experiments/run-record.ts';
import { digestJson } from '../../numerics/digest.ts';
import { pairTestsOf } from './pair-tests.fixture.ts';
import {
  estimatesOf,
  groupsOf,
  moreShapes,
  nature,
  RANK,
  RATE,
  standingsOf,
  tenths,
} from './run-numbers.fixture.ts';
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
  /** All algorithms have the same scores, and no pair is told apart. */
  readonly alike?: boolean;
  /** Labels without a value of the metric that ranks. */
  readonly lacking?: readonly string[];
  /** Summaries as they were before they had comparisons and ratios. */
  readonly old?: boolean;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly task?: 'rank' | 'rate';
  readonly title?: string;
  /** Classes that were told of 100 examples each: 100 - 10 (algorithm + 1) of the class itself, the others of the next one. */
  readonly classes?: readonly string[];
  /** Curves of 200 answers with 100 of the last class: `kinds` of it, and `days` on which 40 alerts were right, 10 wrong and 60 missed in all. */
  readonly curves?: { readonly kinds?: readonly string[]; readonly days?: number };
  /** Names of features that moved: by .3, .15, .1 ... of what the classes of examples are told from; what is told, by .05 (algorithm + 1). */
  readonly drift?: readonly string[];
  /** Labels whose parameters were searched: six trials, the first two with a third of a fit, the fourth failed, the fifth the best. */
  readonly searched?: readonly string[];
  /** Groups of `gender` are audited, and all labels behind the first swept from it. */
  readonly audited?: boolean;
  /** What the data looks like. */
  readonly figures?: DataFigures;
  readonly beside?: BesideFigures;
  /** Labels whose fits told of these measures, three epochs each. */
  readonly traces?: Readonly<Record<string, readonly string[]>>;
  /** Metrics besides the usual ones. */
  readonly moreMetrics?: number;
  /** Family of each label; absent: as in files of before. */
  readonly families?: Readonly<Record<string, string>>;
}

const SEARCH: SearchInputs = {
  method: 'tpe.v1',
  trials: 6,
  metric: 'ndcg.binary.v1+exclude@10',
  validation: {
    name: 'global-time',
    definition: 'global-time.v1',
    params: { fraction: 0.8 },
    digest: 'v1',
  },
  space: { k: { from: 10, to: 1000, scale: 'log' }, kind: ['plain', '<b>"bold"</b>'] },
};

/** Values are .1 more from trial to trial, but of the last, which is .1. */
function triedOf(index: number): SearchResult {
  const trials = [0.1, 0.2, 0.3, null, 0.5, 0.1].map((value, i) => ({
    id: `t${i}`,
    values: { k: 10 * (i + 1) + index, kind: i % 2 === 0 ? 'plain' : '<b>"bold"</b>' },
    ...(i < 2 && { share: 1 / 3 }),
    epochs: null,
    value,
    ...(value === null && { error: 'no memory' }),
  }));
  return { trials, chosen: 4, params: { ...trials[4]!.values }, wholeFits: 4 + 2 / 3, epochs: null };
}

/** 100 + index + seed, then halved twice. */
function falling(measure: string, index: number, seed: number): Trace {
  const first = 100 + index + seed;
  return { measure, epochs: [1, 2, 3], values: [first, first / 2, first / 4] };
}

function toldOf(classes: readonly string[], index: number): LabelResult {
  const wrong = 10 * (index + 1);
  const confusion = classes.map((_, r) =>
    classes.map((_, c) => (c === r ? 100 - wrong : c === (r + 1) % classes.length ? wrong : 0)),
  );
  const inTenth = (values: readonly number[]) =>
    Array.from({ length: 10 }, (_, tenth) => values[[1, 5, 9].indexOf(tenth)] ?? 0);
  const told = [0.15, 0.55, 0.95];
  const hits = told.map((mean) => 100 * mean - 2 * index);
  const reliability = { n: inTenth([100, 100, 100]), hits: inTenth(hits), mean: inTenth(told) };
  return { classes, confusion, reliability };
}

/** The i-th per cent takes i alerts, and more the later the algorithm comes: all of 200 at the end. */
function curvesOf(
  classes: readonly string[],
  index: number,
  { kinds, days }: NonNullable<FixtureOptions['curves']>,
): LabelCurves {
  const steps = Array.from({ length: 100 }, (_, i) => i + 1);
  const spread = (sum: number) => Array.from({ length: days! }, (_, day) => (day === 0 ? sum : 0));
  const body: Omit<LabelCurves, 'digest'> = {
    ...{ class: classes.at(-1)!, n: 200, positives: 100 },
    threshold: steps.map((i) => 1 - i / 100),
    alerts: steps.map((i) => (i === 100 ? 200 : Math.min(200, i + Math.floor((i * index) / 10)))),
    hits: steps,
    ...(days && { money: { all: 1000, found: steps.map((i) => 10 * i) } }),
    chosen: {
      ...(days && { budget: 5 }),
      ...{ threshold: 0.6, alerts: 50, hits: 40 },
      ...(kinds && {
        kinds: kinds.map((kind, at) => ({ kind, n: 50, hits: 10 * at, low: 0.1 * at, high: 0.2 * at + 0.1 })),
      }),
      ...(days && {
        days: { first: 21, count: days, step: 1, right: spread(40), wrong: spread(10), missed: spread(60) },
      }),
    },
  };
  return { ...body, digest: digestJson(body) };
}

/** What they had tells few apart with .7; lists with .6 and .05 more from place to place. */
function proxiesOf(index: number): ProxyEstimate {
  const about = (mean: number, half: number) => ({ mean, low: mean - half, high: mean + half });
  const lists = 0.6 + 0.05 * index;
  return {
    by: 'gender',
    first: '<few>',
    second: 'most',
    n: [40, 40],
    history: about(0.7, 0.05),
    lists: about(lists, 0.04),
    gain: about(lists - 0.7, 0.06),
  };
}

const POSITIONS = [1, 2, 3].map((position) => ({
  position,
  shown: 1000,
  clicked: { mean: 0.2 / position, low: 0.18 / position, high: 0.22 / position },
  even: position < 3 ? { mean: 0.1, low: 0.09, high: 0.11 } : null,
  effective: 400,
}));

const definedIn = (done: readonly DoneRun[], repeats: Repeats, name: string): string =>
  done
    .find(({ inputs }) => inputs.repeats === repeats)!
    .result.estimates.find((estimate) => estimate.name === name && estimate.cutoff === 10)!.definition;
const labelsIn = (done: readonly DoneRun[]): string[] => [
  ...new Set(done.map(({ inputs }) => inputs.algorithm.label)),
];

/** Few have .1 less nDCG than most, and more or less novelty, as it comes: .1 times (place - 2), give or take .15. */
function auditOf(done: readonly DoneRun[], modes: readonly Repeats[]): GroupAudit[] {
  return modes.flatMap((repeats) =>
    (['ndcg', 'novelty'] as const).flatMap((name) =>
      labelsIn(done).map((label, place): GroupAudit => {
        const definition = definedIn(done, repeats, name);
        const difference = name === 'ndcg' ? -0.1 : 0.1 * (place - 2);
        const half = name === 'ndcg' ? 0.05 : 0.15;
        const group = (of: string, mean: number) => ({
          group: of,
          definition,
          mean,
          low: mean - 0.02,
          high: mean + 0.02,
          n: 40,
        });
        return {
          repeats,
          by: 'gender',
          label,
          definition,
          groups: [group('<few>', 0.5 + difference), group('most', 0.5)],
          gaps: [
            {
              of: 'extremes',
              first: '<few>',
              second: 'most',
              difference,
              low: difference - half,
              high: difference + half,
              n: 80,
              pairs: 3,
            },
          ],
        };
      }),
    ),
  );
}

/** The first label is the base; each one behind it costs .01 nDCG more, and mends coverage by .1 up to the third, less from there on. */
function frontierOf(done: readonly DoneRun[], modes: readonly Repeats[]): Frontier[] {
  const [base, ...swept] = labelsIn(done);
  return modes.map((repeats): Frontier => {
    const measure = (mean: number, difference: number | null, half: number | null): FrontierMeasure => ({
      mean,
      low: half === null ? null : mean - half,
      high: half === null ? null : mean + half,
      n: 100,
      difference,
      differenceLow: half === null || difference === null ? null : difference - half,
      differenceHigh: half === null || difference === null ? null : difference + half,
    });
    return {
      repeats,
      base: base!,
      definitions: [definedIn(done, repeats, 'ndcg'), definedIn(done, repeats, 'coverage')],
      points: [
        {
          label: base!,
          sweep: null,
          value: null,
          measures: [measure(0.5, null, 0.02), measure(0.2, null, null)],
          dominatedBy: [[]],
        },
        ...swept.map((label, i) => {
          const gain = 0.1 * (i < 3 ? i + 1 : 5 - i);
          return {
            label,
            sweep: i < 3 ? 'one' : 'other',
            value: i / 10,
            measures: [
              measure(0.5 - 0.01 * (i + 1), -0.01 * (i + 1), 0.005),
              measure(0.2 + gain, gain, null),
            ],
            dominatedBy: [i < 3 ? [] : [swept[2]!]],
          };
        }),
      ],
    };
  });
}

/** Pairs differ where more than one place of the study lies between them; ranks are those places. */
function comparisonOf(
  done: readonly DoneRun[],
  repeats: Repeats,
  name: string,
  { alike = false, lacking = [] }: FixtureOptions,
): Comparison[] {
  const runs = done.filter(
    ({ inputs }) => inputs.repeats === repeats && !lacking.includes(inputs.algorithm.label),
  );
  const isPrimary = (estimate: Estimate): boolean =>
    estimate.name === name && (estimate.cutoff === null || estimate.cutoff === 10);
  const runsOf = (label: string) => runs.filter(({ inputs }) => inputs.algorithm.label === label).length;
  const all = [...new Set(runs.map(({ inputs }) => inputs.algorithm.label))];
  const labels = all.filter((label) => runsOf(label) === Math.max(...all.map(runsOf)));
  const meanOf = (label: string): number => {
    const { result } = runs.find(({ inputs }) => inputs.algorithm.label === label)!;
    return result.estimates.find(isPrimary)!.mean!;
  };
  if (labels.length < 2) return [];
  const { definition } = runs[0]!.result.estimates.find(isPrimary)!;
  const pairs = labels.flatMap((first, a) =>
    labels.slice(a + 1).map((second, gap): PairComparison => {
      const apart = gap > 0 && !alike;
      const p = apart ? 0.0001 : 0.2;
      return {
        ...{ first, second, difference: meanOf(first) - meanOf(second), n: 1429 },
        ...{ permutation: p, holm: apart ? 0.0021 : 0.6, falseDiscovery: 2 * p, wilcoxon: p / 2 },
      };
    }),
  );
  const meanRanks = labels.map((label, at) => ({ label, rank: at + 1 }));
  const ranks = { rounds: 2, meanRanks, friedman: 9, p: 0.004, criticalDifference: 1.5 };
  return [{ repeats, definition, flips: 9999, pairs, ranks }];
}

/** Sellers, one of which the catalog does not sell to anybody. */
const itemGroupsOf = (index: number): ItemGroupEstimate[] =>
  [0.6, 0.3, 0.1, 0].map((training, at) => {
    const exposure = (at === 0 ? 0.4 : 0.2) + (at === 0 ? 3 : -1) * 0.01 * index;
    return {
      group: `seller ${at}`,
      items: 10 * (at + 1),
      training,
      exposure: { mean: exposure, low: exposure - 0.01, high: exposure + 0.01 },
      relevant: 100 * training,
      recall: training === 0 ? null : { mean: 0.1, low: 0.05, high: 0.15 },
    };
  });

const withoutRatio = (standing: Standing): Standing => {
  if (standing.toBest === null) return standing;
  const { relative: _, ...toBest } = standing.toBest;
  return { ...standing, toBest };
};

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
  const shapes = [...(task === 'rank' ? RANK : RATE), ...moreShapes(options.moreMetrics ?? 0)];
  const records = modes.flatMap((repeats) =>
    labels.flatMap((label, index) =>
      Array.from({ length: seeds }, (_, seed): RunRecord => {
        const inputs = {
          study: 'fixture',
          data: { name: 'tiny', digest: 'd1' },
          feedback: {},
          split: {
            name: 'global-time',
            definition: 'global-time.v1',
            params: { fraction: 0.8 },
            fold: 0,
            digest: 's1',
          },
          repeats,
          algorithm: { name: label, definition: `${label}.v1`, label, params: { k: 20 + index } },
          ...(options.searched?.includes(label) && { search: SEARCH }),
          seed: String(seed + 1),
          definitions: [],
          primary: task === 'rank' ? { name: 'ndcg', cutoff: 10 } : { name: 'rmse', cutoff: null },
          groups: Object.keys(groups),
          statistics: { resamples: 1000, level: 0.95 },
        };
        const id = runId(inputs);
        if (allFail || (failing.includes(label) && repeats === modes[0] && seed === seeds - 1))
          return {
            schema: 'shoplab.run/2',
            id,
            inputs,
            status: 'failed',
            error: `${label}: the matrix is singular at step 3`,
          };
        const estimates = estimatesOf(shapes, index, repeats, seed, {
          alike: options.alike === true,
          lacking: options.lacking?.includes(label) === true,
        });
        const { head } = nature(index);
        const result = {
          estimates,
          groups: groupsOf(groups, estimates[task === 'rank' ? 1 : 0]!, seed),
          exposure: task === 'rank' ? { lists: tenths(head), training: tenths(0.5) } : null,
          ...(task === 'rank' && { itemGroups: { seller: itemGroupsOf(index) } }),
          ...(options.audited && { proxies: [proxiesOf(index)] }),
          tieRate: task === 'rank' ? (index === 1 ? 0.12 : 0.01) : null,
          counts: {
            evaluated: 1429,
            withoutRelevant: 90,
            unknownShoppers: 345,
            emptyLists: repeats === 'only' && index === 2 ? 143 : 0,
            trainRows: 317_070,
            testRows: 79_267,
          },
          shopperValues: null,
          ...(options.classes && { labels: toldOf(options.classes, index) }),
          ...(options.drift && {
            drift: {
              definition: 'populationStability.v1',
              rows: 3000,
              score: [
                { period: 'all', value: 0.05 * (index + 1), n: 1000 },
                { period: 'week 4', value: null, n: 99 },
              ],
              features: options.drift.map((name, at) => ({ name, value: 0.3 / (at + 1) })),
            },
          }),
          ...(options.searched?.includes(label) && { search: triedOf(index) }),
          ...(options.traces && {
            traces: (Object.hasOwn(options.traces, label) ? options.traces[label]! : []).map((measure) =>
              falling(measure, index, seed),
            ),
          }),
        };
        return {
          schema: 'shoplab.run/2',
          id,
          inputs,
          status: 'done',
          result,
          resultDigest: digestJson(result),
          ...(options.classes &&
            options.curves && { curves: curvesOf(options.classes, index, options.curves) }),
          measured: {
            fitSeconds: [0.0002, 0.004, 0.05, 0.9, 1.4, 0.3, 12.5][index % 7]!,
            recommendSeconds: [0.02, 0.03, 0.06, 2.2, 0.8, 0.5, 0.4][index % 7]!,
            evaluateSeconds: 0.1,
            perSecond: 1429 / [0.02, 0.03, 0.06, 2.2, 0.8, 0.5, 0.4][index % 7]!,
            threads: 2,
            kernelThreads: 1,
            path: null,
            peakMemoryBytes: 312_000_000 + 1e6 * index,
            host: { cpu: 'Test CPU', cores: 2, node: '20.19.0', shoplab: '0.1.0' },
            finishedAt: '2025-01-01T00:00:00Z',
          },
        };
      }),
    ),
  );
  const done = records.filter((run): run is DoneRun => run.status === 'done');
  const comparisons = modes.flatMap((repeats) =>
    comparisonOf(done, repeats, task === 'rank' ? 'ndcg' : 'rmse', options),
  );
  return {
    strangers: 0,
    records,
    ...(options.figures && { figures: options.figures }),
    ...(options.beside && { beside: options.beside }),
    summary: sealSummary({
      schema: 'shoplab.summary/1',
      standings: options.old
        ? standingsOf(done, shapes, labels).map(withoutRatio)
        : standingsOf(done, shapes, labels),
      ...(!options.old && {
        comparisons,
        tests: pairTestsOf(
          done,
          modes,
          shapes,
          comparisons.map(({ definition }) => definition),
          options.alike ?? false,
        ),
      }),
      ...(options.audited && { audit: auditOf(done, modes), frontiers: frontierOf(done, modes) }),
      level: 0.95,
      resamples: 1000,
      records: digestRecords(records),
    }),
    study: {
      ...(options.families && { families: options.families }),
      ...(options.audited && { positions: POSITIONS }),
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
      feedbackAccount: {
        of: 'actions',
        read: 396_337,
        steps: [{ rule: 'action of a kind that counts', dropped: 0, left: 396_337 }],
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
export async function writeFixture(
  folder: string,
  { study, summary, records, figures, beside }: StudyRecords,
): Promise<void> {
  const write = (name: string, value: unknown) =>
    writeFile(join(folder, name), JSON.stringify(value, null, 2));
  await mkdir(join(folder, 'runs'), { recursive: true });
  await write('study.json', study);
  await write('summary.json', summary);
  if (figures) await write('data-figures.json', figures);
  if (beside) await write('beside.json', beside);
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
  '__proto__',
  'constructor',
];
