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
      '4726d8dcaa2700a33320a66f46b2688465d2bc6e9f35c257609c3fee6c633359',
    );
  });

  it('tiny with its own seed, which is also what `shoplab simulate tiny` prints', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny');
    expect(digestWorld(simulateInMemory(scenario, words))).toBe(
      'b929b8c943c48e184ec6ec37f28f1a398b2f4acb88465260c5b6c1627d25bb19',
    );
  });
});
