import { describe, expect, it } from 'vitest';
import { seedWords } from '../../numerics/seed.ts';
import type { PolicySpec } from '../scenario/scenario-visit.ts';
import { smallScenario } from '../small-world.ts';
import { simulateInMemory } from './in-memory.ts';
import { stepWorld } from './stepped-world.ts';

const SEED = seedWords('stepped');
const SCENARIO = smallScenario({
  days: 6,
  fraud: {
    clickFarm: { campaigns: 1, over: 3 },
    cardTesting: { campaigns: 1 },
    fakeReviews: { campaigns: 2, over: 3 },
    returnAbuse: { campaigns: 1, over: 3 },
  },
  stock: { coverDays: 3 },
  pricing: { everyDays: 2 },
  consent: { optOut: 0.2, from: 1, over: 3 },
});

describe('stepWorld', () => {
  it.each([
    [{ name: 'epsilon-mixed', epsilon: 0.4 }, 1],
    [{ name: 'oracle' }, 3],
  ] as [PolicySpec, number][])('under %j in %d parts: what a simulation in one go leaves', (spec, parts) => {
    const { log, lives, shops } = simulateInMemory(SCENARIO, SEED, { policy: spec });
    const stepped = stepWorld(SCENARIO, SEED, parts);
    let state = stepped.start();
    const rows = { sessions: 0, impressions: 0, actions: 0 };
    for (let day = 0; day < SCENARIO.days; day++) {
      expect(state.shop).toEqual(shops[day]);
      expect(state.lives.columns.satisfaction.length).toBe(lives[day]!.columns.satisfaction.length);
      const { seen, next } = stepped.step(structuredClone(state), { spec });
      for (const name of ['sessions', 'impressions', 'actions'] as const) {
        const whole = log[name] as unknown as Record<string, Uint32Array>;
        const { length, ...columns } = seen[name] as unknown as Record<string, Uint32Array> & {
          length: number;
        };
        for (const [column, values] of Object.entries(columns))
          expect([column, values]).toEqual([column, whole[column]!.slice(rows[name], rows[name] + length)]);
        rows[name] += length;
      }
      state = next;
    }
    expect(rows).toEqual({
      sessions: log.sessions.length,
      impressions: log.impressions.length,
      actions: log.actions.length,
    });
    expect(rows.actions).toBeGreaterThan(20);
  });
});
