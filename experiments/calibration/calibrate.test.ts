import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../datasets/dataset.ts';
import { summarise } from '../../datasets/summary-statistics.ts';
import { createTable, REVIEWS, SESSIONS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/in-memory.ts';
import { BARE_SLATES, ORDER, QUIET_VISITS } from '../../simulator/observed.fixture.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { type CalibrationOptions, calibrate } from './calibrate.ts';
import { valueAt, withValues } from './knobs.ts';
import { observe } from './observed.ts';
import { compare, runTrial, totalDistance } from './trial.ts';

/** The log of a scenario, as if it were a real one that has no ratings. */
function logOf(scenario: Scenario, seed: string): Dataset {
  const { log, catalog, shoppers } = simulateInMemory(scenario, seedWords(seed));
  return {
    provenance: { name: 'known', title: 'a known world', source: '', licence: '', digest: '00' },
    account: { read: log.actions.length, steps: [], kept: log.actions.length },
    log: { ...log, reviews: createTable(REVIEWS, 0) },
    catalog,
    shoppers,
    timed: true,
  };
}

const options = (scenario: Scenario, dataset: Dataset): Omit<CalibrationOptions, 'trials'> => ({
  scenario,
  dataset,
  seed: 'search',
  replicates: 1,
  fraction: 0.7,
  run: async (jobs, targets) => jobs.map((job) => runTrial(job.scenario, job.seed, targets)),
});

const known = smallScenario({
  days: 40,
  shoppers: { count: 300 },
  // Enough items that the price of what sells is no accident of a few.
  catalog: { items: 800 },
  price: { median: 1800, categorySpread: 0.05, itemSpread: 0.3 },
  arrival: { sessionsPerDay: 0.3, shape: 2, hours: Array.from({ length: 24 }, (_, h) => (h === 12 ? 9 : 1)) },
  exposure: { slateSize: 6, maxSlates: 12, continue: 0.8, ...BARE_SLATES },
  choice: { outside: 1 },
  funnel: { cart: { intercept: -0.5 }, checkout: { intercept: 0.5 } },
  // Shoppers who go on as they began, so that most items sell.
  life: { saturation: { weight: 0 }, habit: { weight: 0 }, fatigue: { weight: 0 }, churn: { perDay: 0 } },
  ...QUIET_VISITS,
});

describe('calibrate', () => {
  it('recovers three known knobs within 15 %, from a log of another seed, and leaves the held-out part alone', async () => {
    const dataset = logOf(known, 'a real shop');
    const wrong = withValues(known, {
      'arrival.sessionsPerDay': 0.12,
      'exposure.continue': 0.55,
      'price.median': 6000,
      'arrival.hours': Array<number>(24).fill(1),
    });
    const paths = ['arrival.sessionsPerDay=0.02:2', 'exposure.continue=0.3:0.95', 'price.median=500:20000'];
    const progress: number[] = [];
    const found = await calibrate({
      ...options(wrong, dataset),
      knobs: paths,
      trials: 100,
      shoppers: 200,
      onProgress: (done) => progress.push(done),
    });
    for (const { path, after } of found.knobs) {
      const truth = valueAt(known, path);
      expect(Math.abs(after / truth - 1), `${path}: ${after} for ${truth}`).toBeLessThan(0.15);
    }
    expect(progress.at(-1)).toBe(100);
    expect(found.parts.map(({ part, from, to }) => [part, from, to])).toEqual([
      ['fitted', 0, 28],
      ['held out', 28, 40],
    ]);
    for (const { before, after } of found.parts)
      expect(totalDistance(after)).toBeLessThan(0.5 * totalDistance(before));
    expect(found.absent).toEqual({ rating: 'the log has no ratings' });
    // As many shoppers as the log: 300, of whom not all are active.
    expect(found.scenario.shoppers.count).toBeGreaterThan(255);
    expect(found.scenario.shoppers.count).toBeLessThan(345);
    expect(found.changes['arrival.hours']).toHaveLength(24);
    const { kind, item, time } = dataset.log.actions;
    const sold = item.filter((_, row) => kind[row] === ORDER && time[row]! < 28 * 86_400);
    expect(found.changes['catalog.items']).toBe(new Set(sold).size);
  }, 120_000);

  it('never ends worse than it began on the fitted part, however few the trials', async () => {
    const found = await calibrate({
      ...options(known, logOf(known, 'again')),
      knobs: ['choice.outside'],
      trials: 1,
      shoppers: 50,
    });
    expect(found.knobs[0]!.after).toBe(1);
    expect(found.shoppers).toBe(50);
  });

  it('refuses what it cannot hold anything against', async () => {
    const dataset = logOf(known, 'x');
    const empty = { ...dataset, log: { ...dataset.log, ...emptyActions() } };
    await expect(calibrate({ ...options(known, empty), trials: 1 })).rejects.toThrow(
      'known has no orders, clicks or ratings',
    );
    await expect(calibrate({ ...options(known, dataset), trials: 1, fraction: 0.001 })).rejects.toThrow(
      'leaves none to fit',
    );
    const reviews = createTable(REVIEWS, 10);
    reviews.item.set(reviews.item.map((_, row) => row));
    reviews.time.set(reviews.time.map((_, row) => row * 50_000));
    reviews.rating.fill(5);
    const rated = { ...empty, log: { ...empty.log, reviews } };
    const silent = { ...known, reviews: { ...known.reviews, intercept: -20, extremity: 0 } };
    await expect(
      calibrate({ ...options(silent, rated), trials: 1, fraction: 0.5, knobs: ['choice.taste'] }),
    ).rejects.toThrow('nothing of known can be compared');
  });
});

function emptyActions() {
  const { actions } = simulateInMemory(
    smallScenario({ arrival: { sessionsPerDay: 0 } }),
    seedWords('none'),
  ).log;
  return { actions, sessions: createTable(SESSIONS, 0) };
}

describe('compare', () => {
  const dataset = logOf(known, 'x');
  const part = { basis: 'order' as const, from: 0, to: 40 };
  const target = { ...part, summary: summarise({ source: dataset, ...part }) };

  it('is 0 between a log and itself, in every statistic both have', () => {
    const trial = runTrial(known, seedWords('x'), [target]);
    expect(totalDistance(trial.parts[0]!)).toBe(0);
    expect(trial.parts[0]!['lines-per-order']).toMatchObject({ distance: 0 });
    expect(trial.active).toBeGreaterThan(150);
  });

  it('calls a simulated log without any order as far away as can be', () => {
    const nobody = simulateInMemory(smallScenario({ arrival: { sessionsPerDay: 0 } }), seedWords('x'));
    const found = compare(target, { log: nobody.log, timed: true });
    expect(found['lines-per-order']).toMatchObject({ distance: 1, nSimulated: 0 });
    expect(found.rating).toEqual({ absent: 'the log has no ratings' });
  });
});

describe('observe', () => {
  it('sets hours, weekdays by how often each fell, and items; closed days are 0', () => {
    const closed = smallScenario({
      days: 10, // Monday to Wednesday fall twice
      shoppers: { count: 3000 },
      arrival: { weekdays: [1, 1, 1, 1, 1, 0, 2], sessionsPerDay: 0.5 },
      choice: { outside: -1 },
    });
    const { values, starts } = observe(
      { log: simulateInMemory(closed, seedWords('o')).log, timed: true },
      'click',
      { from: 0, to: 10 },
      closed,
    );
    const weekdays = values['arrival.weekdays'] as number[];
    expect(weekdays[5]).toBe(0);
    expect(weekdays[6]).toBeCloseTo(2, 0);
    for (const day of [0, 1, 2, 3, 4]) expect(Math.abs(weekdays[day]! - 1)).toBeLessThan(0.12);
    expect(values['catalog.items']).toBe(80);
    expect(starts['price.median']).toBeGreaterThan(500);
  });
});
