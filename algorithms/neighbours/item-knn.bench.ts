/** The nearest items of each item: maps and sorts, the reference, the kernel. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { nearestRowsPlainly } from '../scoring/nearest-rows-plainly.ts';
import { nearestOfAll, similarRows } from '../scoring/neighbours.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';

const NEIGHBOURS = 100;

/** The similarities of the nearest items of each item, best first. */
function naiveNeighbours({ rows, cols, rowPtr, colIdx }: Interactions): number[][] {
  const together = Array.from({ length: cols }, () => new Map<number, number>());
  const count = new Array<number>(cols).fill(0);
  for (let row = 0; row < rows; row++) {
    const own = [...colIdx.subarray(rowPtr[row]!, rowPtr[row + 1]!)];
    for (const item of own) {
      count[item]!++;
      for (const other of own)
        if (other !== item) together[item]!.set(other, (together[item]!.get(other) ?? 0) + 1);
    }
  }
  return together.map((others, item) =>
    [...others]
      .map(([other, both]) => both / Math.sqrt(count[item]! * count[other]!))
      .sort((a, b) => b - a)
      .slice(0, NEIGHBOURS),
  );
}

const total = (values: Iterable<number>): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

export async function openSuite({ short }: { short: boolean }) {
  const [shoppers, items, each] = short ? [1000, 800, 30] : [20_000, 10_000, 54];
  const { interactions } = skewedTraining('bench', shoppers, items, each);
  const pairsOnly = binaryValues(interactions);
  const places = tiePlaces(items, quietRun('bench').draw('ties'));
  const options = { similarity: 'cosine', shrinkage: 0, neighbours: NEIGHBOURS } as const;
  const problem = () => similarRows(transpose(pairsOnly), pairsOnly, null, options, places);
  const every = Uint32Array.from({ length: items }, (_, item) => item);
  const plainly = () => nearestRowsPlainly(problem(), every);
  const kernel = (threads: number) => nearestOfAll(problem(), quietRun('bench', threads));
  const [ours, reference] = [await kernel(2), plainly()];
  if (ours.colIdx.join() !== reference.colIdx.join() || ours.values.join() !== reference.values.join())
    throw new Error('bench: the kernel of item-knn and its reference have other neighbours');
  const [sum, expected] = [total(ours.values), total(naiveNeighbours(interactions).flat())];
  if (Math.abs(sum - expected) > 1e-6 * expected)
    throw new Error(`bench: item-knn's similarities sum to ${sum}, those of maps and sorts to ${expected}`);
  const what = `${NEIGHBOURS} nearest of ${items} items by ${shoppers} shoppers with ${interactions.colIdx.length} pairs`;
  const suite = new Bench({ name: 'item-knn' });
  if (short) suite.add(`${what}, maps and sorts`, () => void naiveNeighbours(interactions), { async: false });
  suite
    .add(`${what}, reference`, () => void plainly(), { async: false })
    .add(`${what}, kernel`, () => kernel(1), { async: true })
    .add(`${what}, kernel on 2 threads`, () => kernel(2), { async: true });
  const amounts = suite.tasks.map(({ name }) => [name, { pairs: interactions.colIdx.length }] as const);
  return { suite, amounts: Object.fromEntries(amounts) };
}
