import { describe, expect, it } from 'vitest';
import { createLists, type Queries } from '../algorithm.ts';
import { smallTraining } from '../small-training.node.ts';
import { scoredModel } from './scored-model.ts';

const { interactions } = smallTraining(2, 3, [
  [0, 0],
  [0, 2],
]);
const model = scoredModel({
  interactions,
  places: Uint32Array.of(2, 1, 0),
  score: (shopper, scores) => scores.set([1, 2 + shopper, 1]),
});

describe('scoredModel', () => {
  it('writes items and scores best first, equals by place', () => {
    const out = createLists(1, 3);
    model.recommend({ length: 1, shopper: Uint32Array.of(0), exclude: 'none' }, 3, out);
    expect([[...out.items], [...out.scores], [...out.lengths]]).toEqual([[1, 2, 0], [2, 1, 1], [3]]);
  });

  it('takes k below the places of the lists, and leaves the rest of each list alone', () => {
    const out = createLists(1, 3);
    out.items.fill(99);
    model.recommend({ length: 1, shopper: Uint32Array.of(0), exclude: 'none' }, 2, out);
    expect([[...out.items], [...out.tied]]).toEqual([[1, 2, 99], [1]]);
  });

  it('refuses lists that are too short or too few, and matrices that lack rows', () => {
    const queries: Queries = { length: 2, shopper: Uint32Array.of(0, 1), exclude: 'none' };
    const one = { ...interactions, rows: 1 };
    expect(() => model.recommend(queries, 4, createLists(2, 3))).toThrow(
      'k 4 does not fit lists of 3 places',
    );
    expect(() => model.recommend(queries, 3, createLists(1, 3))).toThrow('2 queries do not fit 1 lists');
    expect(() => model.recommend({ ...queries, exclude: one }, 3, createLists(2, 3))).toThrow(
      'recommend: exclude has 1 rows; there are 2 queries',
    );
    expect(() => model.recommend({ ...queries, candidates: one }, 3, createLists(2, 3))).toThrow(
      'candidates has 1',
    );
  });
});
