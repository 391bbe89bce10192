/** The bound of filter-bound.md, on paper and through the kernel, with vectors made to break it. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { createLists } from '../../algorithm.ts';
import { quietRun } from '../../small-training.node.ts';
import { dotScores } from '../dot-scores.ts';
import { scoredModel } from '../scored-model.ts';
import { tiePlaces } from '../ties.ts';
import { factorModel } from './factor-model.ts';
import { errorOfSums } from './run-batch.ts';

const key = drawKey(seedWords('filter bound'), 'split');
const norm = (x: ArrayLike<number>) =>
  Math.sqrt(Array.from(x).reduce((sum, value) => sum + value * value, 0));

function quantised(x: Float32Array) {
  const scale = norm(x) / (32_766 - Math.ceil(Math.sqrt(x.length) / 2));
  const whole = Array.from(x, (value) => Math.round(value / scale));
  return { scale, whole, residue: norm(Array.from(x, (value, k) => value - scale * whole[k]!)) };
}

/** How far the canonical score is from the integer product, and how far the bound lets it be. */
function errorAndBound(u: Float32Array, v: Float32Array): [error: number, bound: number] {
  const [p, q] = [quantised(u), quantised(v)];
  const product = p.whole.reduce((sum, value, k) => sum + value * q.whole[k]!, 0);
  const score = new Float32Array(1);
  dotScores(u, v, score);
  const { relative, absolute } = errorOfSums(u.length);
  const ofSums = norm(u) * norm(v) * (relative - 1) + absolute;
  return [
    Math.abs(score[0]! - p.scale * q.scale * product),
    p.scale * norm(p.whole) * q.residue + p.residue * norm(v) + ofSums,
  ];
}

it('bounds the error of integer products for any vectors', () => {
  const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 60), max: 2 ** 60 });
  const pair = fc
    .integer({ min: 8, max: 70 })
    .chain((d) => fc.tuple(...[0, 1].map(() => fc.array(value, { minLength: d, maxLength: d }))));
  fc.assert(
    fc.property(pair, ([u, v]) => {
      if (norm(u!) === 0 || norm(v!) === 0) return;
      const [error, bound] = errorAndBound(Float32Array.from(u!), Float32Array.from(v!));
      expect(error).toBeLessThanOrEqual(bound);
    }),
  );
});

it('is nearly reached where every value lies in the middle between two steps, off the same way as the other vector', () => {
  const d = 1024;
  const steps = 1000.5;
  // One long value sets the scale; the others are rounded by half a step each, all to the same side.
  const u = new Float32Array(d).fill(1);
  const v = new Float32Array(d).fill(steps);
  v[0] = Math.sqrt((32_766 - 16) ** 2 - (d - 1) * steps ** 2);
  for (let tries = 0; tries < 20; tries++) {
    const { scale } = quantised(v);
    v.fill(steps * scale * (1 - 1e-6), 1);
  }
  u[0] = 0;
  const [error, bound] = errorAndBound(u, v);
  expect(error).toBeLessThanOrEqual(bound);
  expect(error).toBeGreaterThan(0.4 * bound);
});

/** Items on a plane where one shopper scores all about the same, each with an own error of rounding. */
function levelItems(seed: number, items: number, u: Float32Array, spread: number): Float32Array {
  const d = u.length;
  const square = norm(u) ** 2;
  const vectors = new Float32Array(items * d);
  for (let item = 0; item < items; item++) {
    const x = Array.from({ length: d }, (_, k) => uniform(key, seed, item, k) - 0.5);
    const along = x.reduce((sum, value, k) => sum + value * u[k]!, 0);
    const level = 0.3 * Math.sqrt(square * d) * (1 + spread * (uniform(key, seed, item, d) - 0.5));
    for (let k = 0; k < d; k++) vectors[item * d + k] = x[k]! + ((level - along) / square) * u[k]!;
  }
  return vectors;
}

it('loses no item among thousands whose scores differ by less than the filter can tell', () => {
  const input = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    d: fc.integer({ min: 8, max: 40 }),
    spread: fc.constantFrom(0, 1e-7, 1e-6, 1e-5, 1e-4),
    magnitude: fc.constantFrom(2 ** -70, 1, 2 ** 50),
    k: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(input, ({ seed, d, spread, magnitude, k }) => {
      const items = 1300;
      const u = Float32Array.from({ length: d }, (_, f) => uniform(key, seed, 1 << 20, f) - 0.5);
      const itemVectors = levelItems(seed, items, u, spread).map((value) => value * magnitude);
      const places = tiePlaces(items, quietRun('level').draw('ties'));
      const interactions = {
        rows: 1,
        cols: items,
        rowPtr: Uint32Array.of(0, 1),
        colIdx: Uint32Array.of(7),
        values: Float32Array.of(1),
      };
      const { kernels } = quietRun('level');
      const trained = new Uint8Array(items).fill(1);
      const model = factorModel({ interactions, places, shopperVectors: u, itemVectors, trained, kernels });
      expect(model.path.kind).toBe('filter');
      const reference = scoredModel({
        interactions,
        places,
        score: (_, out) => dotScores(u, itemVectors, out),
      });
      const [lists, expected] = [createLists(1, k), createLists(1, k)];
      const queries = { length: 1, shopper: Uint32Array.of(0), exclude: 'none' as const };
      model.recommend(queries, k, lists);
      reference.recommend(queries, k, expected);
      model.close();
      expect(lists).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
