import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset.ts';
import { movieLensDataset } from '../public/movielens-100k.ts';
import { besideReal, isSealedBeside, sealBeside } from './beside.ts';

const GENRES = Array.from({ length: 19 }, () => 0).join('|');
const film = (id: number): string => `${id}|Film ${id}|01-Jan-1995||http://x|${GENRES}\n`;

/** Ratings `viewer film stars`, a day apart. */
const ratings = (...rows: readonly (readonly [number, number, number])[]): Dataset => ({
  provenance: { name: 'films', title: 'Films', source: 'a test', licence: 'none', digest: 'd' },
  ...movieLensDataset({
    item: [1, 2, 3, 4].map(film).join(''),
    user: [1, 2, 3].map((id) => `${id}|24|M|other|0\n`).join(''),
    data: rows
      .map(([viewer, item, stars], day) => `${viewer}\t${item}\t${stars}\t${day * 86_400}\n`)
      .join(''),
  }),
});
const REAL = ratings([1, 1, 5], [1, 2, 5], [1, 3, 1], [2, 1, 4]);
const SIMULATED = ratings([1, 1, 5], [2, 1, 5], [3, 1, 3], [3, 2, 3]);

describe('a log beside a real one', () => {
  const beside = besideReal(SIMULATED, REAL);
  if ('missing' in beside) throw new Error(beside.missing);
  const named = (name: string) => beside.compared.find((one) => one.name === name)!;

  it('by hand: activity, stars and popularity', () => {
    expect(beside.basis).toBe('rating');
    expect(beside.days).toEqual({ real: 4, simulated: 4 });
    // Rows of a shopper: 1, 3 real; 1, 1, 2 simulated. At 1 or less: 1/2 against 2/3; at 2 or less: 1/2 against 1.
    expect(named('rows-per-shopper')).toMatchObject({
      ...{ measure: 'Kolmogorov-Smirnov', distance: 0.5, n: 2, nSimulated: 3 },
      shape: { form: 'cumulative' },
    });
    // 1/6 from 1 to 2 and 1/2 from 2 to 3.
    expect(named('rows-per-shopper').wasserstein).toBeCloseTo(2 / 3, 14);
    // Stars 1 4 5 5 and 3 3 5 5: half the sum of 1/4 (1) + 2/4 (3) + 1/4 (4).
    expect(named('rating')).toMatchObject({ measure: 'total variation', distance: 0.5, n: 4, nSimulated: 4 });
    // Quantiles 1 4 5 5 and 3 3 5 5: (2 + 1) / 4.
    expect(named('rating').wasserstein).toBeCloseTo(0.75, 14);
    // Rows of items: 1 1 2 real; 1 3 simulated, both of 4 rows.
    const { shape } = named('item-popularity');
    expect(shape.form === 'lorenz' && [shape.real.at(-1), shape.simulated.at(-1)]).toEqual([1, 1]);
    expect(named('item-popularity').distance).toBeGreaterThan(0);
    expect(named('item-popularity').wasserstein).toBeNull();
  });

  it('is nothing apart from itself, and says what cannot be compared', () => {
    const self = besideReal(REAL, REAL);
    expect('compared' in self && self.compared.map(({ distance }) => distance)).toEqual(
      'compared' in self && self.compared.map(() => 0),
    );
    expect(beside.absent).toContainEqual({
      name: 'lines-per-order',
      reason: 'real: the log has no orders',
    });
    expect(beside.absent.map(({ name }) => name)).not.toContain('rating');
  });

  it('has a digest of all that it says', () => {
    const sealed = sealBeside('data', beside);
    expect(isSealedBeside(sealed)).toBe(true);
    expect(isSealedBeside({ ...sealed, data: 'other' })).toBe(false);
    expect(isSealedBeside(JSON.parse(JSON.stringify(sealed)))).toBe(true);
  });
});
