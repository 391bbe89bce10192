import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../../numerics/kernels/open-host.node.ts';
import { drawKey } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { quietRun, type SmallRow, smallTraining } from '../../small-training.node.ts';
import { openBackend } from '../backend/open-backend.ts';
import { createAdam } from './adam.ts';
import { drawOrder, drawWords } from './draws.ts';
import { heldOutNdcg, holdOut } from './held-out.ts';
import { dropout } from './layers.ts';
import { drawNegatives, hasItem } from './negatives.ts';
import { batchOf, type TrainingPlan, train } from './train.ts';
import { drawWeights, packWeights, unpackWeights } from './weights.ts';

const kernels = kernelHost();
const backend = await openBackend('wasm', kernels);
const { tf } = backend;
const key = drawKey(seedWords('training.test'), 'deep.order');

const rows: SmallRow[] = [];
for (let shopper = 0; shopper < 12; shopper++) {
  for (let n = 0; n < 2 + (shopper % 4); n++) rows.push([shopper, (shopper + 3 * n) % 10]);
}
const { interactions } = smallTraining(12, 10, rows);

describe('Adam', () => {
  it.each([
    ['in place', backend],
    ['by operations', { tf, id: 'no heap' }],
  ])("takes the library's steps, %s", (_, backend) => {
    const first = [0.5, -1, 0.2, 0, 0.3, 0.7];
    const gradients = [1, 2, 3].map((t) => first.map((x, n) => Math.fround((x - n) * t * 0.3 + 0.01)));
    const [own, theirs] = tf.tidy(() => [tf.variable(tf.tensor1d(first)), tf.variable(tf.tensor1d(first))]);
    const before = tf.memory().numTensors;
    const adam = createAdam(backend, [own!], 0.01);
    const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-8);
    for (const gradient of gradients) {
      const tensor = tf.tensor1d(gradient);
      adam.step({ [own!.name]: tensor });
      optimizer.applyGradients({ [theirs!.name]: tensor } as never);
      tensor.dispose();
    }
    const [a, b] = [own!.dataSync(), theirs!.dataSync()];
    for (let n = 0; n < 6; n++) expect(a[n]).toBeCloseTo(b[n]!, 6);
    // The first step is as long as the rate, whatever the gradient.
    expect(Math.abs(a[0]! - 0.5)).toBeGreaterThan(0.02);
    adam.dispose();
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([own!, theirs!]);
  });
});

describe('draws', () => {
  it('are those of the counters, in any number', () => {
    expect(drawWords(kernels, 9, { key, b: 2 })).toEqual(
      drawWords(kernels, 40, { key, b: 2 }).subarray(0, 9),
    );
    expect(drawWords(kernels, 9, { key, b: 3 })).not.toEqual(drawWords(kernels, 9, { key, b: 2 }));
  });

  it('order everything once, differently in each epoch', () => {
    const order = drawOrder(kernels, 50, { key, b: 1 });
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(drawOrder(kernels, 50, { key, b: 2 })).not.toEqual(order);
  });

  it('leave out the share that is asked for, and keep the mean', () => {
    const kept = tf.tidy(() => {
      const place = { key, epoch: 1, step: 0 };
      return dropout(tf, kernels, 0.25, place)(tf.ones([100, 100]), 0).dataSync();
    });
    const zeros = kept.filter((value) => value === 0).length;
    expect(new Set(kept)).toEqual(new Set([0, Math.fround(4 / 3)]));
    // Standard deviation of the count: 43.
    expect(Math.abs(zeros - 2500)).toBeLessThan(200);
  });

  it('find items that the shopper does not have', () => {
    const shopper = Uint32Array.from(interactions.colIdx, (_, p) =>
      interactions.rowPtr.findLastIndex((start) => start <= p),
    );
    const catalogue = Uint32Array.from({ length: 10 }, (_, n) => n);
    const drawn = drawNegatives(kernels, interactions, shopper, catalogue, { each: 3, key, epoch: 1 });
    drawn.forEach((item, n) => {
      expect(hasItem(interactions, shopper[Math.floor(n / 3)]!, item)).toBe(false);
    });
    expect(new Set(drawn).size).toBe(10);
  });
});

describe('the validation part', () => {
  const held = holdOut(interactions, quietRun('held'));

  it('is one item of each shopper who has 3 or more, kept from training', () => {
    expect([...held.shopper]).toEqual([1, 2, 3, 5, 6, 7, 9, 10, 11]);
    held.shopper.forEach((shopper, n) => {
      expect(hasItem(interactions, shopper, held.item[n]!)).toBe(true);
      expect(hasItem(held.pairs, shopper, held.item[n]!)).toBe(false);
    });
    expect(held.pairs.colIdx.length).toBe(interactions.colIdx.length - 9);
  });

  it('is measured among what the shopper does not have', () => {
    // First for all: 1 for each. Second for all, behind an item nobody has: 1 / log2(3).
    const { pairs } = held;
    const wide = { ...held, pairs: { ...pairs, cols: 11 } };
    const scored = (own: number, other: number) => (shopper: number) => {
      const scores = new Float32Array(11);
      for (let item = 0; item < 10; item++) scores[item] = hasItem(pairs, shopper, item) ? 9 : 0;
      scores[held.item[held.shopper.indexOf(shopper)]!] = own;
      scores[10] = other;
      return scores;
    };
    expect(heldOutNdcg(wide, scored(2, 1))).toBeCloseTo(1, 12);
    expect(heldOutNdcg(wide, scored(2, 3))).toBeCloseTo(1 / Math.log2(3), 12);
  });
});

describe('train', () => {
  const plans = { x: { shape: [2], first: 3 } };
  const weights = drawWeights(plans, quietRun('w'));
  // The loss of a batch [from, to): (x - 1)^2, whose least is at 1.
  const plan = (extra: Partial<TrainingPlan<'x'>> = {}): TrainingPlan<'x'> => ({
    algorithm: 'parabola',
    weights,
    count: 32,
    rowWork: 1,
    loss: ({ x }) => tf.mean(tf.squaredDifference(x, 1)),
    ...extra,
  });
  const options = { epochs: 60, batchSize: 8, learningRate: 0.05, patience: 0 };

  it('goes down to the least loss, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    const run = {
      ...quietRun('t'),
      trace: (_: string, __: number, value: number) => void losses.push(value),
    };
    const {
      weights: { x },
    } = await train(backend, plan(), options, run);
    for (const value of x.values) expect(value).toBeCloseTo(1, 2);
    expect(losses).toHaveLength(60);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 100);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops once the validation has not grown for so many epochs, and goes back to the best', async () => {
    const values = [0.1, 0.3, 0.2, 0.3, 0.25, 0.9];
    const seen: number[] = [];
    const validate = ({ x }: { readonly x: { dataSync(): ArrayLike<number> } }): number => {
      seen.push(x.dataSync()[0]!);
      return values[seen.length - 1]!;
    };
    const {
      weights: { x },
    } = await train(backend, plan({ validate }), { ...options, patience: 3 }, quietRun('t'));
    expect(seen).toHaveLength(5);
    expect(x.values[0]).toBe(Math.fround(seen[1]!));
  });

  it('leaves nothing behind when it is aborted, and throws the reason', async () => {
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const run = { ...quietRun('t'), signal: abort.signal };
    const beforeEpoch = (epoch: number) => epoch === 3 && abort.abort(new Error('enough'));
    const slow = plan({ beforeEpoch, rowWork: 1e9 } as Partial<TrainingPlan<'x'>>);
    await expect(train(backend, slow, options, run)).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says so when weights run away', async () => {
    const loss: TrainingPlan<'x'>['loss'] = ({ x }) => tf.mean(tf.sqrt(tf.mul(x, -1)));
    await expect(train(backend, plan({ loss }), options, quietRun('t'))).rejects.toThrow(
      /parabola: weight 0 of 'x'/,
    );
  });

  it('takes small data in at least 16 steps', () => {
    expect([batchOf(1000, 512), batchOf(100_000, 512), batchOf(3, 512), batchOf(0, 512)]).toEqual([
      63, 512, 1, 1,
    ]);
  });
});

it('weights are packed in the order of their plans', () => {
  const plans = { a: { shape: [2, 3], first: { deviation: 1 } }, b: { shape: [2], first: 7 } };
  const weights = drawWeights(plans, quietRun('w'));
  const packed = packWeights(weights);
  expect(packed).toHaveLength(8);
  expect([...packed.subarray(6)]).toEqual([7, 7]);
  expect(packWeights(unpackWeights(plans, packed))).toEqual(packed);
});
