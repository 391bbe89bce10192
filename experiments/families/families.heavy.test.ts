/** Where the truth is known, each family wins in the world that is made for it, and random in none. */

import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { contest, type Family } from './contest.ts';
import { contestData, FAMILY_WORLDS, type FamilyWorld } from './worlds.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const STANDARD_ERRORS = 2;

/** Three trials each; content lists new items where they are asked about. */
function familiesOf(world: FamilyWorld): readonly Family[] {
  const items = world.catalogue ?? 'trained';
  return [
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
        { name: 'content-based', params: { items } },
        { name: 'content-based', params: { items, weighting: 'bm25' } },
        { name: 'content-based', params: { items, halfLifeDays: 7 } },
      ],
    },
    {
      family: 'sequence',
      trials: [{ name: 'session-knn' }, { name: 'markov' }, { name: 'fpmc' }],
    },
    { family: 'random', trials: [{ name: 'random' }, { name: 'random' }, { name: 'random' }] },
  ];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean over standard error of paired differences. */
function standardErrors(differences: readonly number[]): number {
  const centre = mean(differences);
  const squares = differences.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return centre / Math.sqrt(squares / (differences.length - 1) / differences.length);
}

/** nDCG@10 of every family by seed. */
async function scores(
  world: FamilyWorld,
  families: readonly Family[],
  seeds: readonly string[],
): Promise<Readonly<Record<string, readonly number[]>>> {
  const ndcg: Record<string, number[]> = Object.fromEntries(families.map(({ family }) => [family, []]));
  for (const seed of seeds) {
    const { scenario, seedWords } = await loadScenario('tiny', { set: [...world.set], seed });
    const data = contestData(world, scenario, seedWords);
    const run = { seed, kernels: kernelHost(2), signal: new AbortController().signal };
    for (const result of await contest(data, families, run)) ndcg[result.family]!.push(result.ndcg);
  }
  return ndcg;
}

/** Standard errors by which `winner` is ahead of each other family; tells all figures. */
function lead(
  title: string,
  ndcg: Readonly<Record<string, readonly number[]>>,
  winner: string,
): Map<string, number> {
  const won = ndcg[winner]!;
  const ahead = new Map(
    Object.entries(ndcg)
      .filter(([family]) => family !== winner)
      .map(([family, rival]) => [family, standardErrors(won.map((value, i) => value - rival[i]!))]),
  );
  const told = Object.entries(ndcg).map(([family, values]) => `${family} ${mean(values).toFixed(4)}`);
  const errors = [...ahead].map(([family, z]) => `${family} ${z.toFixed(1)}`);
  process.stdout.write(
    `${title}: nDCG@10 ${told.join(', ')}; ${winner} ahead by standard errors of ${errors.join(', ')}\n`,
  );
  return ahead;
}

describe.each(FAMILY_WORLDS.map((world) => [world.name, world] as const))('%s', (_name, world) => {
  it(`is won by ${world.winner} by more than ${STANDARD_ERRORS} standard errors over ${SEEDS.length} seeds, and never by random`, async () => {
    const ndcg = await scores(world, familiesOf(world), SEEDS);
    for (const [family, z] of lead(world.name, ndcg, world.winner))
      expect(z, family).toBeGreaterThan(STANDARD_ERRORS);
    const least = Math.min(...['popularity', 'item-knn', 'als'].map((family) => mean(ndcg[family]!)));
    expect(mean(ndcg['random']!)).toBeLessThan(least);
  }, 600_000);
});

describe('deep models of sequences under drift', () => {
  const world = FAMILY_WORLDS.find(({ name }) => name === 'drift')!;
  const single = (name: string, params: Family['trials'][number]['params'] = {}): Family => ({
    family: name,
    trials: [{ name, params }],
  });
  const rivals = [
    single('popularity'),
    single('item-knn', { neighbours: 20 }),
    single('als', { factors: 16 }),
    single('content-based'),
  ];

  it.each(['gru4rec', 'sasrec'])(
    '%s is ahead of all that do not read the order, one trial each, two seeds',
    async (name) => {
      const ndcg = await scores(world, [single(name), ...rivals], SEEDS.slice(0, 2));
      for (const [family, z] of lead(`drift, ${name}`, ndcg, name)) {
        expect(z, family).toBeGreaterThan(STANDARD_ERRORS);
        for (const [seed, value] of ndcg[name]!.entries())
          expect(value).toBeGreaterThan(ndcg[family]![seed]!);
      }
    },
    600_000,
  );
});
