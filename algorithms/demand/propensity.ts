/**
 * Propensity to buy: logistic regression on recency, frequency and value. Learnt on the last stretch of training as it could have been
 * foretold at its start, and asked at the end of training. Features as in Hughes, "Strategic database marketing", 1994 (RFM); method as in
 * Hosmer, Lemeshow, "Applied logistic regression", 2000.
 */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { f64 } from '../state/arrays.ts';
import { fields, real, size } from '../state/shape.ts';
import { chanceOf, fitLogistic } from './logistic.ts';
import { SHOPPER_FEATURES, shopperFeatures } from './shopper-features.ts';

const DAY = 86_400;

const params = z.strictObject({
  horizon: z
    .int()
    .min(1)
    .max(366)
    .default(28)
    .describe('days within which a purchase counts; as long as what is tested'),
  penalty: z
    .number()
    .gt(0)
    .max(1e6)
    .default(1)
    .describe('weight of half the squares of coefficients, of standardised features'),
});

interface State {
  readonly shoppers: number;
  readonly features: number;
  /** (shoppers x features) at the end of training, standardised as those that were learnt from. */
  readonly x: Float64Array;
  /** (features + 1) the intercept last */
  readonly weights: Float64Array;
  /** Share of shoppers who bought within the stretch that was learnt from: the answer for whoever is not known. */
  readonly base: number;
}

export const propensity = defineAlgorithm<'classify', z.infer<typeof params>, State>({
  id: 'propensity.v1',
  task: 'classify',
  family: 'demand',
  doc: 'probability that a shopper buys, by logistic regression on recency, frequency and value',
  source: 'Hosmer and Lemeshow 2000, on RFM (Hughes 1994)',
  params,
  coldStart: 'fallback',
  personal: true,
  use: 'whom to write to; coefficients can be read',
  cost: { fit: 'P log P + 20 U', answer: '1', memory: 'U' },
  async learn({ feedback, asOf }, { horizon, penalty }) {
    if (!Number.isFinite(asOf))
      throw new ConfigError([
        'classify: the split cuts at no instant; use one that does, such as global-time',
      ]);
    const span = horizon * DAY;
    const start = asOf - span;
    const before = shopperFeatures(feedback, start, span);
    const { shoppers } = feedback;
    const isKnown = new Uint8Array(shoppers);
    const buys = new Uint8Array(shoppers);
    for (let row = 0; row < feedback.length; row++) {
      if (feedback.time[row]! < start) isKnown[feedback.shopper[row]!] = 1;
      else if (feedback.relevant[row] === 1) buys[feedback.shopper[row]!] = 1;
    }
    const known = Uint32Array.from({ length: shoppers }, (_, s) => s).filter((s) => isKnown[s] === 1);
    const scaled = standardise(before, known, shopperFeatures(feedback, asOf, span));
    const labels = Uint8Array.from(known, (s) => buys[s]!);
    const bought = labels.reduce((sum, label) => sum + label, 0);
    return {
      shoppers,
      features: SHOPPER_FEATURES,
      x: scaled.after,
      weights:
        known.length === 0
          ? new Float64Array(SHOPPER_FEATURES + 1)
          : fitLogistic(scaled.learnt, labels, SHOPPER_FEATURES, penalty),
      base: (bought + 1) / (known.length + 2),
    };
  },
  shape: fields<State>({
    shoppers: size('shoppers'),
    features: size('features', SHOPPER_FEATURES),
    x: f64('shoppers', 'features'),
    weights: f64('features+1'),
    base: real(0, 1),
  }),
  open: ({ shoppers, x, weights, base }) => ({
    probability(shopper, out) {
      shopper.forEach((s, i) => {
        out[i] = s === NO_SHOPPER || s >= shoppers ? base : chanceOf(x, s, weights);
      });
    },
  }),
});

/** Both to mean 0 and deviation 1 of the known shoppers before. */
function standardise(
  before: Float64Array,
  known: Uint32Array,
  after: Float64Array,
): { readonly learnt: Float64Array; readonly after: Float64Array } {
  const n = SHOPPER_FEATURES;
  const learnt = new Float64Array(known.length * n);
  const moved = after.slice();
  for (let i = 0; i < n; i++) {
    const values = Float64Array.from(known, (s) => before[s * n + i]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const spread =
      Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length)) ||
      1;
    values.forEach((value, row) => {
      learnt[row * n + i] = (value - mean) / spread;
    });
    for (let s = i; s < moved.length; s += n) moved[s] = (moved[s]! - mean) / spread;
  }
  return { learnt, after: moved };
}
