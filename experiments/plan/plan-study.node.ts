/** Plans a study: variance from its earlier records where there are any, else from a pilot of two cheap algorithms. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { openDuckDb } from '../../datasets/store/parquet.node.ts';
import type { RunWithValues } from '../comparison/compare.ts';
import { makeTestSet } from '../evaluation/test-set.ts';
import { modesOf } from '../fitting/cell-inputs.ts';
import { runCells } from '../fitting/cell-pool.node.ts';
import { prepare } from '../fitting/prepare.ts';
import type { Cell, CellOutcome, Prepared } from '../fitting/prepared.ts';
import { isPerShopper, metricNamed } from '../metrics/plan.ts';
import type { Repeats } from '../run-record.ts';
import { readRecord } from '../run-store.node.ts';
import type { LoadedStudy } from '../study/load-study.node.ts';
import { type Study, StudySchema } from '../study/study.ts';
import { loadStudyData } from '../study/study-data.node.ts';
import { primaryDefinitions } from '../study/study-file.ts';
import { readStudyFolder } from '../study/study-folder.node.ts';
import { algorithmOf, primaryRequest, requestName } from '../study/study-requests.ts';
import { readRunValues } from '../values.node.ts';
import { type PlannedMode, planMode } from './plan.ts';

/** Cheap, and as unlike as rankers are. */
const PILOT = ['popularity', 'random'] as const;

export interface PlanOptions {
  /** Folder of the study's output, where its records and its simulated log are looked for. */
  readonly out: string;
  readonly power: number;
  readonly threads: number;
  readonly version: string;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number, under?: string): void;
}

export interface StudyPlan {
  readonly study: string;
  /** Where the variance is from, in words. */
  readonly from: string;
  readonly source: 'records' | 'pilot';
  readonly alpha: number;
  readonly power: number;
  readonly seeds: number;
  readonly folds: number;
  readonly modes: readonly PlannedMode[];
}

/** Throws ConfigError where the metric that ranks is no mean over shoppers, and where there is nothing to have a variance from. */
export async function planStudy(loaded: LoadedStudy, options: PlanOptions): Promise<StudyPlan> {
  const { study } = loaded;
  checkPlannable(study);
  const dataset = await loadStudyData(loaded, options);
  const prepared = prepare(study, dataset);
  const earlier = await earlierRuns(prepared, options);
  const runs = earlier ?? (await pilotRuns(prepared, options));
  const folds = prepared.folds[0]!.length;
  const modes = modesOf(study).map((repeats, m): PlannedMode => {
    const roundsOf = roundsOfShoppers(prepared, repeats, runs);
    return planMode(runs, {
      ...{ repeats, definition: primaryDefinitions(prepared)[m]!, roundsOf },
      ...{ rounds: folds * study.seeds.length, seeds: study.seeds.length },
      ...{ algorithms: study.algorithms.length, alpha: 1 - study.statistics.level, power: options.power },
    });
  });
  return {
    study: study.name,
    from: earlier
      ? `${earlier.length} earlier records under ${options.out}`
      : `a pilot, ${PILOT.join(' and ')} on the first fold under seed ${study.seeds[0]}: algorithms that are more alike are told apart more easily`,
    source: earlier ? 'records' : 'pilot',
    ...{ alpha: 1 - study.statistics.level, power: options.power, seeds: study.seeds.length, folds, modes },
  };
}

function checkPlannable(study: Study): void {
  const request = primaryRequest(study);
  if (!isPerShopper(metricNamed(request.name)))
    throw new ConfigError([
      `plan: ${requestName(request)} is no mean over shoppers or examples, so that nothing pairs; choose another \`primary\``,
    ]);
}

/** null: none of this data under the metric that ranks. */
async function earlierRuns(
  { data, study }: Prepared,
  { out, signal }: PlanOptions,
): Promise<RunWithValues[] | null> {
  if (!existsSync(join(out, 'study.json'))) return null;
  const folder = await readStudyFolder(out);
  if (folder.name !== study.name) return null;
  const runs: RunWithValues[] = [];
  const db = await openDuckDb();
  try {
    for (const id of folder.runs) {
      signal.throwIfAborted();
      const record = await readRecord(out, id);
      if (record?.status !== 'done' || record.inputs.data.digest !== data.digest) continue;
      runs.push({ record, values: await readRunValues(db, out, record) });
    }
  } finally {
    db.close();
  }
  const labels = new Set(runs.map(({ record }) => record.inputs.algorithm.label));
  return labels.size < 2 ? null : runs;
}

async function pilotRuns(prepared: Prepared, options: PlanOptions): Promise<RunWithValues[]> {
  const { study } = prepared;
  const { task } = algorithmOf(study.algorithms[0]!);
  if (task !== 'rank')
    throw new ConfigError([
      `plan: a pilot is of rankers, and the study has task '${task}'; run it once with two algorithms, then plan with its records`,
    ]);
  const { search: _, ...plain } = study;
  const pilot: Study = {
    ...plain,
    algorithms: PILOT.map((name) => StudySchema.shape.algorithms.element.parse({ name })),
    seeds: study.seeds.slice(0, 1),
  };
  const { validation: _own, backends: _none, ...whole } = prepared;
  const cells: Cell[] = PILOT.map((_name, algorithm) => ({ seed: 0, fold: 0, algorithm }));
  const outcomes: CellOutcome[] = [];
  const { signal, threads, version, onStage } = options;
  onStage('pilot', 0, cells.length);
  await runCells({ ...whole, study: pilot }, cells, {
    ...{ threads, version, signal },
    onNote: () => undefined,
    onFit: () => undefined,
    async onOutcome(_cell, outcome) {
      outcomes.push(outcome);
      onStage('pilot', outcomes.length, cells.length);
    },
  });
  const failed = outcomes.flatMap(({ records }) => records).find(({ status }) => status === 'failed');
  if (failed?.status === 'failed') throw new Error(`plan: the pilot failed: ${failed.error}`);
  return outcomes.flatMap(({ records, values }) =>
    records.map((record, i) => ({ record, values: values[i] ?? null })),
  );
}

/** (shoppers) in how many rounds of the study each will be evaluated; of other tasks as in the records. */
function roundsOfShoppers(prepared: Prepared, repeats: Repeats, runs: readonly RunWithValues[]): Uint32Array {
  const { study, feedback, folds } = prepared;
  const counts = new Map<number, number>();
  const add = (shoppers: Uint32Array): void => {
    for (const shopper of shoppers) counts.set(shopper, (counts.get(shopper) ?? 0) + 1);
  };
  if (algorithmOf(study.algorithms[0]!).task === 'rank')
    for (const fold of folds.flat())
      add(makeTestSet(feedback, fold, repeats, undefined, study.catalogue).shoppers);
  else {
    const [first] = runs;
    const label = first!.record.inputs.algorithm.label;
    for (const { record, values } of runs)
      if (record.inputs.algorithm.label === label && values) add(values.shopper);
  }
  return Uint32Array.from(counts.values());
}
