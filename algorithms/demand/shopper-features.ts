/**
 * What shoppers did up to a moment, as numbers: recency, frequency and value of purchases, and activity besides. All are told of stretches that
 * end at the moment, so that they mean the same at an earlier and at a later one.
 */

import type { Feedback } from '../../datasets/interactions.ts';
import { exp, log1p } from '../../numerics/math.ts';

const DAY = 86_400;
/** Stretches of `span` that frequency and value look back over. */
const LONG = 3;

export const SHOPPER_FEATURES = 6;

/**
 * (shoppers x SHOPPER_FEATURES), of rows before `moment`; purchases are relevant rows. exp(-age / span) of the last purchase and of the last
 * action; log(1 + n) of purchases within a span, of days with one within three, of the weight of feedback within three, of other actions within one.
 */
export function shopperFeatures(feedback: Feedback, moment: number, span: number): Float64Array {
  const { shoppers, shopper, time, relevant, value, length } = feedback;
  const column = (): Float64Array => new Float64Array(shoppers);
  const [bought, days, weight, others] = [column(), column(), column(), column()];
  const [last, active, lastDay] = [column().fill(-1), column().fill(-1), column().fill(-1)];
  const order = Uint32Array.from({ length }, (_, row) => row).sort((a, b) => time[a]! - time[b]! || a - b);
  for (const row of order) {
    const at = time[row]!;
    if (at >= moment) break;
    const s = shopper[row]!;
    const isPurchase = relevant[row] === 1;
    active[s] = at;
    if (isPurchase) last[s] = at;
    if (at >= moment - span) (isPurchase ? bought : others)[s]!++;
    if (at < moment - LONG * span) continue;
    weight[s]! += value[row]!;
    const day = Math.floor(at / DAY);
    if (isPurchase && day !== lastDay[s]) days[s]!++;
    if (isPurchase) lastDay[s] = day;
  }
  const fresh = (at: number): number => (at < 0 ? 0 : exp(-(moment - at) / span));
  const out = new Float64Array(shoppers * SHOPPER_FEATURES);
  for (let s = 0; s < shoppers; s++) {
    const counts = [bought[s]!, days[s]!, Math.max(0, weight[s]!), others[s]!];
    out.set([fresh(last[s]!), fresh(active[s]!), ...counts.map(log1p)], s * SHOPPER_FEATURES);
  }
  return out;
}
