import { describe, expect, it } from 'vitest';
import { seedWords } from '../numerics/seed.ts';
import { simulateInMemory } from './in-memory.ts';
import { loadScenario } from './load-scenario.node.ts';
import { digestWorld, smallScenario } from './small-world.ts';

/**
 * Frozen digests: results changed if these change, and the CHANGELOG must say so. They do not prove that the worlds are
 * right or believable, only that they are the same as before.
 */
describe('golden digests', () => {
  it('small world, full truth', () => {
    expect(digestWorld(simulateInMemory(smallScenario(), seedWords('golden')))).toBe(
      'f09236d58920fa7c5acaa6bcdd368b92d3d6f05f73b04bb47b213cfa7ffadbbf',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      'dad4ed22711d04fb586b93fd26a470a29089b99631edf251b748d0ce5ffe0242',
    );
  });
});
