/**
 * Linear Thompson sampling: coefficients are drawn from a normal posterior, and the items with the highest clicks a showing under them are
 * shown. Agrawal, Goyal, "Thompson sampling for contextual bandits with linear payoffs", ICML 2013, algorithm 1: N(mean, scale^2 A^-1); over
 * the regressions of LinUCB (`linear-arms.ts`), of which `shared` is the paper's one.
 *
 * The chance that an item is the best of many correlated normals has no closed form, and propensities have to be right. So a fit draws `draws`
 * times from the posterior, and each visit takes one of them: its slate is a mixture of so many plans, whose chances are exact
 * (`slate-plans.ts`). With s and v of LinUCB, a draw of the reward of arm a is
 *
 *   mean + v' d + scale sqrt(x' A_a^-1 x) e_a,   d ~ N(0, scale^2 A0^-1),  e_a ~ N(0, 1)
 */

import { z } from 'zod';
import { normalQuantile } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { f64 } from '../state/arrays.ts';
import { drawKeyShape, fields, real, size } from '../state/shape.ts';
import { MIX_SHAPE, mixKeys } from './click-counts.ts';
import {
  HISTORIES_SHAPE,
  KINDS_SHAPE,
  ownFeatures,
  SHARED_FEATURES,
  writeOwn,
  writeShared,
} from './contexts.ts';
import { ARMS_SHAPE, type LinearArms, lean, lowerRoot } from './linear-arms.ts';
import { type LearntArms, LINEAR_MODELS, learnArms } from './linear-rows.ts';
import { type MixKeys, slateMixer, topOf } from './slate-plans.ts';

const params = z.strictObject({
  model: z
    .enum(LINEAR_MODELS)
    .default('hybrid')
    .describe('disjoint: a regression for each item; shared: one for all; hybrid: both'),
  scale: z
    .number()
    .min(0)
    .max(10)
    .default(0.2)
    .describe('width of the posterior, in standard deviations of a unit reward'),
  ridge: z.number().gt(0).max(1e6).default(1).describe('weight of the prior that coefficients are 0'),
  draws: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe('from the posterior, between two fits; a visit takes one of them'),
  epsilon: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('chance that a slot is drawn evenly from what is on sale'),
});

export interface LinearPosterior {
  readonly model: LinearArms;
  readonly scale: number;
  readonly draws: number;
  /** (draws x shared) d of the header */
  readonly shift: Float64Array;
  /** Of e, by draw and item. */
  readonly noiseKey: DrawKey;
}

interface State extends LearntArms, LinearPosterior {
  readonly epsilon: number;
  readonly tieKey: DrawKey;
  readonly keys: MixKeys;
}

export const linThompson = defineAlgorithm<'policy', z.infer<typeof params>, State>({
  id: 'lin-thompson.v1',
  task: 'policy',
  family: 'bandits',
  doc: 'shows the items that draw the most clicks a showing for this shopper, from a normal posterior of linear coefficients',
  source:
    'Agrawal, Goyal 2013 (linear Thompson sampling); Li, Chu, Langford, Schapire 2010 (the regressions)',
  params,
  coldStart: 'fallback',
  personal: true,
  use: 'as lin-ucb, where every item is to keep a chance of its own that can be weighed by later',
  cost: { fit: 'showings f^2', answer: 'I (f^2 + draws f), f features', memory: 'I f^2 + U categories' },
  async learn(data, { model, ridge, scale, draws, epsilon }, run) {
    const learnt = learnArms(data, model, ridge);
    const noiseKey = run.draw('bandit.posterior');
    return {
      ...learnt,
      ...drawPosterior(learnt.model, scale, draws, noiseKey),
      epsilon,
      tieKey: run.draw('bandit.plan'),
      keys: mixKeys(run),
    };
  },
  shape: fields<State>({
    kinds: KINDS_SHAPE,
    histories: HISTORIES_SHAPE,
    model: ARMS_SHAPE,
    scale: real(0, 10),
    draws: size('draws', 4096),
    shift: f64('draws', 'shared'),
    noiseKey: drawKeyShape,
    epsilon: real(0, 1),
    tieKey: drawKeyShape,
    keys: MIX_SHAPE,
  }),
  open({ kinds, histories, epsilon, tieKey, keys, ...posterior }) {
    const { draws } = posterior;
    const fillSlate = slateMixer(keys, epsilon, kinds.items);
    const rewards = rewardDrawer(posterior, kinds.items);
    const x = new Float64Array(ownFeatures(kinds));
    const features = new Float64Array(SHARED_FEATURES);
    return {
      fill(visits, offered, slots, slates, propensities) {
        if (offered.length < slots)
          throw new RangeError(`bandit: ${offered.length} items are on sale; slates have ${slots}`);
        for (let i = 0; i < visits.length; ) {
          const shopper = visits.shopper[i]!;
          writeOwn(histories, kinds, shopper, x);
          for (const item of offered) {
            writeShared(histories, kinds, shopper, item, features);
            rewards.weigh(item, x, features);
          }
          const items = new Uint32Array(draws * slots);
          for (let draw = 0; draw < draws; draw++) {
            const reward = (item: number): number => rewards.of(draw, item);
            const tie = (item: number): number => uniform(tieKey, draw, item);
            items.set(topOf(offered, slots, reward, tie), draw * slots);
          }
          // Visits of a shopper often stand together.
          for (; i < visits.length && visits.shopper[i] === shopper; i++)
            fillSlate({ phases: draws, slots, items }, offered, visits, i, slates, propensities);
        }
      },
    };
  },
});

/** Where the draw of d ends and that of e begins among the counters of the key. */
const SHARED_DRAWS = 1;
const OWN_DRAWS = 2;

export function drawPosterior(
  model: LinearArms,
  scale: number,
  draws: number,
  noiseKey: DrawKey,
): Omit<LinearPosterior, 'model'> {
  const { shared, sharedInverse } = model;
  const root = lowerRoot(sharedInverse, shared);
  const shift = new Float64Array(draws * shared);
  for (let draw = 0; draw < draws; draw++) {
    const e = Float64Array.from({ length: shared }, (_, j) =>
      normalQuantile(uniform(noiseKey, draw, j, SHARED_DRAWS)),
    );
    for (let i = 0; i < shared; i++)
      for (let j = 0; j <= i; j++) shift[draw * shared + i]! += scale * root[i * shared + j]! * e[j]!;
  }
  return { scale, draws, shift, noiseKey };
}

export interface RewardDrawer {
  /** Takes in the features of an item for a visit. */
  weigh(item: number, x: Float64Array, z: Float64Array): void;
  /** What the item brings under one of the draws. */
  of(draw: number, item: number): number;
}

export function rewardDrawer(
  { model, scale, draws, shift, noiseKey }: LinearPosterior,
  items: number,
): RewardDrawer {
  const { own, shared } = model;
  const means = new Float64Array(items);
  const widths = new Float64Array(items);
  const leanings = new Float64Array(items * shared);
  const pair = new Float64Array(2);
  /** (draws x items) e of the header */
  const noise = new Float32Array(own > 0 ? draws * items : 0);
  for (let n = 0; n < noise.length; n++)
    noise[n] = normalQuantile(uniform(noiseKey, Math.floor(n / items), n % items, OWN_DRAWS));
  return {
    weigh(item, x, z) {
      lean(model, item, x, z, leanings.subarray(item * shared, (item + 1) * shared), pair);
      means[item] = pair[0]!;
      widths[item] = scale * Math.sqrt(Math.max(0, pair[1]!));
    },
    of(draw, item) {
      let reward = means[item]!;
      for (let j = 0; j < shared; j++) reward += shift[draw * shared + j]! * leanings[item * shared + j]!;
      if (own > 0) reward += widths[item]! * noise[draw * items + item]!;
      return reward;
    },
  };
}
