import { describe, expect, it } from 'vitest';
import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import { summarise } from '../../datasets/summary-statistics.ts';
import { createTable, SESSIONS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { calibrate } from './calibrate.ts';
import { known, logOf, options, ratingsOf } from './known-worlds.fixture.ts';
import { observe } from './observed.ts';
import { compare, runTrial, totalDistance } from './trial.ts';

describe('calibrate', () => {
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
  const target = { ...part, summary: summarise({ source: dataset, ...part }), returning: true };

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
  it('reads groups, the category tree, and how many ratings have a text off a log of ratings', () => {
    const rated = smallScenario({ catalog: { items: 80, departments: 3, categories: 2 }, days: 20 });
    const dataset = ratingsOf(rated, 'r');
    const part = { source: dataset, basis: 'rating', from: 0, to: Number.POSITIVE_INFINITY } as const;
    const category = dataset.catalog.category.map(
      (_, item) => ['Tops > Knits', 'Tops > Tees', 'Shoes'][item % 3]!,
    );
    const { values } = observe(part, { category }, rated);
    expect(values).toMatchObject({ 'catalog.departments': 2, 'catalog.categories': 2 });
    const ages = values['shoppers.ageBands'] as { name: string; weight: number }[];
    expect(ages.reduce((sum, { weight }) => sum + weight, 0)).toBe(dataset.log.reviews.length);
    expect(ages[0]!.weight).toBeGreaterThan(ages.at(-1)!.weight);
    const { text } = dataset.log.reviews;
    const written = text.filter((one) => one !== '').length / text.length;
    expect(values['reviews.text']).toBeCloseTo(written, 4);
    expect(values['arrival.hours']).toBeUndefined();
  });

  it('sets hours, weekdays by how often each fell, and items; closed days are 0', () => {
    const closed = smallScenario({
      days: 10, // Monday to Wednesday fall twice
      shoppers: { count: 3000 },
      arrival: { weekdays: [1, 1, 1, 1, 1, 0, 2], sessionsPerDay: 0.5 },
      choice: { outside: -1 },
    });
    const { log, catalog } = simulateInMemory(closed, seedWords('o'));
    const part = { source: { log, timed: true }, basis: 'click', from: 0, to: 10 } as const;
    const { values, starts } = observe(part, catalog, closed);
    const weekdays = values['arrival.weekdays'] as number[];
    expect(weekdays[5]).toBe(0);
    expect(weekdays[6]).toBeCloseTo(2, 0);
    for (const day of [0, 1, 2, 3, 4]) expect(Math.abs(weekdays[day]! - 1)).toBeLessThan(0.12);
    expect(values['catalog.items']).toBe(80);
    expect(starts['price.median']).toBeGreaterThan(500);
  });
});
