import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitCounts, poissonDeviance, rateOf } from './count-regression.ts';

interface Fixture {
  readonly x: number[][];
  readonly y: number[];
  /** Intercept first; of the negative binomial 1 / size last. */
  readonly poisson: number[];
  readonly negativeBinomial: number[];
  /** Of alpha .1, a row: intercept last. */
  readonly ridge: number[];
  readonly deviance: number;
}
const FIXTURE = JSON.parse(
  readFileSync(new URL('./count-regression.fixture.json', import.meta.url), 'utf8'),
) as Fixture;
const X = Float64Array.from(FIXTURE.x.flat());

describe('fitCounts', () => {
  it('is what statsmodels finds: Poisson', () => {
    const model = fitCounts(X, FIXTURE.y, 3, { penalty: 0, family: 'poisson' });
    const [intercept, ...rest] = FIXTURE.poisson;
    [...rest, intercept!].forEach((value, j) => {
      expect(model.weights[j]).toBeCloseTo(value, 7);
    });
    expect(model.size).toBe(Number.POSITIVE_INFINITY);
    expect(poissonDeviance(FIXTURE.y, rateOf(model, X, 3))).toBeCloseTo(FIXTURE.deviance, 8);
  });

  it('is what statsmodels finds: negative binomial', () => {
    const model = fitCounts(X, FIXTURE.y, 3, { penalty: 0, family: 'negative-binomial' });
    const [intercept, ...rest] = FIXTURE.negativeBinomial;
    const alpha = rest.pop()!;
    [...rest, intercept!].forEach((value, j) => {
      expect(model.weights[j]).toBeCloseTo(value, 4);
    });
    expect(1 / model.size).toBeCloseTo(alpha, 4);
  });

  it('is what scikit-learn finds: ridge', () => {
    const model = fitCounts(X, FIXTURE.y, 3, { penalty: 0.1 * FIXTURE.y.length, family: 'poisson' });
    FIXTURE.ridge.forEach((value, j) => {
      expect(model.weights[j]).toBeCloseTo(value, 6);
    });
  });

  it('refuses what are no counts, and counts that are all 0', () => {
    const options = { penalty: 0, family: 'poisson' } as const;
    expect(() => fitCounts(Float64Array.of(1, 2), [1, -1], 1, options)).toThrow('-1 of row 1 is no count');
    expect(() => fitCounts(Float64Array.of(1, 2), [0, 0], 1, options)).toThrow('all 2 are 0');
  });
});

describe('poissonDeviance', () => {
  it('is 0 where rates are the counts: by hand elsewhere', () => {
    expect(poissonDeviance([0, 2], [1e-300, 2])).toBeCloseTo(0, 12);
    expect(poissonDeviance([0, 2], [1, 1])).toBeCloseTo((2 + 2 * (2 * Math.LN2 - 2 + 1)) / 2, 12);
  });
});
