/** Item-item matrices: RP3beta, SLIM and EASE, each a reference and the kernels. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { rp3beta, walks } from '../neighbours/rp3beta.ts';
import { elasticNets, gramMatrix } from '../scoring/elastic-net.ts';
import { elasticNetPlainly } from '../scoring/elastic-net-plainly.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { nearestRowsPlainly } from '../scoring/nearest-rows-plainly.ts';
import { nearestOfAll } from '../scoring/neighbours.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';
import { itemWeights } from './ease.ts';
import { slim } from './slim.ts';

const PENALTY = 100;

/** (items * items) -P_ij / P_jj off the diagonal, P the inverse of the Gram matrix with the penalty, by Gauss and Jordan. */
function itemWeightsPlainly(gram: Interactions): Float64Array {
  const n = gram.rows;
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let p = gram.rowPtr[i]!; p < gram.rowPtr[i + 1]!; p++)
      inverse[i * n + gram.colIdx[p]!] = gram.values[p]!;
    inverse[i * n + i]! += PENALTY;
  }
  for (let k = 0; k < n; k++) {
    const pivot = inverse[k * n + k]!;
    inverse[k * n + k] = 1;
    for (let j = 0; j < n; j++) inverse[k * n + j]! /= pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = inverse[i * n + k]!;
      inverse[i * n + k] = 0;
      for (let j = 0; j < n; j++) inverse[i * n + j]! -= factor * inverse[k * n + j]!;
    }
  }
  const diagonal = Float64Array.from({ length: n }, (_, j) => inverse[j * n + j]!);
  return inverse.map((value, at) => {
    const column = at % n;
    return at === column * n + column ? 0 : -value / diagonal[column]!;
  });
}

/** Throws when the sums of two models' weights differ by more than a part in `1 / tolerance`. */
function checkSums(what: string, own: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
  const [found, wanted] = [sum(own), sum(expected)];
  if (!(Math.abs(found - wanted) <= tolerance * Math.abs(wanted)))
    throw new Error(`bench: ${what}: weights sum to ${found}, those of the reference to ${wanted}`);
}

export async function openSuite({ short }: { short: boolean }) {
  const [shoppers, items, each] = short ? [600, 300, 20] : [4000, 1000, 40];
  const pairs = binaryValues(skewedTraining('bench', shoppers, items, each).interactions);
  const [one, two] = [quietRun('bench'), quietRun('bench', 2)];
  const gram = await gramMatrix(pairs, one);
  const places = tiePlaces(items, one.draw('ties'));
  const every = Uint32Array.from({ length: items }, (_, item) => item);
  const nets = slim.params.parse({});
  const steps = () => walks(pairs, rp3beta.params.parse({}), places);
  const plainNets = () => Array.from(every, (item) => elasticNetPlainly(gram, item, nets));
  checkSums(
    'rp3beta',
    (await nearestOfAll(steps(), two)).values,
    nearestRowsPlainly(steps(), every).values,
    0,
  );
  checkSums(
    'slim',
    (await elasticNets(gram, nets, two)).values,
    plainNets().flatMap((net) => [...net]),
    1e-5,
  );
  checkSums('ease', await itemWeights(pairs, PENALTY, two), itemWeightsPlainly(gram), 1e-4);

  const what = `of ${items} items by ${shoppers} shoppers with ${pairs.colIdx.length} pairs`;
  const suite = new Bench({ name: 'item-matrices' });
  const models: [name: string, plainly: () => unknown, kernel: (run: FitRun) => Promise<unknown>][] = [
    ['rp3beta', () => nearestRowsPlainly(steps(), every), (run) => nearestOfAll(steps(), run)],
    ['slim', plainNets, (run) => elasticNets(gram, nets, run)],
    ['ease', () => itemWeightsPlainly(gram), (run) => itemWeights(pairs, PENALTY, run)],
  ];
  for (const [name, plainly, kernel] of models) {
    suite
      .add(`${name} ${what}, reference`, () => void plainly(), { async: false })
      .add(`${name} ${what}, kernel`, async () => void (await kernel(one)), { async: true })
      .add(`${name} ${what}, kernel on 2 threads`, async () => void (await kernel(two)), { async: true });
  }
  const amounts = suite.tasks.map(({ name }) => [name, { pairs: pairs.colIdx.length }] as const);
  return { suite, amounts: Object.fromEntries(amounts) };
}
