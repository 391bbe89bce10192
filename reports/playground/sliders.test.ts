/** Every slider moves what it says it moves: from one end to the other, in each of three worlds. */

import { describe, expect, it } from 'vitest';
import { type Played, played } from './plays.fixture.ts';
import { type Setting, SettingSchema } from './setting.ts';

const SEEDS = ['one', 'two', 'three'];
const SIZE = { shoppers: 200, items: 150, rounds: 6 };

/** Mean of a measure over the last three rounds. */
const late =
  (name: string) =>
  ({ rounds }: Played): number =>
    rounds.slice(-3).reduce((sum, { measures }) => sum + measures[name]!, 0) / 3;

/** Of a measure that cannot be above 1: how far it stays below. */
const restOf =
  (name: string) =>
  (of: Played): number =>
    1 - late(name)(of);

/** Mean distance on the map from where shoppers stood after the first round. */
function moved({ rounds }: Played): number {
  const [first, last] = [rounds[0]!.tastes, rounds.at(-1)!.tastes];
  let sum = 0;
  for (let at = 0; at < first.length; at += 2)
    sum += Math.hypot(last[at]! - first[at]!, last[at + 1]! - first[at + 1]!);
  return sum / (first.length / 2);
}

const world = (told: object) => (seed: string) => ({ seed, world: told });
const shop = (told: object) => (seed: string) => ({ seed, shops: [told, { policy: 'als' }] });

async function ends(
  low: (seed: string) => object,
  high: (seed: string) => object,
  of: (played: Played) => number,
): Promise<[number, number][]> {
  const pairs: [number, number][] = [];
  for (const seed of SEEDS) {
    const setting = (told: object): Setting => SettingSchema.parse({ ...SIZE, ...told });
    pairs.push([of(await played(setting(low(seed)), 0)), of(await played(setting(high(seed)), 0))]);
  }
  return pairs;
}

describe('sliders', () => {
  it.each([
    [
      'exploration: slates are further from the best',
      shop({ policy: 'item-knn', exploration: 0 }),
      shop({ policy: 'item-knn', exploration: 1 }),
      late('slotRegret'),
    ],
    [
      'exploration: shoppers are shown less alike',
      shop({ policy: 'popularity', exploration: 1 }),
      shop({ policy: 'popularity', exploration: 0 }),
      late('shown.interJaccard'),
    ],
    [
      'no diversity: what a shopper is shown is more alike',
      shop({ policy: 'item-knn', diversity: 1 }),
      shop({ policy: 'item-knn', diversity: 0 }),
      restOf('shown.intraDiversity'),
    ],
    [
      'history forgotten: slates are further from the best',
      shop({ policy: 'als' }),
      shop({ policy: 'als', kept: 1 }),
      late('slotRegret'),
    ],
    [
      'popularity pull: slots go to fewer items',
      world({ popularityPull: 0 }),
      world({ popularityPull: 1 }),
      late('shown.catalogueGini'),
    ],
    [
      'conformity: shoppers come to like the same',
      world({ conformity: 0 }),
      world({ conformity: 1 }),
      late('latent.interJaccard'),
    ],
    [
      'no conformity: clicks are spread more evenly over items',
      world({ conformity: 1 }),
      world({ conformity: 0 }),
      restOf('engaged.catalogueGini'),
    ],
    ['drift: tastes move on the map', world({ drift: 0 }), world({ drift: 1 }), moved],
  ])('%s', async (_what, low, high, of) => {
    for (const [less, more] of await ends(low, high, of)) expect(more).toBeGreaterThan(1.05 * less);
  });

  it('fraud: pushed items take several times the slots that the same items have without, in a shop that counts clicks', async () => {
    for (const seed of SEEDS) {
      const setting = (fraud: number): Setting =>
        SettingSchema.parse({ ...SIZE, ...shop({ policy: 'popularity' })(seed), world: { fraud } });
      const [honest, pushed] = [await played(setting(0), 0), await played(setting(0.04), 0)];
      expect(honest.world.pushed.every((one) => one === 0)).toBe(true);
      const share = ({ rounds }: Played): number => {
        const { shown } = rounds.at(-1)!;
        const all = shown.reduce((sum, slots) => sum + slots, 0);
        return shown.reduce((sum, slots, item) => sum + slots * pushed.world.pushed[item]!, 0) / all;
      };
      expect(share(pushed)).toBeGreaterThan(2 * share(honest));
    }
  });

  it('rounds: as many pass', async () => {
    const { rounds } = await played(SettingSchema.parse({ ...SIZE, rounds: 2 }), 0);
    expect(rounds).toHaveLength(2);
  });
});
