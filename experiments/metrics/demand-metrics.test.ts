import { describe, expect, it } from 'vitest';
import { auc, averagePrecision, brier, calibrationError, logLoss } from './class-scores.ts';
import { forecastErrors, forecastMae, forecastRmse, mase, wape } from './forecast-error.ts';

describe('forecast errors by hand', () => {
  // Two series, two periods: errors 1, -2 and 0, 3.
  const actual = Float64Array.of(2, 4, 0, 1);
  const predicted = Float64Array.of(3, 2, 0, 4);
  const errors = forecastErrors(actual, predicted, Float64Array.of(0.5, 2), 2);
  it.each([
    [forecastMae, 6 / 4],
    [forecastRmse, Math.sqrt(14 / 4)],
    [wape, 6 / 7],
    // 1.5 / .5 and 1.5 / 2
    [mase, (3 + 0.75) / 2],
  ] as const)('$name', (metric, expected) => {
    expect(metric.of(errors)).toBeCloseTo(expected, 12);
  });
  it('mase leaves out a series that did not change from season to season', () => {
    expect(mase.of({ ...errors, scale: Float64Array.of(0, 2) })).toBeCloseTo(0.75, 12);
    expect(mase.of({ ...errors, scale: new Float64Array(2) })).toBeNaN();
  });
  it('wape is not defined where nothing was bought', () => {
    expect(wape.of({ ...errors, bought: new Float64Array(2) })).toBeNaN();
  });
});

describe('scores of probabilities', () => {
  const chance = Float64Array.of(0.9, 0.8, 0.8, 0.6, 0.5, 0.5, 0.5, 0.2, 0.1, 0.05);
  const label = Uint8Array.of(1, 1, 0, 1, 0, 1, 0, 0, 1, 0);
  // scikit-learn: roc_auc_score, average_precision_score, log_loss, brier_score_loss.
  it.each([
    [auc, 0.7],
    [averagePrecision, 0.7087301587301587],
    [logLoss, 0.7105231083547767],
    [brier, 0.24525],
  ] as const)('$name is what scikit-learn gives, ties included', (metric, expected) => {
    expect(metric.of(chance, label)).toBeCloseTo(expected, 12);
  });
  it('calibrationError by hand: bins of .0, .1, .2, .5, .6, .8 and .9', () => {
    // .05 - 0, .1 - 1, .2 - 0, 1.5 - 1, .6 - 1, 1.6 - 1, .9 - 1
    const expected = (0.05 + 0.9 + 0.2 + 0.5 + 0.4 + 0.6 + 0.1) / 10;
    expect(calibrationError.of(chance, label)).toBeCloseTo(expected, 12);
  });
  it('ranks are not defined where all or none bought; certainty that is wrong costs 1e-15', () => {
    expect(auc.of(chance, new Uint8Array(10))).toBeNaN();
    expect(auc.of(chance, new Uint8Array(10).fill(1))).toBeNaN();
    expect(averagePrecision.of(chance, new Uint8Array(10))).toBeNaN();
    expect(logLoss.of(Float64Array.of(1), Uint8Array.of(0))).toBeCloseTo(-Math.log(1e-15), 1);
  });
});
