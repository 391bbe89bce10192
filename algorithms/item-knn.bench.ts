/** Fitting item-knn beside the plainest way to count co-occurrences: a map for each item. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import type { Interactions } from '../datasets/interactions.ts';
import { itemKnn } from './item-knn.ts';
import { binaryValues } from './scoring/implicit-feedback.ts';
import { nearestItems } from './scoring/neighbours.ts';
import { tiePlaces } from './scoring/ties.ts';
import { quietRun, skewedTraining } from './small-training.node.ts';

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
  const [shoppers, items, each] = short ? [1000, 800, 30] : [4000, 2000, 40];
  const training = skewedTraining('bench', shoppers, items, each);
  const { interactions } = training;
  const pairsOnly = binaryValues(interactions);
  const run = quietRun('bench');
  const places = tiePlaces(items, run.draw('ties'));
  const ours = await nearestItems(
    pairsOnly,
    { neighbours: NEIGHBOURS, shrinkage: 0, weighting: 'none' },
    places,
    run,
  );
  const [sum, expected] = [total(ours.values), total(naiveNeighbours(interactions).flat())];
  if (Math.abs(sum - expected) > 1e-6 * expected)
    throw new Error(`bench: item-knn's similarities sum to ${sum}, the reference's to ${expected}`);
  const what = `item-knn fit of ${shoppers} x ${items} with ${interactions.colIdx.length} pairs`;
  const params = itemKnn.params.parse({ neighbours: NEIGHBOURS });
  const suite = new Bench({ name: 'item-knn' })
    .add(`${what}, maps and sorts`, () => void naiveNeighbours(interactions), { async: false })
    .add(`${what}, ours`, () => itemKnn.fit(training, params, run), { async: true });
  const pairs = { pairs: interactions.colIdx.length };
  return { suite, amounts: { [`${what}, maps and sorts`]: pairs, [`${what}, ours`]: pairs } };
}
