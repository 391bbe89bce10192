import { describe, expect, it } from 'vitest';
import type { Examples } from '../../datasets/examples.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { LabelModel, TrainingData } from '../algorithm.ts';
import { learntFrom, quietRun, smallExamples, smallTraining } from '../small-training.node.ts';
import { autoencoder } from './autoencoder.ts';
import { densestBlock, type Edges, itemWeights } from './dense-blocks.ts';
import { PROFILE_FEATURES, pearson, profileFeatures } from './rating-profiles.ts';
import { densities, reviewRings } from './review-rings.ts';
import { shilling } from './shilling.ts';

const DAY = 86_400;
const key = drawKey(seedWords('attacks'), 'split');

const dataOf = (examples: Examples): TrainingData => ({
  ...smallTraining(1, 1, []),
  examples: learntFrom(examples),
});
const chancesOf = (model: LabelModel, examples: Examples): number[] => {
  const out = new Float64Array(2 * examples.length);
  model.probabilities(examples, Uint32Array.from(examples.label.keys()), out);
  return Array.from(examples.label, (_, row) => out[2 * row + 1]!);
};

const edgesOf = (pairs: readonly (readonly [number, number])[], accounts: number, items: number): Edges => ({
  account: Uint32Array.from(pairs, ([account]) => account),
  item: Uint32Array.from(pairs, ([, item]) => item),
  accounts,
  items,
});

describe('dense blocks', () => {
  it('weigh an edge less the more its item has (FRAUDAR, 4.2)', () => {
    const weight = itemWeights(
      edgesOf(
        [
          [0, 0],
          [1, 0],
          [2, 0],
          [0, 1],
        ],
        3,
        2,
      ),
    ); // prettier-ignore
    expect(weight[0]).toBeCloseTo(1 / Math.log(8), 12);
    expect(weight[1]).toBeCloseTo(1 / Math.log(6), 12);
  });

  it('find four accounts that share three items among lone edges, with the density worked by hand', () => {
    const ring = [0, 1, 2, 3].flatMap((a) => [0, 1, 2].map((i) => [a, i] as const));
    const lone = Array.from({ length: 30 }, (_, n) => [4 + n, 3 + n] as const);
    const edges = edgesOf([...ring, ...lone], 34, 33);
    const block = densestBlock(edges, itemWeights(edges), new Uint8Array(42));
    expect([...block.isAccount.keys()].filter((a) => block.isAccount[a])).toEqual([0, 1, 2, 3]);
    expect([...block.isItem.keys()].filter((i) => block.isItem[i])).toEqual([0, 1, 2]);
    // 12 edges of 1 / ln 9 over 7 nodes.
    expect(block.density).toBeCloseTo(12 / Math.log(9) / 7, 12);
  });

  it('have at least half of the greatest density of any set, found by trying all (theorem 1)', () => {
    for (let trial = 0; trial < 30; trial++) {
      const [accounts, items] = [5, 4];
      const pairs: [number, number][] = [];
      for (let a = 0; a < accounts; a++)
        for (let i = 0; i < items; i++) if (uniform(key, trial, a, i) < 0.4) pairs.push([a, i]);
      const edges = edgesOf(pairs, accounts, items);
      const weight = itemWeights(edges);
      let greatest = 0;
      for (let set = 1; set < 1 << (accounts + items); set++) {
        const has = (node: number): boolean => ((set >> node) & 1) === 1;
        const nodes = Array.from({ length: accounts + items }, (_, node) => Number(has(node))).reduce(
          (x, y) => x + y,
        );
        const total = pairs.reduce((sum, [a, i]) => sum + (has(a) && has(accounts + i) ? weight[i]! : 0), 0);
        greatest = Math.max(greatest, total / nodes);
      }
      const { density, isAccount, isItem } = densestBlock(edges, weight, new Uint8Array(pairs.length));
      const nodes = [...isAccount, ...isItem].reduce((x, y) => x + y, 0);
      const total = pairs.reduce((sum, [a, i]) => sum + (isAccount[a] && isItem[i] ? weight[i]! : 0), 0);
      expect(density).toBeCloseTo(pairs.length === 0 ? 0 : total / nodes, 9);
      expect(density).toBeGreaterThanOrEqual(greatest / 2 - 1e-9);
      expect(density).toBeLessThanOrEqual(greatest + 1e-9);
    }
  });
});

/** 400 honest reviews of 60 days; a ring of 6 accounts that praises 3 items within hours of day 30. */
function ringed(): Examples {
  const honest = Array.from({ length: 400 }, (_, n) => ({
    time: Math.floor(60 * DAY * uniform(key, n, 0)),
    shopper: Math.floor(150 * uniform(key, n, 1)),
    item: Math.floor(100 * uniform(key, n, 2)),
    value: 1 + Math.floor(5 * uniform(key, n, 3)),
    label: 0,
  }));
  const ring = Array.from({ length: 18 }, (_, n) => ({
    time: 30 * DAY + 1000 * n,
    shopper: 1000 + (n % 6),
    item: 40 + Math.floor(n / 6),
    value: 5,
    label: 1,
  }));
  const rows = [...honest, ...ring].sort((a, b) => a.time - b.time);
  return {
    ...smallExamples(
      ['honest', 'fake'],
      rows.map(({ label }) => [label, ''] as const),
    ),
    time: Uint32Array.from(rows, ({ time }) => time),
    ratings: {
      shopper: Uint32Array.from(rows, ({ shopper }) => shopper),
      item: Uint32Array.from(rows, ({ item }) => item),
      value: Float32Array.from(rows, ({ value }) => value),
    },
  };
}

describe('review-rings', () => {
  const examples = ringed();

  it('finds a planted ring without labels: all of it before anything else', async () => {
    const told = chancesOf(
      await reviewRings.fit(dataOf(examples), reviewRings.params.parse({}), quietRun('a')),
      examples,
    );
    const least = Math.min(...told.filter((_, row) => examples.label[row] === 1));
    const most = Math.max(
      ...told.filter((_, row) => examples.label[row] === 0 && examples.ratings!.item[row]! !== 40),
    );
    // 18 edges of at least 1 / ln 12 (an honest seventh reviewer) over 9 nodes, over .6.
    expect(least).toBeGreaterThan(1 - 1 / (1 + (18 / Math.log(12) / 9 / 0.6) ** 2) - 1e-9);
    expect(most).toBeLessThan(0.5);
  });

  it('a review alone in its stretch has the density of one edge', () => {
    const one = { ...examples, length: 1, time: Uint32Array.of(5) };
    expect(densities(one, DAY, 3)[0]).toBeCloseTo(1 / Math.log(6) / 2, 12);
  });

  it('refuses examples that are no reviews', async () => {
    const { ratings: _, ...bare } = examples;
    const model = await reviewRings.fit(dataOf(bare), reviewRings.params.parse({}), quietRun('a'));
    expect(() => chancesOf(model, bare)).toThrow(/no reviews/);
  });
});

describe('rating profiles', () => {
  // Shopper 0: items 0, 1, 2 with 5, 3, 1; shopper 1: the same three with 4, 3, 2; shopper 2: item 0 with 2.
  const ratings = {
    shopper: Uint32Array.of(0, 0, 0, 1, 1, 1, 2),
    item: Uint32Array.of(0, 1, 2, 0, 1, 2, 0),
    value: Float32Array.of(5, 3, 1, 4, 3, 2, 2),
  };
  const rows = Uint32Array.of(0, 1, 2, 3, 4, 5, 6);
  const at = (time: number[], hindsight: number) => {
    const told = profileFeatures(ratings, Uint32Array.from(time), rows, { hindsight, neighbours: 25 });
    return (row: number, name: (typeof PROFILE_FEATURES)[number]): number =>
      told[row * PROFILE_FEATURES.length + PROFILE_FEATURES.indexOf(name)]!;
  };

  it('tell what the papers define, by hand', () => {
    const of = at([0, 0, 0, 0, 0, 0, 0], 0);
    // Means: item 0 (5 + 4 + 2) / 3 = 11/3, three raters; item 1 3, two; item 2 1.5, two.
    const wda = (5 - 11 / 3) / 3 + 0 + 0.5 / 2;
    expect(of(0, 'wda')).toBeCloseTo(wda, 6);
    expect(of(0, 'rdma')).toBeCloseTo(wda / 3, 6);
    expect(of(0, 'wdma')).toBeCloseTo(((5 - 11 / 3) / 9 + 0.5 / 4) / 3, 6);
    // Lengths 3, 3, 1: mean 7/3, squares about it 2 (2/3)^2 + (4/3)^2 = 24/9.
    expect(of(0, 'lengthVariance')).toBeCloseTo(2 / 3 / (24 / 9), 6);
    expect(of(6, 'lengthVariance')).toBeCloseTo(4 / 3 / (24 / 9), 6);
    expect(of(0, 'similarity')).toBeCloseTo(1, 6);
    expect(of(6, 'similarity')).toBe(0);
    expect(of(0, 'deviation')).toBeCloseTo(5 - 11 / 3, 6);
    expect(of(0, 'extremeShare')).toBeCloseTo(2 / 3, 6);
  });

  it('look no further ahead than they may', () => {
    const of = at([0, 10, 20, 30, 40, 50, 60], 10);
    expect([0, 1, 2].map((row) => of(row, 'ratings'))).toEqual([2, 3, 3]);
    expect(of(0, 'othersOfItem')).toBe(0);
    expect(of(3, 'othersOfItem')).toBe(1);
  });

  it('correlate as Pearson does', () => {
    const map = (values: number[]) => new Map(values.map((value, item) => [item, value]));
    // numpy.corrcoef([1, 2, 4], [1, 3, 2])[0, 1]
    expect(pearson(map([1, 2, 4]), map([1, 3, 2]))).toBeCloseTo(0.3273268353539886, 12);
    expect(pearson(map([1, 2]), map([3, 3]))).toBe(0);
  });
});

it('shilling learns profiles that push one item, and finds others like them', async () => {
  const rows = Array.from({ length: 500 }, (_, n) => {
    const attacker = n % 10 === 0;
    const shopper = attacker ? 1000 + Math.floor(n / 60) : Math.floor(120 * uniform(key, n, 11));
    const pushes = attacker && n % 20 === 0;
    const item = pushes ? 7 : Math.floor(60 * uniform(key, n, 12));
    const usual = 2 + Math.round(2 * uniform(key, n, 13));
    return { shopper, item, value: pushes ? 5 : usual, label: Number(attacker), time: 600 * n };
  });
  const examples: Examples = {
    ...smallExamples(
      ['honest', 'shill'],
      rows.map(({ label }) => [label, ''] as const),
    ),
    time: Uint32Array.from(rows, ({ time }) => time),
    ratings: {
      shopper: Uint32Array.from(rows, ({ shopper }) => shopper),
      item: Uint32Array.from(rows, ({ item }) => item),
      value: Float32Array.from(rows, ({ value }) => value),
    },
  };
  const train = Uint32Array.from({ length: 350 }, (_, row) => row);
  const model = await shilling.fit(
    { ...smallTraining(1, 1, []), examples: learntFrom(examples, train) },
    shilling.params.parse({}),
    quietRun('a'),
  );
  const told = chancesOf(model, examples).slice(350);
  const pushes = told.filter((_, i) => rows[350 + i]!.label === 1 && rows[350 + i]!.value === 5);
  const honest = told.filter((_, i) => rows[350 + i]!.label === 0).sort((a, b) => a - b);
  expect(pushes.length).toBeGreaterThan(4);
  // Better than nine of ten honest ones.
  for (const one of pushes) expect(one).toBeGreaterThan(honest[Math.floor(0.9 * honest.length)]!);
});

describe('autoencoder', () => {
  const line = Array.from({ length: 300 }, (_, n) => {
    const t = 2 * uniform(key, n, 21) - 1;
    return [0, '', [t, 2 * t, -t, Math.sin(2 * t)]] as const;
  });
  const examples = smallExamples(
    ['usual', 'odd'],
    [...line, [1, '', [0.8, -1.5, 0.9, -0.9]]],
    ['a', 'b', 'c', 'd'],
  );
  const params = autoencoder.params.parse({
    hidden: 12,
    middle: 1,
    epochs: 40,
    learningRate: 0.01,
    batchSize: 32,
  });

  it('gives back what lies on one curve, and raises what does not', async () => {
    const train = Uint32Array.from({ length: 300 }, (_, row) => row);
    const model = await autoencoder.fit(
      { ...smallTraining(1, 1, []), examples: learntFrom(examples, train) },
      params,
      quietRun('a'),
    );
    const told = chancesOf(model, examples);
    expect(told[300]).toBeGreaterThan(0.996);
    expect(Math.max(...told.slice(0, 300))).toBeLessThan(told[300]!);
    // Ranks among training rows: half of them below the middle.
    const mean = told.slice(0, 300).reduce((sum, one) => sum + one, 0) / 300;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });

  it('does not learn what is known as fraud', async () => {
    const twice = smallExamples(
      ['usual', 'odd'],
      [...line, ...Array.from({ length: 100 }, () => [1, '', [0.8, -1.5, 0.9, -0.9]] as const)],
      ['a', 'b', 'c', 'd'],
    );
    const told = chancesOf(await autoencoder.fit(dataOf(twice), params, quietRun('a')), twice);
    for (const one of told.slice(300)) expect(one).toBeGreaterThan(0.996);
  });
});
