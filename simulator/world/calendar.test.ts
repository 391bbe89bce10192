import { describe, expect, it } from 'vitest';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { DAY } from '../behaviour/arrival.ts';
import { expectSessions } from '../figures/explain.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import {
  activityOf,
  demandShifts,
  eventsOn,
  priceShocks,
  spendOf,
  supplyFactor,
  weekdayFactors,
} from './calendar.ts';

const seed = seedWords('calendar');
const LEVEL = { weekdays: [1, 1, 1, 1, 1, 1, 1] };
const event = (name: string, from: string | number, more: object = {}) => ({ name, from, ...more });

describe('the calendar', () => {
  it('is that of weekdays where nothing else is said', () => {
    const scenario = smallScenario();
    const factors = weekdayFactors(scenario.arrival.weekdays);
    // 2024-01-01 is a Monday.
    for (let round = 0; round < 15; round++) expect(activityOf(scenario, round)).toBe(factors[round % 7]);
    expect([spendOf(scenario, 3), supplyFactor(scenario, 3)]).toEqual([0, 1]);
    expect([...demandShifts(scenario, 3, 2), ...priceShocks(scenario, 3, 2)]).toEqual([0, 0, 1, 1]);
  });

  it('weighs months by their mean, over the year’s end', () => {
    const months = [3, ...Array(10).fill(0.5), 4];
    const scenario = smallScenario({ origin: '2024-12-30T00:00:00Z', arrival: LEVEL, season: { months } });
    expect([0, 1, 2].map((round) => activityOf(scenario, round))).toEqual([4, 4, 3]);
  });

  it('has events by date every year, reaching into the next, and by day of the log', () => {
    const eventDays = [event('feast', '12-30', { days: 5 }), event('opening', 6, { days: 2 })];
    const scenario = smallScenario({ season: { eventDays } });
    const named = (round: number) => eventsOn(scenario, round).map(({ name }) => name);
    const on = (name: string) =>
      Array.from({ length: 400 }, (_, i) => i).filter((r) => named(r).includes(name));
    expect(on('feast')).toEqual([0, 1, 2, 364, 365, 366, 367, 368]);
    expect(on('opening')).toEqual([6, 7]);
  });

  it('has seasons of departments that peak in the middle of their month', () => {
    const season = { departments: [{ department: 1, amplitude: 0.8, peakMonth: 1 }] };
    const scenario = smallScenario({ season });
    expect(demandShifts(scenario, 15, 3)[1]).toBeCloseTo(0.8, 12);
    expect(demandShifts(scenario, 15, 3)[0]).toBe(0);
    // 16 July 2024.
    expect(demandShifts(scenario, 197, 3)[1]).toBeCloseTo(-0.8, 12);
  });

  it('has shocks of one department or of all, which multiply and add', () => {
    const shocks = [
      { name: 'heat', from: 2, days: 3, visits: 2, department: 1, demand: 1, price: 1.5 },
      { name: 'strike', from: 4, days: 9, visits: 0.5, demand: -0.25, supply: 3, price: 2 },
    ];
    const scenario = smallScenario({ arrival: LEVEL, shocks });
    expect([1, 2, 4, 5].map((round) => activityOf(scenario, round))).toEqual([1, 2, 1, 0.5]);
    expect([...demandShifts(scenario, 4, 3)]).toEqual([-0.25, 0.75, -0.25]);
    expect([...priceShocks(scenario, 4, 3)]).toEqual([2, 3, 2]);
    expect([3, 4].map((round) => supplyFactor(scenario, round))).toEqual([1, 3]);
  });
});

describe('a world with a calendar', () => {
  const CALM = { satisfaction: { visits: 0 }, churn: { perDay: 0 } };
  const base = { shoppers: { count: 1500 }, days: 4, life: CALM, arrival: { ...LEVEL, sessionsPerDay: 0.5 } };
  const eventDays = [event('sale', 2, { visits: 2 })];
  const perDay = ({ log }: SimulatedWorld) => {
    const counts = [0, 0, 0, 0];
    for (const round of log.sessions.round) counts[round]!++;
    return counts;
  };

  it('has as many more visits on an event day as its factor says, and the same on all others', () => {
    const without = perDay(simulateInMemory(smallScenario(base), seed));
    const { filed, log } = simulateInMemory(smallScenario({ ...base, season: { eventDays } }), seed);
    const counts = [0, 0, 0, 0];
    for (const start of log.sessions.start) counts[Math.floor(start / DAY)]!++;
    expect([counts[0], counts[1], counts[3]]).toEqual([without[0], without[1], without[3]]);
    const expected = 2 * without[2]!;
    expect(Math.abs(counts[2]! - expected)).toBeLessThan(4 * Math.sqrt(expected + 4 * without[2]!));
    expect([...filed.calendar.visits]).toEqual([1, 1, 2, 1]);
    expect(filed.calendar.events).toEqual(['', '', 'sale', '']);
  });

  it('has the sessions that the closed form expects', () => {
    const shocks = [{ name: 'rain', from: 3, days: 1, visits: 0.25 }];
    const scenario = smallScenario({ ...base, season: { eventDays }, shocks });
    const { expected, standardError } = expectSessions(scenario);
    expect(expected).toBeCloseTo(1500 * 0.5 * (1 + 1 + 2 + 0.25), 9);
    const { log } = simulateInMemory(scenario, seed);
    expect(Math.abs(log.sessions.length - expected)).toBeLessThan(4 * standardError);
  });

  it('carts more where money sits loosely, and whoever carted anyway still does', () => {
    const CART = ACTION_KINDS.indexOf('cart');
    const firstDay = { ...base, days: 1 };
    const carts = (spend: number) => {
      const scenario = smallScenario({
        ...firstDay,
        season: { eventDays: [event('pay day', 0, { spend })] },
      });
      const { actions, sessions } = simulateInMemory(scenario, seed).log;
      // A second visit on the day follows another first one.
      const rows = [...actions.kind.keys()].filter(
        (row) => actions.kind[row] === CART && sessions.visit[actions.session[row]!] === 0,
      );
      return rows.map((row) => `${actions.session[row]} ${actions.item[row]}`);
    };
    const [usual, loose] = [carts(0), carts(1)];
    expect(loose.length).toBeGreaterThan(1.3 * usual.length);
    expect(usual.filter((cart) => !loose.includes(cart))).toEqual([]);
  });
});
