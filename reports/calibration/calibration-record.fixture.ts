/** The record of a calibration, made up. */

import { shapeOf } from '../../datasets/summary-shapes.ts';
import { distanceBetween, type Measured, STATISTIC_NAMES } from '../../datasets/summary-statistics.ts';
import type { PartResult } from '../../experiments/calibration/calibrate.ts';
import { type CalibrationRecord, sealCalibration } from '../../experiments/calibration/calibration-record.ts';
import type { Comparison, Comparisons, Shapes } from '../../experiments/calibration/trial.ts';
import { HOSTILE } from '../study/study-records.fixture.ts';

const sample = (...values: number[]): Measured => ({
  form: 'sample',
  values: Float64Array.from(values),
  n: values.length,
});
const classes = (...counts: number[]): Measured => ({
  form: 'classes',
  counts: Float64Array.from(counts),
  n: counts.reduce((a, b) => a + b, 0),
});
const regions = (counts: readonly number[]): Measured => ({
  form: 'labels',
  counts: new Map(HOSTILE.map((name, at) => [name, counts[at] ?? 1])),
  n: HOSTILE.reduce((sum, _, at) => sum + (counts[at] ?? 1), 0),
});
const items = (...of: number[]): Measured => ({ form: 'items', items: Uint32Array.from(of), n: of.length });

const REAL: Readonly<Record<string, Measured>> = {
  'item-popularity': items(0, 0, 0, 1),
  price: sample(10, 20, 200, 500),
  weekday: classes(1, 1, 1, 1, 1, 0, 0),
  region: regions([5]),
};
const BEFORE = {
  'item-popularity': items(0, 1, 0, 1),
  price: sample(1000, 2000),
  weekday: classes(0, 0, 0, 0, 0, 1, 1),
  region: regions([1, 9]),
};
const AFTER = {
  'item-popularity': items(0, 0, 1, 2),
  price: sample(10, 20, 200, 400),
  weekday: classes(1, 1, 1, 1, 1, 0, 0),
  region: regions([4]),
};

function comparisons(simulated: Readonly<Record<string, Measured>>): Comparisons {
  const entries = STATISTIC_NAMES.map((name): [string, Comparison] =>
    REAL[name] === undefined
      ? [name, { absent: 'the log has none' }]
      : [
          name,
          {
            distance: distanceBetween(REAL[name], simulated[name]!),
            n: REAL[name].n,
            nSimulated: simulated[name]!.n,
          },
        ],
  );
  return Object.fromEntries(entries) as Comparisons;
}
const shapes = (simulated: Readonly<Record<string, Measured>>): Shapes =>
  Object.fromEntries(
    Object.entries(REAL).map(([name, real]) => [name, shapeOf(real, simulated[name]!)!]),
  ) as Shapes;

const part = (name: PartResult['part']): PartResult => ({
  part: name,
  span: 'days 0 to 9',
  ...{
    before: comparisons(BEFORE),
    after: comparisons(AFTER),
    shapes: { before: shapes(BEFORE), after: shapes(AFTER) },
  },
});
export const RECORD: CalibrationRecord = sealCalibration({
  schema: 'shoplab.calibration/1',
  ...{ scenario: 'tiny', seed: 'a', version: '0.1.0', command: 'npx shoplab calibrate tiny --to <b>' },
  data: { name: HOSTILE[1]!, title: HOSTILE[0]!, source: 's', licence: 'l', digest: 'd' },
  calibration: {
    knobs: [
      { path: 'price.median', before: 2000, after: 50, low: 50, high: 100 },
      { path: 'choice.outside', before: 1, after: 2, low: 0, high: 4 },
    ],
    ...{
      observed: { 'arrival.hours': [] },
      opened: {},
      leftOut: {},
      trials: 8,
      replicates: 2,
      shoppers: 100,
    },
    ...{
      shoppersOfLog: 90,
      sizeIn: 'active shoppers',
      absent: { rating: 'the log has no ratings' },
      changes: {},
    },
    parts: [part('fitted'), part('held out')],
  },
});
