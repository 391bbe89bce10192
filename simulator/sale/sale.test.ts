import { describe, expect, it } from 'vitest';
import { ACTION_KINDS, NO_ORDER } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, quantile } from '../../numerics/stats.ts';
import { DAY } from '../behaviour/arrival.ts';
import { stepProbability } from '../behaviour/funnel.ts';
import { ASPECTS, POLARITIES } from '../behaviour/review-text.ts';
import { createOrderBook } from '../filing/sale-filing.ts';
import { type InMemoryOptions, type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';

const seed = seedWords('sale');
const ORDER = ACTION_KINDS.indexOf('order');
const BUSY = { days: 12, shoppers: { count: 600 }, arrival: { sessionsPerDay: 1, shape: 5 } };
const busy = (changes: object = {}): SimulatedWorld =>
  simulateInMemory(smallScenario({ ...BUSY, ...changes }), seed);

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('after the sale', () => {
  const world = busy();
  const { log, truth } = world;
  const { orders, deliveries, returns, tickets } = log.afterSale;
  const { experiences, reviewAspects } = truth;
  const experienceOf = new Map<string, number>();
  for (let row = 0; row < experiences.length; row++) {
    experienceOf.set(`${experiences.order[row]} ${experiences.item[row]}`, experiences.experience[row]!);
  }

  it('delivers each order once, all lines together, in a lognormal time', () => {
    const days = Array.from(
      deliveries.order,
      (order, row) => (deliveries.time[row]! - orders.time[order]!) / DAY,
    );
    expect(quantile(days, 0.5)).toBeGreaterThan(0.9);
    expect(quantile(days, 0.5)).toBeLessThan(1.1);
    const within = days.filter((time) => time < Math.exp(0.4)).length / days.length;
    expect(within).toBeGreaterThan(0.8);
    const doors = new Map(Array.from(deliveries.order, (order, row) => [order, deliveries.time[row]]));
    for (let row = 0; row < experiences.length; row++) {
      expect(experiences.time[row]).toBe(doors.get(experiences.order[row]!));
      const late = (experiences.time[row]! - orders.time[experiences.order[row]!]!) / DAY - 1;
      expect(Math.abs(experiences.lateDays[row]! - Math.max(0, late))).toBeLessThan(0.001);
    }
    const early = orders.time.filter((time) => time < 6 * DAY).length;
    const arrived = Array.from(deliveries.order).filter((order) => orders.time[order]! < 6 * DAY).length;
    expect(arrived).toBe(early);
  });

  it('sends back as often as the logit of experience says', () => {
    const soon = Array.from(experiences.time.keys()).filter((row) => experiences.time[row]! < 5 * DAY);
    const back = new Set(Array.from(returns.order, (order, row) => `${order} ${returns.item[row]}`));
    let [expected, spread, came] = [0, 0, 0];
    for (const row of soon) {
      // The mean wait is a day, so after a week nearly all is back.
      const p =
        stepProbability(-1, -1.2, experiences.experience[row]!) *
        (1 - Math.exp(-(12 - experiences.time[row]! / DAY)));
      expected += p;
      spread += p * (1 - p);
      if (back.has(`${experiences.order[row]} ${experiences.item[row]}`)) came++;
    }
    expect(soon.length).toBeGreaterThan(300);
    expect(Math.abs(came - expected)).toBeLessThan(4 * Math.sqrt(spread));
  });

  it('rates what was experienced: more stars for more, and extremes more often than the middle', () => {
    const rated = new Map<string, number>();
    for (let row = 0; row < log.reviews.length; row++) {
      rated.set(
        `${log.reviews.shopper[row]} ${log.reviews.item[row]} ${log.reviews.time[row]}`,
        log.reviews.rating[row]!,
      );
    }
    const felt = [1, 2, 3, 4, 5].map((): number[] => []);
    const seen = new Set<string>();
    for (let row = 0; row < reviewAspects.length; row++) {
      const key = `${reviewAspects.shopper[row]} ${reviewAspects.item[row]} ${reviewAspects.time[row]}`;
      if (seen.has(key) || reviewAspects.order[row] === NO_ORDER) continue;
      seen.add(key);
      felt[rated.get(key)! - 1]!.push(
        experienceOf.get(`${reviewAspects.order[row]} ${reviewAspects.item[row]}`)!,
      );
    }
    const means = felt.map((values) => mean(values));
    for (let stars = 1; stars < 5; stars++) expect(means[stars]!).toBeGreaterThan(means[stars - 1]!);
    expect(log.reviews.rating.every((stars) => stars >= 1 && stars <= 5 && Number.isInteger(stars))).toBe(
      true,
    );
  });

  it('writes texts whose sentiment agrees with the experience', () => {
    const sums = new Map<string, { sum: number; count: number }>();
    for (let row = 0; row < reviewAspects.length; row++) {
      if (reviewAspects.order[row] === NO_ORDER) continue;
      const key = `${reviewAspects.order[row]} ${reviewAspects.item[row]}`;
      const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
      sums.set(key, { sum: sum + reviewAspects.polarity[row]! - 1, count: count + 1 });
    }
    const sentiment = [...sums.values()].map(({ sum, count }) => sum / count);
    const experience = [...sums.keys()].map((key) => experienceOf.get(key)!);
    expect(sentiment.length).toBeGreaterThan(150);
    expect(correlation(sentiment, experience)).toBeGreaterThan(0.6);
    const late = Array.from(reviewAspects.polarity).filter(
      (_, row) => ASPECTS[reviewAspects.aspect[row]!] === 'delivery',
    );
    expect(new Set(late.map((polarity) => POLARITIES[polarity])).size).toBe(3);
  });

  it('files the order of each review of what was bought here, in which its shopper bought the item', () => {
    const lines = world.filed.orderLines;
    const bought = new Set(Array.from(lines.order, (order, row) => `${order} ${lines.item[row]}`));
    expect(log.reviews.length).toBeGreaterThan(100);
    for (let row = 0; row < log.reviews.length; row++) {
      const order = log.reviews.order[row]!;
      if (order === NO_ORDER) continue;
      expect(orders.shopper[order]).toBe(log.reviews.shopper[row]);
      expect(bought.has(`${order} ${log.reviews.item[row]}`)).toBe(true);
    }
  });

  it('answers tickets before it resolves them, and surveys only then', () => {
    expect(tickets.length).toBeGreaterThan(50);
    const answered = tickets.csat.filter((answer) => answer !== 0xff).length;
    const resolved = tickets.step.filter((step) => step === 2).length;
    expect(Math.abs(answered - 0.4 * resolved)).toBeLessThan(4 * Math.sqrt(0.24 * resolved));
  });

  it('moves satisfaction to what was experienced', () => {
    const satisfaction = new Float64Array(600);
    const bare = busy({
      life: { satisfaction: { ticket: 0, order: 0.5, visits: 0 }, churn: { perDay: 0 } },
      harms: { creepy: { satisfaction: 0 } },
    });
    const { shopper, experience, time, order, item } = bare.truth.experiences;
    // Lines of a parcel stand by item, and are felt in the order of the cart.
    const { actions } = bare.log;
    const inCart = new Map(
      Array.from(actions.order, (number, row) => [`${number} ${actions.item[row]}`, row]),
    );
    const placeOf = (row: number): number => inCart.get(`${order[row]} ${item[row]}`)!;
    const felt = Array.from(time.keys()).sort((a, b) => time[a]! - time[b]! || placeOf(a) - placeOf(b));
    for (const row of felt) {
      satisfaction[shopper[row]!]! += 0.5 * (experience[row]! - satisfaction[shopper[row]!]!);
      expect(bare.truth.experiences.satisfaction[row]).toBeCloseTo(satisfaction[shopper[row]!]!, 4);
    }
    const filed = bare.truth.shopperStates.satisfaction.subarray(-600);
    for (const [shopper, value] of satisfaction.entries()) expect(filed[shopper]).toBeCloseTo(value, 4);
  });

  it('brings pleased shoppers back more often', () => {
    const sessions = (base: number): number =>
      busy({
        experience: { base },
        life: { satisfaction: { order: 0.5, visits: 0.5 }, churn: { perDay: 0 } },
      }).log.sessions.length;
    expect(sessions(2)).toBeGreaterThan(1.2 * sessions(-2));
  });
});

describe('draws after the sale', () => {
  /** Luck and delay of each order line, by lasting keys. */
  function fates(options: InMemoryOptions): Map<string, string> {
    const { log, truth, catalog } = simulateInMemory(
      smallScenario({ ...BUSY, shoppers: { count: 200 } }),
      seed,
      options,
    );
    const { orders } = log.afterSale;
    return new Map(
      Array.from(truth.experiences.order, (order, row) => {
        const { visitor, visit } = log.sessions;
        const session = orders.session[order]!;
        const item = catalog.key[truth.experiences.item[row]!];
        const { luck, lateDays } = truth.experiences;
        return [`${visitor[session]} ${visit[session]} ${item}`, `${luck[row]} ${lateDays[row]}`];
      }),
    );
  }

  it.each([
    ['an item', { itemKeys: Uint32Array.from({ length: 79 }, (_, i) => (i < 40 ? i : i + 1)) }],
    ['a shopper', { shopperKeys: Uint32Array.from({ length: 199 }, (_, i) => i + 1) }],
  ])('stay with %s fewer wherever the same is ordered', (_, options) => {
    const whole = fates({});
    const less = fates(options);
    const shared = [...less.keys()].filter((key) => whole.has(key));
    expect(shared.length).toBeGreaterThan(50);
    for (const key of shared) expect(less.get(key)).toBe(whole.get(key));
  });

  it('do not depend on the number of shards, and later rows know their order', () => {
    const scenario = smallScenario({ ...BUSY, shoppers: { count: 100 } });
    const [one, many] = [1, 7].map((shards) => simulateInMemory(scenario, seed, { shards }));
    expect(many!.log).toEqual(one!.log);
    expect(many!.truth).toEqual(one!.truth);
    const { actions, afterSale } = one!.log;
    const lines = new Set<string>();
    for (let row = 0; row < actions.length; row++) {
      if (actions.kind[row] === ORDER) lines.add(`${actions.order[row]} ${actions.item[row]}`);
    }
    const { order, item } = afterSale.returns;
    for (const [row, number] of order.entries()) expect(lines.has(`${number} ${item[row]}`)).toBe(true);
  });
});

describe('createOrderBook', () => {
  it('finds what was noted, forgets what is over, and refuses what never was', () => {
    const book = createOrderBook();
    book.note(0, 5, 2, 17);
    book.note(1, 5, 3, 18);
    expect([book.find(0, 5, 2), book.find(1, 5, 3)]).toEqual([17, 18]);
    expect(() => book.find(0, 5, 3)).toThrow('no order of shopper 5, visit 3, in round 0');
    book.note(242, 1, 1, 19);
    expect(book.find(0, 5, 2)).toBe(17);
    book.note(243, 1, 1, 20);
    expect(() => book.find(0, 5, 2)).toThrow('no order');
  });
});
