import { describe, expect, it } from 'vitest';
import { SURFACES } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import { createOracle } from '../world/oracle.ts';

const seed = seedWords('oracle');
const HOME = SURFACES.indexOf('home');

/** The home slates of a log as [shopper, start, items, propensities], oldest first. */
function homeSlates({ log, truth }: SimulatedWorld) {
  const slates = new Map<number, { shopper: number; start: number; items: number[]; sure: boolean }>();
  const { impressions, sessions } = log;
  for (let row = 0; row < impressions.length; row++) {
    if (impressions.surface[row] !== HOME) continue;
    const session = impressions.session[row]!;
    const slate = slates.get(session) ?? {
      shopper: truth.sessions.shopper[session]!,
      start: sessions.start[session]!,
      items: [],
      sure: true,
    };
    slate.items.push(impressions.item[row]!);
    slate.sure &&= impressions.propensity[row] === 1;
    slates.set(session, slate);
  }
  return [...slates.values()];
}

describe('the oracle policy', () => {
  it('shows the items of highest expected utility, best first, with certainty, to whom it does not know too', () => {
    const scenario = smallScenario({
      exposure: { slateSize: 6, policy: { name: 'oracle' } },
      experiments: [{ name: 'prices', arms: [{ name: 'list' }, { name: 'dear', priceFactor: 1.5 }] }],
    });
    const world = simulateInMemory(scenario, seed, { shards: 3 });
    const oracle = createOracle(world.world, world.shops, world.lives);
    const slates = homeSlates(world);
    expect(slates.length).toBeGreaterThan(150);
    for (const { shopper, start, items, sure } of slates) {
      const utilities = Float64Array.from({ length: 80 }, (_, item) => oracle.utility(shopper, item, start));
      const best = [...utilities.keys()].sort((a, b) => utilities[b]! - utilities[a]!).slice(0, 6);
      expect(items).toEqual(best);
      expect(sure).toBe(true);
    }
  });

  it('orders equals by the items’ tie order', () => {
    const scenario = smallScenario({
      exposure: { policy: { name: 'oracle' } },
      choice: { taste: 0, quality: 0, price: 0, conformity: 0, novelty: 0 },
      harms: { groupInfluence: { weight: 0 } },
      life: { saturation: { weight: 0 } },
    });
    const world = simulateInMemory(scenario, seed);
    const first = [...world.world.items.byTie.subarray(0, 6)];
    for (const { items } of homeSlates(world)) expect(items).toEqual(first);
  });

  it('is better for shoppers than what they all like', () => {
    const scenario = smallScenario({ shoppers: { count: 200 }, taste: { dimensions: 4, mood: 0 } });
    const worth = (name: 'oracle' | 'popularity' | 'random'): number => {
      const { truth, log } = simulateInMemory(scenario, seed, { policy: { name } });
      const home = [...truth.impressions.utility].filter((_, row) => log.impressions.surface[row] === HOME);
      return home.reduce((sum, utility) => sum + utility, 0) / home.length;
    };
    expect(worth('oracle')).toBeGreaterThan(worth('popularity') + 0.5);
    expect(worth('popularity')).toBeGreaterThan(worth('random'));
  });
});
