/** The record of an A/B test, made up. */

import type { AbRecord } from '../../experiments/ab/ab-record.ts';

const difference = (by: number, half: number) => ({
  ...{ control: 10, arm: 10 + by, difference: by, standardError: half / 1.96 },
  ...{ low: by - half, high: by + half, z: (1.96 * by) / half, p: 0.03, units: [150, 150] as const },
});
const stopping = (found: readonly number[]) =>
  (['once', 'naive', 'pocock', 'obrien-fleming', 'mixture'] as const).map((name, at) => ({
    ...{ name, replicates: 200, found: found[at]!, day: 7 - at / 2 },
  }));

export const AB: AbRecord = {
  schema: 'shoplab.ab/1',
  ...{ scenario: 'tiny', seed: '1', outcome: 'revenue', unit: 'cents', shoppers: 300, before: 7, days: 7 },
  policies: [
    { arm: 'usual', policy: { popularity: {} }, priceFactor: 1 },
    { arm: '<new>', policy: { als: {} }, priceFactor: 1 },
  ],
  level: 0.05,
  looks: [1, 3, 5, 7],
  naiveByTheory: 0.126,
  test: {
    arms: [
      {
        arm: '<new>',
        plain: difference(1.2, 1),
        cuped: difference(1.1, 0.7),
        holm: { plain: 0.03, cuped: 0.01 },
      },
    ],
    correlation: 0.6,
    theta: 0.5,
    contrasts: [],
  },
  truth: [
    {
      ...{ arm: '<new>', effect: 1, needed: 400, neededCuped: 250, power: 0.6, powerCuped: 0.8 },
      stopping: stopping([120, 150, 130, 118, 110]),
    },
  ],
  detectable: { plain: 1.4, cuped: 1 },
  aa: { stopping: stopping([10, 26, 9, 10, 6]), varianceRatio: 0.65, varianceByTheory: 0.64 },
  command: 'npx shoplab ab tiny',
};
