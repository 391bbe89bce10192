/** The record of an off-policy estimate, made up. */

import type { OpenBanditRecord } from '../../experiments/off-policy/open-bandit-record.ts';

const summary = (value: number, reach: number) => ({
  value,
  standardError: reach / 2,
  low: value - reach,
  high: value + reach,
  n: 10_000,
});
export const RECORD: OpenBanditRecord = {
  schema: 'shoplab.open-bandit/1',
  source: {
    name: 'open-bandit',
    title: 'Open Bandit',
    source: '',
    licence: 'CC BY 4.0',
    digest: '0123456789abcdef',
  },
  account: { read: 1, steps: [], kept: 1 } as never,
  level: 0.95,
  resamples: 100,
  seed: 'a',
  switch: 10,
  clip: null,
  directions: [
    {
      from: 'random',
      target: 'bts',
      weights: { mean: 0.99, standardError: 0.02, largest: 10.6, effective: 2478 },
      estimates: [
        {
          estimator: 'ips',
          doc: 'weighed',
          ...summary(0.007, 0.001),
          bootstrap: { low: 0.006, high: 0.008 },
        },
        {
          estimator: 'dm',
          doc: 'modelled',
          ...summary(0.0046, 0.0001),
          bootstrap: { low: 0.0045, high: 0.0047 },
        },
      ],
      own: summary(0.0069, 0.0016),
      logged: summary(0.0046, 0.0013),
    },
  ],
  command: 'npx shoplab off-policy open-bandit',
};
