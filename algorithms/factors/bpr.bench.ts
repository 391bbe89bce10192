/** Epochs of BPR beside the plain reference. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { trainedItems } from '../scoring/scored-model.ts';
import { blocksFor, drawItemBlocks } from '../scoring/sgd/cells.ts';
import { bprStep, visits } from '../scoring/sgd/reference.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';
import { bpr, fitBpr } from './bpr.ts';

export async function openSuite({ short }: { short: boolean }) {
  const [shoppers, items, each, factors] = short ? [400, 300, 20, 32] : [20_000, 10_000, 55, 64];
  const { interactions: pairs } = skewedTraining('bench', shoppers, items, each);
  const options = bpr.params.parse({ factors, epochs: 1, learningRate: 0.01 });
  const run = quietRun('bench');
  const first = await fitBpr(pairs, options, run);

  const row = (vectors: Float32Array, at: number, size: number) =>
    vectors.subarray(at * size, (at + 1) * size);
  const textbook = (): void => {
    const [vectors, itemVectors, bias] = [first.shoppers, first.items, first.itemBias].map((part) =>
      part.slice(),
    ) as [Float32Array, Float32Array, Float32Array];
    const blocks = blocksFor(pairs);
    const drawn = drawItemBlocks(trainedItems(pairs), blocks, run.draw('bpr.blocks'), 0);
    const cells = { blocks, stepKey: run.draw('bpr.steps'), epoch: 0, popular: false };
    for (const { shopper, item, pool, own, draw } of visits(pairs, drawn, cells)) {
      const other = pool[draw(0, pool.length)]!;
      if (own.has(other)) continue;
      const [likedBias, otherBias] = [row(bias, item, 1), row(bias, other, 1)];
      const moved = {
        user: row(vectors, shopper, factors),
        liked: row(itemVectors, item, factors),
        likedBias,
        otherBias,
      };
      const step = { rate: options.learningRate, regularisation: options.regularisation, biased: true };
      bprStep({ ...moved, other: row(itemVectors, other, factors) }, step);
    }
  };

  const what = `bpr epoch of ${shoppers} x ${items} with ${pairs.colIdx.length} pairs and ${factors} factors`;
  const suite = new Bench({ name: 'bpr' }).add(`${what}, textbook`, textbook, { async: false });
  for (const threads of [1, 2]) {
    const threaded = quietRun('bench', threads);
    suite.add(
      `${what}, first vectors drawn, ${threads} threads`,
      async () => void (await fitBpr(pairs, options, threaded)),
      {
        async: true,
      },
    );
  }
  const rows = { rows: pairs.colIdx.length };
  return { suite, amounts: Object.fromEntries(suite.tasks.map(({ name }) => [name, rows])) };
}
