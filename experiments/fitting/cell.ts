/** The unit of work of a study: one algorithm fitted once on one fold under one seed, measured in each mode of repeats. */

import type { Algorithm, ModelOf, Saved, Task, TrainingData } from '../../algorithms/algorithm.ts';
import { fitRun } from '../../algorithms/fitting.ts';
import { digestJson } from '../../numerics/digest.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { evaluateTask } from '../evaluation/evaluate-task.ts';
import type { Evaluation, ShopperValues } from '../evaluation/evaluation.ts';
import { groupsBy } from '../evaluation/groups.ts';
import { requireNoLeak } from '../leaks/audit.ts';
import { NotFiled } from '../not-filed.ts';
import { type RunInputs, type RunRecord, runId } from '../run-record.ts';
import { searchAt } from '../search/cell-search.ts';
import type { SearchOutcome } from '../search/search-parameters.ts';
import { SPLITS } from '../splits/registry.ts';
import type { Split } from '../splits/split.ts';
import { algorithmOf, groupRequests, metricRequests, primaryRequest } from '../study/study-requests.ts';
import { digestValues } from '../values.ts';
import { inputsOf } from './cell-inputs.ts';
import { type FitCourse, openCourse } from './fit-course.ts';
import { fitOf, namesOf } from './fitted-models.ts';
import { truthRound } from './prepare.ts';
import type { Cell, CellOutcome, CellRun, Prepared } from './prepared.ts';
import { trainingData } from './training-data.ts';

/**
 * Fits and measures. A fit or a measurement that throws makes failed records; an abort is thrown on, as is a model that cannot be
 * kept.
 */
export async function runCell(prepared: Prepared, cell: Cell, run: CellRun): Promise<CellOutcome> {
  const inputs = inputsOf(prepared, cell);
  let done: DoneCell;
  try {
    done = await fitAndMeasure(prepared, cell, inputs, run);
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof NotFiled) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return {
      records: inputs.map((own) => ({
        schema: 'shoplab.run/2',
        id: runId(own),
        inputs: own,
        status: 'failed',
        error: message,
      })),
      values: inputs.map(() => null),
    };
  }
  // Classes are of texts and features, not of shoppers and items.
  const names =
    algorithmOf(prepared.study.algorithms[cell.algorithm]!).task === 'label'
      ? {}
      : { names: namesOf(done.data) };
  await run.keepModel?.(inputs[0]!, { saved: done.model.save(), ...names });
  return done.outcome;
}

interface DoneCell {
  readonly outcome: CellOutcome;
  readonly model: Saved;
  readonly data: TrainingData;
}

async function fitAndMeasure(
  prepared: Prepared,
  cell: Cell,
  inputs: readonly RunInputs[],
  run: CellRun,
): Promise<DoneCell> {
  const { study } = prepared;
  const entry = study.algorithms[cell.algorithm]!;
  const fold = prepared.folds[cell.seed]![cell.fold]!;
  const algorithm: Algorithm = algorithmOf(entry);
  const words = seedWords(study.seeds[cell.seed]!);
  const data = trainingData({ ...prepared, catalogue: study.catalogue }, fold);
  requireNoLeak({ data, feedback: prepared.feedback, fold, catalogue: study.catalogue }, cell.fold);
  const { signal, kernels } = run;
  const search = await searchAt(prepared, cell, inputs[0]!, run);
  const course = openCourse(run.clock, study.trace);
  const params = search?.params ?? entry.params;
  // What a fit tells of its epochs is part of the result, and no model holds it.
  const fits = study.trace ? undefined : run.fits;
  const found = await fits?.find(fitOf(inputs[0]!, params));
  const fitNow = async () => {
    const checkpoints = run.checkpoints?.(inputs[0]!, course);
    return algorithm.fit(
      data,
      params,
      fitRun({
        ...{ seed: words, signal, kernels },
        ...(course.trace && { trace: course.trace }),
        ...(checkpoints && { checkpoints }),
        ...(run.onFit && { progress: search?.lastFit ?? run.onFit }),
      }),
    );
  };
  const model = found?.model ?? (await fitNow());
  const { order } = SPLITS[study.split.name];
  const seconds = found?.seconds ?? course.seconds();
  if (!found) await fits?.keep(fitOf(inputs[0]!, params), model, seconds);
  const fit = { seconds, path: pathOf(model), traces: course.traces, order, search, isFound: !!found };
  const records: RunRecord[] = [];
  const values: ShopperValues[] = [];
  const truth = prepared.truths?.get(truthRound(fold));
  for (const own of inputs) {
    const options = {
      requests: metricRequests(study),
      primary: primaryRequest(study),
      groupRequests: groupRequests(study),
      groups: study.groups.map((name) => groupsBy(name, prepared.shoppers, data.interactions)),
      statistics: study.statistics,
      key: drawKey(words, 'bootstrap'),
      candidatesKey: drawKey(words, 'evaluate.candidates'),
      kernels: run.kernels,
      signal: run.signal,
      clock: run.clock,
      ...(truth && { truth }),
      ...(own.proxies && { proxies: { pairs: own.proxies, key: drawKey(words, 'audit.parts') } }),
    };
    const evaluation = await evaluateTask(algorithm.task, model, prepared, fold, own.repeats, data, options);
    records.push(doneRecord(own, evaluation, fit, run));
    values.push(evaluation.values);
  }
  return { outcome: { records, values }, model, data };
}

const pathOf = (model: ModelOf[Task]): unknown => ('path' in model ? (model.path ?? null) : null);

interface FitOutcome {
  readonly seconds: number;
  readonly path: unknown;
  readonly traces: FitCourse['traces'];
  /** Of the split. */
  readonly order: Split['order'];
  readonly search: SearchOutcome | null;
  /** Whether the cache had it. */
  readonly isFound: boolean;
}

function doneRecord(
  inputs: RunInputs,
  { result: measured, values, curves, recommendSeconds, evaluateSeconds, latency }: Evaluation,
  { seconds, path, traces, order, search, isFound }: FitOutcome,
  run: CellRun,
): RunRecord {
  const result = {
    ...measured,
    shopperValues: digestValues(values),
    ...(traces && { traces }),
    ...(search && { search: search.result }),
  };
  const notes = [
    ...(order === 'none' ? ['not time-ordered'] : []),
    ...(inputs.sampled ? [`sampled ranking among ${inputs.sampled.items} items`] : []),
  ];
  return {
    schema: 'shoplab.run/2',
    id: runId(inputs),
    inputs,
    status: 'done',
    result,
    resultDigest: digestJson(result),
    ...(curves && { curves }),
    ...(notes.length > 0 && { notes }),
    measured: {
      fitSeconds: seconds,
      ...(isFound && { fitFrom: 'cache' as const }),
      recommendSeconds,
      evaluateSeconds,
      perSecond: (result.counts.questions ?? result.counts.evaluated) / Math.max(recommendSeconds, 1e-9),
      ...(latency && { latency }),
      threads: run.threads,
      kernelThreads: run.kernels.threads,
      path,
      peakMemoryBytes: run.peakMemoryBytes(),
      host: run.host,
      ...(search && { search: search.measured }),
      finishedAt: run.now(),
    },
  };
}
