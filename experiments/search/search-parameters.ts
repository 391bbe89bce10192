/** Chooses the parameters of one cell: trials inside its training rows, one after another, and the best of those that had a whole fit. */

import type { Algorithm, TrainingData } from '../../algorithms/algorithm.ts';
import type { Checkpoints } from '../../algorithms/checkpoints.ts';
import { fitRun } from '../../algorithms/fitting.ts';
import { completeParams } from '../../algorithms/parts.ts';
import type { AccountedFeedback } from '../../datasets/accounted-feedback.ts';
import { describeIssues } from '../../datasets/schema-faults.ts';
import { digestJson } from '../../numerics/digest.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { badnessOf } from '../comparison/standings.ts';
import { evaluateTask } from '../evaluation/evaluate-task.ts';
import { openCourse } from '../fitting/fit-course.ts';
import type { CellRun, Prepared } from '../fitting/prepared.ts';
import { labelsKnownAt, trainingData } from '../fitting/training-data.ts';
import { requireNoLeak } from '../leaks/audit.ts';
import type { MetricRequest } from '../metrics/definition.ts';
import { metricDefined } from '../metrics/plan.ts';
import type { RunInputs, SearchMeasured, SearchResult, SearchTrial } from '../run-record.ts';
import { type Fold, knownUntil } from '../splits/split.ts';
import {
  bestFirst,
  type DoneTrial,
  METHODS,
  type MethodName,
  type Proposal,
  type SearchPlan,
} from './methods.ts';
import { partOfFold } from './part-of-fold.ts';
import { assigned, dimensionsOf } from './space.ts';
import { type Trial, type TrialInputs, type TrialResult, trialId } from './trial.ts';

/** Resamples of an interval that nobody looks at. */
const FEWEST_RESAMPLES = 1;

/** What a search works on. */
export interface SearchedCell {
  readonly prepared: Prepared;
  readonly algorithm: Algorithm;
  /** Of the first mode of repeats. */
  readonly inputs: RunInputs & { readonly search: NonNullable<RunInputs['search']> };
  readonly metric: MetricRequest;
  readonly method: MethodName;
  /** That the study tests on; its training rows are all that is looked at. */
  readonly outer: Fold;
  /** Inside them. */
  readonly validation: Fold;
  readonly run: CellRun;
}

export interface SearchOutcome {
  readonly params: Readonly<Record<string, unknown>>;
  readonly result: SearchResult;
  readonly measured: SearchMeasured;
}

/** Throws where no trial with a whole fit had a value. */
export async function searchParameters(cell: SearchedCell): Promise<SearchOutcome> {
  const { inputs, method, run } = cell;
  const { search, algorithm, seed } = inputs;
  const plan: SearchPlan = {
    dimensions: dimensionsOf(algorithm.name, algorithm.params, search.space),
    trials: search.trials,
    reduction: search.reduction ?? 1,
    draw: (purpose) => drawKey(seedWords(seed), purpose),
  };
  const done: DoneTrial[] = [];
  const { direction } = metricDefined(search.metric);
  const total = METHODS[method].fits(plan);
  const { onFit } = run;
  const fits = openFits(
    onFit
      ? {
          ...cell,
          run: { ...run, onFit: (now, of) => onFit(done.length + now / Math.max(of, 1), total + 1) },
        }
      : cell,
  );
  const told: SearchTrial[] = [];
  const measured: SearchMeasured['trials'][number][] = [];
  for (;;) {
    const proposal = METHODS[method].propose(plan, done);
    if (proposal === null) break;
    const { trial, params, part } = await fits.run(proposal);
    const value = 'value' in trial.result ? trial.result.value : null;
    done.push({ ...proposal, badness: value === null ? Number.NaN : badnessOf(value, direction) });
    told.push({
      id: trial.id,
      values: proposal.values,
      ...(proposal.share < 1 && { share: proposal.share, ...(part !== undefined && { part }) }),
      epochs: epochsOf(params),
      value,
      ...('error' in trial.result && { error: trial.result.error }),
    });
    const { finishedAt: _, ...seconds } = trial.measured;
    measured.push({ id: trial.id, ...seconds });
  }
  return chosenOf(cell, done, told, measured);
}

function chosenOf(
  { inputs }: SearchedCell,
  done: readonly DoneTrial[],
  told: readonly SearchTrial[],
  measured: SearchMeasured['trials'],
): SearchOutcome {
  const [best] = bestFirst(done.filter(({ share }) => share === 1));
  if (best === undefined || Number.isNaN(best.badness)) {
    const why = told.find(({ error }) => error !== undefined)?.error ?? 'the metric is not defined there';
    throw new Error(
      `search: none of ${told.length} trials has a value in validation; the first says: ${why}`,
    );
  }
  const params = paramsOf(inputs, best);
  const epochs = told.reduce((sum, trial) => sum + (trial.epochs ?? 0), 0);
  return {
    params,
    result: {
      trials: told,
      chosen: done.indexOf(best),
      params,
      wholeFits: done.reduce((sum, { share }) => sum + share, 0),
      epochs: told.some((trial) => trial.epochs !== null) ? epochs : null,
    },
    measured: { trials: measured },
  };
}

const epochsOf = (params: Readonly<Record<string, unknown>>): number | null =>
  typeof params['epochs'] === 'number' ? params['epochs'] : null;

/** Complete parameters of a trial: what the study says, then the values of the trial, and its share of the epochs where it has any. */
function paramsOf({ algorithm, search }: SearchedCell['inputs'], { values, share }: Proposal) {
  const isCounted = search.epochs !== undefined && epochsOf(algorithm.params) !== null;
  const given = { ...algorithm.params, ...(isCounted && { epochs: search.epochs }) };
  const params = assigned(given, values);
  const epochs = epochsOf(params);
  return epochs === null || share === 1
    ? params
    : { ...params, epochs: Math.max(1, Math.round(share * epochs)) };
}

interface FitOfTrial {
  readonly trial: Trial;
  readonly params: Readonly<Record<string, unknown>>;
  readonly part: number | undefined;
}

/** Runs trials, or finds them run. What is learnt from is put together once for trials one after another. */
function openFits(cell: SearchedCell): { run(proposal: Proposal): Promise<FitOfTrial> } {
  const { prepared, inputs, validation, run } = cell;
  let last: { readonly part: number | undefined; readonly fold: Fold; readonly data: TrainingData } | null =
    null;
  const learnt = (part: number | undefined) => {
    if (last?.part === part && last !== null) return last;
    const fold = part === undefined ? validation : partOfFold(validation, prepared, inputs.seed, part);
    const { catalogue } = prepared.study;
    const data = trainingData({ ...prepared, catalogue }, fold);
    requireNoLeak({ data, feedback: prepared.feedback, fold, catalogue }, inputs.split.fold);
    last = { part, fold, data };
    return last;
  };
  return {
    async run(proposal) {
      const params = paramsOf(inputs, proposal);
      const part = proposal.share < 1 && epochsOf(params) === null ? proposal.share : undefined;
      const own = trialInputs(inputs, params, part);
      const id = trialId(own);
      const found = await run.trials?.load(id);
      if (found) return { trial: found, params, part };
      const { result, ...seconds } = await fitTrial(cell, params, id, () => learnt(part));
      const measured = { ...seconds, finishedAt: run.now() };
      const resultDigest = digestJson(result);
      const trial: Trial = { schema: 'shoplab.trial/1', id, inputs: own, result, resultDigest, measured };
      await run.trials?.file(trial);
      return { trial, params, part };
    },
  };
}

function trialInputs(
  { data, feedback, split, repeats, catalogue, sampled, algorithm, seed, search }: SearchedCell['inputs'],
  params: Readonly<Record<string, unknown>>,
  part: number | undefined,
): TrialInputs {
  const { fold: _, ...parted } = split;
  const { label: _label, ...fitted } = algorithm;
  return {
    ...{ data, feedback, split: parted, validation: search.validation, repeats },
    ...(catalogue && { catalogue }),
    ...(sampled && { sampled }),
    algorithm: { ...fitted, params },
    ...{ seed, metric: search.metric },
    ...(part !== undefined && { part }),
  };
}

/** Values that are sound one by one may not be so together. */
function soundParams(name: string, params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const schema = completeParams(name);
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const faults = describeIssues(parsed.error.issues, schema, params);
  throw new Error(faults.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

type Fitted = { readonly result: TrialResult } & Omit<Trial['measured'], 'finishedAt'>;

async function fitTrial(
  { prepared, algorithm, inputs, metric, outer, run }: SearchedCell,
  params: Readonly<Record<string, unknown>>,
  id: string,
  learnt: () => { readonly fold: Fold; readonly data: TrainingData },
): Promise<Fitted> {
  const course = openCourse(run.clock, false);
  const own: Checkpoints | undefined = run.checkpoints?.(inputs, course).of(`trial-${id}`);
  const words = seedWords(inputs.seed);
  try {
    const { fold, data } = learnt();
    const model = await algorithm.fit(
      data,
      soundParams(inputs.algorithm.name, params),
      fitRun({
        ...{ seed: words, signal: run.signal, kernels: run.kernels },
        ...(own && { checkpoints: own }),
        ...(run.onFit && { progress: run.onFit }),
      }),
    );
    const fitSeconds = course.seconds();
    const source = { ...prepared, feedback: asKnown(prepared.feedback, knownUntil(outer)) };
    const evaluation = await evaluateTask(algorithm.task, model, source, fold, inputs.repeats, data, {
      ...{ requests: [metric], primary: metric, groupRequests: [], groups: [] },
      statistics: { ...inputs.statistics, resamples: FEWEST_RESAMPLES },
      ...{ candidatesKey: drawKey(words, 'evaluate.candidates'), singles: 0 },
      ...{ key: drawKey(words, 'bootstrap'), kernels: run.kernels, signal: run.signal, clock: run.clock },
    });
    const { recommendSeconds, evaluateSeconds, result } = evaluation;
    const value = result.estimates[0]!.mean;
    return { result: { value }, fitSeconds, recommendSeconds, evaluateSeconds };
  } catch (error) {
    run.signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return {
      result: { error: message },
      fitSeconds: course.seconds(),
      recommendSeconds: 0,
      evaluateSeconds: 0,
    };
  }
}

/** Feedback whose examples are of the classes that were known at `asOf`: a trial is not measured by what became known after the test began. */
function asKnown(feedback: AccountedFeedback, asOf: number): AccountedFeedback {
  const { examples } = feedback;
  return examples?.known
    ? { ...feedback, examples: { ...examples, label: labelsKnownAt(examples, asOf) } }
    : feedback;
}
