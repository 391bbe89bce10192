/** Every policy of the registry: the propensities that it tells are those of its slates. */

import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Algorithm, PolicyModel, TrainingData, Visits } from '../algorithm.ts';
import { ALGORITHMS } from '../registry.ts';
import { quietRun, type ShownRow, smallShown, smallTraining } from '../small-training.node.ts';

const ITEMS = 7;
const SLOTS = 3;
const SHOPPERS = 40;
const RATES = [0.5, 0.45, 0.3, 0.2, 0.1, 0.1, 0.05];
const ALL = Uint32Array.from({ length: ITEMS }, (_, item) => item);

/** `slates` random slates, clicked by the item's rate, as the shop of the examples would have shown them. */
function logged(slates: number): TrainingData {
  const key = drawKey(seedWords('policies'), 'split');
  const rows: ShownRow[] = [];
  for (let slate = 0; slate < slates; slate++) {
    const order = [...ALL].sort((a, b) => uniform(key, slate, a, 1) - uniform(key, slate, b, 1));
    for (const item of order.slice(0, SLOTS))
      rows.push([slate, slate % SHOPPERS, item, Number(uniform(key, slate, item, 2) < RATES[item]!), slate]);
  }
  const clicks = rows.filter(([, , , clicked]) => clicked === 1);
  const training = smallTraining(
    SHOPPERS,
    ITEMS,
    clicks.map(([, shopper, item, , time = 0]) => [shopper, item, time] as const),
  );
  training.catalog.category.splice(0, ITEMS, 'a > x', 'a > x', 'a > y', 'b > z', 'b > z', 'b > z', 'b > z');
  return { ...training, asOf: 1e6, shown: smallShown(rows), ahead: 200 };
}

const visitsOf = (length: number, shopperOf: (i: number) => number): Visits => ({
  length,
  visitor: Uint32Array.from({ length }, (_, i) => i % 977),
  shopper: Uint32Array.from({ length }, (_, i) => shopperOf(i)),
  visit: Uint32Array.from({ length }, (_, i) => Math.floor(i / 977)),
  start: new Uint32Array(length).fill(1e6),
});

interface Filled {
  readonly slates: Uint32Array;
  readonly propensities: Float32Array;
}
function filled(model: PolicyModel, visits: Visits, offered = ALL): Filled {
  const slates = new Uint32Array(visits.length * SLOTS);
  const propensities = new Float32Array(visits.length * SLOTS);
  model.fill(visits, offered, SLOTS, slates, propensities);
  return { slates, propensities };
}

const POLICIES = (Object.entries(ALGORITHMS) as unknown as [string, Algorithm][]).filter(
  (entry): entry is [string, Algorithm<'policy'>] => entry[1].task === 'policy',
);
const CASES = POLICIES.flatMap(([name, algorithm]) =>
  [0, 4, 60].map((slates) => [`${name} after ${slates} slates`, algorithm, slates] as const),
);

describe.each(CASES)('%s', (_name, algorithm, slates) => {
  const params = algorithm.params.parse({}) as Record<string, unknown>;
  const learnt = (changes: object = {}): Promise<PolicyModel> =>
    algorithm.fit(logged(slates), algorithm.params.parse({ ...params, ...changes }), quietRun('policy'));

  it('shows different items, all of them on sale', async () => {
    const offered = Uint32Array.of(0, 2, 4, 5);
    const { slates: shown, propensities } = filled(
      await learnt(),
      visitsOf(300, (i) => i % SHOPPERS),
      offered,
    );
    for (let at = 0; at < shown.length; at += SLOTS) {
      const slate = shown.subarray(at, at + SLOTS);
      expect(new Set(slate).size).toBe(SLOTS);
      expect(slate.every((item) => offered.includes(item))).toBe(true);
    }
    expect(propensities.every((value) => value > 0 && value <= 1)).toBe(true);
  });

  it('answers a visit the same in any batch', async () => {
    const model = await learnt();
    const visits = visitsOf(50, (i) => (i % 5 === 0 ? NO_SHOPPER : i % SHOPPERS));
    const whole = filled(model, visits);
    for (const i of [49, 3, 17]) {
      const one = (column: Uint32Array) => column.subarray(i, i + 1);
      const { visitor, shopper, visit, start } = visits;
      const alone = filled(await learnt(), {
        length: 1,
        visitor: one(visitor),
        shopper: one(shopper),
        visit: one(visit),
        start: one(start),
      });
      expect(alone.slates).toEqual(whole.slates.subarray(i * SLOTS, (i + 1) * SLOTS));
      expect(alone.propensities).toEqual(whole.propensities.subarray(i * SLOTS, (i + 1) * SLOTS));
    }
  });

  it.each([NO_SHOPPER, 3])(
    'shows what it says as often as it says: chi-square over whole slates, shopper %d',
    async (shopper) => {
      const model = await learnt('epsilon' in params ? { epsilon: 0.2 } : {});
      const draws = 6000;
      const { slates: shown, propensities } = filled(
        model,
        visitsOf(draws, () => shopper),
      );
      const seen = new Map<string, { count: number; chance: number }>();
      for (let at = 0; at < shown.length; at += SLOTS) {
        const name = shown.subarray(at, at + SLOTS).join(' ');
        const chance = propensities.subarray(at, at + SLOTS).reduce((product, value) => product * value, 1);
        const known = seen.get(name) ?? { count: 0, chance };
        // The same slate to the same shopper has the same chance, whoever drew it.
        expect(chance).toBeCloseTo(known.chance, 5);
        seen.set(name, { count: known.count + 1, chance });
      }
      const { statistic, freedom, told } = againstTold([...seen.values()], draws);
      // All slates that can be shown have chances that add up to 1; few of them were never drawn.
      expect(told).toBeLessThanOrEqual(1 + 1e-4);
      expect(told).toBeGreaterThan(0.98);
      // Wilson and Hilferty 1931: the cube root of chi-square over its freedom is normal. 4 deviations.
      const most = freedom * (1 - 2 / (9 * freedom) + 4 * Math.sqrt(2 / (9 * freedom))) ** 3;
      if (freedom > 0) expect(statistic).toBeLessThan(most);
      else expect(seen.size).toBe(1);
    },
  );
});

/** Pearson's statistic; slates expected fewer than 5 times, and those never drawn, are one class. */
function againstTold(
  slates: readonly { count: number; chance: number }[],
  draws: number,
): { statistic: number; freedom: number; told: number } {
  const told = slates.reduce((sum, { chance }) => sum + chance, 0);
  const common = slates.filter(({ chance }) => chance * draws >= 5);
  let statistic = 0;
  let restCount = draws;
  let restChance = 1;
  for (const { count, chance } of common) {
    statistic += (count - chance * draws) ** 2 / (chance * draws);
    restCount -= count;
    restChance -= chance;
  }
  const hasRest = restChance * draws >= 5;
  if (hasRest) statistic += (restCount - restChance * draws) ** 2 / (restChance * draws);
  else expect(restCount).toBeLessThan(40);
  return { statistic, freedom: common.length - (hasRest ? 0 : 1), told };
}
