/**
 * LinUCB: clicks a showing as a linear function of what the shopper did and what the item is, shown by upper confidence bound. Li, Chu,
 * Langford, Schapire 2010: algorithm 1 (disjoint), algorithm 2 (hybrid). Between fits exploration is spread over phases as if all visits
 * ahead were like the one at hand (`slate-plans.ts`): m more rows with the same features make s into s / (1 + m s).
 */

import { z } from 'zod';
import type { DrawKey } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { drawKeyShape, fields, real, whole } from '../state/shape.ts';
import { MIX_SHAPE, mixKeys } from './click-counts.ts';
import {
  HISTORIES_SHAPE,
  KINDS_SHAPE,
  ownFeatures,
  SHARED_FEATURES,
  writeOwn,
  writeShared,
} from './contexts.ts';
import { ARMS_SHAPE, judge } from './linear-arms.ts';
import { type LearntArms, LINEAR_MODELS, learnArms } from './linear-rows.ts';
import { type MixKeys, planSlates, slateMixer } from './slate-plans.ts';

const params = z.strictObject({
  model: z
    .enum(LINEAR_MODELS)
    .default('hybrid')
    .describe('disjoint: a regression for each item; shared: one for all; hybrid: both'),
  alpha: z
    .number()
    .min(0)
    .max(10)
    .default(0.2)
    .describe('widths of the bound, in standard deviations of a unit reward'),
  ridge: z.number().gt(0).max(1e6).default(1).describe('weight of the prior that coefficients are 0'),
  phases: z
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe('slates over which exploration is spread between two fits; 1: a shopper sees one'),
  epsilon: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('chance that a slot is drawn evenly from what is on sale'),
});
type Params = z.infer<typeof params>;

interface State extends LearntArms {
  readonly alpha: number;
  readonly phases: number;
  readonly epsilon: number;
  readonly ahead: number;
  readonly tieKey: DrawKey;
  readonly keys: MixKeys;
}

export const linUcb = defineAlgorithm<'policy', Params, State>({
  id: 'lin-ucb.v1',
  task: 'policy',
  family: 'bandits',
  doc: 'shows the items whose clicks a showing may be highest for this shopper, by linear upper confidence bounds',
  source: 'Li, Chu, Langford, Schapire 2010 (LinUCB); Desautels, Krause, Burdick 2014 between fits',
  params,
  coldStart: 'fallback',
  personal: true,
  use: 'where tastes differ and something is known of shoppers; learns of an item from all others',
  cost: { fit: 'showings f^2', answer: 'I (f^2 + phases), f features', memory: 'I f^2 + U categories' },
  async learn(data, { model, alpha, ridge, phases, epsilon }, run) {
    return {
      ...learnArms(data, model, ridge),
      alpha,
      phases,
      epsilon,
      ahead: data.ahead ?? 0,
      tieKey: run.draw('bandit.plan'),
      keys: mixKeys(run),
    };
  },
  shape: fields<State>({
    kinds: KINDS_SHAPE,
    histories: HISTORIES_SHAPE,
    model: ARMS_SHAPE,
    alpha: real(0, 10),
    phases: whole(1, 64),
    epsilon: real(0, 1),
    ahead: real(0),
    tieKey: drawKeyShape,
    keys: MIX_SHAPE,
  }),
  open({ kinds, histories, model, alpha, phases, epsilon, ahead, tieKey, keys }) {
    const fillSlate = slateMixer(keys, epsilon, kinds.items);
    const means = new Float64Array(kinds.items);
    const spreads = new Float64Array(kinds.items);
    const x = new Float64Array(ownFeatures(kinds));
    const z = new Float64Array(SHARED_FEATURES);
    const pair = new Float64Array(2);
    const weigh = (shopper: number, offered: Uint32Array): void => {
      writeOwn(histories, kinds, shopper, x);
      for (const item of offered) {
        writeShared(histories, kinds, shopper, item, z);
        judge(model, item, x, z, pair);
        means[item] = pair[0]!;
        spreads[item] = pair[1]!;
      }
    };
    const indexOf = (item: number, pending: number): number =>
      means[item]! + alpha * Math.sqrt(spreads[item]! / (1 + pending * spreads[item]!));
    return {
      fill(visits, offered, slots, slates, propensities) {
        for (let i = 0; i < visits.length; ) {
          const shopper = visits.shopper[i]!;
          weigh(shopper, offered);
          const plans = planSlates({ offered, slots, phases, ahead, tieKey, indexOf });
          // Visits of a shopper often stand together.
          for (; i < visits.length && visits.shopper[i] === shopper; i++)
            fillSlate(plans, offered, visits, i, slates, propensities);
        }
      },
    };
  },
});
