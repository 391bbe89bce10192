/**
 * Epsilon-greedy: the arms of most clicks a showing, and with probability epsilon an item drawn evenly. Sutton, Barto,
 * "Reinforcement learning: an introduction", 2nd edition, 2018, section 2.2; slates slot by slot, without repetition.
 */

import { z } from 'zod';
import type { DrawKey } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { drawKeyShape, fields, real } from '../state/shape.ts';
import { type ClickCounts, COUNTS_SHAPE, countClicks, MIX_SHAPE, mixKeys } from './click-counts.ts';
import { planned } from './planned-policy.ts';
import { type MixKeys, planSlates } from './slate-plans.ts';

const params = z.strictObject({
  epsilon: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('chance that a slot is drawn evenly from what is on sale'),
  arms: z
    .enum(['item', 'category'])
    .default('item')
    .describe('what clicks are counted by; items of one category are equals, drawn at each fit'),
  prior: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'clicks a showing that an arm is taken to have had in one showing more; 1: each is tried first',
    ),
});
type Params = z.infer<typeof params>;

export const epsilonGreedy = defineAlgorithm<'policy', Params, State>({
  id: 'epsilon-greedy.v1',
  task: 'policy',
  family: 'bandits',
  doc: 'shows the arms of most clicks a showing; a share epsilon of the slots is drawn evenly',
  source: 'Sutton and Barto 2018, section 2.2',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'the plainest explorer, and the best for off-policy estimates: no propensity is below epsilon / items',
  cost: { fit: 'showings', answer: 'slots', memory: 'I' },
  async learn(data, { epsilon, arms, prior }, run) {
    return {
      counts: countClicks(data, arms),
      epsilon,
      prior,
      tieKey: run.draw('bandit.plan'),
      keys: mixKeys(run),
    };
  },
  shape: fields<State>({
    counts: COUNTS_SHAPE,
    epsilon: real(0, 1),
    prior: real(0, 1),
    tieKey: drawKeyShape,
    keys: MIX_SHAPE,
  }),
  open({ counts: { armOf, shown, clicked }, epsilon, prior, tieKey, keys }) {
    const meanOf = (item: number): number => {
      const arm = armOf[item]!;
      return (clicked[arm]! + prior) / (shown[arm]! + 1);
    };
    return planned({ keys, epsilon, items: armOf.length }, (offered, slots) =>
      planSlates({ offered, slots, phases: 1, ahead: 0, tieKey, indexOf: meanOf }),
    );
  },
});

interface State {
  readonly counts: ClickCounts;
  readonly epsilon: number;
  readonly prior: number;
  readonly tieKey: DrawKey;
  readonly keys: MixKeys;
}
