import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { createLists, type RankModel } from '../algorithm.ts';
import { ALGORITHMS } from '../registry.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { openBackend } from './backend/open-backend.ts';
import { gru4recNetwork } from './gru4rec.ts';
import { neumfLogits, neumfPlans, neumfScorer } from './neumf-network.ts';
import { sasrecNetwork } from './sasrec.ts';
import { latestItems, windowRows, windowsOf } from './sequences/item-sequences.ts';
import { crossEntropy, rankingLoss } from './sequences/losses.ts';
import { drawWeights, toTensors } from './training/weights.ts';

const { tf } = await openBackend('wasm', kernelHost());
const key = drawKey(seedWords('models.test'), 'choice.item');
const draws = (count: number, n: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => 2 * uniform(key, i, n) - 1);

const rows: SmallRow[] = [];
for (let shopper = 0; shopper < 14; shopper++)
  for (let n = 0; n < 4; n++) rows.push([shopper, (shopper + 3 * n) % 12, n]);
const data = smallTraining(14, 12, rows);

it('the registry loads nothing of TensorFlow.js', () => {
  const script = `
    import { createRequire } from 'node:module';
    const { cache } = createRequire('${import.meta.url}');
    const loaded = () => Object.keys(cache).some((file) => file.includes('tfjs-core'));
    await import('../registry.js');
    const byRegistry = loaded();
    const { openBackend } = await import('./backend/open-backend.js');
    const { kernelHost } = await import('../../numerics/kernels/open-host.node.js');
    await openBackend('wasm', kernelHost());
    console.log(JSON.stringify([byRegistry, loaded()]));`;
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('../../dist/algorithms/deep/', import.meta.url)),
    encoding: 'utf8',
  });
  expect(JSON.parse(told)).toEqual([false, true]);
});

const DEEP = ['neumf', 'deepfm', 'two-tower', 'mult-vae', 'sasrec', 'gru4rec'] as const;
describe.each(DEEP)('%s', (name) => {
  it('leaves no tensor behind, after a fit with early stopping and after answers, and traces both measures', async () => {
    const algorithm = ALGORITHMS[name];
    const measures = new Set<string>();
    const run = {
      ...quietRun('seed'),
      trace: (measure: string, _: number, value: number) => {
        expect(value).toBeGreaterThanOrEqual(0);
        measures.add(measure);
      },
    };
    const before = tf.memory().numTensors;
    const params = algorithm.params.parse({ epochs: 3, patience: 1, backend: 'wasm' });
    const model = (await algorithm.fit(data, params as never, run)) as RankModel;
    const out = createLists(14, 5);
    const shopper = Uint32Array.from({ length: 14 }, (_, n) => n);
    model.recommend({ length: 14, shopper, exclude: 'seen' }, 5, out);
    expect(tf.memory().numTensors).toBe(before);
    expect([...measures].sort()).toEqual(['loss', 'ndcg@10 validation']);
    expect([...out.lengths]).toEqual(Array(14).fill(5));
  });
});

describe('NeuMF', () => {
  it('scores all items as the network scores each pair', () => {
    const weights = drawWeights(neumfPlans(5, 7, { factors: 6, hidden: [8, 4] }), quietRun('n'));
    const items = Int32Array.from({ length: 7 }, (_, n) => n);
    for (const shopper of [0, 4]) {
      const plain = tf.tidy(() =>
        neumfLogits(tf, toTensors(tf, weights), new Int32Array(7).fill(shopper), items, (x) => x).dataSync(),
      );
      const fast = neumfScorer(tf, weights)(shopper);
      for (let n = 0; n < 7; n++) expect(fast[n]).toBeCloseTo(plain[n]!, 5);
    }
  });
});

describe('losses of the next item', () => {
  const [places, items, factors] = [3, 5, 4];
  const [hidden, table] = [draws(places * factors, 0), draws(items * factors, 1)];
  const target = Int32Array.of(1, 4, 0);
  const drawn = Int32Array.of(2, 4, 0, 3);
  const score = (row: number, item: number): number =>
    Array.from({ length: factors }, (_, f) => hidden[row * factors + f]! * table[item * factors + f]!).reduce(
      (sum, value) => sum + value,
    );
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const tensors = (): [Tensor2D, Tensor2D] => [
    tf.tensor2d(hidden, [places, factors]),
    tf.tensor2d(table, [items, factors]),
  ];

  it('cross-entropy is minus the logarithm of the softmax of the target', () => {
    const own = tf.tidy(() => crossEntropy(tf, ...tensors(), target).dataSync()[0]);
    const each = [...target].map((item, row) => {
      const all = Array.from({ length: items }, (_, other) => Math.exp(score(row, other)));
      return -Math.log(Math.exp(score(row, item)) / all.reduce((sum, value) => sum + value));
    });
    expect(own).toBeCloseTo(each.reduce((sum, value) => sum + value) / places, 5);
  });

  it('its gradient is the softmax less 1 at the target', () => {
    const gradient = tf.tidy(() => {
      const [, second] = tensors();
      const loss = (x: Tensor2D) => crossEntropy(tf, x, second, target);
      return tf
        .grad(loss as never)(tf.tensor2d(hidden, [places, factors]))
        .dataSync();
    });
    for (let row = 0; row < places; row++) {
      const all = Array.from({ length: items }, (_, item) => Math.exp(score(row, item)));
      const total = all.reduce((sum, value) => sum + value);
      for (let f = 0; f < factors; f++) {
        let expected = 0;
        for (let item = 0; item < items; item++)
          expected += (all[item]! / total - (item === target[row] ? 1 : 0)) * table[item * factors + f]!;
        expect(gradient[row * factors + f]).toBeCloseTo(expected / places, 5);
      }
    }
  });

  it.each(['bpr-max', 'top1-max'] as const)('%s is its equation, the target itself left out', (loss) => {
    const own = tf.tidy(
      () => rankingLoss(tf, loss, ...tensors(), { target, drawn, penalty: 0.5 }).dataSync()[0],
    );
    const each = [...target].map((item, row) => {
      const others = [...drawn].filter((other) => other !== item);
      const total = others.reduce((sum, other) => sum + Math.exp(score(row, other)), 0);
      const weighted = (value: (r: number) => number): number =>
        others.reduce(
          (sum, other) => sum + (Math.exp(score(row, other)) / total) * value(score(row, other)),
          0,
        );
      const mine = score(row, item);
      if (loss === 'top1-max') return weighted((r) => sigmoid(r - mine) + sigmoid(r * r));
      return -Math.log(weighted((r) => sigmoid(mine - r))) + 0.5 * weighted((r) => r * r);
    });
    expect(own).toBeCloseTo(each.reduce((sum, value) => sum + value) / places, 4);
  });
});

describe('networks of sequences', () => {
  const input = Int32Array.of(3, 1, 4, 1, 5);
  const changed = Int32Array.of(3, 1, 4, 0, 2);
  const networks = {
    'sasrec, norm before': sasrecNetwork({ factors: 6, blocks: 2, heads: 2, inner: 5, norm: 'before' }, 7, 5),
    'sasrec, norm after': sasrecNetwork({ factors: 6, blocks: 1, heads: 3, inner: 5, norm: 'after' }, 7, 5),
    gru4rec: gru4recNetwork(6, 7),
  };

  it.each(Object.entries(networks))('%s: a place sees those before it alone', (_name, network) => {
    const weights = drawWeights(network.plans, quietRun('w'));
    const [first, second] = [input, changed].map((items) =>
      tf.tidy(() => network.hidden(tf, toTensors(tf, weights), items, 1, 5, (x) => x).dataSync()),
    );
    expect(second!.slice(0, 18)).toEqual(first!.slice(0, 18));
    expect(second!.slice(18, 24)).not.toEqual(first!.slice(18, 24));
    expect(second!.slice(24)).not.toEqual(first!.slice(24));
  });

  it('gru4rec is the plain loop over gated units', () => {
    const d = 6;
    const weights = drawWeights(networks.gru4rec.plans, quietRun('w'));
    const own = tf.tidy(() =>
      networks.gru4rec.hidden(tf, toTensors(tf, weights), input, 1, 5, (x) => x).dataSync(),
    );
    const by = (name: string, vector: readonly number[], column: number): number => {
      const { values, shape } = weights[name]!;
      return vector.reduce((sum, value, row) => sum + value * values[row * shape[1]! + column]!, 0);
    };
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    let before: number[] = Array(d).fill(0);
    input.forEach((item, n) => {
      const x = [...weights['itemVectors']!.values.subarray(item * d, (item + 1) * d)];
      const gate = (column: number): number =>
        sigmoid(
          by('gatesIn', x, column) +
            by('gatesBefore', before, column) +
            weights['gatesBias']!.values[column]!,
        );
      const reset = before.map((value, f) => value * gate(d + f));
      before = before.map((value, f) => {
        const sum = by('candidateIn', x, f) + by('candidateBefore', reset, f);
        return value + gate(f) * (Math.tanh(sum + weights['candidateBias']!.values[f]!) - value);
      });
      for (let f = 0; f < d; f++) expect(own[n * d + f]).toBeCloseTo(before[f]!, 5);
    });
  });
});

describe('windows', () => {
  const sequences = { rowPtr: Uint32Array.of(0, 5, 5, 7), item: Uint32Array.of(10, 11, 12, 13, 14, 20, 21) };
  const taken = (windows: { readonly length: number }) =>
    Uint32Array.from({ length: windows.length }, (_, n) => n);

  it.each(['every', 'last'] as const)(
    'take every item but the first of a shopper as a target once: %s',
    (targets) => {
      const windows = windowsOf(sequences, 3, targets);
      const { target, place, input } = windowRows(sequences, windows, taken(windows), 3, targets);
      expect([...target].sort()).toEqual([11, 12, 13, 14, 21]);
      // What stands at a target's place is the item before it.
      target.forEach((item, n) => {
        expect(input[place[n]!]).toBe(item - 1);
      });
    },
  );

  it('are cut to the latest items of a query, told ones last', () => {
    const history = {
      rowPtr: Uint32Array.of(0, 2),
      item: Uint32Array.of(30, 31),
      time: Uint32Array.of(8, 9),
    };
    const query = { length: 1, shopper: Uint32Array.of(0), exclude: 'none', history } as const;
    expect([...latestItems(sequences, query, 0, 4)]).toEqual([13, 14, 30, 31]);
    expect([...latestItems(sequences, { ...query, shopper: Uint32Array.of(0xffffffff) }, 0, 4)]).toEqual([
      30, 31,
    ]);
  });
});

it('works in a thread, and answers there as here', async () => {
  const algorithm = ALGORITHMS.neumf;
  const params = algorithm.params.parse({ epochs: 2, backend: 'wasm' });
  const here = await algorithm.fit(data, params, quietRun('seed'));
  const dist = new URL('../../dist/algorithms/', import.meta.url);
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    (async () => {
      const { neumf } = await import(workerData.dist + 'deep/neumf.js');
      const { quietRun } = await import(workerData.dist + 'small-training.node.js');
      const model = await neumf.fit(workerData.data, workerData.params, quietRun('seed'));
      parentPort.postMessage(model.save().state.weights);
    })();`;
  const worker = new Worker(code, { eval: true, workerData: { dist: dist.href, data, params } });
  const weights = await new Promise((done, fail) => worker.once('message', done).once('error', fail));
  await worker.terminate();
  expect(weights).toEqual((here.save().state as { weights: Float32Array }).weights);
});
