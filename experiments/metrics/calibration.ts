import { NO_CATEGORY } from '../../datasets/item-features.ts';
import { log } from '../../numerics/math.ts';
import type { ListMetric } from './definition.ts';

/** Part of the shopper's own shares that is mixed into those of the list, so that the divergence is finite. */
const SMOOTHING = 0.01;

export const calibration: ListMetric = {
  id: 'calibration.v1',
  name: 'calibration',
  kind: 'list',
  task: 'rank',
  doc:
    'how far the categories of the list are from those of what the shopper had: 0 in the same proportions; items without a ' +
    'category are left out, NaN where there is no other in the history or in the list',
  formula:
    'KL(p || q~), natural logarithm, p the shares of category paths in training, q those of the list, q~ = 0.99 q + 0.01 p',
  source: 'Steck 2018 (equations 6 and 7)',
  unit: 'nats',
  direction: 'lower',
  cutoff: true,
  of(items, from, listed, { features, train }, shopper) {
    if (features === null) return Number.NaN;
    const own = counts(train.colIdx, train.rowPtr[shopper]!, train.rowPtr[shopper + 1]!, features.category);
    const shown = counts(items, from, from + listed, features.category);
    if (own.total === 0 || shown.total === 0) return Number.NaN;
    let sum = 0;
    for (const [category, count] of own.of) {
      const p = count / own.total;
      const q = (shown.of.get(category) ?? 0) / shown.total;
      sum += p * log(p / ((1 - SMOOTHING) * q + SMOOTHING * p));
    }
    // Below 0 by rounding only.
    return Math.max(0, sum);
  },
};

/** How many of items[from .. to) each category has. */
function counts(
  items: Uint32Array,
  from: number,
  to: number,
  categories: Uint32Array,
): { readonly of: ReadonlyMap<number, number>; readonly total: number } {
  const of = new Map<number, number>();
  let total = 0;
  for (let at = from; at < to; at++) {
    const category = categories[items[at]!]!;
    if (category === NO_CATEGORY) continue;
    of.set(category, (of.get(category) ?? 0) + 1);
    total++;
  }
  return { of, total };
}
