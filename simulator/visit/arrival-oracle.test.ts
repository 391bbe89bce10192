/** Arrivals against their closed forms, in whole worlds: Poisson given the rate, gamma-Poisson over shoppers, dropout, clocks. */

import { describe, expect, it } from 'vitest';
import { chiSquare, kolmogorovDistance } from '../../numerics/goodness-of-fit.ts';
import { lgamma } from '../../numerics/math.ts';
import { seedWords } from '../../numerics/seed.ts';
import { DAY } from '../behaviour/arrival.ts';
import { STILL_LIFE } from '../figures/observed.fixture.ts';
import { STILL_HERE } from '../people/lives.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';

const FLAT_WEEK = Array(7).fill(1);
const SHOPPERS = 6000;

/** Whoever comes sees one slot and leaves. */
function arrivals(
  seed: string,
  days: number,
  arrival: object,
  churn: object = { perDay: 0, satisfaction: 0 },
): SimulatedWorld {
  const scenario = smallScenario({
    days,
    truth: 'actions',
    shoppers: { count: SHOPPERS },
    exposure: { slateSize: 1, maxSlates: 1, policy: { name: 'random' } },
    choice: { outside: 20 },
    arrival: { weekdays: FLAT_WEEK, anonymous: 0, ...arrival },
    life: { ...STILL_LIFE, churn },
  });
  return simulateInMemory(scenario, seedWords(seed), { keepImpressions: false });
}

function sessionsByShopper({ truth }: SimulatedWorld): Float64Array {
  const counts = new Float64Array(SHOPPERS);
  for (const shopper of truth.sessions.shopper) counts[shopper]!++;
  return counts;
}

/** Shoppers by number of sessions; the last cell holds the rest. */
function histogram(counts: Float64Array, cells: number): Float64Array {
  const shoppers = new Float64Array(cells);
  for (const count of counts) shoppers[Math.min(count, cells - 1)]!++;
  return shoppers;
}

/** P(N = n) of a Poisson count whose mean is gamma distributed with this shape and mean: the negative binomial. */
function negativeBinomial(n: number, shape: number, mean: number): number {
  if (mean === 0) return n === 0 ? 1 : 0;
  const p = mean / (mean + shape);
  const ways = lgamma(n + shape) - lgamma(shape) - lgamma(n + 1);
  return Math.exp(ways + shape * Math.log(1 - p) + n * Math.log(p));
}

/** Pearson's statistic over cells that expect at least 5 shoppers, the rest in one, and the most it may be: 4 deviations up. */
function pearson(counts: Float64Array, chance: (n: number) => number): { statistic: number; most: number } {
  const expected: number[] = [];
  for (let n = 0, sum = 0; n < 400; n++) {
    const here = SHOPPERS * chance(n);
    if (here < 5 && sum > SHOPPERS / 2) break;
    expected.push(here);
    sum += here;
  }
  const rest = SHOPPERS - expected.reduce((sum, one) => sum + one, 0);
  if (rest < 5) expected.push(expected.pop()! + rest);
  else expected.push(rest);
  const freedom = expected.length - 1;
  return {
    statistic: chiSquare(histogram(counts, expected.length), expected),
    most: freedom + 4 * Math.sqrt(2 * freedom),
  };
}

describe('sessions of a shopper', () => {
  const world = arrivals('poisson', 5, { sessionsPerDay: 0.8, shape: 1.5 });
  const { rate } = world.world.shoppers;

  it('are Poisson given the rate: as spread as their means, in every fifth of the rates', () => {
    const counts = sessionsByShopper(world);
    const order = Array.from(rate.keys()).sort((a, b) => rate[a]! - rate[b]!);
    for (let fifth = 0; fifth < 5; fifth++) {
      let mean = 0;
      let squares = 0;
      let variance = 0;
      let fourth = 0;
      for (const shopper of order.slice((fifth * SHOPPERS) / 5, ((fifth + 1) * SHOPPERS) / 5)) {
        const expected = 5 * rate[shopper]!;
        mean += counts[shopper]! - expected;
        squares += (counts[shopper]! - expected) ** 2;
        variance += expected;
        // Of (n - m)^2 about m: fourth central moment m + 3 m^2, less m^2.
        fourth += expected + 2 * expected ** 2;
      }
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance));
      expect(Math.abs(squares - variance)).toBeLessThan(4 * Math.sqrt(fourth));
    }
  });

  it('of one day tell nothing of the next, given the rate', () => {
    const byDay = Array.from({ length: 5 }, () => new Float64Array(SHOPPERS));
    const { round } = world.log.sessions;
    world.truth.sessions.shopper.forEach((shopper, row) => {
      byDay[round[row]!]![shopper]!++;
    });
    let sum = 0;
    let variance = 0;
    for (let day = 1; day < 5; day++) {
      for (let shopper = 0; shopper < SHOPPERS; shopper++) {
        const mean = rate[shopper]!;
        sum += (byDay[day]![shopper]! - mean) * (byDay[day - 1]![shopper]! - mean);
        variance += mean * mean;
      }
    }
    expect(Math.abs(sum)).toBeLessThan(4 * Math.sqrt(variance));
  });

  it.each([
    [0.3, 0.2],
    [1, 0.5],
    [8, 0.4],
  ])('are gamma-Poisson over shoppers: shape %d, %d a day', (shape, sessionsPerDay) => {
    const counts = sessionsByShopper(arrivals('nbd', 7, { sessionsPerDay, shape }));
    const { statistic, most } = pearson(counts, (n) => negativeBinomial(n, shape, 7 * sessionsPerDay));
    expect(statistic).toBeLessThan(most);
    // A shape half as large again would be seen.
    expect(
      pearson(counts, (n) => negativeBinomial(n, shape * 1.5, 7 * sessionsPerDay)).statistic,
    ).toBeGreaterThan(most);
  });
});

describe('dropout', () => {
  const DAYS = 20;
  const RATE = { sessionsPerDay: 0.3, shape: 0.8 };
  const CHURN = { perDay: 0.08, shape: 1.2, satisfaction: 0 };
  const world = arrivals('dropout', DAYS, RATE, CHURN);
  /** Chance of being there after k days: the hazard is gamma distributed, so Pareto of the second kind, at whole days. */
  const stays = (k: number): number => (1 + (k * CHURN.perDay) / CHURN.shape) ** -CHURN.shape;

  it('is Pareto: shoppers still there at the start of each day', () => {
    world.lives.forEach(({ columns }, day) => {
      const p = stays(day);
      const here = columns.left.reduce((sum, left) => sum + (left === STILL_HERE ? 1 : 0), 0);
      expect(Math.abs(here - SHOPPERS * p)).toBeLessThanOrEqual(4 * Math.sqrt(SHOPPERS * p * (1 - p)));
    });
    expect(stays(DAYS - 1)).toBeLessThan(0.4);
  });

  it('makes the sessions of a shopper Pareto/NBD, in days', () => {
    // Who stays k days has the gamma-Poisson count of k days: those who left after day k, and those who never did.
    const chance = (n: number): number => {
      let sum = stays(DAYS - 1) * negativeBinomial(n, RATE.shape, DAYS * RATE.sessionsPerDay);
      for (let k = 1; k < DAYS; k++)
        sum += (stays(k - 1) - stays(k)) * negativeBinomial(n, RATE.shape, k * RATE.sessionsPerDay);
      return sum;
    };
    const counts = sessionsByShopper(world);
    const { statistic, most } = pearson(counts, chance);
    expect(statistic).toBeLessThan(most);
    const withoutDropout = pearson(counts, (n) =>
      negativeBinomial(n, RATE.shape, DAYS * RATE.sessionsPerDay),
    );
    expect(withoutDropout.statistic).toBeGreaterThan(10 * most);
  });

  it('lets nobody come after leaving', () => {
    const { left } = world.lives.at(-1)!.columns;
    world.truth.sessions.shopper.forEach((shopper, row) => {
      expect(world.log.sessions.start[row]!).toBeLessThan(left[shopper]!);
    });
  });
});

describe('clocks', () => {
  const hours = [0, 1, 0.5, 0.25, 0.25, 0.5, 1, 2, 3, 4, 4, 4, 3, 3, 4, 4, 5, 5, 6, 8, 9, 7, 3, 1];
  const weekdays = [5, 4, 3, 2, 1, 0, 6];
  const world = arrivals('clocks', 14, { sessionsPerDay: 0.3, shape: 2, hours, weekdays });
  const { start, round, length } = world.log.sessions;
  /** Pearson's statistic of counts that should go by `weights`; a weight of 0 must have no count. */
  const against = (counts: Float64Array, weights: readonly number[]): number => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const some = weights
      .map((weight, i) => [counts[i]!, (length * weight) / total])
      .filter(([, expected]) => expected! > 0);
    expect(some.reduce((sum, [count]) => sum + count!, 0)).toBe(length);
    return chiSquare(
      some.map(([count]) => count!),
      some.map(([, expected]) => expected!),
    );
  };

  it('go by the curve of hours, evenly within each', () => {
    const counts = new Float64Array(24);
    const within = Array.from(start, (second) => ((second % 3600) + 0.5) / 3600);
    for (const second of start) counts[Math.floor((second % DAY) / 3600)]!++;
    expect(length).toBeGreaterThan(20_000);
    expect(against(counts, hours)).toBeLessThan(22 + 4 * Math.sqrt(44));
    expect(kolmogorovDistance(within, (x) => x) * Math.sqrt(length)).toBeLessThan(1.63);
  });

  it('go by the curve of weekdays, the first of January 2024 a Monday', () => {
    const counts = new Float64Array(7);
    for (const day of round) counts[day % 7]!++;
    expect(against(counts, weekdays)).toBeLessThan(5 + 4 * Math.sqrt(10));
  });

  it('go by the weekday of the origin', () => {
    const later = simulateInMemory(
      { ...world.world.scenario, origin: '2024-01-06T00:00:00Z', days: 1 },
      seedWords('clocks'),
    );
    expect(later.log.sessions.length).toBe(0);
  });
});
