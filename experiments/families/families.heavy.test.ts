/** Where the truth is known, each family wins in the world that is made for it, and random in none. */

import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { contest, type Family } from './contest.ts';
import { contestData, FAMILY_WORLDS } from './worlds.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const STANDARD_ERRORS = 2;

/** Three trials each. */
const FAMILIES: readonly Family[] = [
  {
    family: 'popularity',
    trials: [{ name: 'popularity' }, { name: 'popularity-recent' }, { name: 'popularity-category' }],
  },
  {
    family: 'item-knn',
    trials: [
      { name: 'item-knn', params: { neighbours: 20 } },
      { name: 'item-knn', params: { neighbours: 100, weighting: 'shopper' } },
      { name: 'item-knn', params: { neighbours: 300, shrinkage: 20 } },
    ],
  },
  {
    family: 'als',
    trials: [
      { name: 'als', params: { factors: 16 } },
      { name: 'als', params: { factors: 8, unobservedWeight: 0.3, regularisation: 0.02 } },
      { name: 'als', params: { factors: 32, unobservedWeight: 0.3, regularisation: 0.05 } },
    ],
  },
  {
    family: 'content',
    trials: [
      { name: 'content-based' },
      { name: 'content-based', params: { fields: ['category', 'attributes'] } },
      { name: 'content-based', params: { halfLifeDays: 7 } },
    ],
  },
  {
    family: 'sequence',
    trials: [{ name: 'session-knn' }, { name: 'markov' }, { name: 'fpmc' }],
  },
  { family: 'random', trials: [{ name: 'random' }, { name: 'random' }, { name: 'random' }] },
];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean over standard error of paired differences. */
function standardErrors(differences: readonly number[]): number {
  const centre = mean(differences);
  const squares = differences.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return centre / Math.sqrt(squares / (differences.length - 1) / differences.length);
}

describe.each(FAMILY_WORLDS.map((world) => [world.name, world] as const))('%s', (_name, world) => {
  it(`is won by ${world.winner} by more than ${STANDARD_ERRORS} standard errors over ${SEEDS.length} seeds, and never by random`, async () => {
    const ndcg: Record<string, number[]> = Object.fromEntries(FAMILIES.map(({ family }) => [family, []]));
    for (const seed of SEEDS) {
      const { scenario, seedWords } = await loadScenario('tiny', { set: [...world.set], seed });
      const data = contestData(world, scenario, seedWords);
      const run = { seed, kernels: kernelHost(2), signal: new AbortController().signal };
      for (const result of await contest(data, FAMILIES, run)) ndcg[result.family]!.push(result.ndcg);
    }
    const won = ndcg[world.winner]!;
    const ahead = Object.entries(ndcg)
      .filter(([family]) => family !== world.winner)
      .map(([family, rival]) => [family, standardErrors(won.map((value, i) => value - rival[i]!))] as const);
    const told = Object.entries(ndcg).map(([family, values]) => `${family} ${mean(values).toFixed(4)}`);
    process.stdout.write(
      `${world.name}: nDCG@10 ${told.join(', ')}; ${world.winner} ahead by standard errors of ${ahead.map(([family, z]) => `${family} ${z.toFixed(1)}`).join(', ')}\n`,
    );
    for (const [family, z] of ahead) expect(z, family).toBeGreaterThan(STANDARD_ERRORS);
    expect(mean(ndcg['random']!)).toBeLessThan(
      Math.min(...['popularity', 'item-knn', 'als'].map((family) => mean(ndcg[family]!))),
    );
  }, 600_000);
});
