import type { ListMetric } from './definition.ts';

/** Items without a price are left out; NaN where no other is listed. */
const shown: ListMetric['of'] = (items, from, listed, { price }) => {
  let sum = 0;
  let priced = 0;
  for (let at = from; at < from + listed; at++) {
    const cents = price?.[items[at]!] ?? 0;
    if (cents === 0) continue;
    sum += cents;
    priced++;
  }
  return sum / priced;
};

export const priceShown: ListMetric = {
  id: 'priceShown.v1',
  name: 'priceShown',
  kind: 'list',
  task: 'rank',
  doc: 'mean list price of the listed items; items without a price are left out, NaN where no other is listed',
  formula: 'sum of the list prices of the priced items at K / their number',
  source: 'price steering: Hannak, Soeller, Lazer, Mislove and Wilson 2014',
  unit: 'cents',
  direction: 'none',
  cutoff: true,
  of: shown,
};

export const priceLift: ListMetric = {
  id: 'priceLift.v1',
  name: 'priceLift',
  kind: 'list',
  task: 'rank',
  doc:
    'how much dearer the lists are than what the same shoppers had: 0 keeps their level of prices, 1 doubles it; the interval ' +
    'takes what they had as given',
  formula:
    '(mean price of lists - mean price of profiles) / mean price of profiles, list prices, means of shopper means',
  source: 'price steering (Hannak et al. 2014), relative as popularity lift (Abdollahpouri et al. 2020)',
  unit: 'ratio',
  direction: 'zero',
  cutoff: true,
  of: shown,
  baseline: (shopper, context) => {
    const { colIdx, rowPtr } = context.train;
    const from = rowPtr[shopper]!;
    return shown(colIdx, from, rowPtr[shopper + 1]! - from, context, shopper);
  },
};
