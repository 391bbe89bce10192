/** What a search adds to a cell: the validation part, what determines it, and the parameters that it finds. */

import type { AccountedFeedback } from '../../datasets/accounted-feedback.ts';
import type { Cell, CellRun, Prepared } from '../fitting/prepared.ts';
import { auditFolds, type LeakAudit } from '../leaks/audit.ts';
import { validationLeaks } from '../leaks/validation-leaks.ts';
import { planMetrics } from '../metrics/plan.ts';
import type { Repeats, RunInputs } from '../run-record.ts';
import { SPLITS } from '../splits/registry.ts';
import { digestFold, type Fold, type Split, type SplitContext } from '../splits/split.ts';
import type { Study } from '../study/study.ts';
import { algorithmOf, planScope, searchRequest } from '../study/study-requests.ts';
import { METHODS } from './methods.ts';
import { type SearchOutcome, searchParameters } from './search-parameters.ts';
import { validationFold, validationRule } from './validation.ts';

const REDUCTION = 3;

/** [seed][fold] the validation part of each fold; undefined where the study searches nothing. */
export function searchOf(
  study: Study,
  folds: readonly (readonly Fold[])[],
  feedback: AccountedFeedback,
  contextOf: (seed: string) => SplitContext,
): Fold[][] | undefined {
  if (!study.search || !study.algorithms.some(({ space }) => space)) return undefined;
  const rule = validationRule(study.split, study.search.validation);
  return folds.map((own, seed) =>
    own.map((fold) => validationFold(fold, feedback, rule, contextOf(study.seeds[seed]!))),
  );
}

/** The audit of the study with that of its validation parts, which no leak is let pass in but those that the study lets pass. */
export function auditSearch(
  audit: LeakAudit,
  study: Study,
  folds: readonly (readonly Fold[])[],
  validation: readonly (readonly Fold[])[],
  { feedback, timed }: { readonly feedback: AccountedFeedback; readonly timed: boolean },
): LeakAudit {
  const rule = validationRule(study.split, study.search!.validation);
  const { name, params } = rule === 'given' ? study.split : rule;
  const split = SPLITS[name] as Split;
  const common = { feedback, order: split.order, apart: split.apart?.(params), timed };
  const own = auditFolds(validation, common, study.leaks, {
    of: 'the validation part of fold',
    more: (fold, seed, f) => validationLeaks(folds[seed]![f]!, fold),
  });
  return { ...audit, validation: own.folds };
}

/** What determines a search, for the inputs of a run; nothing where none is made. */
export function searchInputs(
  { study, validation }: Prepared,
  cell: Cell,
  repeats: Repeats,
): Pick<RunInputs, 'search'> {
  const { search, split } = study;
  const { space } = study.algorithms[cell.algorithm]!;
  if (!search || !space || !validation) return {};
  const rule = validationRule(split, search.validation);
  const { name, params } = rule === 'given' ? split : rule;
  const [planned] = planMetrics([searchRequest(study)], planScope(study, repeats));
  return {
    search: {
      method: METHODS[search.method].id,
      trials: search.trials,
      ...(search.method === 'halving' && { reduction: search.reduction ?? REDUCTION }),
      ...(search.epochs !== undefined && { epochs: search.epochs }),
      metric: planned!.definition,
      validation: {
        name: rule === 'given' ? 'given' : name,
        definition: SPLITS[name].id,
        params: params as Readonly<Record<string, unknown>>,
        digest: digestFold(validation[cell.seed]![cell.fold]!),
      },
      space,
    },
  };
}

/** The search of a cell; null where it makes none. `lastFit` tells how much is done while the winner is fitted. */
export async function searchAt(
  prepared: Prepared,
  cell: Cell,
  inputs: RunInputs,
  run: CellRun,
): Promise<(SearchOutcome & { lastFit(done: number, total: number): void }) | null> {
  const { search } = inputs;
  if (!search || !prepared.validation || !prepared.study.search) return null;
  const outcome = await searchParameters({
    prepared,
    algorithm: algorithmOf(prepared.study.algorithms[cell.algorithm]!),
    inputs: { ...inputs, search },
    metric: searchRequest(prepared.study),
    method: prepared.study.search.method,
    outer: prepared.folds[cell.seed]![cell.fold]!,
    validation: prepared.validation[cell.seed]![cell.fold]!,
    run,
  });
  const { length } = outcome.result.trials;
  return {
    ...outcome,
    lastFit: (done, total) => run.onFit?.(length + done / Math.max(total, 1), length + 1),
  };
}
