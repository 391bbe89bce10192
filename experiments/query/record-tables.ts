/** Records of studies as tables: one row a run, an estimate, a group ... NULL stands for what is not defined or was not measured. */

import type { ColumnArray, ColumnType, TableSpec } from '../../datasets/tables.ts';
import type { LoopRun } from '../loops/loop-record.ts';
import type { Estimate, RunRecord } from '../run-record.ts';

type Value = string | number | null | undefined;

interface Column<Row> {
  readonly type: Extract<ColumnType, 'f64' | 'text'>;
  readonly doc: string;
  of(row: Row): Value;
}

export interface RecordTable {
  readonly name: string;
  readonly doc: string;
  readonly columns: Readonly<Record<string, Column<never>>>;
  /** The rows that one record makes. */
  rowsOf(study: string, record: AnyRun): readonly unknown[];
}

/** What stands under `runs/`, as far as it is told in tables. */
export type AnyRun = RunRecord | LoopRun;

const text = <Row>(doc: string, of: (row: Row) => Value): Column<Row> => ({ type: 'text', doc, of });
const number = <Row>(doc: string, of: (row: Row) => Value): Column<Row> => ({ type: 'f64', doc, of });

/** A table of records of fits on folds. */
const table = <Row>(
  name: string,
  doc: string,
  columns: Readonly<Record<string, Column<Row>>>,
  rowsOf: (study: string, record: RunRecord) => readonly Row[],
): RecordTable => ({
  ...{ name, doc, columns },
  rowsOf: (study, record) => (record.schema === 'shoplab.run/2' ? rowsOf(study, record) : []),
});

interface Run {
  readonly study: string;
  readonly record: RunRecord;
}
const inputs = ({ record }: Run) => record.inputs;
const measured = ({ record }: Run) => (record.status === 'done' ? record.measured : undefined);
const counts = ({ record }: Run) => (record.status === 'done' ? record.result.counts : undefined);

const RUNS = table<Run>(
  'runs',
  'One row a run: what went in, and what it cost.',
  {
    study: text('folder of the study', ({ study }) => study),
    run: text('id of the record', ({ record }) => record.id),
    status: text("'done' or 'failed'", ({ record }) => record.status),
    error: text('why it failed', ({ record }) => (record.status === 'failed' ? record.error : null)),
    data: text('data set or scenario', (run) => inputs(run).data.name),
    data_digest: text('digest of the data', (run) => inputs(run).data.digest),
    split: text('split', (run) => inputs(run).split.name),
    fold: number('fold, from 0', (run) => inputs(run).split.fold),
    seed: text('seed of the fit', (run) => inputs(run).seed),
    repeats: text('whether items that were had may be listed', (run) => inputs(run).repeats),
    sampled: number(
      'others that a sampled ranking is among; NULL: full ranking',
      (run) => inputs(run).sampled?.items,
    ),
    label: text('how the study calls the algorithm', (run) => inputs(run).algorithm.label),
    algorithm: text('algorithm', (run) => inputs(run).algorithm.name),
    version: text('its id', (run) => inputs(run).algorithm.definition),
    params: text('its parameters, as JSON', (run) => JSON.stringify(inputs(run).algorithm.params)),
    backend: text('what computed it, where bits depend on that', (run) => inputs(run).algorithm.backend),
    result_digest: text('digest of the result', ({ record }) =>
      record.status === 'done' ? record.resultDigest : null,
    ),
    tie_rate: number('share of lists with a tie at the cut', ({ record }) =>
      record.status === 'done' ? record.result.tieRate : null,
    ),
    evaluated: number('shoppers, ratings or examples evaluated', (run) => counts(run)?.evaluated),
    train_rows: number('rows learnt from', (run) => counts(run)?.trainRows),
    test_rows: number('rows tested', (run) => counts(run)?.testRows),
    fit_seconds: number('seconds of the fit', (run) => measured(run)?.fitSeconds),
    recommend_seconds: number('seconds of the answers', (run) => measured(run)?.recommendSeconds),
    evaluate_seconds: number('seconds of measuring', (run) => measured(run)?.evaluateSeconds),
    per_second: number('answers a second', (run) => measured(run)?.perSecond),
    latency_p50: number('seconds of a list asked for alone, median', (run) => measured(run)?.latency?.p50),
    latency_p95: number('95th percentile of these', (run) => measured(run)?.latency?.p95),
    latency_p99: number('99th percentile of these', (run) => measured(run)?.latency?.p99),
    peak_memory: number('highest memory of the process, bytes', (run) => measured(run)?.peakMemoryBytes),
    threads: number('runs at once', (run) => measured(run)?.threads),
    cpu: text('processor', (run) => measured(run)?.host.cpu),
    shoplab: text('version of shoplab', (run) => measured(run)?.host.shoplab),
    finished: text('when, ISO 8601', (run) => measured(run)?.finishedAt),
  },
  (study, record) => [{ study, record }],
);

interface Measured extends Run {
  readonly estimate: Omit<Estimate, 'name' | 'cutoff'> & Partial<Estimate>;
  readonly attribute?: string;
  readonly group?: string;
}
const ESTIMATE = {
  study: text<Measured>('folder of the study', ({ study }) => study),
  run: text<Measured>('id of the record', ({ record }) => record.id),
  label: text<Measured>('how the study calls the algorithm', (row) => inputs(row).algorithm.label),
};
const INTERVAL = {
  definition: text<Measured>('definition id of the metric', ({ estimate }) => estimate.definition),
  mean: number<Measured>('value', ({ estimate }) => estimate.mean),
  low: number<Measured>('lower end of its interval', ({ estimate }) => estimate.low),
  high: number<Measured>('upper end', ({ estimate }) => estimate.high),
  n: number<Measured>('what it is of', ({ estimate }) => estimate.n),
};

const ESTIMATES = table<Measured>(
  'estimates',
  'One row a metric of a run.',
  {
    ...ESTIMATE,
    metric: text('name of the metric', ({ estimate }) => estimate.name),
    cutoff: number('K', ({ estimate }) => estimate.cutoff),
    ...INTERVAL,
  },
  (study, record) =>
    record.status === 'done' ? record.result.estimates.map((estimate) => ({ study, record, estimate })) : [],
);

const GROUPS = table<Measured>(
  'groups',
  'One row a group of shoppers or examples of a run.',
  {
    ...ESTIMATE,
    attribute: text('what groups', ({ attribute }) => attribute),
    member: text('group', ({ group }) => group),
    ...INTERVAL,
  },
  (study, record) =>
    record.status === 'done'
      ? Object.entries(record.result.groups).flatMap(([attribute, groups]) =>
          groups.map((estimate) => ({ study, record, attribute, group: estimate.group, estimate })),
        )
      : [],
);

type ItemGroup = Run & {
  readonly attribute: string;
  readonly own: NonNullable<Extract<RunRecord, { status: 'done' }>['result']['itemGroups']>[string][number];
};
const ITEM_GROUPS = table<ItemGroup>(
  'item_groups',
  'One row a group of items of a run.',
  {
    study: text('folder of the study', ({ study }) => study),
    run: text('id of the record', ({ record }) => record.id),
    label: text('how the study calls the algorithm', (row) => inputs(row).algorithm.label),
    attribute: text('what groups', ({ attribute }) => attribute),
    member: text('group', ({ own }) => own.group),
    items: number('items of the catalogue', ({ own }) => own.items),
    training: number('share of training pairs', ({ own }) => own.training),
    exposure: number('share of exposure', ({ own }) => own.exposure?.mean),
    exposure_low: number('lower end of its interval', ({ own }) => own.exposure?.low),
    exposure_high: number('upper end', ({ own }) => own.exposure?.high),
    relevant: number('relevant pairs', ({ own }) => own.relevant),
    recall: number('share of these that is listed', ({ own }) => own.recall?.mean),
  },
  (study, record) =>
    record.status === 'done'
      ? Object.entries(record.result.itemGroups ?? {}).flatMap(([attribute, groups]) =>
          groups.map((own) => ({ study, record, attribute, own })),
        )
      : [],
);

interface TracePoint extends Run {
  readonly measure: string;
  readonly epoch: number;
  readonly value: number | null;
}
const TRACES = table<TracePoint>(
  'traces',
  'One row an epoch of what a fit told, where the study asked (`trace: true`).',
  {
    study: text('folder of the study', ({ study }) => study),
    run: text('id of the record', ({ record }) => record.id),
    label: text('how the study calls the algorithm', (row) => inputs(row).algorithm.label),
    measure: text('what was told', ({ measure }) => measure),
    epoch: number('epoch, from 1', ({ epoch }) => epoch),
    value: number('value', ({ value }) => value),
  },
  (study, record) =>
    record.status === 'done'
      ? (record.result.traces ?? []).flatMap(({ measure, epochs, values }) =>
          epochs.map((epoch, i) => ({ study, record, measure, epoch, value: values[i] ?? null })),
        )
      : [],
);

interface Loop {
  readonly study: string;
  readonly record: LoopRun;
}
const LOOP = {
  study: text<Loop>('folder of the study', ({ study }) => study),
  run: text<Loop>('id of the record', ({ record }) => record.id),
  policy: text<Loop>('how the study calls the policy', ({ record }) => record.inputs.policy.label),
  role: text<Loop>("'policy' or 'control'", ({ record }) => record.inputs.policy.role),
  seed: text<Loop>('seed of the world', ({ record }) => record.inputs.seed),
};

const LOOPS: RecordTable = {
  name: 'loops',
  doc: 'One row a closed loop: one policy in one world.',
  columns: {
    ...LOOP,
    status: text<Loop>("'done' or 'failed'", ({ record }) => record.status),
    error: text<Loop>('why it failed', ({ record }) => (record.status === 'failed' ? record.error : null)),
    world: text<Loop>('scenario or model', ({ record }) => record.inputs.world.name),
    every: number<Loop>('rounds between fits', ({ record }) => record.inputs.every),
    seconds: number<Loop>('how long it took', ({ record }) =>
      record.status === 'done' ? record.measured.seconds : null,
    ),
  },
  rowsOf: (study, record) => (record.schema === 'shoplab.loop/1' ? [{ study, record } satisfies Loop] : []),
};

interface Moment extends Loop {
  readonly series: string;
  readonly measure: string;
  readonly round: number;
  readonly value: number | null;
  readonly n: number;
}
const LOOP_SERIES: RecordTable = {
  name: 'loop_series',
  doc: 'One row a measure of a closed loop at a moment.',
  columns: {
    ...LOOP,
    series: text<Moment>("'shown', 'engaged', 'latent', 'outcomes' or 'sellers'", ({ series }) => series),
    measure: text<Moment>('what is measured', ({ measure }) => measure),
    round: number<Moment>('rounds that had passed', ({ round }) => round),
    value: number<Moment>('value', ({ value }) => value),
    n: number<Moment>('what it is of', ({ n }) => n),
  },
  rowsOf(study, record) {
    if (record.schema !== 'shoplab.loop/1' || record.status !== 'done') return [];
    const { rounds, series, outcomes, sellers } = record.result;
    return Object.entries({ ...series, outcomes, ...(sellers && { sellers }) }).flatMap(([name, courses]) =>
      Object.entries(courses).flatMap(([measure, { values, n }]) =>
        rounds.map((round, i): Moment => {
          return { study, record, series: name, measure, round, value: values[i] ?? null, n: n[i]! };
        }),
      ),
    );
  },
};

export const RECORD_TABLES: readonly RecordTable[] = [
  ...[RUNS, ESTIMATES, GROUPS, ITEM_GROUPS, TRACES],
  ...[LOOPS, LOOP_SERIES],
];

/** Told beside them: it is read from the files of values as it is asked for. */
export const VALUES_TABLE = {
  name: 'shopper_values',
  doc: 'One row a shopper (or example) and metric of a run, from the files beside the records.',
  columns: {
    run: { type: 'text', doc: 'id of the record' },
    shopper: { type: 'u32', doc: 'shopper: a row of the data' },
    definition: { type: 'text', doc: 'definition id of the metric' },
    value: { type: 'f64', doc: 'value of the shopper; no row where it is not defined' },
  },
} as const;

/** The columns of a table, with '' and NaN for what is NULL. */
export function columnsOf(
  { columns, rowsOf }: RecordTable,
  records: readonly { readonly study: string; readonly record: AnyRun }[],
): { readonly spec: TableSpec['columns']; readonly length: number; readonly columns: ColumnArray[] } {
  const rows = records.flatMap(({ study, record }) => rowsOf(study, record)) as never[];
  const entries = Object.entries(columns);
  return {
    spec: Object.fromEntries(entries.map(([name, { type, doc }]) => [name, { type, doc }])),
    length: rows.length,
    columns: entries.map(([, { type, of }]) =>
      type === 'text'
        ? rows.map((row) => String(of(row) ?? ''))
        : Float64Array.from(rows, (row) => Number(of(row) ?? Number.NaN)),
    ),
  };
}
