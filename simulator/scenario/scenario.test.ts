import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { weekdayFactors } from '../world/calendar.ts';
import { meanSlates, ScenarioFileSchema, ScenarioSchema } from './scenario.ts';

function faultsOf(value: unknown): string[] {
  const parsed = ScenarioSchema.safeParse(value);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('ScenarioSchema', () => {
  it('fills in all that is not said', () => {
    const scenario = ScenarioSchema.parse({});
    expect(scenario.shoppers.count).toBe(20_000);
    expect(scenario.exposure.policy).toEqual({ name: 'epsilon-mixed', epsilon: 0.6 });
    expect(ScenarioSchema.parse(scenario)).toEqual(scenario);
  });

  it.each([
    ['an absurd number of shoppers', { shoppers: { count: 1e12 } }],
    ['an absurd number of days', { days: 1e9 }],
    [
      'too many sessions for their ids',
      {
        days: 3650,
        shoppers: { count: 5e6 },
        arrival: { sessionsPerDay: 1 },
        exposure: { slateSize: 1, maxSlates: 1 },
      },
    ],
    ['a round that would not fit into memory', { shoppers: { count: 5e6 }, arrival: { sessionsPerDay: 20 } }],
    ['NaN', { choice: { outside: Number.NaN } }],
    ['infinity', { choice: { taste: Number.POSITIVE_INFINITY } }],
    ['a negative rate', { arrival: { sessionsPerDay: -0.1 } }],
    ['a probability above 1', { examination: { floor: 1.1 } }],
    ['half a shopper', { shoppers: { count: 1.5 } }],
    ['an unknown key', { shoppers: { cuont: 3 } }],
    ['an unknown policy', { exposure: { policy: { name: 'clairvoyant' } } }],
    ['a parameter of another policy', { exposure: { policy: { name: 'random', epsilon: 0.1 } } }],
    ['a slate larger than the shop', { catalog: { items: 10 }, exposure: { slateSize: 11 } }],
    ['23 hours', { arrival: { hours: Array(23).fill(1) } }],
    ['a day without hours', { arrival: { hours: Array(24).fill(0) } }],
    ['a negative weight, and no weight above 0', { arrival: { weekdays: [-1, 0, 0, 0, 0, 0, 0] } }],
    ['no group', { shoppers: { regions: [] } }],
    [
      'two groups of one name',
      {
        shoppers: {
          regions: [
            { name: 'x', weight: 1 },
            { name: 'x', weight: 2 },
          ],
        },
      },
    ],
    ['groups of nobody', { shoppers: { regions: [{ name: 'x', weight: 0 }] } }],
    ['no channel', { arrival: { channels: { web: 0, app: 0, social: 0, email: 0 } } }],
    ['shares above 1', { catalog: { categoryShare: 0.7, brandShare: 0.4 } }],
    ['a start that is no midnight', { origin: '2024-01-01T08:00:00Z' }],
    ['a start without zone', { origin: '2024-01-01T00:00:00' }],
    ['a day that does not exist', { origin: '2023-02-29T00:00:00Z' }],
    ['a session that never ends', { exposure: { continue: 1 } }],
    ['an event on no day of the year', { season: { eventDays: [{ name: 'x', from: '13-01' }] } }],
    [
      'a season of no department',
      { catalog: { departments: 3 }, season: { departments: [{ department: 3 }] } },
    ],
    ['a shock of no department', { catalog: { departments: 3 }, shocks: [{ name: 'x', department: 3 }] }],
    ['prices of nobody', { pricing: { segments: [{ factor: 0.9 }] } }],
    ['prices of an unknown region', { pricing: { segments: [{ region: 'moon', factor: 0.9 }] } }],
    ['a year without months', { season: { months: Array(12).fill(0) } }],
  ])('refuses %s', (_, value) => {
    expect(faultsOf(value)).toHaveLength(1);
  });

  it('has a JSON Schema with a description on every property, and files may extend', () => {
    const schema = z.toJSONSchema(ScenarioFileSchema, { io: 'input' });
    expect(Object.keys(schema.properties!)).toContain('extends');
    expect(schema.required).toBeUndefined();
  });
});

describe('weekdayFactors', () => {
  it('have mean 1', () => {
    expect(weekdayFactors([2, 2, 2, 2, 2, 0, 4])).toEqual([1, 1, 1, 1, 1, 0, 2]);
  });
});

describe('meanSlates', () => {
  it('is the mean of a geometric number cut at the most allowed', () => {
    expect(meanSlates({ continue: 0.5, patienceSpread: 0, maxSlates: 3 })).toBe(1.75);
    expect(meanSlates({ continue: 0, patienceSpread: 0, maxSlates: 9 })).toBe(1);
    expect(meanSlates({ continue: 0.75, patienceSpread: 0, maxSlates: 200 })).toBeCloseTo(4, 12);
  });
});
