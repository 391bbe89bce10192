/** Entry of the process that measures one algorithm at one point: its inputs as JSON on the command line, one JSON line out. */

import { createLists } from '../../algorithms/algorithm.ts';
import { algorithmNamed, fitRun } from '../../algorithms/fitting.ts';
import { skewedTraining } from '../../algorithms/small-training.node.ts';
import { peakMemoryBytes } from '../../datasets/peak-memory.node.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Cost, CostInputs } from './scaling-record.ts';

const K = 10;
const MOST_LISTS = 4096;
const BLOCK = 256;
/** A fit that takes less is done again, at most this often. */
const LEAST_SECONDS = 0.5;
const MOST_FITS = 9;

const now = (): number => performance.now() / 1000;

async function measure({ algorithm: told, sizes, seed, threads }: CostInputs): Promise<Cost> {
  const algorithm = algorithmNamed(told.name);
  if (algorithm.task !== 'rank')
    throw new Error(`${told.name} has task '${algorithm.task}'; lists are measured`);
  const data = skewedTraining(seed, sizes.shoppers, sizes.items, sizes.each);
  const kernels = kernelHost(threads);
  const before = process.memoryUsage.rss();
  const times: number[] = [];
  const start = now();
  const fitOnce = async () => {
    const since = now();
    const run = fitRun({ seed: seedWords(seed), signal: new AbortController().signal, kernels });
    const model = await algorithm.fit(data, told.params as never, run);
    times.push(now() - since);
    return model;
  };
  let model = await fitOnce();
  // The first fit of a short one is the compiler's more than the algorithm's.
  if (times[0]! < LEAST_SECONDS) times.length = 0;
  while (times.length === 0 || (now() - start < LEAST_SECONDS && times.length < MOST_FITS))
    model = await fitOnce();
  if (!('recommend' in model)) throw new Error(`${told.name} makes no lists`);
  const count = Math.min(MOST_LISTS, sizes.shoppers);
  const lists = createLists(BLOCK, K);
  const ask = (): number => {
    const since = now();
    for (let first = 0; first < count; first += BLOCK) {
      const shopper = Uint32Array.from({ length: Math.min(BLOCK, count - first) }, (_, i) => first + i);
      model.recommend({ length: shopper.length, shopper, exclude: 'seen' }, K, lists);
    }
    return now() - since;
  };
  const rounds = [ask()];
  while (rounds.reduce((sum, value) => sum + value, 0) < LEAST_SECONDS && rounds.length < MOST_FITS)
    rounds.push(ask());
  kernels.close();
  return {
    pairs: data.interactions.colIdx.length,
    fitSeconds: median(times),
    fits: times.length,
    listSeconds: median(rounds.length > 1 ? rounds.slice(1) : rounds) / count,
    lists: count,
    memoryBytes: Math.max(0, peakMemoryBytes() - before),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

process.stdout.write(`${JSON.stringify(await measure(JSON.parse(process.argv[2]!) as CostInputs))}\n`);
