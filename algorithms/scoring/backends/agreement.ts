/** Whether two scorers answer alike, looked at before either is timed. */

import type { Lists } from '../../algorithm.ts';
import type { TopKProblem } from './backend.ts';

/**
 * Of scores to the largest product of norms seen by the user: f32 sums of d terms in any order are within d 2^-24 of it
 * (Higham 2002, section 4.2), twice that between two of them.
 */
export const roundingBound = (dimensions: number): number => 2 * (dimensions + 2) * 2 ** -24;

export interface Agreement {
  /** Lists compared. */
  readonly lists: number;
  /** Lists with the same items in the same order and the same bits of every score. */
  readonly equal: number;
  /** Lists with the same items in the same order. */
  readonly sameItems: number;
  /** Largest difference of scores at one rank, to the bound of rounding: at most 1 in lists that agree. */
  readonly apart: number;
  /** The first thing wrong, in words; null when all lists agree. */
  readonly fault: string | null;
}

/**
 * Compares the lists of users from, from + 1, ... The k best scores must agree rank by rank, and each item must have the
 * score that is told of it: so items may differ only where scores meet within rounding. With `bits`, nothing may differ.
 */
export function agreementOf(
  problem: TopKProblem,
  from: number,
  expected: Lists,
  found: Lists,
  bits: boolean,
): Agreement {
  let equal = 0;
  let sameItems = 0;
  let apart = 0;
  let fault: string | null = null;
  for (let q = 0; q < expected.length; q++) {
    const list = compareList(problem, from + q, q, expected, found);
    if (list.equal) equal++;
    if (list.sameItems) sameItems++;
    apart = Math.max(apart, list.apart);
    fault ??= list.fault ?? (bits && !list.equal ? `user ${from + q}: items or bits of scores differ` : null);
  }
  return { lists: expected.length, equal, sameItems, apart, fault };
}

type ListAgreement = Pick<Agreement, 'apart' | 'fault'> & {
  readonly equal: boolean;
  readonly sameItems: boolean;
};

function compareList(problem: TopKProblem, user: number, q: number, a: Lists, b: Lists): ListAgreement {
  const length = a.lengths[q]!;
  const none = { equal: false, sameItems: false, apart: 0 };
  if (b.lengths[q] !== length)
    return { ...none, fault: `user ${user}: ${b.lengths[q]} items in place of ${length}` };
  const bound = roundingBound(problem.dimensions) * largestProduct(problem, user);
  let sameItems = true;
  let sameScores = true;
  let apart = 0;
  const seen = new Set<number>();
  for (let n = 0; n < length; n++) {
    const item = b.items[q * b.k + n]!;
    const [expected, found] = [a.scores[q * a.k + n]!, b.scores[q * b.k + n]!];
    if (seen.has(item) || item >= problem.items)
      return { ...none, fault: `user ${user}: item ${item} may not stand at rank ${n + 1}` };
    seen.add(item);
    if (a.items[q * a.k + n] !== item) sameItems = false;
    if (!Object.is(expected, found)) sameScores = false;
    const difference = Math.max(Math.abs(expected - found), Math.abs(product(problem, user, item) - found));
    if (!(difference <= bound))
      return {
        ...none,
        fault: `user ${user}, rank ${n + 1}: item ${item} with ${found}; expected ${expected}`,
      };
    if (bound > 0) apart = Math.max(apart, difference / bound);
  }
  return { equal: sameItems && sameScores, sameItems, apart, fault: null };
}

function product({ dimensions, userVectors, itemVectors }: TopKProblem, user: number, item: number): number {
  let sum = 0;
  for (let f = 0; f < dimensions; f++)
    sum += userVectors[user * dimensions + f]! * itemVectors[item * dimensions + f]!;
  return sum;
}

/** Norm of the user times the largest norm of an item: no sum of absolute products is larger (Cauchy-Schwarz). */
function largestProduct(problem: TopKProblem, user: number): number {
  const { dimensions, userVectors } = problem;
  return norm(userVectors, user, dimensions) * largestItemNorm(problem);
}

const largestNorms = new WeakMap<Float32Array, number>();

function largestItemNorm({ itemVectors, items, dimensions }: TopKProblem): number {
  let largest = largestNorms.get(itemVectors);
  if (largest === undefined) {
    largest = 0;
    for (let item = 0; item < items; item++) largest = Math.max(largest, norm(itemVectors, item, dimensions));
    largestNorms.set(itemVectors, largest);
  }
  return largest;
}

function norm(vectors: Float32Array, row: number, dimensions: number): number {
  let sum = 0;
  for (let f = 0; f < dimensions; f++) sum += vectors[row * dimensions + f]! ** 2;
  return Math.sqrt(sum);
}
