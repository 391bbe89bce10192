/** Factors to be scored: random ones, and ones that ALS trained, whose norms follow popularity. */

import type { FitRun } from '../../algorithms/algorithm.ts';
import { als, fitFactors } from '../../algorithms/factors/als.ts';
import type { TopKProblem } from '../../algorithms/scoring/backends/backend.ts';
import { tiePlaces } from '../../algorithms/scoring/ties.ts';
import { type Interactions, toInteractions } from '../../datasets/interactions.ts';
import { aliasTable, normalQuantile, sampleAlias, zipfWeights } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { FactorKind, Point } from './throughput-record.ts';

export interface FactorSource {
  readonly doc: string;
  /**
   * Factors of at least `users` x `items`, of which points take parts: the first users, and items spread evenly.
   */
  make(users: number, items: number, dimensions: number, run: FitRun): Promise<Vectors>;
}

export interface Vectors {
  readonly dimensions: number;
  /** (users * dimensions) */
  readonly users: Float32Array;
  /** (items * dimensions) */
  readonly items: Float32Array;
}

export const FACTORS = {
  gaussian: {
    doc: 'independent normal draws: no item stands out, nothing can be left aside',
    make: async (users, items, dimensions, run) => ({
      dimensions,
      users: normalMatrix(users, dimensions, run.draw('throughput.users')),
      items: normalMatrix(items, dimensions, run.draw('throughput.items')),
    }),
  },
  trained: {
    doc: 'fitted by als, 3 epochs, on shoppers with two tastes among items of uneven popularity',
    make: fitVectors,
  },
} as const satisfies Record<FactorKind, FactorSource>;

/** (rows * dimensions) normal draws of standard deviation 1 / sqrt(dimensions) */
function normalMatrix(rows: number, dimensions: number, key: DrawKey): Float32Array {
  const out = new Float32Array(rows * dimensions);
  const deviation = 1 / Math.sqrt(dimensions);
  for (let at = 0; at < out.length; at++) out[at] = deviation * normalQuantile(uniform(key, at));
  return out;
}

async function fitVectors(users: number, items: number, dimensions: number, run: FitRun): Promise<Vectors> {
  const options = als.params.parse({ factors: dimensions, epochs: 3 });
  const fitted = await fitFactors(tastes(Math.max(users, LEAST_SHOPPERS), items, run), options, run);
  return {
    dimensions,
    users: Float32Array.from(fitted.shoppers.subarray(0, users * dimensions)),
    items: Float32Array.from(fitted.items),
  };
}

const LEAST_SHOPPERS = 500;
const ROWS_EACH = 30;
const GENRES = 40;
/** Share of rows within the shopper's own genres. */
const OWN = 0.8;
const SKEW = 0.8;

/** Shoppers with two genres each; item i is of genre i mod GENRES, and the lower i the more popular. */
function tastes(shoppers: number, items: number, run: FitRun): Interactions {
  const key = run.draw('throughput.training');
  const taste = run.draw('throughput.taste');
  const ranks = Math.ceil(items / GENRES);
  const popular = aliasTable(zipfWeights(ranks, SKEW));
  const length = shoppers * ROWS_EACH;
  const shopper = Uint32Array.from({ length }, (_, row) => Math.floor(row / ROWS_EACH));
  const item = shopper.map((who, row) => {
    const u = uniform(key, row, 1);
    const slot = u < OWN ? Number(u < OWN / 2) : 2 + row;
    const genre = Math.floor(GENRES * uniform(taste, who, slot));
    return Math.min(items - 1, genre + GENRES * sampleAlias(popular, uniform(key, row, 0)));
  });
  return toInteractions({
    length,
    shoppers,
    items,
    shopper,
    item,
    time: new Uint32Array(length),
    value: new Float32Array(length).fill(1),
    relevant: new Uint8Array(length).fill(1),
  });
}

/** The problem of a point out of vectors of at least its size. */
export function problemOf(point: Point, vectors: Vectors, run: FitRun): TopKProblem {
  const { users, items, dimensions, k } = point;
  const all = vectors.items.length / dimensions;
  const itemVectors = new Float32Array(items * dimensions);
  for (let item = 0; item < items; item++) {
    const from = Math.floor((item * all) / items);
    itemVectors.set(vectors.items.subarray(from * dimensions, (from + 1) * dimensions), item * dimensions);
  }
  return {
    users,
    items,
    dimensions,
    k,
    userVectors: vectors.users.slice(0, users * dimensions),
    itemVectors,
    places: tiePlaces(items, run.draw('ties')),
  };
}
