import { describe, expect, it } from 'vitest';
import { FRAUD_KINDS } from '../../datasets/fraud-tables.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { BUSY_FRAUD } from '../fraud/busy-fraud.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { type Scenario, ScenarioSchema } from '../scenario/scenario.ts';
import { smallScenario } from '../small-world.ts';
import { expectImpressions, expectSessions, explain } from './explain.ts';

function countsOf(scenario: Scenario, seed: ReturnType<typeof seedWords>): Map<string, number> {
  const { log, catalog, shoppers, filed, world } = simulateInMemory(scenario, seed);
  const kinds = ACTION_KINDS.map((_, kind) => log.actions.kind.filter((one) => one === kind).length);
  const [clicks, carts, orders] = kinds as [number, number, number];
  return new Map([
    ['shoppers', shoppers.length],
    ['items', catalog.length],
    ['sessions', log.sessions.length],
    ['impressions', log.impressions.length],
    ['searches', filed.searches.length],
    ...['clicks', 'carts', 'order lines', 'videos', 'favourites', 'shares'].map(
      (name, i): [string, number] => [name, kinds[i]!],
    ),
    ['clicks / impressions', clicks / log.impressions.length],
    ['carts / clicks', carts / clicks],
    ['order lines / clicks', orders / clicks],
    ['returns', log.afterSale.returns.length],
    ['tickets', log.afterSale.tickets.step.filter((step) => step === 0).length],
    ['reviews', log.reviews.length],
    ['mentions', filed.mentions.length],
    ...fraudOf(filed, world.plan.deeds.length / log.sessions.length),
  ]);
}

/** Nothing where there is no campaign. */
function fraudOf({ fraudEvents, payments }: SimulatedWorld['filed'], share: number): [string, number][] {
  if (share === 0) return [];
  const guilty = Array.from(fraudEvents.id).filter((_, row) => fraudEvents.object[row] === 1);
  const kinds = FRAUD_KINDS.map((kind, code): [string, number] => [
    `fraud: ${kind}`,
    fraudEvents.kind.filter((one) => one === code).length,
  ]);
  return [
    ['fraud: attempts to pay', guilty.length],
    ['fraud: payments settled', guilty.filter((payment) => payments.outcome[payment] === 0).length],
    ...kinds,
    ['campaigns’ sessions / sessions', share],
  ];
}

describe('explain', () => {
  it.each([
    ['and nobody means harm', {}],
    [
      'and campaigns are about items that come and go',
      { catalog: { launches: 0.4, retirements: 0.4 }, fraud: BUSY_FRAUD },
    ],
  ])('is exact where the pilot is everyone %s', (_, changes) => {
    const scenario = smallScenario(changes);
    const seed = seedWords('exact');
    const counts = countsOf(scenario, seed);
    const { expectations } = explain(scenario, seed);
    expect(new Map(expectations.map(({ quantity, expected }) => [quantity, expected]))).toEqual(counts);
    expect(expectations.every(({ standardError }) => standardError === 0)).toBe(true);
  });

  it('is within 5 % or 4 standard errors of a marketplace larger than its pilot', async () => {
    const { scenario, seedWords: seed } = await loadScenario('marketplace', {
      set: [
        'shoppers.count=6000',
        'catalog.items=3000',
        'arrival.sessionsPerDay=0.5',
        'arrival.shape=1',
        'days=28',
      ],
    });
    const counts = countsOf(scenario, seed);
    const { expectations, pilot } = explain(scenario, seed);
    expect(pilot).toBeLessThan(5000);
    for (const { quantity, expected, standardError } of expectations) {
      const tolerance = Math.max(0.05 * expected, 4 * standardError);
      expect(Math.abs(counts.get(quantity)! - expected), quantity).toBeLessThanOrEqual(tolerance);
      // Counts as small as these have the error of their own chance, whatever is known before.
      const chance = ['returns', 'tickets', 'reviews', 'mentions'].includes(quantity)
        ? Math.sqrt(expected)
        : 0;
      expect(standardError, quantity).toBeLessThanOrEqual(Math.hypot(0.25 * expected, chance));
    }
  });

  it('has closed forms of sessions and impressions with the spread that comes out over seeds', () => {
    const scenario = ScenarioSchema.parse({
      ...smallScenario({
        days: 2,
        shoppers: { count: 1200 },
        catalog: { items: 60, departments: 1, categories: 2, categorySkew: 0 },
        arrival: { sessionsPerDay: 1, shape: 0.5 },
        life: { churn: { perDay: 0.3, shape: 0.7 } },
      }),
      exposure: {
        slateSize: 20,
        maxSlates: 200,
        continue: 0.5,
        banner: { probability: 0 },
        similar: { probability: 0 },
      },
      search: { browse: 0, search: 0, replenish: 0, gift: 0 },
      pace: { slateSeconds: 0, dwellSeconds: 0 },
      choice: { outside: 20 },
    });
    const sessions = expectSessions(scenario);
    const expected = { sessions, impressions: expectImpressions(scenario, sessions) };
    const z = Array.from({ length: 24 }, (_, i) => {
      const counts = countsOf(scenario, seedWords(`spread ${i}`));
      return (['sessions', 'impressions'] as const).map((name) => {
        const { expected: mean, standardError } = expected[name];
        return (counts.get(name)! - mean) / standardError;
      });
    });
    for (const which of [0, 1]) {
      const values = z.map((pair) => pair[which]!);
      const centre = values.reduce((a, b) => a + b, 0) / values.length;
      const spread = Math.sqrt(values.reduce((a, b) => a + (b - centre) ** 2, 0) / (values.length - 1));
      expect(Math.abs(centre)).toBeLessThan(4 / Math.sqrt(24));
      expect(spread).toBeGreaterThan(0.55);
      expect(spread).toBeLessThan(1.6);
    }
  });

  it('expects nothing where nobody comes', () => {
    const quiet = smallScenario({ shoppers: { count: 1500 }, arrival: { sessionsPerDay: 0 } });
    const { expectations } = explain(quiet, seedWords('quiet'));
    expect(expectations.slice(2).map(({ expected }) => expected)).toEqual(Array(16).fill(0));
  });
});
