import { describe, expect, it } from 'vitest';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean } from '../../numerics/stats.ts';
import { DAY } from '../behaviour/arrival.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import { cutLives, joinLives, STILL_HERE } from './lives.ts';

const seed = seedWords('lives');
const [CLICK, ORDER] = ['click', 'order'].map((kind) => ACTION_KINDS.indexOf(kind as 'click'));
const STEADY = { satisfaction: { visits: 0 }, churn: { perDay: 0 } };

describe('lives', () => {
  const { lives, world, shops } = simulateInMemory(smallScenario({ days: 5 }), seed);
  const after = lives[4]!;

  it('can be cut and joined at any shopper', () => {
    expect(after.pending.length).toBeGreaterThan(20);
    for (const cuts of [[20], [1, 59], [7, 8, 31]]) {
      const bounds = [0, ...cuts, 60];
      const parts = bounds.slice(1).map((end, i) => cutLives(after, { start: bounds[i]!, end }));
      expect(joinLives(parts)).toEqual(after);
    }
  });

  it('hold what falls due later, by shopper', () => {
    const { due, shopper } = after.pending.columns;
    expect([...due].every((second) => second >= 4 * DAY)).toBe(true);
    expect([...shopper]).toEqual([...shopper].sort((a, b) => a - b));
    expect(lives[0]!.pending.length).toBe(0);
    expect(shops.length).toBe(lives.length);
    expect(after.columns.drift.length).toBe(60 * world.items.dimensions);
  });
});

describe('taste drift', () => {
  const drifting = (drift: object) =>
    simulateInMemory(smallScenario({ days: 6, life: { ...STEADY, drift } }), seed);

  it('leaves tastes as they are without it, whatever its half-life', () => {
    const still = drifting({ click: 0, order: 0, halfLife: 30 });
    expect(still.log.actions.length).toBeGreaterThan(100);
    expect(still.truth.shopperDrift.length).toBe(0);
    const other = drifting({ click: 0, order: 0, halfLife: 1 });
    expect(other.truth).toEqual(still.truth);
    expect(other.log).toEqual(still.log);
  });

  it('is the walk that actions say, half of it forgotten in a half-life', () => {
    const halfLife = 3;
    const { log, truth, world } = drifting({ click: 0.1, order: 0.5, halfLife });
    const { dimensions, attributes } = world.items;
    const drift = new Float64Array(60 * dimensions);
    let row = 0;
    for (let round = 0; round < 6; round++) {
      // Shoppers do not meet, so their sessions may be walked through in the order of the log.
      for (; row < log.actions.length; row++) {
        const session = log.actions.session[row]!;
        if (log.sessions.round[session]! > round) break;
        const kind = log.actions.kind[row]!;
        const rate = kind === CLICK ? 0.1 : kind === ORDER ? 0.5 : 0;
        const shopper = truth.sessions.shopper[session]!;
        for (let d = 0; d < dimensions; d++) {
          const at = shopper * dimensions + d;
          const taste = world.shoppers.taste[at]! + drift[at]!;
          drift[at]! += rate * (attributes[log.actions.item[row]! * dimensions + d]! - taste);
        }
      }
      for (let at = 0; at < drift.length; at++) drift[at]! *= 0.5 ** (1 / halfLife);
    }
    const filed = new Float64Array(drift.length);
    const { shopper, dimension, value } = truth.shopperDrift;
    for (const [at, one] of value.entries()) filed[shopper[at]! * dimensions + dimension[at]!] = one;
    for (const [at, one] of drift.entries()) expect(filed[at]).toBeCloseTo(one, 4);
  });

  it('brings shoppers closer to what they are shown and take', () => {
    const clicks = ({ log }: SimulatedWorld) => log.actions.kind.filter((kind) => kind === CLICK).length;
    const busy = { days: 10, arrival: { sessionsPerDay: 3, shape: 20 } };
    const run = (click: number) =>
      simulateInMemory(smallScenario({ ...busy, life: { ...STEADY, drift: { click } } }), seed);
    expect(clicks(run(0.05))).toBeGreaterThan(1.1 * clicks(run(0)));
  });
});

describe('leaving for good', () => {
  it('leaves (1 + t hazard / shape)^-shape of shoppers after t days where satisfaction has no say (Pareto/NBD)', () => {
    const days = 20;
    const perDay = 0.08;
    const shape = 0.8;
    const count = 6000;
    const scenario = smallScenario({
      days,
      shoppers: { count },
      arrival: { sessionsPerDay: 0.001 },
      life: { satisfaction: { visits: 0 }, churn: { perDay, shape, satisfaction: 0 } },
    });
    const { truth, log } = simulateInMemory(scenario, seed);
    const left = truth.shopperStates.left.subarray(-count);
    for (const t of [1, 5, 10, 20]) {
      const stay = left.filter((second) => second > t * DAY).length;
      const p = (1 + (t * perDay) / shape) ** -shape;
      expect(Math.abs(stay - count * p)).toBeLessThan(4 * Math.sqrt(count * p * (1 - p)));
    }
    for (let session = 0; session < log.sessions.length; session++) {
      expect(log.sessions.start[session]).toBeLessThan(left[truth.sessions.shopper[session]!]!);
    }
  });

  it('does not happen at hazard 0, and happens less to those who are pleased', () => {
    const leavers = (life: object, base = 0): number => {
      const scenario = smallScenario({
        days: 14,
        shoppers: { count: 400 },
        experience: { base },
        arrival: { sessionsPerDay: 1, shape: 5 },
        life,
      });
      const { truth } = simulateInMemory(scenario, seed);
      return truth.shopperStates.left.subarray(-400).filter((second) => second !== STILL_HERE).length;
    };
    expect(leavers(STEADY)).toBe(0);
    const life = { satisfaction: { visits: 0 }, churn: { perDay: 0.03, satisfaction: 1 } };
    expect(leavers(life, 3)).toBeLessThan(0.7 * leavers(life, -3));
  });
});

describe('levels', () => {
  const busy = { days: 8, arrival: { sessionsPerDay: 2, shape: 20 } };
  const clicksOf = (life: object) => {
    const { log } = simulateInMemory(smallScenario({ ...busy, life: { ...STEADY, ...life } }), seed);
    return log.actions.kind.filter((kind) => kind === CLICK).length;
  };

  it('fatigue and saturation make shoppers click less', () => {
    const without = clicksOf({ fatigue: { weight: 0 }, saturation: { weight: 0 } });
    expect(clicksOf({ fatigue: { slate: 0.2, weight: 2 }, saturation: { weight: 0 } })).toBeLessThan(without);
    expect(
      clicksOf({ fatigue: { weight: 0 }, saturation: { click: 0.2, order: 1, weight: 2 } }),
    ).toBeLessThan(0.8 * without);
  });

  it('habit leads back to departments where one has bought', () => {
    const share = (weight: number): number => {
      const life = { ...STEADY, habit: { rate: 0.5, weight } };
      const { log, truth, world } = simulateInMemory(
        smallScenario({ ...busy, days: 14, exposure: { slateSize: 6, categoryTaste: 0 }, life }),
        seed,
      );
      const bought = new Set<string>();
      const again: number[] = [];
      let action = 0;
      for (let row = 0; row < log.impressions.length; row++) {
        const session = log.impressions.session[row]!;
        const shopper = truth.sessions.shopper[session]!;
        for (; action < log.actions.length && log.actions.session[action]! < session; action++) {
          if (log.actions.kind[action] !== ORDER) continue;
          const buyer = truth.sessions.shopper[log.actions.session[action]!]!;
          bought.add(`${buyer} ${world.items.department[log.actions.item[action]!]}`);
        }
        if (log.impressions.slate[row] === 0 || log.impressions.position[row] !== 0) continue;
        const department = world.items.department[log.impressions.item[row]!];
        again.push(bought.has(`${shopper} ${department}`) ? 1 : 0);
      }
      return mean(again);
    };
    expect(share(4)).toBeGreaterThan(share(0) + 0.05);
  });

  it('the used price follows the prices of what is clicked', () => {
    const rate = 0.3;
    const { log, truth, world } = simulateInMemory(
      smallScenario({ ...busy, life: { ...STEADY, priceMemory: { rate, weight: 0 } } }),
      seed,
    );
    const used = new Float64Array(60);
    for (let row = 0; row < log.actions.length; row++) {
      if (log.actions.kind[row] !== CLICK) continue;
      const shopper = truth.sessions.shopper[log.actions.session[row]!]!;
      used[shopper]! += rate * (world.items.relativePrice[log.actions.item[row]!]! - used[shopper]!);
    }
    const filed = truth.shopperStates.usedPrice.subarray(-60);
    for (const [shopper, price] of used.entries()) expect(filed[shopper]).toBeCloseTo(price, 5);
  });

  it('points are earned by orders and spent on discounts, cent for cent', () => {
    const loyalty = { perHundred: 2, redeemAt: 150, pointCents: 3, bonus: 0 };
    const kept = { intercept: -20, experience: 0 };
    const { log, truth } = simulateInMemory(
      smallScenario({ ...busy, life: { ...STEADY, loyalty }, returns: kept }),
      seed,
    );
    const { orders } = log.afterSale;
    const points = new Float64Array(60);
    for (let order = 0; order < orders.length; order++) {
      const shopper = orders.shopper[order]!;
      const redeems = points[shopper]! >= 150;
      const discount = redeems ? Math.min(450, orders.value[order]!) : 0;
      expect(orders.discount[order]).toBe(discount);
      points[shopper]! += Math.floor(((orders.value[order]! - discount) / 100) * 2) - (redeems ? 150 : 0);
    }
    expect(orders.discount.filter((cents) => cents > 0).length).toBeGreaterThan(5);
    expect([...truth.shopperStates.points.subarray(-60)]).toEqual([...points]);
  });

  it('points are taken back when all that earned them is sent back', () => {
    const loyalty = { perHundred: 2, redeemAt: 1e6, bonus: 0 };
    const back = { intercept: 20, experience: 0, meanDays: 0 };
    const { log, truth } = simulateInMemory(
      smallScenario({ ...busy, life: { ...STEADY, loyalty }, returns: back }),
      seed,
    );
    const { orders, returns } = log.afterSale;
    const points = new Float64Array(60);
    const returned = new Uint32Array(orders.length);
    for (const order of returns.order) returned[order]!++;
    for (let order = 0; order < orders.length; order++) {
      const earned = Math.floor((orders.value[order]! / 100) * 2);
      if (returned[order] === orders.lines[order]) continue;
      // A parcel comes as a whole, and all of it goes back at once.
      expect(returned[order]).toBe(0);
      points[orders.shopper[order]!]! += earned;
    }
    expect(returns.length).toBeGreaterThan(50);
    expect([...truth.shopperStates.points.subarray(-60)]).toEqual([...points]);
  });
});

describe('truth of states', () => {
  it('is filed at the end of each week and of the log', () => {
    const { truth, log } = simulateInMemory(smallScenario({ days: 9 }), seed);
    const { time, shopper, visits } = truth.shopperStates;
    expect([...new Set(time)]).toEqual([7 * DAY, 9 * DAY]);
    expect([...shopper.subarray(60)]).toEqual(Array.from({ length: 60 }, (_, i) => i));
    const sessions = new Uint32Array(60);
    for (const one of truth.sessions.shopper) sessions[one]!++;
    expect([...visits.subarray(60)]).toEqual([...sessions]);
    expect(log.sessions.length).toBeGreaterThan(100);
    for (const habit of truth.shopperDepartments.habit) expect(habit >= 0 && habit <= 1).toBe(true);
  });
});
