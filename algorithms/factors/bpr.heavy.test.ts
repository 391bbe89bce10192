/** BPR on the fixed split of Gowalla: Recall and nDCG at 20, with the time of the fit and of the lists. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toInteractions } from '../../datasets/interactions.ts';
import { createLists } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { bpr } from './bpr.ts';

const FOLDER = join(process.env['SHOPLAB_DATA'] ?? '', 'gowalla');
const [SHOPPERS, ITEMS, K] = [29_858, 40_981, 20];

function read(part: string) {
  const rows = readFileSync(join(FOLDER, `${part}.txt`), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [shopper, ...items] = line.trim().split(/\s+/).map(Number);
      return items.map((item): SmallRow => [shopper!, item]);
    });
  return smallTraining(SHOPPERS, ITEMS, rows);
}

// Published (BARS): MF-BPR .1627 / .1378.
it.skipIf(!existsSync(join(FOLDER, 'train.txt')))(
  'bpr on gowalla (needs SHOPLAB_DATA/gowalla)',
  async () => {
    const test = toInteractions(read('test').feedback);
    const options = {
      ...{ factors: 128, epochs: 60, draws: 12, itemBias: false },
      ...{ learningRate: 0.05, lastRate: 0.05, regularisation: 0.005 },
    };
    const started = performance.now();
    const model = await bpr.fit(read('train'), bpr.params.parse(options), quietRun('gowalla'));
    const fitted = performance.now();
    const out = createLists(SHOPPERS, K);
    const shopper = Uint32Array.from({ length: SHOPPERS }, (_, i) => i);
    model.recommend({ length: SHOPPERS, shopper, exclude: 'seen' }, K, out);
    const listed = performance.now();
    let [recall, ndcg, evaluated] = [0, 0, 0];
    for (let q = 0; q < SHOPPERS; q++) {
      const relevant = new Set(test.colIdx.subarray(test.rowPtr[q]!, test.rowPtr[q + 1]!));
      if (relevant.size === 0) continue;
      evaluated++;
      let [gain, ideal] = [0, 0];
      for (let n = 0; n < K; n++) {
        if (n < relevant.size) ideal += 1 / Math.log2(n + 2);
        if (n >= out.lengths[q]! || !relevant.has(out.items[q * K + n]!)) continue;
        recall += 1 / relevant.size;
        gain += 1 / Math.log2(n + 2);
      }
      ndcg += gain / ideal;
    }
    const seconds = [fitted - started, listed - fitted].map((ms) => (ms / 1000).toFixed(1));
    process.stdout.write(
      `bpr on gowalla: Recall@20 ${(recall / evaluated).toFixed(4)}, nDCG@20 ${(ndcg / evaluated).toFixed(4)}; read and fitted in ${seconds[0]} s, listed in ${seconds[1]} s\n`,
    );
    expect(recall / evaluated).toBeGreaterThan(0.155);
    expect(ndcg / evaluated).toBeGreaterThan(0.13);
  },
  3_600_000,
);
