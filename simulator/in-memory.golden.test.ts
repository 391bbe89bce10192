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
      '0bfd35977632f3c2cc75f85df5e492a5d3b02c717da4dd267b184dabfb213453',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      '99920707040353ff80a54f89b789b53ee2019835de57b154c0014587d9358f2c',
    );
  });
});
