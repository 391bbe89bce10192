import { describe, expect, it } from 'vitest';
import { checkLog } from '../../datasets/log-invariants.ts';
import { NO_ARM, SURFACES } from '../../datasets/tables.ts';
import { chiSquare } from '../../numerics/goodness-of-fit.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { type Scenario, ScenarioSchema } from '../scenario/scenario.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { armsOf, assignArms } from './arms.ts';

const seed = seedWords('arms');
const keys = Uint32Array.from({ length: 20_000 }, (_, i) => i);
const experiment = (name: string, ...weights: number[]): Scenario['experiments'][number] => ({
  name,
  arms: weights.map((weight, i) => ({ name: `${name} ${i}`, weight, priceFactor: 1 })),
});
/** The choice of each shopper in experiment `nth`. */
function choices(experiments: Scenario['experiments'], nth: number, shoppers = keys): number[] {
  const arms = armsOf({ experiments });
  return [...assignArms({ experiments }, seed, shoppers)].map((arm) => arms[arm]!.choices[nth]!);
}

describe('assignArms', () => {
  it('is NO_ARM for all without an experiment', () => {
    expect(new Set(assignArms({ experiments: [] }, seed, keys))).toEqual(new Set([NO_ARM]));
    expect(armsOf({ experiments: [] })).toEqual([
      { choices: [], share: 1, policy: undefined, priceFactor: 1 },
    ]);
  });

  it('gives each arm its share, and experiments are independent', () => {
    const experiments = [experiment('a', 1, 3), experiment('b', 2, 1, 1)];
    const arms = armsOf({ experiments });
    const counts = new Float64Array(arms.length);
    for (const arm of assignArms({ experiments }, seed, keys)) counts[arm]!++;
    expect(counts[NO_ARM]).toBe(0);
    const shares = [1 / 8, 1 / 16, 1 / 16, 3 / 8, 3 / 16, 3 / 16];
    expect(arms.slice(1).map(({ share }) => share)).toEqual(shares);
    // 5 degrees of freedom: 20.5 is exceeded with probability 0.1 %.
    const expected = shares.map((share) => share * keys.length);
    expect(chiSquare(counts.subarray(1), expected)).toBeLessThan(20.5);
  });

  it('moves shoppers to a new arm only, and leaves them when experiments or shoppers are added', () => {
    const before = choices([experiment('a', 1, 1)], 0);
    const widened = choices([experiment('a', 1, 1, 1)], 0);
    expect(widened.every((choice, i) => choice === 2 || choice === before[i])).toBe(true);
    expect(widened.filter((choice) => choice === 2).length / keys.length).toBeCloseTo(1 / 3, 1);
    expect(choices([experiment('a', 1, 1), experiment('b', 1, 2)], 0)).toEqual(before);
    expect(
      choices(
        [experiment('a', 1, 1)],
        0,
        keys.filter((key) => key % 3 === 0),
      ),
    ).toEqual(before.filter((_, key) => key % 3 === 0));
  });

  it('never picks an arm of weight 0', () => {
    expect(new Set(choices([experiment('a', 1, 0)], 0))).toEqual(new Set([0]));
  });
});

describe('a world with experiments', () => {
  const scenario = smallScenario({
    shoppers: { count: 200 },
    exposure: { slateSize: 6, maxSlates: 4, policy: { name: 'popularity' } },
    experiments: [
      {
        name: 'home',
        arms: [
          { name: 'as before' },
          { name: 'mixed', weight: 2, policy: { name: 'epsilon-mixed', epsilon: 0.4 } },
          { name: 'best', policy: { name: 'oracle' } },
        ],
      },
      { name: 'prices', arms: [{ name: 'list' }, { name: 'dear', priceFactor: 1.25 }] },
    ],
  });
  const world = simulateInMemory(scenario, seed);
  const { sessions, actions } = world.log;

  it('keeps every invariant, in any number of shards', () => {
    expect(checkLog(world.log, world.catalog, world.shoppers)).toEqual([]);
    expect(digestWorld(simulateInMemory(scenario, seed, { shards: 7 }))).toBe(digestWorld(world));
  });

  it('keeps a visitor in one arm, and files what the arms are', () => {
    const armOf = new Map<number, number>();
    sessions.visitor.forEach((visitor, row) => {
      expect(armOf.get(visitor) ?? sessions.arm[row]).toBe(sessions.arm[row]);
      armOf.set(visitor, sessions.arm[row]!);
    });
    expect(new Set(armOf.values())).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    const { arms } = world;
    expect(arms.length).toBe(12);
    const row = [...arms.arm].findIndex((arm, i) => arm === 4 && arms.experiment[i] === 0);
    expect([arms.experimentName[row], arms.name[row], arms.share[row]]).toEqual(['home', 'mixed', 0.25]);
    expect(JSON.parse(arms.policy[row]!)).toEqual({ name: 'epsilon-mixed', epsilon: 0.4 });
    expect([arms.name[row + 1], arms.priceFactor[row + 1]]).toEqual(['dear', 1.25]);
    expect(JSON.parse(arms.policy[0]!)).toEqual({ name: 'popularity' });
  });

  it('charges each arm its own prices', () => {
    for (let row = 0; row < actions.length; row++) {
      const list = world.catalog.price[actions.item[row]!]!;
      const dear = sessions.arm[actions.session[row]!]! % 2 === 0;
      expect(actions.price[row]).toBe(dear ? Math.round(list * 1.25) : list);
    }
  });

  it('logs the propensity of the policy of the arm: empirical frequencies by chi-square', () => {
    const many = simulateInMemory(smallScenario({ ...scenario, days: 40, truth: 'none' }), seed);
    const log = many.log;
    const deviations = { plain: 0, mixed: 0, best: 0 };
    let excess = 0;
    let spread = 0;
    const shownAtTop = new Float64Array(2);
    const expectedAtTop = new Float64Array(2);
    for (let row = 0; row < log.impressions.length; row++) {
      if (SURFACES[log.impressions.surface[row]!] !== 'home') continue;
      const arm = log.sessions.arm[log.impressions.session[row]!]!;
      const propensity = log.impressions.propensity[row]!;
      if (arm <= 2) deviations.plain += 1 - propensity;
      else if (arm >= 5) deviations.best += 1 - propensity;
      else if (log.impressions.position[row] === 0) {
        // The top slot: the most popular item with 0.6 + 0.4 / 80, each other with 0.4 / 80.
        const isTop = propensity > 0.5;
        expect(propensity).toBeCloseTo(isTop ? 0.605 : 0.005, 6);
        shownAtTop[isTop ? 0 : 1]!++;
      } else {
        excess += propensity > 0.5 ? 1 : 0;
        const left = 80 - log.impressions.position[row]!;
        const p = 0.6 + 0.4 / left;
        excess -= p;
        spread += p * (1 - p);
      }
    }
    const n = shownAtTop[0]! + shownAtTop[1]!;
    expectedAtTop.set([0.605 * n, 0.395 * n]);
    expect(n).toBeGreaterThan(1000);
    expect([deviations.plain, deviations.best]).toEqual([0, 0]);
    // 1 degree of freedom: 10.8 is exceeded with probability 0.1 %.
    expect(chiSquare(shownAtTop, expectedAtTop)).toBeLessThan(10.8);
    expect(Math.abs(excess)).toBeLessThan(4 * Math.sqrt(spread));
  });

  it('changes nothing for whom no arm changes anything', () => {
    const same = smallScenario({
      experiments: [{ name: 'a/a', arms: [{ name: 'left' }, { name: 'right' }] }],
    });
    const split = simulateInMemory(same, seed).log;
    const plain = simulateInMemory(smallScenario(), seed).log;
    expect(split.impressions).toEqual(plain.impressions);
    expect(split.actions).toEqual(plain.actions);
    expect(new Set(split.sessions.arm)).toEqual(new Set([1, 2]));
    expect(new Set(plain.sessions.arm)).toEqual(new Set([NO_ARM]));
  });

  it('sells less where prices are higher', () => {
    const busy = smallScenario({
      shoppers: { count: 600 },
      choice: { outside: 1, price: 3 },
      experiments: [{ name: 'prices', arms: [{ name: 'list' }, { name: 'dear', priceFactor: 2 }] }],
    });
    const { log, shoppers } = simulateInMemory(busy, seed);
    const clicks = new Float64Array(3);
    for (const session of log.actions.session) clicks[log.sessions.arm[session]!]!++;
    const visits = new Float64Array(3);
    for (const arm of log.sessions.arm) visits[arm]!++;
    expect(shoppers.length).toBe(600);
    expect(clicks[2]! / visits[2]!).toBeLessThan((0.8 * clicks[1]!) / visits[1]!);
  });
});

describe('experiments in a scenario', () => {
  const arms = [{ name: 'a' }, { name: 'b' }];
  const messages = (experiments: unknown): string[] =>
    ScenarioSchema.safeParse({ catalog: { items: 30 }, experiments }).error?.issues.map(
      ({ message, path }) => `${path.join('.')}: ${message}`,
    ) ?? [];
  it('are refused when they say one thing twice, or too much', () => {
    expect(messages([{ name: 'x', arms }])).toEqual([]);
    expect(messages([{ name: 'x', arms: [{ name: 'a' }] }])[0]).toMatch(/^experiments.0.arms: /);
    expect(messages([{ name: 'x', arms: [{ name: 'a' }, { name: 'a' }] }])).toEqual([
      'experiments.0.arms: two arms have the same name',
    ]);
    const nobody = [
      { name: 'a', weight: 0 },
      { name: 'b', weight: 0 },
    ];
    expect(messages([{ name: 'x', arms: nobody }])).toEqual([
      'experiments.0.arms: all weights are 0; at least one must be above 0',
    ]);
    const policed = [{ name: 'a', policy: { name: 'oracle' } }, { name: 'b' }];
    expect(messages(['x', 'y'].map((name) => ({ name, arms: policed })))).toEqual([
      'experiments: more than one experiment sets a policy; a home slate is filled by one',
    ]);
    const many = Array.from({ length: 8 }, (_, i) => ({ name: `${i}`, arms }));
    expect(messages(many)).toEqual(['experiments: more than 255 combinations of arms']);
  });

  it('and fixed slates are refused when the shop cannot show them', () => {
    const fixed = (items: number[]) => [
      { name: 'x', arms: [{ name: 'a', policy: { name: 'fixed', items } }, { name: 'b' }] },
    ];
    const twenty = Array.from({ length: 20 }, (_, i) => i);
    expect(messages(fixed(twenty))).toEqual([]);
    expect(messages(fixed([...twenty, 30]))).toEqual([
      'experiments.0.arms.0.policy.items: no item 30; catalog.items is 30',
    ]);
    expect(messages(fixed([1, 2]))).toEqual([
      'experiments.0.arms.0.policy.items: 2 items do not fill a slate of 20',
    ]);
    expect(messages(fixed([...twenty, 3]))).toEqual([
      'experiments.0.arms.0.policy.items: an item stands twice',
    ]);
  });
});
