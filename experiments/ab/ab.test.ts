import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../numerics/distributions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { analyse, contrastsOf, differenceOf, factorialContrasts } from './analysis.ts';
import { abArms } from './arms.ts';
import { assign, assignmentSeed } from './assignments.ts';
import { evenDays, replicateLooks } from './looks.ts';
import { abOutcome, courseOf, type TestPlan } from './potential.ts';

const signal = new AbortController().signal;

describe('differences of arms', () => {
  it('are Welch’s, by hand', () => {
    // Control 1, 3 (variance 2); arm 4, 6, 8 (variance 4).
    const told = differenceOf([1, 4, 3, 6, 8], [0, 1, 0, 1, 1], 1);
    expect([told.control, told.arm, told.difference]).toEqual([2, 6, 4]);
    expect(told.standardError).toBeCloseTo(Math.sqrt(2 / 2 + 4 / 3), 14);
    expect(told.units).toEqual([2, 3]);
    expect(told.z).toBeCloseTo(4 / Math.sqrt(7 / 3), 14);
    // Another arm's shoppers are left out.
    expect(differenceOf([1, 4, 3, 6, 8, 99], [0, 1, 0, 1, 1, 2], 1)).toEqual(told);
  });

  it('of several arms are corrected by Holm', () => {
    const key = drawKey(seedWords('holm'), 'permutation');
    const arms = Uint8Array.from({ length: 300 }, (_, i) => i % 3);
    const outcome = Float64Array.from(
      arms,
      (arm, i) => normalQuantile(uniform(key, i)) + (arm === 2 ? 0.5 : 0),
    );
    const before = Float64Array.from(arms, (_, i) => normalQuantile(uniform(key, i, 1)));
    const told = analyse(['control', 'a', 'b'], arms, outcome, before);
    const [a, b] = told.arms;
    const [small, large] = [Math.min(a!.plain.p, b!.plain.p), Math.max(a!.plain.p, b!.plain.p)];
    expect(b!.plain.p).toBe(small);
    expect(b!.holm.plain).toBeCloseTo(2 * small, 14);
    expect(a!.holm.plain).toBeCloseTo(Math.max(2 * small, large), 14);
  });
});

describe('assignments', () => {
  const keys = Uint32Array.from({ length: 20_000 }, (_, i) => i);

  it('are halves, keep to themselves, and differ from one number to the next', () => {
    const one = assign(2, assignmentSeed('x', 1), keys);
    expect([...assign(2, assignmentSeed('x', 1), keys)]).toEqual([...one]);
    const other = assign(2, assignmentSeed('x', 2), keys);
    const share = (arms: Uint8Array): number => arms.reduce((sum, arm) => sum + arm, 0) / arms.length;
    // Four standard errors of a half.
    expect(Math.abs(share(one) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 20_000));
    const same = one.filter((arm, i) => arm === other[i]).length / keys.length;
    expect(Math.abs(same - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 20_000));
  });
});

const PLAN: TestPlan = {
  scenario: smallScenario(),
  seed: seedWords('ab'),
  outcome: 'clicks',
  before: 3,
  days: 4,
  control: { name: 'popularity' },
};

describe('what shoppers do under each arm', () => {
  const of = (name: 'popularity' | 'random', priceFactor = 1) => [{ name, policy: { name }, priceFactor }];
  const control = courseOf(PLAN, of('popularity'), signal);
  const other = courseOf(PLAN, of('random'), signal);

  it('is the same until the test begins, and sums from then on', () => {
    expect([...other.before]).toEqual([...control.before]);
    expect(control.soFar).toHaveLength(4);
    for (let day = 1; day < 4; day++)
      control.soFar[day]!.forEach((sum, shopper) => {
        expect(sum).toBeGreaterThanOrEqual(control.soFar[day - 1]![shopper]!);
      });
    expect([...other.soFar[3]!]).not.toEqual([...control.soFar[3]!]);
  });

  it('is, of arms side by side in a shop that shares nothing, that of each arm alone', () => {
    const quiet = {
      choice: { conformity: 0 },
      harms: { groupInfluence: { weight: 0 } },
      exposure: { maxSlates: 1, banner: { probability: 0 }, similar: { probability: 0 } },
    };
    const scenario = smallScenario(quiet as never);
    const alone = abArms([{ name: 'none' }, { name: 'random' }], [0.5]);
    const plan: TestPlan = { ...PLAN, scenario, control: { name: 'none' } };
    const courses = alone.map((arm) => courseOf(plan, [arm], signal));
    const mixed = courseOf(plan, alone, signal);
    const arms = assign(alone.length, plan.seed, mixed.keys);
    expect(new Set(arms).size).toBe(4);
    arms.forEach((arm, shopper) => {
      expect(mixed.soFar[3]![shopper], `shopper ${shopper}`).toBe(courses[arm]!.soFar[3]![shopper]);
    });
  });
});

describe('looks', () => {
  it('are even over the days', () => {
    expect(evenDays(14, 5)).toEqual([2, 5, 7, 10, 13]);
    expect(evenDays(5, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  /** Shoppers with independent days: sums of independent increments. */
  const key = drawKey(seedWords('looks'), 'permutation');
  const shoppers = 400;
  const soFar: Float64Array[] = [];
  for (let day = 0; day < 5; day++)
    soFar.push(
      Float64Array.from(
        { length: shoppers },
        (_, shopper) => (soFar[day - 1]?.[shopper] ?? 0) + normalQuantile(uniform(key, shopper, day)),
      ),
    );
  const plan = { days: evenDays(5, 5), level: 0.05, spread: 0.3 };
  const keys = Uint32Array.from({ length: shoppers }, (_, i) => i);
  const armsOf = (replicate: number): Uint8Array => assign(2, assignmentSeed('aa', replicate), keys);
  const replicates = 2000;
  const { stopping, differences } = replicateLooks({
    replicates,
    armsOf,
    plan,
    control: soFar,
    other: soFar,
  });
  const share = (name: string): number => stopping.find((one) => one.name === name)!.found / replicates;
  const within = (name: string, wanted: number, errors = 4): void =>
    expect(Math.abs(share(name) - wanted), name).toBeLessThan(
      errors * Math.sqrt((wanted * (1 - wanted)) / replicates),
    );

  it('of an A/A test with independent days have the false alarms of the tables', () => {
    within('once', 0.05);
    within('naive', 0.142);
    within('pocock', 0.05);
    within('obrien-fleming', 0.05);
    expect(share('mixture')).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / replicates));
    expect(Math.abs(differences.reduce((sum, own) => sum + own, 0) / replicates)).toBeLessThan(0.05);
  });

  it('find an effect sooner than one look at the end, at little cost', () => {
    const other = soFar.map((day, nth) => day.map((own) => own + 0.2 * (nth + 1)));
    const found = replicateLooks({ replicates: 500, armsOf, plan, control: soFar, other }).stopping;
    const of = (name: string) => found.find((one) => one.name === name)!;
    // Effect 1 with a standard error of 2 sqrt(5) / 20: z 4.47.
    expect(of('once').found / 500).toBeGreaterThan(0.97);
    expect(of('obrien-fleming').found / 500).toBeGreaterThan(0.95);
    expect(of('obrien-fleming').day).toBeLessThan(of('once').day);
    expect(of('pocock').day).toBeLessThan(of('obrien-fleming').day);
  });
});

describe('policies by prices', () => {
  it('have main effects and interactions by hand', () => {
    const contrasts = factorialContrasts(['a', 'b'], ['x 1', 'x 0.9']);
    expect(contrasts).toEqual([
      { name: 'b', weights: [-0.5, 0.5, -0.5, 0.5] },
      { name: 'x 0.9', weights: [-0.5, -0.5, 0.5, 0.5] },
      { name: 'b by x 0.9', weights: [1, -1, -1, 1] },
    ]);
    // Means 1, 2, 4, 8 of pairs one apart on either side, so that each variance is 2.
    const [b, price, both] = contrastsOf(contrasts, [0, 2, 1, 3, 3, 5, 7, 9], [0, 0, 1, 1, 2, 2, 3, 3]);
    expect([b!.value, price!.value, both!.value]).toEqual([2.5, 4.5, 3]);
    expect(b!.standardError).toBeCloseTo(1, 14);
    expect(both!.standardError).toBeCloseTo(2, 14);
    expect(price!.holm).toBeCloseTo(3 * price!.p, 14);
    expect(factorialContrasts(['a', 'b'], ['x 1'])).toEqual([]);
  });
});

describe('arms as told', () => {
  it('are policies of the simulator, each once', () => {
    expect(
      abArms([{ name: 'random' }, { name: 'epsilon-mixed', epsilon: 0.3 }]).map(({ name }) => name),
    ).toEqual(['random', 'epsilon-mixed 0.3']);
    expect(abArms([{ name: 'random' }, { name: 'none' }], [0.9]).map(({ name }) => name)).toEqual([
      ...['random', 'none', 'random, prices x 0.9', 'none, prices x 0.9'],
    ]);
    expect(() => abArms([{ name: 'random' }, { name: 'none' }], [1])).toThrow('price 1: factors are');
    expect(() => abArms([{ name: 'randon' }])).toThrow("did you mean 'random'?");
    expect(() => abArms([{ name: 'random' }, { name: 'random' }])).toThrow(
      'policy random stands in two arms',
    );
    expect(() => abArms([{ name: 'epsilon-mixed', epsilon: 2 }])).toThrow(
      'policy {"name":"epsilon-mixed","epsilon":2}',
    );
    expect(() => abOutcome('click')).toThrow("did you mean 'clicks'?");
  });
});
