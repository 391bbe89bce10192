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
      'cc42aea4e2afdeab07db74d2b5224342a812f3bc735e870b2251f055c623cb44',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      '59719796433c143843174b00e6062bd74b363a6b9e3bbadd25a6d6534a348774',
    );
  });
});
