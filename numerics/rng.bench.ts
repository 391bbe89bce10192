/** Draws per second, in blocks of 10,000: a keyed draw against what it costs to be keyed. `suite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { bootstrapMeans } from './bootstrap.ts';
import { gumbelQuantile, normalQuantile } from './distributions.ts';
import { drawKey, philox4x32, uniform, uniform4 } from './rng.ts';
import { seedWords } from './seed.ts';

const BLOCK = 10_000;
const KEY = drawKey(seedWords('bench'), 'bootstrap');
const words = new Uint32Array(4);
const four = new Float64Array(4);
const column = Float64Array.from({ length: 30_000 }, (_, i) => i % 7);
const sink = new Float64Array(1);

function sumOf(draw: (i: number) => number): () => void {
  return () => {
    let sum = 0;
    for (let i = 0; i < BLOCK; i++) sum += draw(i);
    sink[0] = sum;
  };
}

export const suite: Bench = new Bench({ name: 'rng', time: 500 });
suite
  .add(
    'philox4x32 x 10,000',
    sumOf((i) => {
      philox4x32(KEY.k0, KEY.k1, i, 1, 2, 3, words);
      return words[0]!;
    }),
  )
  .add(
    'uniform x 10,000',
    sumOf((i) => uniform(KEY, i, 1, 2, 3)),
  )
  .add(
    'uniform4 x 10,000',
    sumOf((i) => {
      uniform4(KEY, i, 1, 2, 3, four);
      return four[3]!;
    }),
  )
  .add(
    'gumbel x 10,000',
    sumOf((i) => gumbelQuantile(uniform(KEY, i, 1, 2, 3))),
  )
  .add(
    'normal x 10,000',
    sumOf((i) => normalQuantile(uniform(KEY, i, 1, 2, 3))),
  )
  .add('bootstrap of 30,000 shoppers, 1 column, 100 resamples', () => {
    bootstrapMeans([column], { key: KEY, resamples: 100 });
  })
  .add('bootstrap of 30,000 shoppers, 10 columns, 100 resamples', () => {
    bootstrapMeans(new Array<Float64Array>(10).fill(column), { key: KEY, resamples: 100 });
  });
