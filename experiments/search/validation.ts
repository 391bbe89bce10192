/** The part of what may be learnt from by which parameters are chosen. The test is no part of it. */

import { ConfigError } from '../../datasets/config-error.ts';
import { type Feedback, selectFeedback } from '../../datasets/interactions.ts';
import { NEVER } from '../../datasets/tables.ts';
import { subKey } from '../../numerics/rng.ts';
import { SPLITS } from '../splits/registry.ts';
import { type Fold, knownUntil, makeFolds, type Split, type SplitContext } from '../splits/split.ts';

export interface ValidationRule {
  readonly name: keyof typeof SPLITS;
  readonly params: Readonly<Record<string, unknown>>;
}

interface SplitOfStudy {
  readonly name: keyof typeof SPLITS;
  readonly params: unknown;
}

/** How training rows are parted once more: as the study says, else as its split does; 'given': the rows that a fold tells are those. */
export function validationRule(
  split: SplitOfStudy,
  asked: SplitOfStudy | undefined,
): ValidationRule | 'given' {
  const chosen = asked ?? (SPLITS[split.name] as Split).validation?.(split.params) ?? split;
  if (chosen === 'given') return chosen;
  const name = chosen.name as keyof typeof SPLITS;
  return { name, params: SPLITS[name].params.parse(chosen.params) as Readonly<Record<string, unknown>> };
}

/**
 * The fold inside the training rows of `outer`; the first, where the rule makes several. Draws are of other keys than those that parted
 * the test, else a row would tell by its draw on which side it came before.
 */
export function validationFold(
  outer: Fold,
  feedback: Feedback,
  rule: ValidationRule | 'given',
  context: SplitContext,
): Fold {
  const until = knownUntil(outer);
  const bound = until < Number.POSITIVE_INFINITY ? { until } : {};
  if (rule === 'given') {
    const { given = new Uint32Array(0), asks, train } = outer;
    return { train, given: new Uint32Array(0), test: given, cutoff: null, ...(asks && { asks }), ...bound };
  }
  const { optOut, part, draw } = context;
  const inside: SplitContext = {
    ...context,
    draw: (purpose) => subKey(draw(purpose), 1),
    ...(part && { part: Uint8Array.from(outer.train, (row) => part[row]!) }),
    // Who opts out after the training is not known to have done so.
    ...(optOut && { optOut: optOut.map((time) => (time > until ? NEVER : time)) }),
  };
  const [fold] = foldsWithin(rule, selectFeedback(feedback, outer.train), inside) as [Fold];
  const { train, test, given, ...rest } = fold;
  const rows = (own: Uint32Array): Uint32Array => own.map((row) => outer.train[row]!);
  return { ...rest, train: rows(train), test: rows(test), ...(given && { given: rows(given) }), ...bound };
}

function foldsWithin(rule: ValidationRule, feedback: Feedback, context: SplitContext): Fold[] {
  try {
    return makeFolds(SPLITS[rule.name] as Split, feedback, rule.params, context);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.faults.map((fault) => `search: of the training rows, ${fault}`));
  }
}
