import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietRun } from '../../small-training.node.ts';
import { tiePlaces } from '../ties.ts';
import { createSelection, selectTopK } from './select-row.ts';

function select(scores: number[], places: number[], k: number, among: number[] | null = null) {
  const into = createSelection(k + 2);
  const candidates = among === null ? null : Uint32Array.from(among);
  selectTopK(Float32Array.from(scores), Uint32Array.from(places), k, candidates, into);
  return { picked: [...into.picked.subarray(0, into.length)], tied: into.tied };
}

describe('selectTopK', () => {
  it('orders by score, then by place', () => {
    expect(select([1, 5, 5, 3], [0, 3, 1, 2], 3)).toEqual({ picked: [2, 1, 3], tied: false });
  });

  it('sees a tie at the cut, whichever of the equals comes first', () => {
    expect(select([5, 2, 2, 1], [0, 1, 2, 3], 2)).toEqual({ picked: [0, 1], tied: true });
    expect(select([2, 2, 5, 1], [1, 0, 2, 3], 2)).toEqual({ picked: [2, 1], tied: true });
  });

  it('sees no tie when everything fits, when equals stand above the cut, or when the equals were pushed out', () => {
    expect(select([2, 2], [0, 1], 2).tied).toBe(false);
    expect(select([2, 2, 1], [0, 1, 2], 2).tied).toBe(false);
    expect(select([1, 1, 3, 2], [0, 1, 2, 3], 2).tied).toBe(false);
  });

  it('orders infinite scores by place too', () => {
    const most = Number.POSITIVE_INFINITY;
    expect(select([most, most, 1, most], [3, 1, 0, 2], 2)).toEqual({ picked: [1, 3], tied: true });
  });

  it('never picks -Infinity or NaN, and lists fewer than k then', () => {
    const none = Number.NEGATIVE_INFINITY;
    expect(select([none, Number.NaN, -3, none], [0, 1, 2, 3], 3)).toEqual({ picked: [2], tied: false });
  });

  it('picks nothing for k = 0, no scores or no candidates', () => {
    for (const empty of [select([1, 1], [0, 1], 0), select([], [], 3), select([1], [0], 2, [])]) {
      expect(empty).toEqual({ picked: [], tied: false });
    }
  });

  it('equals a full sort on any scores, places, k and candidates', () => {
    const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY));
    const input = fc.array(score, { maxLength: 40 }).chain((scores) =>
      fc.record({
        scores: fc.constant(scores),
        places: fc.shuffledSubarray(
          scores.map((_, i) => i),
          { minLength: scores.length },
        ),
        k: fc.integer({ min: 0, max: 12 }),
        among: fc.option(fc.shuffledSubarray(scores.map((_, i) => i))),
      }),
    );
    fc.assert(
      fc.property(input, ({ scores, places, k, among }) => {
        const sorted = (among ?? scores.map((_, i) => i))
          .filter((i) => scores[i] !== Number.NEGATIVE_INFINITY)
          .sort((a, b) => scores[b]! - scores[a]! || places[a]! - places[b]!);
        const tied = k > 0 && sorted.length > k && scores[sorted[k]!] === scores[sorted[k - 1]!];
        expect(select(scores, places, k, among)).toEqual({ picked: sorted.slice(0, k), tied });
      }),
    );
  });
});

describe('tiePlaces', () => {
  const key = quietRun('one').draw('ties');

  it('is a permutation', () => {
    expect([...tiePlaces(500, key)].sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('depends on the seed and on what is relabelled', () => {
    expect(tiePlaces(50, quietRun('two').draw('ties'))).not.toEqual(tiePlaces(50, key));
    expect(tiePlaces(50, key, 'shoppers')).not.toEqual(tiePlaces(50, key));
  });

  it('keeps the order of the old items when one is added', () => {
    const few = tiePlaces(30, key);
    const more = tiePlaces(31, key);
    const order = (places: Uint32Array) =>
      Array.from({ length: 30 }, (_, i) => i).sort((a, b) => places[a]! - places[b]!);
    expect(order(more)).toEqual(order(few));
  });
});
