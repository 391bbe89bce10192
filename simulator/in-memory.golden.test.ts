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
      'a323f3014ebead7f6529da6fb8493b161a968e2e3970e3a1bd4ffb1bc736d66d',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      '850e4a41866713e7af6c0a823a95c5af6018d185a4b996947fb77cac5d8d2ebc',
    );
  });
});
