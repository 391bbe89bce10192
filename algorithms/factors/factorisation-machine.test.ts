import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Csr, fromTriplets } from '../../numerics/csr.ts';
import { drawKey, uniform, uniformInteger } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { type Algorithm, createLists, type RankModel, type TrainingData } from '../algorithm.ts';
import { popularity } from '../baselines/popularity.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { bpr } from './bpr.ts';
import {
  type FactorisationMachineParams,
  factorisationMachine,
  sideVectors,
} from './factorisation-machine.ts';
import { itemRows, shopperRows } from './machine-features.ts';
import {
  type MachineOptions,
  type MachineSides,
  type MachineWeights,
  machineStepper,
} from './machine-steps.ts';

const key = drawKey(seedWords('factorisation machine'), 'choice.item');

function sparse(rows: readonly (readonly number[])[]): Csr {
  const entries = rows.flatMap((values, row) => values.map((value, column) => ({ row, column, value })));
  const filled = entries.filter(({ value }) => value !== 0);
  const [rowOf, colOf] = (['row', 'column'] as const).map((name) =>
    Uint32Array.from(filled, (entry) => entry[name]),
  ) as [Uint32Array, Uint32Array];
  return fromTriplets(
    rows.length,
    rows[0]!.length,
    rowOf,
    colOf,
    filled.map(({ value }) => value),
  );
}

const [SHOPPERS, ITEMS, SHOPPER_COLUMNS, ITEM_COLUMNS] = [4, 5, 3, 6];

interface Case {
  readonly factors: number;
  readonly shoppers: number[][];
  readonly items: number[][];
  readonly sides: MachineSides;
  weights(): MachineWeights;
}

/** Drawn features of which some are absent, and drawn weights. */
function drawnCase(seed: number): Case {
  const draw = (side: number, n: number): number => 2 * uniform(key, seed, side, n) - 1;
  const dense = (rows: number, columns: number, side: number): number[][] =>
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (__, column) => {
        const at = row * columns + column;
        return draw(side, 100 + at) < 0.3 ? Math.fround(draw(side, at)) : 0;
      }),
    );
  const factors = 1 + seed;
  const vectors = (length: number, side: number): Float32Array =>
    Float32Array.from({ length }, (_, n) => draw(side, n));
  const [shoppers, items] = [dense(SHOPPERS, SHOPPER_COLUMNS, 0), dense(ITEMS, ITEM_COLUMNS, 1)];
  return {
    ...{ factors, shoppers, items, sides: { shoppers: sparse(shoppers), items: sparse(items) } },
    weights: () => ({
      shopper: vectors(SHOPPER_COLUMNS * factors, 2),
      item: vectors(ITEM_COLUMNS * factors, 3),
      weight: vectors(ITEM_COLUMNS, 4),
    }),
  };
}

/** Equation 1 as it stands, over the features of both sides; w of the shopper's features and w_0 are 0. */
function equationOne({ factors, shoppers, items }: Case, weights: MachineWeights, u: number, i: number) {
  const x = [...shoppers[u]!, ...items[i]!];
  const w = [...new Float32Array(SHOPPER_COLUMNS), ...weights.weight];
  const v = [...weights.shopper, ...weights.item];
  let score = 0;
  for (let f = 0; f < x.length; f++) {
    score += w[f]! * x[f]!;
    for (let g = f + 1; g < x.length; g++)
      for (let d = 0; d < factors; d++) score += v[f * factors + d]! * v[g * factors + d]! * x[f]! * x[g]!;
  }
  return score;
}

const dot = (a: Float32Array, b: Float32Array, row: number, other: number, factors: number): number => {
  let sum = 0;
  for (let f = 0; f < factors; f++) sum += a[row * factors + f]! * b[other * factors + f]!;
  return sum;
};

describe('vectors of sides', () => {
  it.each([0, 1, 2, 3, 4])('part items as equation 1 does, with %d factors and one', (seed) => {
    const drawn = drawnCase(seed);
    const { shopperVectors, itemVectors, bias } = sideVectors(drawn.sides, drawn.weights(), drawn.factors);
    const scoreOf = (u: number, i: number) =>
      dot(shopperVectors, itemVectors, u, i, drawn.factors) + bias[i]!;
    for (let u = 0; u < SHOPPERS; u++) {
      for (let i = 1; i < ITEMS; i++) {
        const expected =
          equationOne(drawn, drawn.weights(), u, i) - equationOne(drawn, drawn.weights(), u, 0);
        expect(scoreOf(u, i) - scoreOf(u, 0)).toBeCloseTo(expected, 5);
      }
    }
  });

  it("part items as myfm's predictions do", () => {
    const theirs = JSON.parse(
      readFileSync(new URL('./factorisation-machine.fixture.json', import.meta.url), 'utf8'),
    ) as Record<'shoppers' | 'items' | 'v' | 'predicted', number[][]> & { readonly w: number[] };
    const { shoppers, items, v, w, predicted } = theirs;
    const ofShoppers = shoppers[0]!.length;
    const weights = {
      shopper: Float32Array.from(v.slice(0, ofShoppers).flat()),
      item: Float32Array.from(v.slice(ofShoppers).flat()),
      weight: Float32Array.from(w.slice(ofShoppers)),
    };
    const sides = { shoppers: sparse(shoppers), items: sparse(items) };
    const factors = v[0]!.length;
    const { shopperVectors, itemVectors, bias } = sideVectors(sides, weights, factors);
    const scoreOf = (u: number, i: number) => dot(shopperVectors, itemVectors, u, i, factors) + bias[i]!;
    predicted.forEach((row, u) => {
      row.forEach((score, i) => {
        expect(scoreOf(u, i) - scoreOf(u, 0)).toBeCloseTo(score - row[0]!, 6);
      });
    });
  });
});

const OPTIONS: MachineOptions = {
  factors: 0,
  epochs: 1,
  learningRate: 1e-3,
  regularisation: 0.5,
  initialScale: 1,
  optimiser: 'sgd',
};

describe('a step', () => {
  it.each([2, 3, 4, 5])('goes down the gradient of -ln sigma(margin) and of the penalty: case %d', (seed) => {
    const drawn = drawnCase(seed);
    const [u, i, j] = [1, 2, 4];
    const marginOf = (weights: MachineWeights) =>
      equationOne(drawn, weights, u, i) - equationOne(drawn, weights, u, j);
    const moved = drawn.weights();
    const margin = machineStepper(moved, drawn.sides, { ...OPTIONS, factors: drawn.factors })(u, i, j);
    const before = drawn.weights();
    expect(margin).toBeCloseTo(marginOf(before), 5);
    const present = {
      shopper: drawn.shoppers[u]!.map((x) => x !== 0),
      item: drawn.items[i]!.map((x, column) => x !== 0 || drawn.items[j]![column] !== 0),
    };
    for (const name of ['shopper', 'item', 'weight'] as const) {
      for (let n = 0; n < before[name].length; n++) {
        const column = name === 'weight' ? n : Math.floor(n / drawn.factors);
        const shifted = (by: number): number => {
          const weights = drawn.weights();
          weights[name][n]! += by;
          return Math.log(1 + Math.exp(-marginOf(weights)));
        };
        const slope = (shifted(1e-2) - shifted(-1e-2)) / 2e-2 + OPTIONS.regularisation * before[name][n]!;
        const change = moved[name][n]! - before[name][n]!;
        if (present[name === 'weight' ? 'item' : name][column])
          expect(change / OPTIONS.learningRate).toBeCloseTo(-slope, 3);
        else expect(change).toBe(0);
      }
    }
  });

  it('meets features of both items once: cases have some', () => {
    const shared = [2, 3, 4, 5].filter((seed) => {
      const { items } = drawnCase(seed);
      return items[2]!.some((x, column) => x !== 0 && items[4]![column] !== 0);
    });
    expect(shared.length).toBeGreaterThan(1);
  });

  it('of AdaGrad is over the root of 1 and the squares of the slopes before', () => {
    const drawn = drawnCase(3);
    const options = { ...OPTIONS, factors: drawn.factors, learningRate: 0.25 };
    const [plain, adaptive] = [drawn.weights(), drawn.weights()];
    const take = machineStepper(adaptive, drawn.sides, { ...options, optimiser: 'adagrad' });
    machineStepper(plain, drawn.sides, options)(1, 2, 4);
    take(1, 2, 4);
    expect(adaptive).toEqual(plain);
    const after = structuredClone(adaptive);
    take(1, 2, 4);
    machineStepper(plain, drawn.sides, options)(1, 2, 4);
    for (const name of ['shopper', 'item', 'weight'] as const) {
      drawn.weights()[name].forEach((first, n) => {
        const slope = (after[name][n]! - first) / options.learningRate;
        const second = plain[name][n]! - after[name][n]!;
        expect(adaptive[name][n]! - after[name][n]!).toBeCloseTo(second / Math.sqrt(1 + slope ** 2), 6);
      });
    }
  });
});

describe('features', () => {
  const data = smallTraining(3, 3, []);
  data.shoppers.region.splice(0, 3, 'north', '', 'south');
  data.catalog.category.splice(0, 3, 'Home > Garden', 'Home > Kitchen', 'Toys');
  data.catalog.attributes.splice(0, 3, 'genre=a|genre=b|year=1', '', 'year=1');
  const dense = ({ rows, cols, rowPtr, colIdx, values }: Csr): number[][] =>
    Array.from({ length: rows }, (_, row) => {
      const out = new Array<number>(cols).fill(0);
      for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) out[colIdx[p]!] = values[p]!;
      return out;
    });

  it('are the id, then a column for each known value', () => {
    expect(dense(shopperRows(data.shoppers, 3, ['id', 'region', 'gender']))).toEqual([
      [1, 0, 0, 1, 0],
      [0, 1, 0, 0, 0],
      [0, 0, 1, 0, 1],
    ]);
    expect(dense(itemRows(data.catalog, 3, ['department', 'category']))).toEqual([
      [1, 0, 1, 0, 0],
      [1, 0, 0, 1, 0],
      [0, 1, 0, 0, 1],
    ]);
  });

  it('are attributes whose values share 1 by name', () => {
    expect(dense(itemRows(data.catalog, 3, ['attributes']))).toEqual([
      [0.5, 0.5, 1],
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });
});

const KINDS = 4;
/** Shoppers by turns of four regions, items by turns of four brands; three rows of four are of the shopper's kind, popular items first. */
function kindsOfTaste(shoppers: number, items: number, each: number): SmallRow[] {
  return Array.from({ length: shoppers * each }, (_, n) => {
    const shopper = Math.floor(n / each);
    const kind = uniform(key, 1, n) < 0.75 ? shopper % KINDS : uniformInteger(key, KINDS, 2, n);
    return [shopper, kind + KINDS * Math.floor((uniform(key, 3, n) ** 2 * items) / KINDS), n];
  });
}

function described(shoppers: number, items: number, rows: readonly SmallRow[]): TrainingData {
  const data = smallTraining(shoppers, items, rows);
  for (let shopper = 0; shopper < shoppers; shopper++)
    data.shoppers.region[shopper] = `land${shopper % KINDS}`;
  for (let item = 0; item < items; item++) data.catalog.brand[item] = `brand${item % KINDS}`;
  return data;
}

const fitted = async (
  data: TrainingData,
  params: Partial<FactorisationMachineParams> = {},
): Promise<RankModel> =>
  factorisationMachine.fit(data, factorisationMachine.params.parse(params), quietRun('seed'));

function listsOf(model: RankModel, shoppers: number, k: number, candidates?: Csr): number[][] {
  const out = createLists(shoppers, k);
  const shopper = Uint32Array.from({ length: shoppers }, (_, n) => n);
  model.recommend({ length: shoppers, shopper, exclude: 'seen', ...(candidates && { candidates }) }, k, out);
  return Array.from(shopper, (n) => [...out.items.subarray(n * k, n * k + out.lengths[n]!)]);
}

describe('factorisation-machine', () => {
  it('finds held-out items by ids alone as BPR does, and beyond popularity', async () => {
    const [shoppers, items, each] = [120, 80, 12];
    const rows = kindsOfTaste(shoppers, items, each);
    const train = rows.filter((_, n) => n % each < each - 2);
    const data = smallTraining(shoppers, items, train);
    const had = new Set(train.map(([shopper, item]) => `${shopper} ${item}`));
    const held = rows.filter(([shopper, item], n) => n % each >= each - 2 && !had.has(`${shopper} ${item}`));
    const hitsOf = (model: RankModel): number => {
      const lists = listsOf(model, shoppers, 10);
      return held.filter(([shopper, item]) => lists[shopper]!.includes(item)).length / held.length;
    };
    const ids = { shopperFeatures: ['id'], itemFeatures: ['id'] } as const;
    const other = (algorithm: Algorithm<'rank'>) =>
      algorithm.fit(data, algorithm.params.parse({}), quietRun('seed'));
    const [machine, plain, popular] = [
      hitsOf(
        await fitted(data, {
          ...ids,
          shopperFeatures: [...ids.shopperFeatures],
          itemFeatures: [...ids.itemFeatures],
        }),
      ),
      hitsOf(await other(bpr as Algorithm<'rank'>)),
      hitsOf(await other(popularity as Algorithm<'rank'>)),
    ];
    expect(machine).toBeGreaterThan(popular + 0.1);
    expect(Math.abs(machine - plain)).toBeLessThan(0.1);
  });

  it('lists items that nobody had by what else is known of them, when asked to', async () => {
    const [shoppers, items, unknown] = [60, 40, 16];
    const rows = kindsOfTaste(shoppers, items, 8);
    const data = described(shoppers, items + unknown, rows);
    const isOld = Uint8Array.from({ length: items + unknown }, (_, item) => (item < items ? 1 : 0));
    expect(rows.every(([, item]) => isOld[item] === 1)).toBe(true);
    const everyNew = sparse(Array.from({ length: shoppers }, () => Array.from(isOld, (old) => 1 - old)));
    const trained = listsOf(await fitted(data), shoppers, 4, everyNew);
    expect(trained.every((list) => list.length === 0)).toBe(true);
    const lists = listsOf(await fitted(data, { items: 'all' }), shoppers, 4, everyNew);
    const own = lists.flatMap((list, shopper) =>
      list.map((item) => Number(item % KINDS === shopper % KINDS)),
    );
    expect(own).toHaveLength(4 * shoppers);
    expect(own.filter((one) => one === 1).length / own.length).toBeGreaterThan(0.8);
  });

  it('answers shoppers who had nothing by what else is known of them, when asked to', async () => {
    const [shoppers, unknown, items] = [60, 20, 40];
    const data = described(shoppers + unknown, items, kindsOfTaste(shoppers, items, 8));
    const nowhere = shoppers + unknown - 1;
    data.shoppers.region[nowhere] = 'elsewhere';
    const isNew = (_: unknown, shopper: number): boolean => shopper >= shoppers;
    const trained = listsOf(await fitted(data), shoppers + unknown, 4);
    expect(trained.filter(isNew).flat()).toEqual([]);
    const model = await fitted(data, { shoppers: 'all' });
    const lists = listsOf(model, shoppers + unknown, 4);
    expect(lists.slice(0, shoppers)).toEqual(trained.slice(0, shoppers));
    expect(lists.map((list) => list.length)).toEqual(lists.map((_, n) => (n === nowhere ? 0 : 4)));
    const own = lists.map((list, n) => list.filter((item) => item % KINDS === n % KINDS).length);
    expect(own.filter(isNew).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0.7 * 4 * (unknown - 1));
    const asked = { length: 2, shopper: Uint32Array.of(shoppers, nowhere), exclude: 'none' } as const;
    const scores = new Float32Array(2);
    model.score!(asked, Uint32Array.of(lists[shoppers]![0]!, 0), scores);
    expect([Number.isFinite(scores[0]), scores[1]]).toEqual([true, Number.NEGATIVE_INFINITY]);
  });
});
