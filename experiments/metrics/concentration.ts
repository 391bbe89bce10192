/** How the lists of all evaluated shoppers spread over the catalogue. */

import { entropyBits, gini as giniOf } from '../../numerics/stats.ts';
import type { PopulationMetric } from './definition.ts';

const SHARED = { kind: 'population', task: 'rank', cutoff: true } as const;

export const coverage: PopulationMetric = {
  ...SHARED,
  id: 'coverage.v1',
  name: 'coverage',
  doc: 'share of the training catalogue that is listed at all; grows with the number of shoppers evaluated',
  formula: 'distinct items listed / items with a training row',
  source: 'Herlocker et al. 2004 (catalogue coverage)',
  unit: 'share',
  direction: 'higher',
  of(exposure) {
    let listed = 0;
    for (const count of exposure) if (count > 0) listed++;
    return listed / exposure.length;
  },
};

export const gini: PopulationMetric = {
  ...SHARED,
  id: 'gini.v1',
  name: 'gini',
  doc: 'concentration of exposure over the training catalogue: 0 when every item is listed equally often',
  formula:
    'sum over items i, by rising exposure x, of (2i - n - 1) x_i / (n sum x), n the catalogue; NaN if nothing is listed',
  source: 'Gini 1912; Fleder and Hosanagar 2009',
  unit: 'index',
  direction: 'lower',
  of: (exposure) => (isListed(exposure) ? giniOf(exposure) : Number.NaN),
};

export const entropy: PopulationMetric = {
  ...SHARED,
  id: 'entropy.v1',
  name: 'entropy',
  doc: 'Shannon entropy of the exposure: log2(catalogue) when every item is listed equally often',
  formula: '- sum over items of p log2 p, p the share of list slots; NaN if nothing is listed',
  source: 'Shannon 1948; Szlávik, Kowalczyk and Schut 2011',
  unit: 'bits',
  direction: 'higher',
  of: (exposure) => (isListed(exposure) ? entropyBits(exposure) : Number.NaN),
};

const isListed = (exposure: Uint32Array): boolean => exposure.some((count) => count > 0);
