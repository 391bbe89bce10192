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
  electronics: '8856896df8e95a0b2a1d0ce09d5514b8a2072c512d29a086425a5e3f05e42495',
  fashion: '6b3f9648a02755108212a5d7bea92e55ac9803da9cda48f22cdca98fcd85acab',
  grocery: '2f21d3336c2dd74931c43647de3c95719b5dc7c766c61f084ec76500ae85b5d6',
  marketplace: 'a6a8c6c67f0a2d618a7b25135c2b9152ce3775f5024bc91aacb5959bda7bffec',
  'marketplace-fraud': '6677aeaf444b54b428406ae2b2c30dc78f99d016be86ef6f64b6e2a6912cc652',
  tiny: 'c33a5420ede75677beeb4ed4acf39b0069dd8ef3331b2395a15dd248a37ae10a',
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
