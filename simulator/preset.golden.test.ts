import { describe, expect, it } from 'vitest';
import { simulateInMemory } from './in-memory.ts';
import { listScenarios, loadScenario } from './load-scenario.node.ts';
import { digestWorld } from './small-world.ts';

/** So that each takes a moment: its own shop, but few shoppers, few items, four days, and all truth. */
const SHRUNK = ['shoppers.count=200', 'catalog.items=250', 'days=4', 'truth=full'];

/**
 * Frozen digest of every shipped scenario, shrunk. A change shows that results changed, and the CHANGELOG must say so; a
 * scenario that is not named here has no digest yet. They do not prove that the worlds are right.
 */
const GOLDEN: Readonly<Record<string, string>> = {
  marketplace: 'c4174306b605e3a7d27f7b21efe85f150077baf73cc371f0475866dbfa0a7f0f',
  tiny: '097842dd98dfdd62d140e299b769e3d6e24cc750fb38144f785194ab954db860',
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
