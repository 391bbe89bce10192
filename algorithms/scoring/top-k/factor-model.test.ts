import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interactions } from '../../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../../datasets/tables.ts';
import { openOwnHost } from '../../../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { createLists, type Lists, type Queries, type RankModel } from '../../algorithm.ts';
import { quietRun } from '../../small-training.node.ts';
import { dotScores } from '../dot-scores.ts';
import { scoredModel } from '../scored-model.ts';
import { tiePlaces } from '../ties.ts';
import { type FactorModelParts, factorModel } from './factor-model.ts';
import { requireRoom } from './pack-items.ts';

type Problem = Omit<FactorModelParts, 'kernels'>;

/** One dense row a shopper, in TypeScript: what the kernels must equal. */
function referenceModel({ shopperVectors, itemVectors, trained, bias, ...parts }: Problem): RankModel {
  const factors = itemVectors.length / trained.length;
  return scoredModel({
    ...parts,
    score(shopper, scores) {
      dotScores(shopperVectors.subarray(shopper * factors, (shopper + 1) * factors), itemVectors, scores);
      for (let item = 0; item < scores.length; item++) {
        if (bias) scores[item]! += bias[item]!;
        if (trained[item] === 0) scores[item] = Number.NEGATIVE_INFINITY;
      }
    },
  });
}

function rowsOf(columns: readonly (readonly number[])[], cols: number): Interactions {
  const rowPtr = new Uint32Array(columns.length + 1);
  columns.forEach((row, r) => {
    rowPtr[r + 1] = rowPtr[r]! + row.length;
  });
  const colIdx = Uint32Array.from(columns.flatMap((row) => [...row].sort((a, b) => a - b)));
  return { rows: columns.length, cols, rowPtr, colIdx, values: new Float32Array(colIdx.length).fill(1) };
}

function ask(model: RankModel, queries: Omit<Queries, 'length'>, k: number): Lists {
  const out = createLists(queries.shopper.length, k + 1);
  out.items.fill(77);
  out.scores.fill(-77);
  model.recommend({ length: queries.shopper.length, ...queries }, k, out);
  return out;
}

/** The same bits; vitest's own comparison takes over only to show a difference, since it is slow on long columns. */
function expectSame(actual: Lists, expected: Lists): void {
  const bytes = ({ items, scores, lengths, tied }: Lists) =>
    [items, scores, lengths, tied].map((column) =>
      Buffer.from(column.buffer, column.byteOffset, column.byteLength),
    );
  const same = bytes(expected);
  if (!bytes(actual).every((column, n) => column.equals(same[n]!))) expect(actual).toEqual(expected);
}

const key = drawKey(seedWords('top-k'), 'split');

/** Every shopper had `seen` items; the last two shoppers none. */
function problem(
  shoppers: number,
  items: number,
  factors: number,
  value: (series: number, n: number) => number,
) {
  const seen = Array.from({ length: shoppers }, (_, s) =>
    s >= shoppers - 2
      ? []
      : [...new Set([0, 1, 2, 3].map((n) => Math.floor(uniform(key, 9, s, n) ** 3 * items)))],
  );
  return {
    interactions: rowsOf(seen, items),
    places: tiePlaces(items, quietRun('top-k').draw('ties')),
    shopperVectors: Float32Array.from({ length: shoppers * factors }, (_, i) => value(0, i)),
    itemVectors: Float32Array.from({ length: items * factors }, (_, i) => value(1, i)),
    trained: Uint8Array.from({ length: items }, (_, i) => (i % 13 === 5 ? 0 : 1)),
  } satisfies Problem;
}

const everyone = (shoppers: number) => Uint32Array.from({ length: shoppers }, (_, s) => s);

const gauss = (series: number, n: number) =>
  Math.sqrt(-2 * Math.log(uniform(key, series, n, 0))) * Math.cos(6.28318 * uniform(key, series, n, 1));

/** Values by kind: what makes selections and bounds hard. */
const VALUES: Record<string, (series: number, n: number) => number> = {
  gaussian: gauss,
  'few long items': (series, n) => gauss(series, n) / (series ? 1 + Math.floor(n / 24) ** 0.7 : 1),
  'small integers, so many ties': (series, n) => Math.round(gauss(series, n)),
  zeros: () => 0,
  'all the same': () => 0.1,
  denormals: (series, n) => gauss(series, n) * 2 ** -75,
  'lost below denormals': (series, n) => gauss(series, n) * 2 ** -140,
  'overflowing sums': (series, n) => gauss(series, n) * 2 ** 64,
  'huge and tiny side by side': (series, n) => gauss(series, n) * 2 ** ((n % 7) * 20 - 60),
  'nearly parallel': (series, n) => 1 + gauss(series, n) * 1e-7,
};

describe.each(Object.entries(VALUES))('factorModel, %s', (_name, value) => {
  it.each([
    [9, 40, 3],
    [37, 1500, 24],
    [30, 2600, 9],
  ])('answers like the dense reference, %i shoppers, %i items, %i factors', (shoppers, items, factors) => {
    const parts = problem(shoppers, items, factors, value);
    const model = factorModel({ ...parts, kernels: quietRun('x').kernels });
    const reference = referenceModel(parts);
    const queries = { shopper: everyone(shoppers) };
    for (const k of [1, 10, 45, items + 3]) {
      for (const exclude of ['seen', 'none'] as const) {
        expectSame(ask(model, { ...queries, exclude }, k), ask(reference, { ...queries, exclude }, k));
      }
    }
    model.close();
  });
});

describe('factorModel', () => {
  const parts = problem(50, 3000, 16, VALUES['few long items']!);

  it('chooses by the data and says why', () => {
    const { kernels } = quietRun('x');
    expect(factorModel({ ...parts, kernels }).path).toMatchObject({ kind: 'filter', isRegrouped: true });
    const few = factorModel({ ...problem(5, 40, 3, gauss), kernels }).path;
    expect(few.kind).toBe('scan');
    expect(few.reason).toContain('fewer than 1024');
  });

  it('has the same bits with two threads, one query at a time, and for repeated and unknown shoppers', async () => {
    const shopper = Uint32Array.from({ length: 300 }, (_, n) => (n % 7 === 3 ? NO_SHOPPER : (n * 31) % 51));
    const queries: Omit<Queries, 'length'> = { shopper, exclude: 'seen' };
    const expected = ask(referenceModel(parts), queries, 12);
    const host = openOwnHost(2);
    try {
      const model = factorModel({ ...parts, kernels: host });
      expect(ask(model, queries, 12)).toEqual(expected);
      for (let q = 0; q < 20; q++) {
        const one = ask(model, { shopper: shopper.slice(q, q + 1), exclude: 'seen' }, 12);
        expect(one.items).toEqual(expected.items.slice(13 * q, 13 * (q + 1)));
        expect(one.scores).toEqual(expected.scores.slice(13 * q, 13 * (q + 1)));
      }
    } finally {
      host.close();
    }
  });

  it('keeps to given exclusions and candidates', () => {
    const { kernels } = quietRun('x');
    const model = factorModel({ ...parts, kernels });
    const lists = Array.from({ length: 50 }, (_, q) =>
      Array.from({ length: (q * 7) % 60 }, (_, n) => (q * 53 + n * 37) % 3000),
    );
    const exclude = rowsOf(lists, 3000);
    const candidates = rowsOf(
      lists.map((list) => [...new Set(list.map((item) => Math.floor(item / 3)))]),
      3000,
    );
    for (const more of [{ exclude }, { exclude, candidates }, { exclude: 'seen' as const, candidates }]) {
      const queries = { shopper: everyone(50), ...more };
      expectSame(ask(model, queries, 7), ask(referenceModel(parts), queries, 7));
    }
  });

  it('adds a bias last', () => {
    const bias = Float32Array.from({ length: 3000 }, (_, i) => gauss(5, i) * 0.3);
    const queries = { shopper: everyone(50), exclude: 'seen' as const };
    const model = factorModel({ ...parts, bias, kernels: quietRun('x').kernels });
    expectSame(ask(model, queries, 20), ask(referenceModel({ ...parts, bias }), queries, 20));
  });

  it('answers like the reference on any small problem', () => {
    const value = fc.oneof(
      fc.constantFrom(0, -0, 1, -1, 2 ** -149, -(2 ** -130), 3.4e38, -3.4e38, 2 ** 63),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ min: -2, max: 2, noNaN: true }),
    );
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
    );
    const input = sizes.chain(([shoppers, items, factors]) =>
      fc.record({
        k: fc.integer({ min: 0, max: 35 }),
        shopperVectors: fc.array(value, { minLength: shoppers * factors, maxLength: shoppers * factors }),
        itemVectors: fc.array(value, { minLength: items * factors, maxLength: items * factors }),
        trained: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: items, maxLength: items }),
        seen: fc.array(fc.subarray(Array.from({ length: items }, (_, i) => i)), {
          minLength: shoppers,
          maxLength: shoppers,
        }),
      }),
    );
    fc.assert(
      fc.property(input, ({ k, shopperVectors, itemVectors, trained, seen }) => {
        const small: Problem = {
          interactions: rowsOf(seen, trained.length),
          places: tiePlaces(trained.length, quietRun('small').draw('ties')),
          shopperVectors: Float32Array.from(shopperVectors),
          itemVectors: Float32Array.from(itemVectors),
          trained: Uint8Array.from(trained),
        };
        const queries = { shopper: everyone(seen.length), exclude: 'seen' as const };
        const model = factorModel({ ...small, kernels: quietRun('x').kernels });
        expectSame(ask(model, queries, k), ask(referenceModel(small), queries, k));
        model.close();
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what is not finite, and vectors of other lengths', () => {
    const { kernels } = quietRun('x');
    const broken = (name: 'shopperVectors' | 'itemVectors', at: number, value: number) => () =>
      factorModel({ ...parts, [name]: parts[name].with(at, value), kernels });
    expect(broken('itemVectors', 35, Number.NaN)).toThrow('top-k: item 2 has NaN at 3');
    expect(broken('shopperVectors', 16, Number.POSITIVE_INFINITY)).toThrow(
      'top-k: shopper 1 has Infinity at 0',
    );
    const bias = new Float32Array(3000).fill(Number.NEGATIVE_INFINITY, 7);
    expect(() => factorModel({ ...parts, bias, kernels })).toThrow('top-k: bias 7 has -Infinity at 0');
    expect(() => factorModel({ ...parts, itemVectors: new Float32Array(3001), kernels })).toThrow(
      'not vectors of one length',
    );
  });
});

describe('kernel memory', () => {
  const parts = problem(20, 1200, 8, gauss);
  const queries = { shopper: everyone(20), exclude: 'seen' as const };

  it('is held by several models at once, and given back by close', () => {
    const host = openOwnHost();
    const models = [1, 2, 3].map(() => factorModel({ ...parts, kernels: host }));
    expect(host.memory.used).toBe(0);
    const expected = ask(referenceModel(parts), queries, 5);
    for (const model of models) expectSame(ask(model, queries, 5), expected);
    const used = host.memory.used;
    for (const model of models) expectSame(ask(model, queries, 5), expected);
    expect(host.memory.used).toBe(used);
    models[0]!.close();
    expect(host.memory.used).toBeLessThan(used);
    expectSame(ask(models[0]!, queries, 5), expected);
    expect(host.memory.used).toBe(used);
    for (const model of models) model.close();
    models[2]!.close();
    // What is left is scratch, which the host keeps for the next job.
    expect(host.memory.used).toBeLessThan(20_000);
    host.close();
  });

  it('comes back when a model is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const host = openOwnHost();
    const once = () => ask(factorModel({ ...parts, kernels: host }), queries, 5);
    once();
    const used = host.memory.used;
    for (let round = 0; round < 20 && host.memory.used === used; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(host.memory.used).toBeLessThan(used - 1200 * 8 * 4);
    host.close();
  });

  it('is refused before it is taken when it would not fit', () => {
    expect(() => requireRoom(11_000_000, 64, true)).toThrow(
      'top-k: 11000000 items of 64 factors need 4312000000 bytes of kernel memory; 4294901760 are allowed',
    );
    expect(() => requireRoom(10_000_000, 64, true)).not.toThrow();
    const host = openOwnHost(1, 20 * 65_536);
    const model = factorModel({ ...problem(3, 9000, 16, gauss), kernels: host });
    expect(() => ask(model, { shopper: everyone(3), exclude: 'none' }, 5)).toThrow('bytes is asked for');
    expect(host.memory.used).toBe(0);
    host.close();
  });
});
