/**
 * Thompson sampling for clicks: Beta-Bernoulli posteriors by item, a draw from each for every slot, and the largest is shown.
 * Thompson, "On the likelihood that one unknown probability exceeds another in view of the evidence of two samples", Biometrika 25,
 * 1933; Chapelle, Li, "An empirical evaluation of Thompson sampling", NIPS 2011 (algorithm 2, posteriors updated in batches).
 */

import { z } from 'zod';
import { type DrawKey, uniform4 } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { drawKeyShape, fields, real } from '../state/shape.ts';
import { type ClickCounts, COUNTS_SHAPE, countClicks } from './click-counts.ts';
import { onceFor } from './planned-policy.ts';
import { thompsonSlots, thompsonTable } from './thompson-slots.ts';

const params = z.strictObject({
  clicks: z
    .number()
    .gt(0)
    .max(1e6)
    .default(1)
    .describe('clicks that an item is taken to have had before (alpha of its prior)'),
  passes: z
    .number()
    .gt(0)
    .max(1e6)
    .default(1)
    .describe('showings without a click that it is taken to have had before (beta of its prior)'),
});
type Params = z.infer<typeof params>;

export const thompson = defineAlgorithm<'policy', Params, State>({
  id: 'thompson.v1',
  task: 'policy',
  family: 'bandits',
  doc: 'shows each item as often as it may be the best of those left, by beta posteriors of clicks a showing',
  source: 'Thompson 1933; Chapelle and Li 2011',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'the first choice of those that learn by item: explores by itself, and its propensities are exact',
  cost: { fit: 'showings + 256 I', answer: 'slots (256 + I)', memory: '512 I' },
  async learn(data, { clicks, passes }, run) {
    return { counts: countClicks(data, 'item'), clicks, passes, key: run.draw('thompson.slot') };
  },
  shape: fields<State>({
    counts: COUNTS_SHAPE,
    clicks: real(0, 1e6),
    passes: real(0, 1e6),
    key: drawKeyShape,
  }),
  open({ counts, clicks, passes, key }) {
    const slotsOf = onceFor((offered, slots) => {
      const a = Float64Array.from(offered, (item) => clicks + counts.clicked[item]!);
      const b = Float64Array.from(offered, (item) => passes + counts.shown[item]! - counts.clicked[item]!);
      return thompsonSlots(thompsonTable(a, b, slots));
    });
    const draws = new Float64Array(4);
    return {
      fill(visits, offered, slots, slates, propensities) {
        const left = slotsOf(offered, slots);
        for (let i = 0; i < visits.length; i++) {
          left.restart();
          for (let slot = 0; slot < slots; slot++) {
            uniform4(key, visits.visitor[i]!, visits.visit[i]!, slot, 0, draws);
            const arm = left.draw(draws[0]!, draws[1]!);
            slates[i * slots + slot] = offered[arm]!;
            propensities[i * slots + slot] = Math.min(1, left.chance(arm));
            left.remove(arm);
          }
        }
      },
    };
  },
});

interface State {
  readonly counts: ClickCounts;
  readonly clicks: number;
  readonly passes: number;
  readonly key: DrawKey;
}
