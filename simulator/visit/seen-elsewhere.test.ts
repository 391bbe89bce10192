/** Faults of other simulators that must not be here, and are not tested elsewhere. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PURPOSES } from '../../numerics/purposes.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { digestWorld, smallScenario } from '../small-world.ts';

const house = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['numerics', 'datasets', 'simulator', 'algorithms', 'experiments']
  .flatMap((folder) =>
    readdirSync(`${house}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter(
    (path) =>
      path.endsWith('.ts') && !/\.(test|bench|fixture)\.ts$/.test(path) && !path.endsWith('purposes.ts'),
  )
  .map((path) => ({ path, text: readFileSync(`${house}/${path}`, 'utf8') }));

describe('one key for several decisions', () => {
  it('is not taken: the simulator makes the key of each purpose in one place, and no purpose is there in vain', () => {
    const made = sources
      .filter(({ path }) => path.startsWith('simulator/'))
      .flatMap(({ text }) => [...text.matchAll(/drawKey\([^)]*?'([^']+)'/g)].map(([, purpose]) => purpose!));
    expect(made.length).toBeGreaterThan(40);
    expect(made.filter((purpose, at) => made.indexOf(purpose) !== at)).toEqual([]);
    const unused = PURPOSES.filter((purpose) => !sources.some(({ text }) => text.includes(`'${purpose}'`)));
    expect(unused).toEqual([]);
  });
});

describe('a clock and a global stream', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are not asked: a world comes out the same when asking fails', () => {
    const digest = digestWorld(simulateInMemory(smallScenario(), seedWords('clock')));
    const refuse = (): never => {
      throw new Error('asked');
    };
    vi.spyOn(Math, 'random').mockImplementation(refuse);
    vi.spyOn(Date, 'now').mockImplementation(refuse);
    vi.spyOn(performance, 'now').mockImplementation(refuse);
    expect(digestWorld(simulateInMemory(smallScenario(), seedWords('clock')))).toBe(digest);
  });
});

describe('a table of shoppers times items', () => {
  it('is nowhere: a shop of 200,000 shoppers and 100,000 items, in which nearly nobody comes, takes little', () => {
    const scenario = smallScenario({
      days: 2,
      shoppers: { count: 200_000 },
      catalog: { items: 100_000 },
      taste: { dimensions: 1 },
      arrival: { sessionsPerDay: 0.0005 },
      truth: 'none',
    });
    const before = process.memoryUsage().arrayBuffers;
    const { log, world } = simulateInMemory(scenario, seedWords('large'));
    expect([world.shoppers.length, world.items.length]).toEqual([200_000, 100_000]);
    expect(log.sessions.length).toBeGreaterThan(50);
    // A bit for each pair would be 2.5 GB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400e6);
  });
});
