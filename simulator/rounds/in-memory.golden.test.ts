import { describe, expect, it } from 'vitest';
import { seedWords } from '../../numerics/seed.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { simulateInMemory } from './in-memory.ts';

/**
 * Frozen digests: results changed if these change, and the CHANGELOG must say so. They do not prove that the worlds are
 * right or believable, only that they are the same as before.
 */
describe('golden digests', () => {
  it('small world, full truth', () => {
    expect(digestWorld(simulateInMemory(smallScenario(), seedWords('golden')))).toBe(
      'a68b29df7f9d51158f263517ff328b1a83dbaed19a25abea4d1b6565c2aa91dd',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      '588eca0aed00cda66150971b5bb14292d5579abf6851301d7e23338fe4d7dea2',
    );
  });
});
