/** Ways to look for parameters. What is tried next follows from what was tried and its values alone, so a search goes on after a kill. */

import type { Purpose } from '../../numerics/purposes.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { TPE_STARTUP, tpeCandidates } from '../../numerics/tpe.ts';
import { type Assignment, type Dimension, gridValues, placeOf, valueAt } from './space.ts';

export interface Proposal {
  readonly values: Assignment;
  /** Part of a whole fit: of its epochs, or of the training shoppers where it has none. */
  readonly share: number;
}

export interface DoneTrial extends Proposal {
  /** The smaller the better; NaN where the trial failed. */
  readonly badness: number;
}

export interface SearchPlan {
  readonly dimensions: readonly Dimension[];
  readonly trials: number;
  /** Of successive halving: one in so many goes on. */
  readonly reduction: number;
  draw(purpose: Purpose): DrawKey;
}

export interface Method {
  /** Name and version; raised when what is tried changes for any input. */
  readonly id: string;
  readonly doc: string;
  /** Fits that it takes. */
  fits(plan: Pick<SearchPlan, 'trials' | 'reduction'>): number;
  /** The next trial after `done`, in order; null where all are done. */
  propose(plan: SearchPlan, done: readonly DoneTrial[]): Proposal | null;
}

const grid: Method = {
  id: 'grid.v1',
  doc: 'every combination of values, the last parameter by name changing fastest',
  fits: ({ trials }) => trials,
  propose({ dimensions, trials }, { length }) {
    if (length >= trials) return null;
    let rest = length;
    const values: Record<string, Assignment[string]> = {};
    for (const dimension of [...dimensions].reverse()) {
      const own = gridValues(dimension)!;
      values[dimension.name] = own[rest % own.length]!;
      rest = Math.floor(rest / own.length);
    }
    return { values: byName(values), share: 1 };
  },
};

const random: Method = {
  id: 'random.v1',
  doc: 'points drawn at random, none twice (Bergstra, Bengio, "Random search for hyper-parameter optimization", JMLR 2012)',
  fits: ({ trials }) => trials,
  propose: (plan, done) =>
    done.length >= plan.trials ? null : { values: randomValues(plan, done), share: 1 },
};

/** Of rung r: how many trials, and the share of a whole fit of each. */
export function rungsOf(trials: number, reduction: number): { count: number; share: number }[] {
  let last = 0;
  while (reduction ** (last + 1) <= trials) last++;
  return Array.from({ length: last + 1 }, (_, r) => ({
    count: Math.floor(trials / reduction ** r),
    share: 1 / reduction ** (last - r),
  }));
}

const halving: Method = {
  id: 'halving.v1',
  doc:
    'all trials with a small part of a fit, the best of them with more, until the last have whole ones (Jamieson, Talwalkar, ' +
    '"Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016)',
  fits: ({ trials, reduction }) => rungsOf(trials, reduction).reduce((sum, { count }) => sum + count, 0),
  propose(plan, done) {
    let first = 0;
    let before: readonly DoneTrial[] = [];
    for (const [r, { count, share }] of rungsOf(plan.trials, plan.reduction).entries()) {
      const own = done.slice(first, first + count);
      if (own.length < count)
        return r === 0
          ? { values: randomValues(plan, own), share }
          : { values: bestFirst(before)[own.length]!.values, share };
      first += count;
      before = own;
    }
    return null;
  },
};

const tpe: Method = {
  id: 'tpe.v1',
  doc:
    'ten points at random, then where good ones are dense beside the others (tree-structured Parzen estimator: Bergstra, Bardenet, ' +
    'Bengio, Kegl, "Algorithms for hyper-parameter optimization", NIPS 2011)',
  fits: ({ trials }) => trials,
  propose(plan, done) {
    if (done.length >= plan.trials) return null;
    const { dimensions } = plan;
    if (done.length < TPE_STARTUP) return { values: randomValues(plan, done), share: 1 };
    const key = plan.draw('search.tpe');
    const axes = dimensions.map((one) => ({ choices: one.kind === 'choice' ? one.values.length : null }));
    const trials = done.map(({ values, badness }) => ({
      point: dimensions.map((one) => placeOf(one, values[one.name]!)),
      value: badness,
    }));
    const tried = new Set(done.map(({ values }) => keyOf(values)));
    const candidates = tpeCandidates(axes, trials, (candidate, axis, use) =>
      uniform(key, done.length, candidate, axis, use === 'window' ? 0 : 1),
    );
    const fresh = candidates
      .map((point) => valuesOf(dimensions, (one, d) => atPlace(one, point[d]!)))
      .find((values) => !tried.has(keyOf(values)));
    return { values: fresh ?? randomValues(plan, done), share: 1 };
  },
};

export const METHODS = { grid, random, halving, tpe } as const satisfies Record<string, Method>;
export type MethodName = keyof typeof METHODS;

/** Of trials the best first, the earlier of equals; those that failed last. */
export const bestFirst = (done: readonly DoneTrial[]): DoneTrial[] =>
  done
    .map((trial, i) => ({ trial, i, badness: Number.isNaN(trial.badness) ? Infinity : trial.badness }))
    .sort((a, b) => (a.badness === b.badness ? a.i - b.i : a.badness - b.badness))
    .map(({ trial }) => trial);

const byName = (values: Readonly<Record<string, Assignment[string]>>): Assignment =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

const keyOf = (values: Assignment): string => JSON.stringify(Object.entries(values));

const valuesOf = (
  dimensions: readonly Dimension[],
  value: (dimension: Dimension, d: number) => Assignment[string],
): Assignment => Object.fromEntries(dimensions.map((one, d) => [one.name, value(one, d)]));

const atPlace = (dimension: Dimension, place: number): Assignment[string] =>
  dimension.kind === 'choice' ? dimension.values[place]! : valueAt(dimension, place);

/** A point that is not among `done`; where it would be, the same is drawn again. */
function randomValues({ dimensions, draw }: SearchPlan, done: readonly DoneTrial[]): Assignment {
  const key = draw('search.random');
  const tried = new Set(done.map(({ values }) => keyOf(values)));
  for (let attempt = 0; ; attempt++) {
    const values = valuesOf(dimensions, (one, d) => valueAt(one, uniform(key, done.length, d, attempt)));
    if (!tried.has(keyOf(values))) return values;
  }
}
