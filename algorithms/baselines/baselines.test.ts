import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { type Algorithm, createLists, type TrainingData } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { biasBaseline } from './bias-baseline.ts';
import { ownMostBought } from './own-most-bought.ts';
import { popularity } from './popularity.ts';
import { random } from './random.ts';

async function listsFor(
  algorithm: Algorithm<'rank'>,
  data: TrainingData,
  shoppers: number[],
  k: number,
  seed = 's',
) {
  const model = await algorithm.fit(data, {}, quietRun(seed));
  const out = createLists(shoppers.length, k);
  model.recommend({ length: shoppers.length, shopper: Uint32Array.from(shoppers), exclude: 'none' }, k, out);
  return shoppers.map((_, q) => ({
    items: [...out.items.subarray(q * k, q * k + out.lengths[q]!)],
    scores: [...out.scores.subarray(q * k, q * k + out.lengths[q]!)],
  }));
}

/** Shopper 0 buys item 0 three times and item 2 once, shopper 1 items 1 and 2, shopper 2 item 1 twice and item 2. */
const ROWS: SmallRow[] = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 1, 0, 9],
  [2, 1],
  [2, 2],
];
const DATA = smallTraining(3, 4, ROWS);

describe('popularity', () => {
  it('counts distinct shoppers, not rows, and gives everyone the same list', async () => {
    const expected = { items: [2, 1, 0], scores: [3, 2, 1] };
    expect(await listsFor(popularity, DATA, [0, 1, NO_SHOPPER], 4)).toEqual([expected, expected, expected]);
  });
});

describe('own-most-bought', () => {
  it('counts the rows of the shopper, whatever their values', async () => {
    expect(await listsFor(ownMostBought, DATA, [0, 2], 4)).toEqual([
      { items: [0, 2], scores: [3, 1] },
      { items: [1, 2], scores: [2, 1] },
    ]);
  });
});

describe('random', () => {
  const wide = smallTraining(
    400,
    20,
    Array.from({ length: 400 }, (_, s): SmallRow => [s, s % 20]),
  );
  const everyone = Array.from({ length: 400 }, (_, s) => s);

  it('puts every item first about equally often (chi-square, 19 degrees of freedom, below the 99.9 % point)', async () => {
    const counts = new Array<number>(20).fill(0);
    for (const { items } of await listsFor(random, wide, everyone, 1)) counts[items[0]!]!++;
    expect(counts.reduce((sum, count) => sum + (count - 20) ** 2 / 20, 0)).toBeLessThan(43.82);
  });

  it('draws other lists for another seed, and the same list whoever else is there', async () => {
    const [first] = await listsFor(random, wide, [7], 5);
    const [other] = await listsFor(random, wide, [7], 5, 'other');
    const [shrunk] = await listsFor(
      random,
      smallTraining(300, 20, ROWS.concat(Array.from({ length: 300 }, (_, s): SmallRow => [s, s % 20]))),
      [7],
      5,
    );
    expect(other).not.toEqual(first);
    expect(shrunk).toEqual(first);
  });
});

describe('bias-baseline', () => {
  it('has the biases worked by hand after one epoch', async () => {
    // Mean 3; item 0: (2 + 1) / (1 + 2) = 1, item 1: (-3) / (1 + 1) = -1.5; then shoppers on what is left.
    const data = smallTraining(2, 3, [
      [0, 0, 0, 5],
      [1, 0, 0, 4],
      [1, 1, 0, 0],
    ]);
    const params = biasBaseline.params.parse({ epochs: 1, itemRegularisation: 1, shopperRegularisation: 2 });
    const model = await biasBaseline.fit(data, params, quietRun('s'));
    const out = new Float32Array(5);
    model.predict(Uint32Array.of(0, 1, 1, NO_SHOPPER, 0), Uint32Array.of(0, 0, 1, 1, 2), out);
    const [first, second] = [(2 - 1) / 3, (1 - 1 + (-3 + 1.5)) / 4];
    [3 + 1 + first, 3 + 1 + second, 3 - 1.5 + second, 1.5, 3 + first].forEach((value, i) => {
      expect(out[i]).toBeCloseTo(value, 5);
    });
  });
});
