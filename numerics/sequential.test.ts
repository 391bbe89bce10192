import { describe, expect, it } from 'vitest';
import { alwaysValidP, alwaysValidReach, mixtureP } from './always-valid.ts';
import { cuped } from './cuped.ts';
import { normalQuantile } from './distributions.ts';
import { boundConstant, crossingChances, equalLooks, groupSequentialBounds } from './group-sequential.ts';
import { powerOf, unitsNeeded } from './power.ts';
import { drawKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';
import { variance } from './stats.ts';

describe('bounds of group sequential tests', () => {
  // Jennison and Turnbull 2000, table 2.1 (Pocock) and table 2.3 (O'Brien and Fleming), level .05, two-sided.
  it.each([
    [1, 1.96, 1.96],
    [2, 2.178, 1.977],
    [3, 2.289, 2.004],
    [4, 2.361, 2.024],
    [5, 2.413, 2.04],
    [10, 2.555, 2.087],
    [20, 2.672, 2.126],
  ])(
    'for %i looks are those of the published tables: Pocock %f, O’Brien and Fleming %f',
    (looks, pocock, fleming) => {
      const times = equalLooks(looks);
      expect(Math.abs(boundConstant('pocock', times) - pocock)).toBeLessThan(6e-4);
      expect(Math.abs(boundConstant('obrien-fleming', times) - fleming)).toBeLessThan(6e-4);
    },
  );

  it('fall with the root of information after O’Brien and Fleming', () => {
    const bounds = groupSequentialBounds('obrien-fleming', equalLooks(5));
    for (const [look, bound] of bounds.entries())
      expect(bound).toBeCloseTo(bounds[4]! * Math.sqrt(5 / (look + 1)), 9);
    // 4.562, 3.226, 2.634, 2.281, 2.040: the same book.
    expect(bounds[0]).toBeCloseTo(4.562, 2);
  });

  it('know what naive looks cost: Armitage, McPherson and Rowe 1969, table 2', () => {
    const naive = (looks: number): number =>
      crossingChances(new Float64Array(looks).fill(1.959964), equalLooks(looks)).reduce(
        (sum, one) => sum + one,
        0,
      );
    for (const [looks, chance] of [
      [1, 0.05],
      [2, 0.083],
      [3, 0.107],
      [4, 0.126],
      [5, 0.142],
      [10, 0.193],
      [20, 0.248],
    ] as const)
      expect(Math.abs(naive(looks) - chance), `${looks} looks`).toBeLessThan(6e-4);
  });

  it('have the power of a single look where there is one', () => {
    const [chance] = crossingChances([1.959964], [1], 2.8);
    expect(chance).toBeCloseTo(powerOf(2.8, 1), 6);
  });

  it('refuse information that does not grow', () => {
    expect(() => crossingChances([2, 2], [0.5, 0.5])).toThrow(
      'looks: time 0.5 after 0.5; information must grow',
    );
  });
});

/** Independent standard normals, four a stream. */
const normalAt = (stream: number, step: number): number =>
  normalQuantile(uniform(drawKey(seedWords('sequential'), 'permutation'), stream, step));

describe('type I errors over streams without an effect', () => {
  const [streams, looks] = [4000, 5];
  const rejected = { naive: 0, pocock: 0, fleming: 0, mixture: 0 };
  const bounds = {
    pocock: groupSequentialBounds('pocock', equalLooks(looks)),
    fleming: groupSequentialBounds('obrien-fleming', equalLooks(looks)),
  };
  for (let stream = 0; stream < streams; stream++) {
    let sum = 0;
    const hit = { naive: false, pocock: false, fleming: false };
    for (let look = 0; look < looks; look++) {
      sum += normalAt(stream, look);
      const z = Math.abs(sum) / Math.sqrt(look + 1);
      hit.naive ||= z > 1.959964;
      hit.pocock ||= z > bounds.pocock[look]!;
      hit.fleming ||= z > bounds.fleming[look]!;
    }
    for (const name of ['naive', 'pocock', 'fleming'] as const) rejected[name] += Number(hit[name]);
  }
  // A stream of the mixture test is looked at 200 times.
  for (let stream = 0; stream < 1000; stream++) {
    let [sum, least] = [0, 1];
    for (let n = 1; n <= 200; n++) {
      sum += normalAt(100_000 + stream, n);
      least = Math.min(least, mixtureP(sum / n, 1 / n, 0.3));
    }
    rejected.mixture += Number(least <= 0.05);
  }

  it('are inflated by naive looks, as the integral says', () => {
    // .142 within four standard errors.
    expect(Math.abs(rejected.naive / streams - 0.142)).toBeLessThan(4 * Math.sqrt((0.142 * 0.858) / streams));
  });

  it.each(['pocock', 'fleming'] as const)('are at the level with bounds of %s', (name) => {
    expect(Math.abs(rejected[name] / streams - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / streams));
  });

  it('are below the level however often the mixture is looked at', () => {
    expect(rejected.mixture / 1000).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 1000));
    expect(rejected.mixture).toBeGreaterThan(0);
  });
});

describe('the mixture test', () => {
  it('is the integral of likelihood ratios over the mixture', () => {
    const [difference, own, spread] = [0.4, 0.04, 0.5];
    let ratio = 0;
    const step = 0.001;
    for (let effect = -5; effect <= 5; effect += step) {
      const density =
        Math.exp((-effect * effect) / (2 * spread * spread)) / (spread * Math.sqrt(2 * Math.PI));
      ratio += step * density * Math.exp((difference * effect - (effect * effect) / 2) / own);
    }
    expect(1 / mixtureP(difference, own, spread)).toBeCloseTo(ratio, 4);
  });

  it('never rises again, and its interval ends where its p is the level', () => {
    expect(
      [...alwaysValidP([1, 0, 0.1], [0.1, 0.05, 0.03], 1)].map((p) => p === mixtureP(1, 0.1, 1)),
    ).toEqual([true, true, true]);
    const reach = alwaysValidReach(0.04, 0.5);
    expect(mixtureP(reach, 0.04, 0.5)).toBeCloseTo(0.05, 12);
    expect(mixtureP(0, 0.04, 0.5)).toBe(1);
  });
});

describe('power', () => {
  // statsmodels.stats.power.NormalIndPower, 0.15.0
  it('needs as many as statsmodels says', () => {
    // It counts the chance of a finding on the wrong side too, some 1e-6 of what is needed.
    expect(unitsNeeded(0.2, [1, 1]) / 392.4430232577885).toBeCloseTo(1, 5);
    expect(unitsNeeded(0.1, [1, 1], { level: 0.01, power: 0.9, ratio: 3 }) / 1983.9182888679297).toBeCloseTo(
      1,
      5,
    );
    expect(powerOf(0.25, Math.sqrt(2 / 100))).toBeCloseTo(0.42389054125442516, 9);
    expect(powerOf(0.05, Math.sqrt(1 / 50 + 1 / 100))).toBeCloseTo(0.05960005159006263, 9);
    expect(unitsNeeded(0, [1, 1])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('CUPED', () => {
  it('leaves 1 - the square of the correlation of the variance, exactly', () => {
    const before = Float64Array.from({ length: 500 }, (_, i) => normalAt(i, 1));
    const outcome = before.map((own, i) => 0.6 * own + 0.8 * normalAt(i, 2));
    const { adjusted, correlation, theta } = cuped(outcome, before);
    expect(variance(adjusted) / variance(outcome)).toBeCloseTo(1 - correlation ** 2, 12);
    expect(Math.abs(correlation - 0.6)).toBeLessThan(0.12);
    expect(Math.abs(theta - 0.6)).toBeLessThan(0.12);
  });

  it('is nothing where before does not vary', () => {
    expect(cuped([1, 2], [3, 3])).toEqual({ theta: 0, correlation: 0, adjusted: Float64Array.of(1, 2) });
    expect(() => cuped([1], [1, 2])).toThrow('cuped: 1 outcomes and 2 of before; they must be equal');
  });
});
