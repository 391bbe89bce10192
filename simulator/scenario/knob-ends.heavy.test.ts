/** Every numeric knob at both ends of its range: a world that keeps its invariants, or a clear refusal; never a crash or a flood. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { checkLog } from '../../datasets/log-invariants.ts';
import { seedWords } from '../../numerics/seed.ts';
import { MOST_VISIT_FACTOR } from '../behaviour/life.ts';
import { tablesOfWorld } from '../figures/observed.fixture.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import { ScenarioSchema } from './scenario.ts';

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

function knobsOf(schema: JsonSchema, path: readonly string[] = []): [string, number][] {
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([name, inner]) => knobsOf(inner, [...path, name]));
  if (schema.type !== 'number' && schema.type !== 'integer') return [];
  return [schema.minimum, schema.maximum].flatMap((end) =>
    end === undefined ? [] : [[path.join('.'), end]],
  );
}

/** Sizes: what they cost is refused by their product, or is theirs to ask for. */
const SIZES = ['days', 'shoppers.count', 'catalog.items', 'exposure.slateSize', 'exposure.maxSlates'];
const ends = knobsOf(z.toJSONSchema(ScenarioSchema, { io: 'input' }) as JsonSchema).filter(
  ([name]) => !SIZES.includes(name),
);

/** No item is on sale on some day; who asks for that is told so before anything runs. */
const LEAVES_NOTHING = ['catalog.launches = 1', 'catalog.retirements = 1'];

describe('a knob at the end of its range', () => {
  const seed = seedWords('ends');

  it('is one of many', () => {
    expect(ends.length).toBeGreaterThan(150);
  });

  it.each(ends)('%s = %d', (name, end) => {
    const scenario: unknown = structuredClone(
      smallScenario({ days: 3, shoppers: { count: 40 }, taste: { apart: {} } }),
    );
    const path = name.split('.');
    const holder = path
      .slice(0, -1)
      .reduce((inner, step) => inner[step] as Record<string, unknown>, scenario as Record<string, unknown>);
    holder[path.at(-1)!] = end;
    const parsed = ScenarioSchema.safeParse(scenario);
    if (!parsed.success) {
      expect(parsed.error.issues).toHaveLength(1);
      return;
    }
    const simulate = () => simulateInMemory(parsed.data, seed);
    if (LEAVES_NOTHING.includes(`${name} = ${end}`)) {
      expect(simulate).toThrow(ConfigError);
      expect(simulate).toThrow(/^catalog\.launches: on day \d only 0 of 80 items are on sale/);
      return;
    }
    const world = simulate();
    expect(checkLog(world.log, world.catalog, world.shoppers)).toEqual([]);
    for (const [table, columns] of tablesOfWorld(world)) {
      for (const [column, values] of Object.entries(columns)) {
        if (!(values instanceof Float32Array || values instanceof Float64Array)) continue;
        expect([`${table}.${column}`, values.every(Number.isFinite)]).toEqual([`${table}.${column}`, true]);
      }
    }
  });
});

describe('knobs that heighten each other', () => {
  it('do not flood the shop: the most pleased shoppers, at the ends of what pleases them and brings them back', () => {
    const scenario = smallScenario({
      days: 8,
      arrival: { sessionsPerDay: 1 },
      experience: { base: 10, quality: 10, taste: 10 },
      life: { satisfaction: { order: 1, ticket: 1, visits: 10 }, churn: { perDay: 0 } },
    });
    const { log } = simulateInMemory(scenario, seedWords('flood'));
    const byDay = new Float64Array(8);
    for (const round of log.sessions.round) byDay[round]!++;
    expect(byDay[7]!).toBeGreaterThan(3 * byDay[0]!);
    expect(Math.max(...byDay)).toBeLessThan(1.5 * MOST_VISIT_FACTOR * 60);
  });
});
