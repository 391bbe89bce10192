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
      '4777a5f43ead9ca13401449635c65427f4d8c025c4a3eacc7408dc7a23986f47',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      '3ca081c39142587590033b784e502d7c2cc926f4a987c23267a5aa0a46ca3949',
    );
  });
});
