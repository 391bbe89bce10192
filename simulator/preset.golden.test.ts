import { describe, expect, it } from 'vitest';
import { simulateInMemory } from './in-memory.ts';
import { listScenarios, loadScenario } from './load-scenario.node.ts';
import { digestWorld } from './small-world.ts';

/** So that each takes a moment: its own shop, but few shoppers, few items, four days, and all truth. */
const SHRUNK = [
  'shoppers.count=200',
  'catalog.items=250',
  'arrival.sessionsPerDay=0.5',
  'days=4',
  'truth=full',
];

/**
 * Frozen digest of every shipped scenario, shrunk. A change shows that results changed, and the CHANGELOG must say so; a
 * scenario that is not named here has no digest yet. They do not prove that the worlds are right.
 */
const GOLDEN: Readonly<Record<string, string>> = {
  electronics: 'eebb243a0b0c106f49957043e4e37a3722990f04086cab0f6f96cf7ed342c008',
  fashion: 'a8461c9ca820040ecae2d55823470c7475327d03bc68c65c297664a46bccbe64',
  grocery: 'd70c2da826bbcbb8475245379de4e4aa91486a4d988d6785937470fa129b00ea',
  marketplace: '2b8ff76d7601a82c9f55ffe98a6cf335628a302e3e508412295f2723e5beb731',
  'marketplace-fraud': '652710c5f48726bc40f93ee191108b9f04020655cbff1a260d9a8c7d4703178e',
  tiny: '6b9a72dbf5f7756511504ffc5834089e3f8929fdc9d5e63619ad656157e6c801',
};

describe('golden digests of shipped scenarios', async () => {
  const shipped = (await listScenarios()).map(({ name }) => name);

  it('name every scenario, and none that is not shipped', () => {
    expect(Object.keys(GOLDEN).sort()).toEqual([...shipped].sort());
  });

  it.each(shipped)('%s, shrunk, full truth', async (name) => {
    const { scenario, seedWords } = await loadScenario(name, { set: SHRUNK });
    const world = simulateInMemory(scenario, seedWords);
    expect(world.log.actions.length).toBeGreaterThan(50);
    const digest = digestWorld(world);
    expect(digestWorld(simulateInMemory(scenario, seedWords, { shards: 7 }))).toBe(digest);
    expect(digest).toBe(GOLDEN[name]);
  });
});
