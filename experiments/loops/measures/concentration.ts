/** How all that happened spreads over the catalogue. */

import { entropyBits, gini } from '../../../numerics/stats.ts';
import type { BagMetric, Bags } from './definition.ts';

/** (items) how often each occurs; n is what all add up to. */
function countsOf({ cols, colIdx, values }: Bags): { counts: Float64Array; total: number } {
  const counts = new Float64Array(cols);
  let total = 0;
  for (let p = 0; p < colIdx.length; p++) {
    counts[colIdx[p]!]! += values[p]!;
    total += values[p]!;
  }
  return { counts, total };
}

export const catalogueGini: BagMetric = {
  id: 'catalogueGini.v1',
  name: 'catalogueGini',
  doc: 'concentration over all items of the world: 0 when all occur equally often',
  formula:
    'sum over items i, by rising count x, of (2i - n - 1) x_i / (n sum x), n the items of the world; NaN of nothing',
  source: 'Gini 1912; Fleder and Hosanagar 2009',
  unit: 'index',
  direction: 'none',
  of(bags) {
    const { counts, total } = countsOf(bags);
    return { value: total === 0 ? Number.NaN : gini(counts), n: total };
  },
};

export const catalogueEntropy: BagMetric = {
  id: 'catalogueEntropy.v1',
  name: 'catalogueEntropy',
  doc: 'Shannon entropy over items: log2(items) when all occur equally often',
  formula: '- sum over items of p log2 p, p the share of all occurrences; NaN of nothing',
  source: 'Shannon 1948',
  unit: 'bits',
  direction: 'none',
  of(bags) {
    const { counts, total } = countsOf(bags);
    return { value: entropyBits(counts), n: total };
  },
};

export const catalogueCoverage: BagMetric = {
  id: 'catalogueCoverage.v1',
  name: 'catalogueCoverage',
  doc: 'share of the items of the world that occur at all',
  formula: 'distinct items / items of the world; NaN of nothing',
  source: 'Herlocker et al. 2004',
  unit: 'share',
  direction: 'none',
  of(bags) {
    const { counts, total } = countsOf(bags);
    const met = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    return { value: total === 0 ? Number.NaN : met / bags.cols, n: total };
  },
};
