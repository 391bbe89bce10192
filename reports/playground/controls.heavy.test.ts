/** A control points at what it changes, and at nothing else: from one end of a slider to the other, in three shops, each in six worlds. */

import { describe, expect, it } from 'vitest';
import { CONTROLS, controlOf } from './controls.ts';
import { CURVES } from './curves.ts';
import { type Played, played } from './plays.fixture.ts';
import { RANGES, type Setting, SettingSchema, type Shop } from './setting.ts';

const SEEDS = ['s1', 's2', 's3', 's4', 's5', 's6'];
const SIZE = { shoppers: 300, items: 300, rounds: 10 };
const SHOPS = ['item-knn', 'als', 'popularity'] as const;
/** Days from which on a shop has learnt something. */
const FROM = 3;
/** Mean change that nobody who looks would miss. */
const PLAIN = 0.1;

const USUAL: Shop = { policy: 'als', exploration: 0.1, diversity: 0, kept: 20 };
const MOVED = ['exploration', 'diversity', 'kept', 'popularityPull', 'conformity', 'drift', 'fraud'] as const;
type Moved = (typeof MOVED)[number];

function settingOf(policy: Shop['policy'], seed: string, id: Moved, value: number): Setting {
  const own = { ...USUAL, policy, ...(controlOf(id).of === 'shop' && { [id]: value }) };
  const world = controlOf(id).of === 'world' ? { [id]: value } : {};
  return SettingSchema.parse({ ...SIZE, seed, shops: [own, USUAL], world });
}

/** Ends of a slider: with no history at all a shop is not personal any more, which is a shop of another kind. */
const endsOf = (id: Moved): readonly [number, number] =>
  id === 'kept' ? [1, RANGES.kept.most] : [RANGES[id].least, RANGES[id].most];

function late({ rounds }: Played, measure: string): number {
  const values = rounds.slice(FROM).flatMap(({ measures }) => measures[measure] ?? []);
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

interface Effect {
  /** In the same direction in every world. */
  readonly sure: boolean;
  /** Mean over worlds, as a share of the value at the low end. */
  readonly size: number;
}

/** By curve, in one shop. */
async function effectsOf(policy: Shop['policy'], id: Moved): Promise<Map<string, Effect>> {
  const [low, high] = endsOf(id);
  const worlds: (readonly [Played, Played])[] = [];
  for (const seed of SEEDS)
    worlds.push([
      await played(settingOf(policy, seed, id, low), 0),
      await played(settingOf(policy, seed, id, high), 0),
    ]);
  return new Map(
    CURVES.map(({ id: curve, measure }) => {
      const apart = worlds.map(([a, b]) => late(b, measure) - late(a, measure));
      const base = worlds.reduce((sum, [a]) => sum + late(a, measure), 0);
      return [
        curve,
        {
          sure: apart.every((one) => one > 0) || apart.every((one) => one < 0),
          size: apart.reduce((sum, one) => sum + one, 0) / base,
        },
      ];
    }),
  );
}

describe('a control', () => {
  it.each(MOVED)('%s points at the curves that it moves, and at no others', async (id) => {
    const all: Map<string, Effect>[] = [];
    // The shop that counts everybody's clicks has no history of anybody to forget.
    for (const policy of SHOPS)
      if (!(id === 'kept' && policy === 'popularity')) all.push(await effectsOf(policy, id));
    const { acts } = controlOf(id);
    for (const { id: curve } of CURVES) {
      const effects = all.map((of) => of.get(curve)!);
      const told = `${curve}: ${effects.map(({ sure, size }) => `${(100 * size).toFixed(0)} %${sure ? ' in every world' : ''}`).join(', ')}`;
      if (effects.some(({ sure, size }) => sure && Math.abs(size) >= PLAIN))
        expect(acts, told).toContain(curve);
      if (acts.includes(curve))
        expect(
          effects.some(({ sure }) => sure),
          told,
        ).toBe(true);
    }
  });

  it('that moves what shoppers miss moves it in groups of them', () => {
    for (const { id, acts } of CONTROLS)
      if (acts.includes('regret')) expect([id, acts.includes('groups')]).toEqual([id, true]);
  });
});
