/** The unit of work of a study: one algorithm fitted once on one fold under one seed, measured in each mode of repeats. */

import type { Algorithm, ModelOf, Saved, Task, TrainingData } from '../../algorithms/algorithm.ts';
import { backendOf, fitRun } from '../../algorithms/fitting.ts';
import { needsReviews, partIds } from '../../algorithms/parts.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type AccountedFeedback, feedbackFrom, withUnits } from '../../datasets/feedback.ts';
import { digestJson } from '../../numerics/digest.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { evaluateTask } from '../evaluation/evaluate-task.ts';
import type { Evaluation, ShopperValues } from '../evaluation/evaluation.ts';
import { groupsBy } from '../evaluation/groups.ts';
import { auditFolds, requireNoLeak } from '../leaks/audit.ts';
import { planMetrics } from '../metrics/plan.ts';
import { NotFiled } from '../not-filed.ts';
import { type Repeats, type RunInputs, type RunRecord, runId } from '../run-record.ts';
import { auditSearch, searchAt, searchInputs, searchOf } from '../search/cell-search.ts';
import type { SearchOutcome } from '../search/search-parameters.ts';
import { SPLITS } from '../splits/registry.ts';
import {
  digestFold,
  type Fold,
  type FoldInputs,
  makeFolds,
  type Split,
  type SplitContext,
} from '../splits/split.ts';
import {
  algorithmOf,
  groupRequests,
  labelOf,
  metricRequests,
  planScope,
  primaryRequest,
  type Study,
} from '../study/study.ts';
import { digestValues } from '../values.ts';
import { type FitCourse, openCourse } from './fit-course.ts';
import { fitOf, namesOf } from './fitted-models.ts';
import { feedbackFromFrauds, type StudyData } from './fraud-feedback.ts';
import type { Cell, CellOutcome, CellRun, Prepared } from './prepared.ts';
import { trainingData } from './training-data.ts';

export type { Cell, CellOutcome, CellRun, Prepared } from './prepared.ts';

/** The data of a study with what of it counts, before it is split. Throws in words when the data lacks what counts. */
export function countedData(study: Study, source: StudyData): CountedData {
  const dataset = withUnits(source, study.feedback);
  const feedback =
    study.feedback.source === 'frauds'
      ? feedbackFromFrauds(dataset, source.fraudTruth, study.feedback)
      : feedbackFrom(dataset, study.feedback);
  return { dataset, feedback };
}
interface CountedData {
  readonly dataset: Dataset;
  readonly feedback: AccountedFeedback;
}

/** Splits the data of a study under each of its seeds. Throws in words when the data lacks what the split needs. */
export const prepare = (study: Study, source: StudyData): Prepared =>
  prepareCounted(study, countedData(study, source));

/** @param known folds of (seeds) that an earlier study made of the same; they are audited like any */
export function prepareCounted(
  study: Study,
  { dataset, feedback }: CountedData,
  known?: Prepared['folds'] | null,
): Prepared {
  const { catalog, shoppers, timed, log, provenance } = dataset;
  const contextOf = (seed: string): SplitContext => ({
    draw: (purpose) => drawKey(seedWords(seed), purpose),
    timed,
    origin: log.origin,
    shopperKey: shoppers.key,
    optOut: shoppers.optOut,
    ...(feedback.part && { part: feedback.part }),
  });
  const split = SPLITS[study.split.name] as Split;
  const folds =
    known ?? study.seeds.map((seed) => makeFolds(split, feedback, study.split.params, contextOf(seed)));
  const validation = searchOf(study, folds, feedback, contextOf);
  const apart = split.apart?.(study.split.params);
  const audit = auditFolds(folds, { feedback, order: split.order, apart, timed }, study.leaks);
  return {
    study,
    audit: validation ? auditSearch(audit, study, folds, validation, { feedback, timed }) : audit,
    ...(validation && { validation }),
    data: { name: provenance.name, digest: provenance.digest },
    feedback,
    catalog,
    shoppers,
    timed,
    ...(study.algorithms.some(({ name, params }) => needsReviews(name, params)) && { reviews: log.reviews }),
    folds,
    foldDigests: folds.map((own) => own.map((fold) => digestFold(fold))),
  };
}

const DAY = 86_400;

/** The round at whose start the truth of a fold is taken: that of its cut, else the end of the log. */
export const truthRound = ({ cutoff }: Pick<Fold, 'cutoff'>): number | 'end' =>
  cutoff === null ? 'end' : Math.floor(cutoff / DAY);

/** What determines the folds of a study, besides the version of this project. */
export const foldInputs = (study: Study, { dataset: { provenance } }: CountedData): FoldInputs => ({
  data: { name: provenance.name, digest: provenance.digest },
  feedback: study.feedback,
  split: { definition: SPLITS[study.split.name].id, params: study.split.params },
  seeds: study.seeds,
});

/** What computes each algorithm of a study on this machine, where bits of its answers depend on that. */
export const backendsOf = (study: Study): Promise<(string | null)[]> =>
  Promise.all(study.algorithms.map((entry) => backendOf(entry.name, entry.params)));

/** Every cell of a study: seeds, then folds, then algorithms. */
export function cellsOf({ study, folds }: Prepared): Cell[] {
  return folds.flatMap((own, seed) =>
    own.flatMap((_, fold) => study.algorithms.map((_, algorithm): Cell => ({ seed, fold, algorithm }))),
  );
}

/** The modes that make runs; a rating predictor recommends nothing, so repeats mean nothing to it. */
export const modesOf = (study: Study): readonly Repeats[] =>
  algorithmOf(study.algorithms[0]!).task === 'rank' ? study.repeats : ['include'];

/** The inputs of a cell's runs, one for each mode of repeats: what determines their results. */
export function inputsOf(prepared: Prepared, cell: Cell): RunInputs[] {
  const { study, data, foldDigests } = prepared;
  const entry = study.algorithms[cell.algorithm]!;
  const backend = prepared.backends?.[cell.algorithm];
  const [repeatsOfSearch] = modesOf(study) as [Repeats];
  return modesOf(study).map((repeats) => ({
    study: study.name,
    data,
    feedback: study.feedback,
    split: {
      name: study.split.name,
      definition: SPLITS[study.split.name].id,
      params: study.split.params,
      fold: cell.fold,
      digest: foldDigests[cell.seed]![cell.fold]!,
    },
    repeats,
    ...(study.catalogue === 'all' && { catalogue: study.catalogue }),
    ...(study.sampled && { sampled: study.sampled }),
    algorithm: {
      name: entry.name,
      definition: algorithmOf(entry).id,
      label: labelOf(entry),
      params: entry.params,
      ...(algorithmOf(entry).parts && { parts: partIds(entry.name, entry.params) }),
      ...(backend && { backend }),
    },
    ...searchInputs(prepared, cell, repeatsOfSearch),
    seed: study.seeds[cell.seed]!,
    definitions: planMetrics(metricRequests(study), planScope(study, repeats)).map(
      ({ definition }) => definition,
    ),
    primary: primaryRequest(study),
    groups: study.groups,
    ...(study.itemGroups.length > 0 && { itemGroups: study.itemGroups }),
    ...(study.audit?.proxies && { proxies: study.audit.pairs }),
    ...(algorithmOf(entry).task === 'label' && {
      groupDefinitions: planMetrics(groupRequests(study), { repeats }).map(({ definition }) => definition),
    }),
    statistics: study.statistics,
    ...(study.trace && { trace: true }),
  }));
}

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
