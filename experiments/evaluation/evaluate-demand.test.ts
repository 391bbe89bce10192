import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Fold } from '../splits/split.ts';
import { evaluateClassify, evaluateForecast } from './evaluate-demand.ts';
import type { EvaluationOptions } from './evaluation.ts';

const DAY = 86_400;
const optionsOf = (...names: string[]): EvaluationOptions => ({
  requests: names.map((name) => ({ name, cutoff: null })),
  primary: { name: names[0]!, cutoff: null },
  groups: [],
  statistics: { resamples: 100, level: 0.95 },
  key: drawKey(seedWords('demand'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => 0,
});
/** Shopper, item, time, relevant. */
const ROWS = [
  [0, 0, 0, 1],
  [1, 1, 10, 1],
  [2, 0, 20, 0],
  [0, 0, DAY, 1],
  [0, 2, DAY + 5, 1],
  [3, 0, 2 * DAY, 1],
  [1, 1, 2 * DAY + 9, 0],
  [2, 0, 3 * DAY + 7, 1],
] as const;
const FEEDBACK = {
  length: ROWS.length,
  shoppers: 4,
  items: 3,
  shopper: Uint32Array.from(ROWS, ([shopper]) => shopper),
  item: Uint32Array.from(ROWS, ([, item]) => item),
  time: Uint32Array.from(ROWS, ([, , time]) => time),
  value: new Float32Array(ROWS.length).fill(1),
  relevant: Uint8Array.from(ROWS, ([, , , relevant]) => relevant),
};
const FOLD: Fold = { train: Uint32Array.of(0, 1, 2), test: Uint32Array.of(3, 4, 5, 6, 7), cutoff: DAY };
const valuesOf = ({
  result,
}: {
  result: { estimates: readonly { name: string; mean: number | null; n: number }[] };
}) => result.estimates.map(({ name, mean, n }) => [name, mean, n]);

describe('evaluateForecast', () => {
  const model = {
    series: 3,
    period: DAY,
    seriesOf: Uint32Array.of(0, 1, 2),
    totals: Float64Array.of(1, 1, 0),
    scale: Float64Array.of(1, 0, 0),
    forecast: (horizon: number, out: Float64Array) => void out.fill(0.5, 0, 3 * horizon),
  };
  it('compares whole days of series known in training, by hand', async () => {
    const evaluation = await evaluateForecast(
      model,
      FEEDBACK,
      FOLD,
      optionsOf('forecastMae', 'wape', 'mase'),
    );
    // two whole days: item 0 sells 1 and 1, item 1 nothing; the last row is in the third day, that has not ended
    expect(valuesOf(evaluation)).toEqual([
      ['forecastMae', 0.5, 4],
      ['wape', 1, 4],
      ['mase', 0.5, 4],
    ]);
    expect(evaluation.result.counts).toMatchObject({
      evaluated: 4,
      withoutRelevant: 1,
      trainRows: 3,
      testRows: 5,
    });
  });
  it('has intervals over series: of two that miss by .5 each, and one is scaled', async () => {
    const { result } = await evaluateForecast(
      model,
      FEEDBACK,
      FOLD,
      optionsOf('forecastMae', 'wape', 'mase'),
    );
    const [mae, wape, mase] = result.estimates;
    expect([mae!.low, mae!.high]).toEqual([0.5, 0.5]);
    // With item 0 twice 2 of 4 are missed, with both 2 of 2; with item 1 twice nothing is bought, and that is no resample.
    expect([wape!.low, wape!.high]).toEqual([0.5, 1]);
    expect([mase!.low, mase!.high]).toEqual([0.5, 0.5]);
  });
  it('refuses a test part shorter than a period, and a split without an instant', async () => {
    const week = { ...model, period: 7 * DAY };
    await expect(evaluateForecast(week, FEEDBACK, FOLD, optionsOf('wape'))).rejects.toThrow(
      'less than the period',
    );
    const folds = { ...FOLD, cutoff: null };
    await expect(evaluateForecast(model, FEEDBACK, folds, optionsOf('wape'))).rejects.toThrow(
      'cuts at no instant',
    );
  });
});

describe('evaluateClassify', () => {
  const model = {
    probability: (shopper: Uint32Array, out: Float64Array) =>
      shopper.forEach((s, i) => {
        out[i] = [0.9, 0.6, 0.3][s]!;
      }),
  };
  it('asks about shoppers known in training whether they bought, by hand', async () => {
    const evaluation = await evaluateClassify(model, FEEDBACK, FOLD, optionsOf('auc', 'brier'));
    // 0 and 2 bought, 1 only looked; 3 is new
    expect(valuesOf(evaluation)).toEqual([
      ['auc', 0.5, 3],
      ['brier', expect.closeTo((0.01 + 0.36 + 0.49) / 3, 12), 3],
    ]);
    expect(evaluation.result.counts.unknownShoppers).toBe(1);
  });
  it('has intervals over shoppers', async () => {
    const options = { ...optionsOf('auc', 'brier'), statistics: { resamples: 2000, level: 0.95 } };
    const { result } = await evaluateClassify(model, FEEDBACK, FOLD, options);
    const [auc, brier] = result.estimates;
    // One of 27 resamples has the same shopper thrice: more than the 2.5 % that are cut off.
    // Of the resamples with a buyer and the other: with both buyers .5, with one of them 1 or 0.
    expect([auc!.low, auc!.high]).toEqual([0, 1]);
    expect(brier!.low).toBeCloseTo(0.01, 12);
    expect(brier!.high).toBeCloseTo(0.49, 12);
  });
  it('refuses an answer that is no number', async () => {
    const broken = { probability: (_: Uint32Array, out: Float64Array) => void out.fill(Number.NaN) };
    await expect(evaluateClassify(broken, FEEDBACK, FOLD, optionsOf('auc'))).rejects.toThrow(
      'answered NaN at 0',
    );
  });
});
