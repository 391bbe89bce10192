import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aliasTable,
  exponentialQuantile,
  gammaSample,
  gumbelQuantile,
  normalCdf,
  normalQuantile,
  poissonQuantile,
  sampleAlias,
  zipfWeights,
} from './distributions.ts';
import { chiSquare, kolmogorovDistance } from './goodness-of-fit.ts';
import { exp, lgamma, log } from './math.ts';
import { drawKey, subKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';
import { mean, variance } from './stats.ts';

const KEY = drawKey(seedWords('distributions test'), 'bootstrap');
const unit = fc.double({ min: 2 ** -53, max: 1 - 2 ** -53, noNaN: true });
const draws = (n: number, of: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => of(i));

/** (mean - expected) in standard errors of the sample. */
function zOfMean(sample: Float64Array, expected: number): number {
  return (mean(sample) - expected) / Math.sqrt(variance(sample) / sample.length);
}

describe('normal', () => {
  it('quantiles of Wichura 1988, p. 480: u = 0.25, 0.001, 1e-20', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798409, 14);
    expect([normalQuantile(0.5), normalQuantile(0), normalQuantile(1), normalQuantile(-1)]).toEqual([
      0,
      -Infinity,
      Infinity,
      NaN,
    ]);
  });

  it('cdf at 1.96, -5, -30 (MPFR)', () => {
    expect(normalCdf(1.96)).toBeCloseTo(0.9750021048517795, 15);
    expect(normalCdf(-5) / 2.866515718791939e-7).toBeCloseTo(1, 13);
    expect(normalCdf(-30) / 4.906713927148187e-198).toBeCloseTo(1, 12);
    expect([normalCdf(0), normalCdf(Infinity), normalCdf(-Infinity), normalCdf(NaN)]).toEqual([
      0.5,
      1,
      0,
      NaN,
    ]);
  });

  it('quantile and cdf undo each other, far into the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.999, noNaN: true }), (u) => {
        expect(normalCdf(normalQuantile(u)) / u).toBeCloseTo(1, 10);
      }),
    );
  });

  it('quantile is odd about one half and never falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 20 - 1 }), (k) => {
        const u = k / 2 ** 20;
        expect(normalQuantile(1 - u)).toBe(-normalQuantile(u));
        expect(normalQuantile(u + 2 ** -40)).toBeGreaterThanOrEqual(normalQuantile(u));
      }),
    );
  });
});

describe('inversion against closed forms', () => {
  it.each([
    ['normal', normalQuantile, normalCdf],
    ['exponential', exponentialQuantile, (x: number) => 1 - exp(-x)],
    ['gumbel', gumbelQuantile, (x: number) => exp(-exp(-x))],
  ] as const)('%s: cdf(quantile(u)) = u, and 100,000 keyed draws follow the cdf', (_, quantile, cdf) => {
    fc.assert(
      fc.property(unit, (u) => {
        expect(cdf(quantile(u))).toBeCloseTo(u, 14);
      }),
    );
    const sample = draws(100_000, (i) => quantile(uniform(KEY, i)));
    expect(kolmogorovDistance(sample, cdf) * Math.sqrt(sample.length)).toBeLessThan(1.95);
  });

  it('means and variances: exponential 1 and 1, Gumbel 0.5772 and pi^2 / 6', () => {
    const exponential = draws(200_000, (i) => exponentialQuantile(uniform(KEY, i, 1)));
    const gumbel = draws(200_000, (i) => gumbelQuantile(uniform(KEY, i, 2)));
    expect(Math.abs(zOfMean(exponential, 1))).toBeLessThan(3.5);
    expect(Math.abs(zOfMean(gumbel, 0.5772156649015329))).toBeLessThan(3.5);
    expect(variance(exponential)).toBeCloseTo(1, 1);
    expect(variance(gumbel)).toBeCloseTo(Math.PI ** 2 / 6, 1);
  });

  it('argmax of utility + Gumbel picks by the logit probabilities', () => {
    const utility = [0, 1, -0.5, 2];
    const total = utility.reduce((sum, v) => sum + exp(v), 0);
    const picked = new Float64Array(4);
    const n = 50_000;
    for (let i = 0; i < n; i++) {
      const noisy = utility.map((v, item) => v + gumbelQuantile(uniform(KEY, i, item, 3)));
      picked[noisy.indexOf(Math.max(...noisy))]!++;
    }
    expect(
      chiSquare(
        picked,
        utility.map((v) => (n * exp(v)) / total),
      ),
    ).toBeLessThan(16.3); // 3 degrees, 0.1 %
  });
});

describe('poissonQuantile', () => {
  const probability = (k: number, mu: number): number => exp(k * log(mu) - mu - lgamma(k + 1));

  it.each([0.01, 0.7, 3, 9.99, 10, 10.5, 47.2, 300])('mean %d: the smallest k whose cdf reaches u', (mu) => {
    const cdf: number[] = [];
    for (let k = 0, sum = 0; k < mu + 12 * Math.sqrt(mu) + 20; k++) {
      sum += probability(k, mu);
      cdf.push(sum);
    }
    for (let i = 1; i < 500; i++)
      expect(poissonQuantile(i / 500, mu)).toBe(cdf.findIndex((c) => c >= i / 500));
    for (let k = 0; k < cdf.length; k++) {
      if (cdf[k]! < 1e-10 || cdf[k]! > 1 - 1e-10) continue;
      expect(poissonQuantile(cdf[k]! - 1e-12, mu)).toBe(k);
      expect(poissonQuantile(cdf[k]! + 1e-12, mu)).toBe(k + 1);
    }
  });

  it('quantiles at a large mean, by MPFR sums', () => {
    expect(poissonQuantile(0.9999972473417489, 3467945.9978722865)).toBe(3476412);
    expect(poissonQuantile(0.9999977883687587, 3943238.602870581)).toBe(3952357);
  });

  it.each([
    [2 ** -53, 51.11497776877423, 5],
    [2 ** -53, 51.62612754646197, 5],
    [2 ** -52, 36.7, 1],
    [2 ** -53, 200, 96],
    [2 ** -53, 9999, 9189],
    [2 ** -33, 1234.5, 1018],
    [1 - 2 ** -53, 1e-9, 1],
    [1 - 2 ** -53, 3, 26],
    [1 - 2 ** -53, 51, 120],
    [1 - 2 ** -53, 200, 327],
    [1 - 2 ** -53, 9999, 10831],
    [1 - 2 ** -33, 1234.5, 1464],
  ])('quantiles in the tails, by sums of 60 digits: u %d, mean %d', (u, mu, k) => {
    expect(poissonQuantile(u, mu)).toBe(k);
  });

  it('never falls in u nor in the mean', () => {
    fc.assert(
      fc.property(unit, unit, fc.double({ min: 0, max: 1e4, noNaN: true }), (u, v, mu) => {
        expect(poissonQuantile(Math.max(u, v), mu)).toBeGreaterThanOrEqual(
          poissonQuantile(Math.min(u, v), mu),
        );
        expect(poissonQuantile(u, mu * 1.01)).toBeGreaterThanOrEqual(poissonQuantile(u, mu));
      }),
    );
  });

  it('mean and variance are the mean', () => {
    for (const mu of [0.3, 8, 120]) {
      const sample = draws(30_000, (i) => poissonQuantile(uniform(KEY, i, 4), mu));
      expect(Math.abs(zOfMean(sample, mu))).toBeLessThan(3.5);
      expect(variance(sample) / mu).toBeCloseTo(1, 1);
    }
  });

  it('ends at the extremes of u and refuses means out of range', () => {
    expect(poissonQuantile(0.3, 0)).toBe(0);
    expect(poissonQuantile(1 - 2 ** -53, 0)).toBe(0);
    expect(poissonQuantile(2 ** -53, 1e6)).toBeGreaterThan(1e6 - 9000);
    expect(poissonQuantile(1 - 2 ** -53, 1e6)).toBeLessThan(1e6 + 9000);
    expect(poissonQuantile(1 - 2 ** -53, 3)).toBeLessThan(40);
    expect(() => poissonQuantile(0.5, -1)).toThrow('poisson: mean is -1; it must be in [0, 1e9]');
    expect(() => poissonQuantile(0.5, NaN)).toThrow('poisson: mean is NaN');
  });
});

describe('gammaSample', () => {
  /** Erlang cdf: 1 - sum_{j < k} e^-x x^j / j!. */
  const erlang =
    (k: number) =>
    (x: number): number => {
      let term = exp(-x);
      let sum = 0;
      for (let j = 0; j < k; j++) {
        sum += term;
        term *= x / (j + 1);
      }
      return 1 - sum;
    };

  it.each([1, 2, 5])('shape %d follows the Erlang cdf', (k) => {
    const sample = draws(50_000, (i) => gammaSample(subKey(KEY, i, k), k));
    expect(kolmogorovDistance(sample, erlang(k)) * Math.sqrt(sample.length)).toBeLessThan(1.95);
  });

  it('shape 1/2 is half a squared normal', () => {
    const sample = draws(50_000, (i) => gammaSample(subKey(KEY, i, 77), 0.5));
    const cdf = (x: number): number => 2 * normalCdf(Math.sqrt(2 * x)) - 1;
    expect(kolmogorovDistance(sample, cdf) * Math.sqrt(sample.length)).toBeLessThan(1.95);
  });

  it('mean and variance are the shape', () => {
    for (const shape of [0.1, 0.9, 3.7, 250]) {
      const sample = draws(40_000, (i) => gammaSample(subKey(KEY, i, 99, shape * 10), shape));
      expect(Math.abs(zOfMean(sample, shape))).toBeLessThan(3.5);
      expect(variance(sample) / shape).toBeGreaterThan(0.9);
      expect(variance(sample) / shape).toBeLessThan(1.1);
    }
  });

  it('is a function of its key and refuses other shapes', () => {
    expect(gammaSample(subKey(KEY, 1), 2)).toBe(gammaSample(subKey(KEY, 1), 2));
    expect(gammaSample(subKey(KEY, 1), 2)).not.toBe(gammaSample(subKey(KEY, 2), 2));
    for (const shape of [0, -1, NaN, Infinity])
      expect(() => gammaSample(KEY, shape)).toThrow(`shape is ${shape}`);
  });
});

describe('alias table', () => {
  /** The probability that a table gives to each index, exactly. */
  function probabilities({ stay, alias }: ReturnType<typeof aliasTable>): number[] {
    const out = new Array<number>(stay.length).fill(0);
    stay.forEach((chance, i) => {
      out[i]! += chance / stay.length;
      out[alias[i]!]! += (1 - chance) / stay.length;
    });
    return out;
  }

  it('holds exactly the distribution of its weights; a weight of 0 is never drawn', () => {
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 50 }), (weights) => {
        const total = weights.reduce((sum, w) => sum + w, 0);
        fc.pre(total > 0);
        probabilities(aliasTable(weights)).forEach((p, i) => {
          expect(p).toBeCloseTo(weights[i]! / total, 12);
          if (weights[i] === 0) expect(p).toBe(0);
        });
      }),
    );
  });

  it('draws follow the weights: chi-square', () => {
    const weights = [5, 0, 1, 3, 0.5, 10];
    const table = aliasTable(weights);
    const n = 100_000;
    const seen = new Float64Array(6);
    for (let i = 0; i < n; i++) seen[sampleAlias(table, uniform(KEY, i, 6))]!++;
    expect(seen[1]).toBe(0);
    const used = [0, 2, 3, 4, 5];
    expect(
      chiSquare(
        used.map((i) => seen[i]!),
        used.map((i) => (n * weights[i]!) / 19.5),
      ),
    ).toBeLessThan(18.5); // 4 degrees, 0.1 %
  });

  it('covers both ends of (0, 1)', () => {
    const table = aliasTable([1, 1, 1]);
    expect(sampleAlias(table, 2 ** -53)).toBe(0);
    expect(sampleAlias(table, 1 - 2 ** -53)).toBe(2);
    expect(sampleAlias(aliasTable([7]), 0.5)).toBe(0);
  });

  it('refuses weights that make no distribution', () => {
    expect(() => aliasTable([1, -1])).toThrow('alias: weight 1 is -1; it must be 0 or more');
    expect(() => aliasTable([0, 0])).toThrow('alias: the 2 weights add up to 0; that must be above 0');
    expect(() => aliasTable([])).toThrow('the 0 weights');
    expect(() => aliasTable([NaN])).toThrow('weight 0 is NaN');
  });
});

describe('zipfWeights', () => {
  it('exponent 1 over four ranks: 12, 6, 4, 3 twenty-fifths', () => {
    const weights = zipfWeights(4, 1);
    [12, 6, 4, 3].forEach((share, i) => {
      expect(weights[i]).toBeCloseTo(share / 25, 15);
    });
  });

  it('adds up to 1; exponent 0 is even', () => {
    expect(zipfWeights(1000, 1.3).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    expect([...zipfWeights(4, 0)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
