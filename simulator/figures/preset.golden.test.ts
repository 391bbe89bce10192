import { describe, expect, it } from 'vitest';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { listScenarios, loadScenario } from '../scenario/load-scenario.node.ts';
import { digestWorld } from '../small-world.ts';

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
  electronics: '6d0ee6e04ca53911c938a019c94f0793cc28ecbeec73c5ce75b40e6f56e9ba37',
  fashion: '786172fe9aca1bacc88590de0304c9b4c399fe0bfae16595d38e3817713f29be',
  grocery: '72a6724c1318d0d3892a82100b3349569428c8a15d81e9b1528b47daa3facf6e',
  marketplace: '3bb90e72197576c2da1e860ed7a8a443ed2cf0e4e5afd0770365cea5b52e5d03',
  'marketplace-fraud': '14babea8bd72e6bb919e1dd996941fe39deb23321cc2d5a688de6447ac77a48a',
  playground: '2755b8ef2e8e864ab357a51dfd788f8b2b87c96689c2111dbb2cad45c73ff788',
  tiny: '22757eabf967fea875648adb228491ef596283d4d7b627eaa9eb962fe0bbafa0',
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
