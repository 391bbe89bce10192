/**
 * Networks and losses at given weights, beside numbers worked out in PyTorch 2.15 (float64, gradients by autograd). Value i of weight k:
 *
 *   w(k)[i] = ((37 i + 101 k + 13 (i k mod 7)) mod 97) / 97 - 1/2
 *
 *   Mult-VAE   seen rows (1, 0, 0, 0) / sqrt 2 and (0, 1, 2, 0) / sqrt 3: one item of each is left out, another doubled
 *              h = tanh(seen @ E + eb); mu, lv = (h @ M + mb).split(2, 1); z = mu + exp(lv / 2) * noise
 *              logp = log_softmax(tanh(z @ D + db) @ V.T + vb, 1); kl = -(1 + lv - mu ** 2 - exp(lv)).sum(1) / 2
 *              loss = (-(x * logp).sum(1) + .3 * kl).mean(), x the items of each
 *   two-tower  cross_entropy(s @ i.T / .2 - log(share), own), the other row of the same item masked with -inf
 *   DeepFM     b + sum of first + sum of (v_a * v_b).sum() over all pairs + relu(relu(cat(v) @ W1 + b1) @ W2 + b2) @ vote
 */

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { log } from '../../numerics/math.ts';
import { openBackend } from './backend/open-backend.ts';
import { deepfmCauses, embed, embedded, logits, partsOf, plansOf, scorer } from './deepfm-network.ts';
import { bound, flatten, vaePlans } from './mult-vae-network.ts';
import { toTensors, toVariables, type Weights } from './training/weights.ts';
import { inBatchLoss } from './two-tower.ts';

const { tf } = await openBackend('wasm', kernelHost());

const given = (k: number, shape: readonly number[]): { shape: readonly number[]; values: Float32Array } => ({
  shape,
  values: Float32Array.from(
    { length: shape.reduce((size, length) => size * length, 1) },
    (_, i) => ((i * 37 + k * 101 + ((i * k) % 7) * 13) % 97) / 97 - 0.5,
  ),
});
const close = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 5);
  });
};

it('Mult-VAE: the bound, items left out of the input, and its gradients', () => {
  const plans = vaePlans(4, { hidden: 3, latent: 2 });
  const names = Object.keys(plans) as (keyof typeof plans)[];
  expect(names).toEqual([
    ...['encoder', 'encoderBias', 'moments', 'momentsBias'],
    ...['decoder', 'decoderBias', 'itemVectors', 'itemBias'],
  ]);
  const weights = Object.fromEntries(names.map((name, n) => [name, given(n + 1, plans[name].shape)]));
  const owned = flatten([Uint32Array.of(0, 2), Uint32Array.of(1, 2, 3)]);
  const weight = owned.weight.map((value, n) => value * [1, 0, 1, 2, 0][n]!);
  const variables = toVariables(tf, weights as Weights<keyof typeof plans>);
  const noise = given(9, [2, 2]).values;
  const { value, grads } = tf.variableGrads(
    () => bound(tf, variables, { ...owned, weight }, noise, 0.3),
    Object.values(variables),
  );
  expect(value.dataSync()[0]).toBeCloseTo(3.786586326440606, 5);
  const gradient = (name: keyof typeof plans) => grads[variables[name].name]!.dataSync();
  close(
    gradient('encoder'),
    [
      -0.017459884014300254, 0.022909189482667396, 0.02029106284369056, -0.019725807251643166,
      0.02039086663498161, 0.02050985670241564, -0.03945161450328633, 0.04078173326996322,
      0.04101971340483128, 0, 0, 0,
    ],
  );
  close(
    gradient('moments'),
    [
      -0.009207846024734711, 0.14369132914971783, 0.02605516865228252, -0.04036984766060664,
      0.003055542180191883, -0.05627614238772236, -0.010308464360043056, 0.01582804419014899,
      -0.004289100769438492, 0.08282304497448134, 0.015210503264992322, -0.023301088082343668,
    ],
  );
  close(
    gradient('itemVectors'),
    [
      -0.01970967493099633, -0.014063519061627436, 0.004002620812661192, -0.03640759767021655,
      -0.009621278479130028, 0.006483305073851766, 0.09872189223698302, 0.03575954190711597,
      -0.018118171918791313, -0.04260461963577012, -0.012074744366358501, 0.007632246032278352,
    ],
  );
  tf.dispose([value, grads, Object.values(variables)]);
});

it('two-tower: the softmax over a batch, less the log of how often each item is in one', () => {
  const unit = (k: number): Tensor2D => {
    const { values } = given(k, [3, 2]);
    const lengths = [0, 1, 2].map((row) => Math.hypot(values[2 * row]!, values[2 * row + 1]!));
    return tf.tensor2d(
      values.map((value, n) => value / lengths[n >> 1]!),
      [3, 2],
    );
  };
  const logShare = Float64Array.of(log(0.5), log(0.3));
  const loss = tf.tidy(
    () => inBatchLoss(tf, unit(11), unit(12), Int32Array.of(0, 1, 0), logShare, 0.2).dataSync()[0],
  );
  expect(loss).toBeCloseTo(0.9908963944903353, 5);
});

/** Two fields of a shopper and three of an item, who are alone of their kind. */
const one = { code: Int32Array.of(0), codes: 1 };
const sides = [
  embedded('shopper', 1, [{ name: 'region', ...one }]),
  embedded('item', 1, [
    { name: 'category', ...one },
    { name: 'brand', ...one },
  ]),
] as const;
const size = { factors: 2, hidden: [3, 2] };
const deepfmWeights = ((): Weights => {
  const tables = sides.flat().map(({ table }) => table);
  const numbers: Record<string, number> = {
    tower0: 41,
    tower0Bias: 42,
    tower1: 43,
    tower1Bias: 44,
    vote: 45,
    bias: 46,
  };
  tables.forEach((table, n) => {
    numbers[table] = 21 + n;
    numbers[`${table}Alone`] = 31 + n;
  });
  const plans = Object.entries(plansOf(sides, size));
  return Object.fromEntries(plans.map(([name, { shape }]) => [name, given(numbers[name]!, shape)]));
})();

it('DeepFM: the factorisation machine is the sum over all pairs of fields, the network its layers', () => {
  const logit = (weights: Weights): number =>
    tf.tidy(() => {
      const tensors = toTensors(tf, weights);
      const both = [
        embed(tf, tensors, sides[0], Int32Array.of(0)),
        embed(tf, tensors, sides[1], Int32Array.of(0)),
      ] as const;
      return (logits(tf, tensors, both, (x) => x) as Tensor1D).dataSync()[0]!;
    });
  const vector = ({ table }: { table: string }): Float32Array => deepfmWeights[table]!.values;
  let pairs = 0;
  const fields = sides.flat();
  for (const [n, a] of fields.entries())
    for (const b of fields.slice(0, n))
      pairs += vector(a)[0]! * vector(b)[0]! + vector(a)[1]! * vector(b)[1]!;
  const first = fields.reduce((sum, { table }) => sum + deepfmWeights[`${table}Alone`]!.values[0]!, 0);
  expect(first + pairs).toBeCloseTo(-0.4622701668615156, 6);
  const bias = deepfmWeights['bias']!.values[0]!;
  const silent = { ...deepfmWeights, vote: { shape: [2, 1], values: new Float32Array(2) } };
  expect(logit(silent)).toBeCloseTo(bias + first + pairs, 6);
  expect(logit(deepfmWeights)).toBeCloseTo(0.07649748251089938, 6);
  // Lists are made of what each side adds by itself.
  const parts = partsOf(tf, deepfmWeights, sides, size);
  expect(scorer(tf, parts)(0)[0]).toBeCloseTo(0.07649748251089938, 6);
  const network = deepfmCauses(tf, parts)(0, 0, { item: new Uint32Array(0), time: new Uint32Array(0) }).at(
    -1,
  )!;
  expect(network).toEqual({
    kind: 'part',
    name: 'network',
    contribution: expect.closeTo(0.1418604328775696, 6),
  });
});
