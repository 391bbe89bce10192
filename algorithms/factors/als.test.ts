import { describe, expect, it } from 'vitest';
import { transpose } from '../../datasets/interactions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { RankModel, Saved } from '../algorithm.ts';
import { alsLoss, solveSide } from '../scoring/als-solver.ts';
import { dotScores } from '../scoring/dot-scores.ts';
import { addPending, addVector, createOuterSum } from '../scoring/outer-sum.ts';
import { fadedPairs } from '../scoring/pair-times.ts';
import { quietRun, type SmallRow, skewedTraining, smallTraining } from '../small-training.node.ts';
import { type AlsFactors, type AlsState, als, fitFactors, lossTrace, pairWeights } from './als.ts';

const key = drawKey(seedWords('als test'), 'split');
const draws = (length: number, series: number) =>
  Float64Array.from({ length }, (_, i) => uniform(key, series, i) - 0.5);

/** Two tastes with noise; shopper 20 and item 15 have no row. */
function noisyTastes(): SmallRow[] {
  const rows: SmallRow[] = [];
  for (let shopper = 0; shopper < 20; shopper++) {
    for (let item = 0; item < 15; item++) {
      const likely = shopper % 2 === item % 2 ? 0.7 : 0.15;
      if (uniform(key, 99, shopper, item) < likely) rows.push([shopper, item, 0, 1 + (item % 3)]);
    }
  }
  return rows;
}
const DATA = smallTraining(21, 16, noisyTastes());

/** Solves A x = b by Gauss-Jordan elimination with pivoting: another method than the one under test. */
function eliminate(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = right.length;
  for (let c = 0; c < n; c++) {
    const pivot = a
      .slice(c)
      .reduce((best, row, i) => (Math.abs(row[c]!) > Math.abs(a[best]![c]!) ? c + i : best), c);
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = a[r]![c]! / a[c]![c]!;
      for (let k = c; k <= n; k++) a[r]![k]! -= factor * a[c]![k]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

describe('solveSide', () => {
  it.each([1, 3, 4, 6])('solves the dense normal equations, %i factors', async (factors) => {
    const options = {
      factors,
      unobservedWeight: 0.3,
      regularisation: 0.05,
      frequencyExponent: 0.5,
      pull: 'all-pairs',
    } as const;
    const pairs = pairWeights(DATA.interactions, 0.5);
    const fixed = draws(16 * factors, factors).fill(0, 15 * factors);
    const solved = new Float64Array(21 * factors);
    await solveSide(pairs, fixed, solved, options, quietRun('als'), { done: 0, total: 21, work: 0 });
    for (let shopper = 0; shopper < 20; shopper++) {
      const own = new Map<number, number>();
      for (let p = pairs.rowPtr[shopper]!; p < pairs.rowPtr[shopper + 1]!; p++)
        own.set(pairs.colIdx[p]!, pairs.values[p]!);
      const lambda = 0.05 * Math.sqrt(own.size + 0.3 * 15);
      const vector = (item: number) => [...fixed.subarray(item * factors, (item + 1) * factors)];
      const right = new Array<number>(factors).fill(0);
      const left = right.map((_, r) => right.map((__, s) => (r === s ? lambda : 0)));
      for (let item = 0; item < 16; item++) {
        const [h, weight] = [vector(item), own.get(item) ?? 0];
        for (let r = 0; r < factors; r++) {
          right[r]! += weight * h[r]!;
          for (let s = 0; s < factors; s++) left[r]![s]! += (weight + 0.3) * h[r]! * h[s]!;
        }
      }
      const expected = eliminate(left, right);
      for (let f = 0; f < factors; f++) expect(solved[shopper * factors + f]).toBeCloseTo(expected[f]!, 10);
    }
  });
});

describe('als', () => {
  it('reaches the closed form for one shopper, one item, one factor', async () => {
    // L = (1 - wh)^2 + a (wh)^2 + l (w^2 + h^2), l = r (1 + a): at the minimum w = h and (1 + a) h^2 = 1 - l.
    const params = als.params.parse({
      factors: 1,
      epochs: 400,
      unobservedWeight: 0.25,
      regularisation: 0.08,
      initialScale: 1,
    });
    const { shoppers, items } = await fitFactors(
      smallTraining(1, 1, [[0, 0]]).interactions,
      params,
      quietRun('als'),
    );
    expect(shoppers[0]! * items[0]!).toBeCloseTo((1 - 0.08 * 1.25) / 1.25, 6);
    // The balance of the two comes slowly: f32 stands still where a sweep moves it by less than a rounding.
    expect(Math.abs(shoppers[0]!)).toBeCloseTo(Math.abs(items[0]!), 5);
  });

  it('has a loss that equals the formula over all pairs and falls with every epoch', async () => {
    const params = als.params.parse({ factors: 5, epochs: 12, valueWeight: 0.5 });
    const pairs = pairWeights(DATA.interactions, params.valueWeight);
    const losses: number[] = [];
    let last: AlsFactors | undefined;
    await fitFactors(DATA.interactions, params, quietRun('als'), async (epoch) => {
      last = epoch.factors();
      const [w, h] = [Float64Array.from(last.shoppers), Float64Array.from(last.items)];
      losses.push(alsLoss(pairs, transpose(pairs), w, h, params));
      expect(Math.abs((await epoch.loss()) / losses.at(-1)! - 1)).toBeLessThan(1e-7);
    });
    for (let epoch = 1; epoch < losses.length; epoch++)
      expect(losses[epoch]!).toBeLessThan(losses[epoch - 1]!);
    expect(losses.at(-1)).toBeCloseTo(
      lossByHand(last!, params.unobservedWeight, params.regularisation, 5),
      9,
    );
  });

  it.each(['cholesky', 'cg', 'ials++'] as const)(
    'tells the loss after each epoch, and fits the same model whether asked or not: %s',
    async (solver) => {
      const params = als.params.parse({ factors: 5, epochs: 6, solver, valueWeight: 0.5, blockSize: 8 });
      const pairs = pairWeights(DATA.interactions, params.valueWeight);
      const trace = await lossTrace(DATA.interactions, params, quietRun('als'));
      expect(trace).toHaveLength(6);
      for (const [epoch, loss] of trace.entries()) {
        const shorter = { ...params, epochs: epoch + 1 };
        const { shoppers, items } = await fitFactors(DATA.interactions, shorter, quietRun('als'));
        const [w, h] = [Float64Array.from(shoppers), Float64Array.from(items)];
        const expected = alsLoss(pairs, transpose(pairs), w, h, params);
        expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-7);
      }
    },
  );

  function lossByHand(
    { shoppers, items }: AlsFactors,
    a0: number,
    regularisation: number,
    d: number,
  ): number {
    const weight = new Map<number, number>();
    DATA.feedback.shopper.forEach((shopper, i) => {
      weight.set(shopper * 16 + DATA.feedback.item[i]!, 1 + DATA.feedback.value[i]! / 2);
    });
    const square = (v: Float32Array, row: number) =>
      v.subarray(row * d, (row + 1) * d).reduce((sum, x) => sum + x * x, 0);
    const count = (of: Uint32Array, row: number) => of.filter((x) => x === row).length;
    let loss = 0;
    for (let s = 0; s < 20; s++)
      loss += regularisation * (count(DATA.feedback.shopper, s) + a0 * 15) * square(shoppers, s);
    for (let i = 0; i < 15; i++)
      loss += regularisation * (count(DATA.feedback.item, i) + a0 * 20) * square(items, i);
    for (let s = 0; s < 21; s++) {
      for (let i = 0; i < 16; i++) {
        let predicted = 0;
        for (let f = 0; f < d; f++) predicted += shoppers[s * d + f]! * items[i * d + f]!;
        loss += (weight.get(s * 16 + i) ?? 0) * (1 - predicted) ** 2 + a0 * predicted ** 2;
      }
    }
    return loss;
  }

  it('stops in the middle of a fit when it is aborted', async () => {
    const rows: SmallRow[] = [];
    for (let shopper = 0; shopper < 60; shopper++)
      for (let item = 0; item < 60; item++) rows.push([shopper, item]);
    const abort = new AbortController();
    let calls = 0;
    const progress = () => {
      calls++;
      abort.abort(new Error('enough'));
    };
    const run = { ...quietRun('als'), signal: abort.signal, progress };
    const params = als.params.parse({ factors: 96, epochs: 100 });
    await expect(als.fit(smallTraining(60, 60, rows), params, run)).rejects.toThrow('enough');
    expect(calls).toBe(1);
  });

  it('refuses negative values where they would weigh', async () => {
    const data = smallTraining(1, 2, [
      [0, 0],
      [0, 1, 0, -2],
    ]);
    await expect(als.fit(data, als.params.parse({ valueWeight: 1 }), quietRun('als'))).rejects.toThrow(
      'summed value -2',
    );
    await expect(als.fit(data, als.params.parse({}), quietRun('als'))).resolves.toBeDefined();
  });
});

describe('values that are no numbers', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'are refused: %d',
    async (value) => {
      const data = smallTraining(2, 2, [
        [0, 0],
        [1, 1, 0, value],
      ]);
      for (const valueWeight of [0, 1]) {
        const params = als.params.parse({ valueWeight });
        await expect(als.fit(data, params, quietRun('als'))).rejects.toThrow(
          `als: summed value ${value} of a pair is not a number`,
        );
      }
    },
  );

  it('are refused when the weight makes them so', async () => {
    const data = smallTraining(1, 1, [[0, 0, 0, 3e38]]);
    await expect(als.fit(data, als.params.parse({ valueWeight: 10 }), quietRun('als'))).rejects.toThrow(
      /leaves the range of f32/,
    );
  });
});

describe('dotScores', () => {
  it.each([1, 3, 4, 9])('has every bit of the plain f32 loop, %i rows', (rows) => {
    const factors = 37;
    const vector = Float32Array.from(draws(factors, 7));
    const matrix = Float32Array.from(draws(rows * factors, 8));
    const expected = Float32Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let f = 0; f < factors; f++)
        sum = Math.fround(sum + Math.fround(vector[f]! * matrix[row * factors + f]!));
      return sum;
    });
    const actual = new Float32Array(rows);
    dotScores(vector, matrix, actual);
    expect(actual).toEqual(expected);
  });
});

describe('outer sum', () => {
  it.each([
    [1, 5],
    [2, 4],
    [5, 7],
    [8, 3],
  ])('%i factors, %i vectors: the lower triangle is the weighted sum of products', (factors, count) => {
    const vectors = draws(factors * count, 3);
    const outer = createOuterSum(factors);
    for (let v = 0; v < count; v++) addVector(outer, vectors, v * factors, 1 + v);
    addPending(outer);
    addPending(outer);
    for (let r = 0; r < factors; r++) {
      for (let s = 0; s <= r; s++) {
        let expected = 0;
        for (let v = 0; v < count; v++)
          expected += (1 + v) * vectors[v * factors + r]! * vectors[v * factors + s]!;
        expect(outer.sum[r * factors + s]).toBeCloseTo(expected, 12);
      }
    }
  });
});

describe('why, by own items', () => {
  const { interactions } = skewedTraining('als why', 40, 30, 12);
  const data = { ...smallTraining(40, 30, []), interactions };

  it.each(['all-pairs', 'unobserved-pairs'] as const)(
    'takes from a score, with pull on %s, what the shopper had not liked of an item just as surely',
    async (pull) => {
      const options = als.params.parse({
        factors: 6,
        epochs: 4,
        pull,
        valueWeight: 0.5,
        unobservedWeight: 0.3,
      });
      const model = (await als.fit(data, options, quietRun('why'))) as unknown as Required<RankModel> & Saved;
      const { rows: told, shopperVectors, itemVectors } = model.save().state as AlsState;
      const z = (item: number) => [...told!.solvedAgainst.subarray(6 * item, 6 * item + 6)];
      const trained = new Set(interactions.colIdx);
      for (const shopper of [0, 7, 39]) {
        const own = [
          ...interactions.colIdx.subarray(interactions.rowPtr[shopper]!, interactions.rowPtr[shopper + 1]!),
        ];
        const weights = own.map((_, n) => 1 + 0.5 * interactions.values[interactions.rowPtr[shopper]! + n]!);
        const lambda = options.regularisation * (own.length + 0.3 * trained.size);
        const system = Array.from({ length: 6 }, (_, f) =>
          Array.from({ length: 6 }, (_, g) => {
            let sum = f === g ? lambda : 0;
            for (let item = 0; item < 30; item++) sum += 0.3 * z(item)[f]! * z(item)[g]!;
            own.forEach((item, n) => {
              sum += (weights[n]! - (pull === 'all-pairs' ? 0 : 0.3)) * z(item)[f]! * z(item)[g]!;
            });
            return sum;
          }),
        );
        /** The shopper's vector when `disliked` is known as surely, but as a 0. */
        const vector = (disliked?: number) =>
          eliminate(
            system,
            Array.from({ length: 6 }, (_, f) =>
              own.reduce((sum, item, n) => sum + (item === disliked ? 0 : weights[n]! * z(item)[f]!), 0),
            ),
          );
        vector().forEach((value, f) => {
          expect(value).toBeCloseTo(shopperVectors[6 * shopper + f]!, 5);
        });
        for (const item of [1, 4, 20]) {
          const score = (x: number[]) =>
            x.reduce((sum, value, f) => sum + value * itemVectors[6 * item + f]!, 0);
          const queries = { length: 1, shopper: Uint32Array.of(shopper), exclude: 'none' } as const;
          const { causes } = model.explain(queries, 0, item, 100);
          expect(causes.map((cause) => cause.item).sort()).toEqual([...own].sort());
          for (const cause of causes)
            expect(cause.contribution).toBeCloseTo(score(vector()) - score(vector(cause.item)), 8);
        }
      }
    },
  );

  it('falls back to factors where rows are not solved exactly', async () => {
    const options = als.params.parse({ factors: 6, epochs: 2, solver: 'cg' });
    const model = (await als.fit(data, options, quietRun('why'))) as unknown as Required<RankModel>;
    const queries = { length: 1, shopper: Uint32Array.of(3), exclude: 'none' } as const;
    expect(new Set(model.explain(queries, 0, 1, 100).causes.map(({ kind }) => kind))).toEqual(
      new Set(['factor']),
    );
  });
});

describe('pairs that fade', () => {
  const DAY = 86400;

  it('halve for each half-life before the cut, by their latest row', () => {
    const data = smallTraining(2, 3, [
      [0, 0, 0],
      [0, 1, 10 * DAY],
      [0, 1, 20 * DAY],
      [1, 2, 10 * DAY],
    ]);
    expect([...fadedPairs({ ...data, asOf: 30 * DAY }, 10)]).toEqual([1 / 8, 1 / 2, 1 / 4]);
    expect([...fadedPairs(data, 10)]).toEqual([1 / 4, 1, 1 / 2]);
  });

  it('are fitted as lighter pairs are: weights of 4 and 1 against penalties four times as large', async () => {
    const rows = noisyTastes().map(
      ([shopper, item]): SmallRow => [shopper, item, item < 8 ? 0 : 20 * DAY, 1],
    );
    const heavy = rows.map(([shopper, item]): SmallRow => [shopper, item, 0, item < 8 ? 0 : 1]);
    const shared = { factors: 4, epochs: 3, frequencyExponent: 0 };
    const faded = als.params.parse({
      ...shared,
      unobservedWeight: 0.1,
      regularisation: 0.05,
      halfLifeDays: 10,
    });
    const scaled = als.params.parse({
      ...shared,
      unobservedWeight: 0.4,
      regularisation: 0.2,
      valueWeight: 3,
    });
    const data = smallTraining(21, 16, rows);
    const one = await als.fit(data, faded, quietRun('als'));
    const other = await als.fit(smallTraining(21, 16, heavy), scaled, quietRun('als'));
    const [first, second] = [one, other].map((model) => (model.save().state as AlsState).itemVectors);
    first!.forEach((value, n) => {
      expect(Math.abs(value - second![n]!)).toBeLessThan(2e-5);
    });
    const plain = await als.fit(data, { ...faded, halfLifeDays: null }, quietRun('als'));
    expect((plain.save().state as AlsState).itemVectors).not.toEqual(first);
  });
});
