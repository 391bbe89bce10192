/** What becomes of those who sell. */

import { gini } from '../../../numerics/stats.ts';
import type { Measured, SellerMetric } from './definition.ts';

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const concentration = (values: Float64Array): Measured => ({
  value: total(values) === 0 ? Number.NaN : gini(values),
  n: values.length,
});

export const sellersSelling: SellerMetric = {
  id: 'sellersSelling.v1',
  name: 'sellersSelling',
  doc: 'sellers with at least one order line',
  formula: 'count; n is all sellers',
  source: 'count',
  unit: 'sellers',
  direction: 'none',
  of: ({ sales }) => ({
    value: sales.reduce((sum, lines) => sum + (lines > 0 ? 1 : 0), 0),
    n: sales.length,
  }),
};

export const sellerSalesGini: SellerMetric = {
  id: 'sellerSalesGini.v1',
  name: 'sellerSalesGini',
  doc: 'concentration of revenue over sellers: 0 when all take the same',
  formula: 'Gini of revenue, sellers without any among them; NaN of nothing',
  source: 'Gini 1912',
  unit: 'index',
  direction: 'none',
  of: ({ revenue }) => concentration(revenue),
};

export const sellerExposureGini: SellerMetric = {
  id: 'sellerExposureGini.v1',
  name: 'sellerExposureGini',
  doc: 'concentration of exposure over sellers: 0 when all are seen equally',
  formula: 'Gini of exposure, each slot worth 1 / log2(place + 1); NaN of nothing',
  source: 'Gini 1912; Singh and Joachims 2018 (discount)',
  unit: 'index',
  direction: 'none',
  of: ({ exposure }) => concentration(exposure),
};

/** (sellers) share of exposure over share of merit; NaN without merit or without any exposure. */
export function exposureToMerit(exposure: Float64Array, merit: Float64Array): Float64Array {
  const all = total(exposure);
  const worth = total(merit);
  return exposure.map((own, seller) =>
    all === 0 || worth === 0 || merit[seller] === 0 ? Number.NaN : own / all / (merit[seller]! / worth),
  );
}

export const sellerDisparity: SellerMetric = {
  id: 'sellerDisparity.v1',
  name: 'sellerDisparity',
  doc: 'exposure that would have to change hands for every seller to have its share by merit, what choices among all that is on sale would give it',
  formula: 'half the sum over sellers of |share of exposure - share of merit|; NaN where nothing was shown',
  source: 'Singh and Joachims 2018 (exposure against merit), as a total variation',
  unit: 'share',
  direction: 'lower',
  of({ exposure, merit }) {
    const [all, worth] = [total(exposure), total(merit)];
    if (all === 0 || worth === 0) return { value: Number.NaN, n: exposure.length };
    const sum = exposure.reduce((gap, own, seller) => gap + Math.abs(own / all - merit[seller]! / worth), 0);
    return { value: sum / 2, n: exposure.length };
  },
};
