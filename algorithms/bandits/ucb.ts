/**
 * Upper confidence bounds on clicks a showing. Auer, Cesa-Bianchi, Fischer, "Finite-time analysis of the multiarmed bandit problem",
 * Machine Learning 47, 2002: UCB1 (figure 1), mean + sqrt(2 ln t / n), and UCB1-Tuned (section 4), whose width is
 * sqrt(ln t / n min(1/4, V)) with V = variance + sqrt(2 ln t / n). Between fits exploration is spread over phases (`slate-plans.ts`).
 */

import { z } from 'zod';
import { log } from '../../numerics/math.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { drawKeyShape, fields, oneOf, real, whole } from '../state/shape.ts';
import { type ClickCounts, COUNTS_SHAPE, countClicks, MIX_SHAPE, mixKeys } from './click-counts.ts';
import { planned } from './planned-policy.ts';
import { type MixKeys, planSlates } from './slate-plans.ts';

const params = z.strictObject({
  bound: z
    .enum(['ucb1', 'ucb1-tuned'])
    .default('ucb1-tuned')
    .describe('ucb1: for rewards of any spread; ucb1-tuned: narrower where the spread is seen to be small'),
  width: z.number().min(0).max(10).default(1).describe('times the width of the paper; 1: as there'),
  arms: z
    .enum(['item', 'category'])
    .default('item')
    .describe('what clicks are counted by; items of one category are equals, drawn in each phase'),
  phases: z
    .int()
    .min(1)
    .max(256)
    .default(32)
    .describe('slates over which exploration is spread between two fits; 1: everyone sees the same'),
  epsilon: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('chance that a slot is drawn evenly from what is on sale'),
});
type Params = z.infer<typeof params>;
type Settings = Omit<Params, 'arms'>;

export const ucb = defineAlgorithm<'policy', Params, State>({
  id: 'ucb.v1',
  task: 'policy',
  family: 'bandits',
  doc: 'shows the arms whose clicks a showing may be highest, by upper confidence bounds',
  source: 'Auer, Cesa-Bianchi, Fischer 2002 (UCB1, UCB1-Tuned); Desautels, Krause, Burdick 2014 between fits',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'few arms and many visits; propensities are those of its phases, 1 with a single one, so it is logged poorly for others',
  cost: { fit: 'showings', answer: 'slots phases', memory: 'I' },
  async learn(data, { arms, ...settings }, run) {
    return {
      counts: countClicks(data, arms),
      ahead: data.ahead ?? 0,
      settings,
      tieKey: run.draw('bandit.plan'),
      keys: mixKeys(run),
    };
  },
  shape: fields<State>({
    counts: COUNTS_SHAPE,
    ahead: real(0),
    settings: fields<Settings>({
      bound: oneOf(['ucb1', 'ucb1-tuned'] as const),
      width: real(0, 10),
      phases: whole(1, 256),
      epsilon: real(0, 1),
    }),
    tieKey: drawKeyShape,
    keys: MIX_SHAPE,
  }),
  open({ counts, ahead, settings, tieKey, keys }) {
    const { armOf, shown, clicked, total } = counts;
    const { phases, epsilon, width, bound } = settings;
    const indexOf = (item: number, pending: number): number => {
      const arm = armOf[item]!;
      return upperBound(clicked[arm]!, shown[arm]!, pending, total, bound, width);
    };
    return planned({ keys, epsilon, items: counts.items }, (offered, slots) =>
      planSlates({ offered, slots, phases, ahead, tieKey, indexOf, armOf }),
    );
  },
});

interface State {
  readonly counts: ClickCounts;
  readonly ahead: number;
  readonly settings: Settings;
  readonly tieKey: DrawKey;
  readonly keys: MixKeys;
}

/**
 * Index of an arm of `clicked` clicks in `shown` showings, after `pending` more that left the mean as it is; `total` showings of all
 * arms. An arm that nobody knows has mean 0, and comes before all others until it is shown.
 */
export function upperBound(
  clicked: number,
  shown: number,
  pending: number,
  total: number,
  bound: Params['bound'],
  width: number,
): number {
  const n = shown + pending;
  if (n === 0) return Number.POSITIVE_INFINITY;
  const mean = shown === 0 ? 0 : clicked / shown;
  const certainty = log(Math.max(1, total)) / n;
  const spread = mean * (1 - mean) + Math.sqrt(2 * certainty);
  return mean + width * Math.sqrt(certainty * (bound === 'ucb1' ? 2 : Math.min(0.25, spread)));
}
