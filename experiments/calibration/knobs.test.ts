import { describe, expect, it } from 'vitest';
import type { ConfigError } from '../../datasets/config-error.ts';
import { ScenarioSchema } from '../../simulator/scenario/scenario.ts';
import {
  defaultKnobs,
  fromUnit,
  knobPaths,
  parseKnobs,
  RANGES,
  toUnit,
  valueAt,
  withValues,
} from './knobs.ts';

const scenario = ScenarioSchema.parse({});
const faultsOf = (names: readonly string[]): readonly string[] => {
  try {
    parseKnobs(names, scenario);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};

describe('parseKnobs', () => {
  it('takes any number of the scenario, with its usual range or one of its own', () => {
    const [outside, perDay, epsilon, dwell] = parseKnobs(
      ['choice.outside=0:9', 'arrival.sessionsPerDay', 'exposure.policy.epsilon', 'pace.dwellSeconds'],
      scenario,
    );
    expect(outside).toMatchObject({ path: 'choice.outside', low: 0, high: 9, scale: 'linear', whole: false });
    expect(perDay).toMatchObject({ low: 0.0005, high: 2, scale: 'log' });
    expect(epsilon).toMatchObject({ low: 0, high: 1, scale: 'linear' });
    expect(dwell).toMatchObject({ low: 4.5, high: 450, scale: 'log' });
    expect(parseKnobs(['price.median'], scenario)[0]!.whole).toBe(true);
  });

  it('looks near what the data suggests, unless a range is given', () => {
    const names = ['price.median', 'price.itemSpread', 'arrival.shape=1:2'];
    const starts = { 'price.median': 300, 'price.itemSpread': 0.2, 'arrival.shape': 1 };
    const knobs = parseKnobs([...names, 'choice.taste'], scenario, starts);
    const steps = knobs.map(({ step }) => step);
    expect(steps[0]).toBe(steps[1]);
    expect(steps[0]).toBeLessThan(steps[3]!);
    const ranges = knobs.slice(0, 3).map(({ low, high }) => [low, high]);
    expect(ranges).toEqual([
      [100, 900],
      [0, 1.5],
      [1, 2],
    ]);
  });

  it('tells all faults at once, with the nearest name', () => {
    expect(
      faultsOf(['choice.outsid', 'days', 'exposure.continue=0.5:2', 'choice.taste', 'choice.taste']),
    ).toEqual([
      "knobs: 'choice.outsid' is no number of the scenario; did you mean 'choice.outside'?",
      'knobs: days follows from the data or --shoppers; it is not searched',
      'knobs: exposure.continue=0.5:2; a range is LOW:HIGH with 0 <= LOW < HIGH <= 0.99',
      'knobs: choice.taste is named twice',
    ]);
    expect(faultsOf(['choice.taste=3:1'])).toHaveLength(1);
    expect(faultsOf(['choice.taste='])).toHaveLength(1);
    expect(faultsOf([])).toEqual(['knobs: none named, and none moves what can be measured']);
  });

  it('has usual ranges within those of the schema, for numbers that exist', () => {
    const paths = knobPaths(scenario);
    for (const [path, { low, high }] of Object.entries(RANGES)) {
      expect(paths).toContain(path);
      for (const value of [low, high]) {
        const changed = withValues(scenario, { [path]: path === 'price.median' ? Math.round(value) : value });
        const parsed = ScenarioSchema.safeParse({ ...changed, days: 1, shoppers: { count: 10 } });
        expect(parsed.success, `${path} = ${value}`).toBe(true);
      }
    }
  });
});

describe('toUnit and fromUnit', () => {
  it('are each other’s inverse inside the range, and fold back outside it', () => {
    for (const knob of parseKnobs(Object.keys(RANGES), scenario)) {
      expect(fromUnit(knob, 0)).toBeCloseTo(knob.low, 6);
      expect(fromUnit(knob, 1)).toBeCloseTo(knob.high, 6);
      if (knob.whole) continue;
      for (const u of [0.1, 0.5, 0.93]) expect(toUnit(knob, fromUnit(knob, u))).toBeCloseTo(u, 4);
      expect(fromUnit(knob, -0.3)).toBe(fromUnit(knob, 0.3));
      expect(fromUnit(knob, 1.2)).toBeCloseTo(fromUnit(knob, 0.8), 6);
      expect(fromUnit(knob, 5.25)).toBeCloseTo(fromUnit(knob, 0.75), 6);
      expect(toUnit(knob, knob.high + 1)).toBe(1);
    }
  });

  it('take the middle of a log range at the geometric mean', () => {
    const [knob] = parseKnobs(['arrival.sessionsPerDay=0.01:1'], scenario);
    expect(fromUnit(knob!, 0.5)).toBeCloseTo(0.1, 5);
  });
});

describe('defaultKnobs', () => {
  it('are those that move what is measured', () => {
    expect(defaultKnobs(['price'], scenario)).toEqual([
      'price.median',
      'price.categorySpread',
      'price.itemSpread',
    ]);
    expect(defaultKnobs(['hour-of-day'], scenario)).toEqual([]);
    expect(defaultKnobs(['orders-per-shopper'], scenario)).toContain('arrival.sessionsPerDay');
    expect(defaultKnobs(['rating'], scenario)).toContain('reviews.five');
  });

  it('leaves out what the scenario has not: its policy explores by no epsilon', () => {
    const random = withValues(scenario, { 'exposure.policy': { name: 'random' } });
    expect(defaultKnobs(['item-popularity'], scenario)).toContain('exposure.policy.epsilon');
    expect(defaultKnobs(['item-popularity'], random)).not.toContain('exposure.policy.epsilon');
  });
});

describe('withValues', () => {
  it('changes a copy', () => {
    const changed = withValues(scenario, { 'choice.outside': 1, days: 3 });
    expect([valueAt(changed, 'choice.outside'), changed.days]).toEqual([1, 3]);
    expect(scenario).toEqual(ScenarioSchema.parse({}));
  });
});
