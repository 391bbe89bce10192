import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { type DoneTrial, METHODS, type MethodName, rungsOf, type SearchPlan } from './methods.ts';
import { type Assignment, assigned, dimensionsOf, gridValues, placeOf, sizeOf, valueAt } from './space.ts';

const SPACE = {
  similarity: ['cosine', 'jaccard'],
  neighbours: { from: 1, to: 100, scale: 'log' },
  shrinkage: { from: 0, to: 10, scale: 'linear' },
} as const;
const DIMENSIONS = dimensionsOf('item-knn', {}, SPACE);

const planOf = (trials: number, dimensions = DIMENSIONS, reduction = 3): SearchPlan => ({
  dimensions,
  trials,
  reduction,
  draw: (purpose) => drawKey(seedWords('methods'), purpose),
});

function tried(method: MethodName, plan: SearchPlan, badness: (values: Assignment) => number): DoneTrial[] {
  const done: DoneTrial[] = [];
  for (;;) {
    const next = METHODS[method].propose(plan, done);
    if (next === null) return done;
    done.push({ ...next, badness: badness(next.values) });
  }
}

const bowl = ({ neighbours, shrinkage, similarity }: Assignment): number =>
  (Math.log((neighbours as number) / 30) / 4) ** 2 +
  ((shrinkage as number) / 10 - 0.2) ** 2 +
  (similarity === 'jaccard' ? 0 : 0.3);

describe('dimensions', () => {
  it('stand by name and know whether values are whole', () => {
    expect(DIMENSIONS.map(({ name }) => name)).toEqual(['neighbours', 'shrinkage', 'similarity']);
    expect(DIMENSIONS.map(sizeOf)).toEqual([100, Number.POSITIVE_INFINITY, 2]);
  });
  it('go from 0 to 1: ends, middles and back', () => {
    const [neighbours, shrinkage, similarity] = DIMENSIONS as [
      (typeof DIMENSIONS)[0],
      (typeof DIMENSIONS)[0],
      (typeof DIMENSIONS)[0],
    ];
    // Whole numbers 1 ... 100 have half a step more on either side: .5 to 100.5, whose middle by ratios is 7.09.
    expect([0, 0.5, 1].map((u) => valueAt(neighbours, u))).toEqual([1, 7, 100]);
    expect([0, 0.25, 1].map((u) => valueAt(shrinkage, u))).toEqual([0, 2.5, 10]);
    expect([0, 0.49, 0.5, 1].map((u) => valueAt(similarity, u))).toEqual([
      'cosine',
      'cosine',
      'jaccard',
      'jaccard',
    ]);
    for (const one of [neighbours, shrinkage])
      for (const u of [0.1, 0.37, 0.9])
        expect(valueAt(one, placeOf(one, valueAt(one, u)))).toBe(valueAt(one, u));
    expect(placeOf(similarity, 'jaccard')).toBe(1);
  });
  it('make the values of a grid', () => {
    const range = { from: 1, to: 1000, scale: 'log', points: 4 } as const;
    expect(dimensionsOf('item-knn', {}, { neighbours: range }).map(gridValues)).toEqual([[1, 10, 100, 1000]]);
    const few = { from: 1, to: 4, scale: 'linear' } as const;
    expect(dimensionsOf('item-knn', {}, { neighbours: few }).map(gridValues)).toEqual([[1, 2, 3, 4]]);
    expect(dimensionsOf('item-knn', {}, { shrinkage: { ...few } }).map(gridValues)).toEqual([null]);
  });
  it('set values at any depth, and leave what was given as it is', () => {
    const params = { part: { name: 'als', params: { factors: 8 } }, parts: [{ name: 'a' }, { name: 'b' }] };
    const set = assigned(params, { 'part.params.factors': 16, 'parts.1.name': 'c', depth: 3 });
    expect(set).toEqual({
      part: { name: 'als', params: { factors: 16 } },
      parts: [{ name: 'a' }, { name: 'c' }],
      depth: 3,
    });
    expect(params.part.params.factors).toBe(8);
  });
});

describe('a method', () => {
  it('grid: every combination once, the last parameter fastest', () => {
    const dimensions = dimensionsOf(
      'item-knn',
      {},
      {
        neighbours: [10, 20],
        similarity: ['cosine', 'jaccard', 'dice'],
      },
    );
    const done = tried('grid', planOf(6, dimensions), () => 0);
    expect(done.map(({ values }) => Object.values(values))).toEqual([
      [10, 'cosine'],
      [10, 'jaccard'],
      [10, 'dice'],
      [20, 'cosine'],
      [20, 'jaccard'],
      [20, 'dice'],
    ]);
  });

  it('random: as many as asked, no point twice even where there are no more', () => {
    const dimensions = dimensionsOf('item-knn', {}, { neighbours: { from: 1, to: 9, scale: 'linear' } });
    const done = tried('random', planOf(9, dimensions), () => 0);
    expect(done.map(({ values }) => values['neighbours']).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('random: spread evenly over its scale', () => {
    const done = tried('random', planOf(400), () => 0);
    const low = done.filter(({ values }) => (values['neighbours'] as number) < 7.09).length;
    // Half of them by ratios; standard deviation 10.
    expect(Math.abs(low - 200)).toBeLessThan(40);
  });

  it('halving: one in three goes on with three times as much, the best of those before', () => {
    expect(rungsOf(9, 3)).toEqual([
      { count: 9, share: 1 / 9 },
      { count: 3, share: 1 / 3 },
      { count: 1, share: 1 },
    ]);
    expect(rungsOf(10, 2).map(({ count }) => count)).toEqual([10, 5, 2, 1]);
    const done = tried('halving', planOf(9), bowl);
    expect(done).toHaveLength(METHODS.halving.fits(planOf(9)));
    const first = done.slice(0, 9).sort((a, b) => a.badness - b.badness);
    expect(done.slice(9, 12).map(({ values }) => values)).toEqual(
      first.slice(0, 3).map(({ values }) => values),
    );
    expect(done[12]).toMatchObject({ values: first[0]!.values, share: 1 });
    // In whole fits: 9 / 9 + 3 / 3 + 1.
    expect(done.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(3, 12);
  });

  it('halving: what failed does not go on before what has a value', () => {
    const done = tried('halving', planOf(9), (values) =>
      (values['neighbours'] as number) > 5 ? Number.NaN : bowl(values),
    );
    const sound = done.slice(0, 9).filter(({ badness }) => !Number.isNaN(badness)).length;
    expect(sound).toBeGreaterThan(0);
    expect(Number.isNaN(done[9]!.badness)).toBe(false);
  });

  it('tpe: no point twice, and its later trials are better than its first and than chance', () => {
    const done = tried('tpe', planOf(60), bowl);
    expect(new Set(done.map(({ values }) => JSON.stringify(values))).size).toBe(60);
    const mean = (some: readonly DoneTrial[]): number =>
      some.reduce((sum, { badness }) => sum + badness, 0) / some.length;
    expect(mean(done.slice(30))).toBeLessThan(0.5 * mean(done.slice(0, 10)));
    expect(mean(done.slice(30))).toBeLessThan(0.5 * mean(tried('random', planOf(60), bowl)));
  });

  it.each(Object.keys(METHODS) as MethodName[])(
    '%s: goes on from what was done to the same trials',
    (method) => {
      const dimensions =
        method === 'grid'
          ? dimensionsOf('item-knn', {}, { neighbours: [1, 2, 3, 4, 5, 6, 7, 8, 9] })
          : DIMENSIONS;
      const plan = planOf(method === 'grid' ? 9 : 27, dimensions);
      const done = tried(method, plan, method === 'grid' ? () => 0 : bowl);
      for (const at of [0, 3, 8])
        expect(METHODS[method].propose(plan, done.slice(0, at))).toEqual(
          (({ values, share }) => ({ values, share }))(done[at]!),
        );
    },
  );
});
