/** What a scenario will produce, said before it runs: in closed form where there is one, else from a pilot; and how exact. */

import { ACTION_KINDS, NO_MOMENT } from '../../datasets/tables.ts';
import { exp, pow } from '../../numerics/math.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { MISSIONS } from '../behaviour/intent.ts';
import { ACTION_COUNTS, withFraud } from '../fraud/expected.ts';
import { expectedImpressions, meanPower, meanSlates, type Scenario } from '../scenario/scenario.ts';
import { activityOf } from '../world/calendar.ts';
import { buildWorld, type World } from '../world/world.ts';
import { type PilotTotals, runPilot } from './pilot.ts';

export interface Expectation {
  readonly quantity: string;
  readonly expected: number;
  /** Standard deviation of what comes out around `expected`; 0 when it is exact. */
  readonly standardError: number;
  readonly how: string;
}

export interface Explanation {
  readonly expectations: readonly Expectation[];
  /** Shoppers in the pilot. */
  readonly pilot: number;
}

/**
 * A pilot has at least this many shoppers, and more until it is expected to show this many impressions; fewer only where
 * they would show more than the most.
 */
const PILOT_SHOPPERS = 1000;
const PILOT_IMPRESSIONS = 3_000_000;
const MOST_PILOT_IMPRESSIONS = 20_000_000;

/** Of the correction for the pilot's size, this part counts as its standard error. */
const TREND_ERROR = 0.5;

/**
 * Expected counts of a scenario. Shoppers and items are exact; sessions and impressions have closed forms (gamma-Poisson
 * counts with gamma dropout, a truncated geometric number of slates); where satisfaction moves visits or dropout, the
 * closed form is corrected by what the pilot's shoppers did. Where slates need not be full (searches, banners, similar
 * items, small categories), impressions come from the pilot, per session, as do searches; returns, tickets, reviews and
 * mentions per order line. Clicks and what follows them come from a pilot of shoppers spread evenly over the same world,
 * per session; a pilot of all shoppers is the simulation itself. A small shop finds out less of what
 * is popular than a large one, and sells less; so the quarters of the pilot are simulated as shops of their own, and the
 * trend with the doubling of shoppers is carried on to the whole.
 */
export function explain(scenario: Scenario, seed: SeedWords): Explanation {
  const shoppers = scenario.shoppers.count;
  const pilot = pilotSize(scenario);
  const keys = Uint32Array.from({ length: pilot }, (_, i) => Math.floor((i * shoppers) / pilot));
  const world = buildWorld(scenario, seed, { shopperKeys: keys });
  const totals = runPilot(world, { start: 0, end: pilot });
  const fixed: Expectation[] = [
    { quantity: 'shoppers', expected: shoppers, standardError: 0, how: 'scenario' },
    { quantity: 'items', expected: scenario.catalog.items, standardError: 0, how: 'scenario' },
  ];
  const counted = pilot === shoppers ? countAll(totals) : expectCounts(world, totals);
  return { expectations: withFraud(world, [...fixed, ...counted]), pilot };
}

function pilotSize(scenario: Scenario): number {
  const shoppers = scenario.shoppers.count;
  const impressions = scenario.days * expectedImpressions(scenario, 1);
  const showing = (wanted: number): number =>
    impressions > 0 ? Math.ceil(Math.min(1, wanted / impressions) * shoppers) : shoppers;
  const least = Math.min(PILOT_SHOPPERS, showing(MOST_PILOT_IMPRESSIONS));
  return Math.min(shoppers, Math.max(least, showing(PILOT_IMPRESSIONS)));
}

const ORDER = ACTION_KINDS.indexOf('order');

/** Ratios that a shop would quote: column of one over column of the other. */
const RATES = [
  ['clicks', 'impressions'],
  ['carts', 'clicks'],
  ['order lines', 'clicks'],
] as const;

const AFTER_SALE = ['returns', 'tickets', 'reviews', 'mentions'] as const;

function countAll({ sessions, impressions, searches, actions, due }: PilotTotals): Expectation[] {
  const how = `simulated: all ${sessions.length} shoppers`;
  const counts = new Map([
    ['sessions', sumOf(sessions)],
    ['impressions', sumOf(impressions)],
    ['searches', sumOf(searches)],
    ...ACTION_COUNTS.map((name, i): [string, number] => [name, sumOf(actions[i]!)]),
  ]);
  for (const [part, whole] of RATES)
    counts.set(`${part} / ${whole}`, share(counts.get(part)!, counts.get(whole)!));
  for (const name of AFTER_SALE) counts.set(name, sumOf(due[name]));
  return [...counts].map(([quantity, expected]) => ({ quantity, expected, standardError: 0, how }));
}

function expectCounts(world: World, totals: PilotTotals): Expectation[] {
  const shoppers = world.scenario.shoppers.count;
  const size = world.shoppers.length;
  const closed = expectSessions(world.scenario);
  const sessions = isMovedBySatisfaction(world.scenario)
    ? multiply(
        closed,
        ratio(totals.sessions, expectedOf(world), shoppers),
        'sessions',
        `closed form: ${ARRIVALS}; times what satisfaction did in a pilot of ${size} shoppers`,
      )
    : closed;
  const perSession = ratio(totals.impressions, totals.sessions, shoppers);
  const impressions = everySlateIsFull(world)
    ? expectImpressions(world.scenario, sessions)
    : multiply(sessions, perSession, 'impressions', `pilot of ${size} shoppers`);
  const asked = ratio(totals.searches, totals.sessions, shoppers);
  const searches = multiply(sessions, asked, 'searches', `pilot of ${size} shoppers`);
  const growth = trends(world, totals).map((trend) => Math.max(0, 1 + trend * Math.log2(shoppers / size)));
  const how = `pilot of ${size} shoppers, carried on to ${shoppers}`;
  const actions = ACTION_COUNTS.map((name, i) => {
    const rate = grown(ratio(totals.expected[i]!, totals.sessions, shoppers), growth[i]!);
    return withChance(multiply(sessions, rate, name, how));
  });
  const columns = { impressions: totals.impressions, clicks: totals.expected[0]! };
  const counts = { impressions, clicks: actions[0]! };
  const rates = RATES.map(([part, whole]): Expectation => {
    const i = ACTION_COUNTS.indexOf(part);
    const relative = growth[i]! / (whole === 'clicks' ? growth[0]! : 1);
    const { value, error } = grown(ratio(totals.expected[i]!, columns[whole], shoppers), relative);
    const chance = share(Math.sqrt(actions[i]!.expected), counts[whole].expected);
    return { quantity: `${part} / ${whole}`, expected: value, standardError: Math.hypot(error, chance), how };
  });
  const lines = totals.actions[ORDER]!;
  const afterSale = AFTER_SALE.map((name) => {
    const perLine = ratio(totals.expectedDue[name], lines, shoppers);
    return withChance(multiply(actions[ORDER]!, perLine, name, `pilot of ${size} shoppers, per order line`));
  });
  return [sessions, impressions, searches, ...actions, ...rates, ...afterSale];
}

function isMovedBySatisfaction({ life }: Scenario): boolean {
  return life.satisfaction.visits > 0 || (life.churn.satisfaction > 0 && life.churn.perDay > 0);
}

/** Sessions to expect of each shopper whose satisfaction stays 0, up to a factor that all share. */
function expectedOf({ shoppers, scenario }: World): Float64Array {
  const days = Array.from({ length: scenario.days }, (_, day) => activityOf(scenario, day));
  return shoppers.rate.map((rate, row) => {
    let sum = 0;
    for (let day = 0; day < days.length; day++) sum += days[day]! * exp(-shoppers.churn[row]! * day);
    return rate * sum;
  });
}

/** By kind of action: relative rise a session when the shoppers double, from the pilot against its quarters. */
function trends(world: World, totals: PilotTotals): number[] {
  const size = world.shoppers.length;
  const quarters = [0, 1, 2, 3].map((quarter) =>
    runPilot(world, { start: Math.floor((quarter * size) / 4), end: Math.floor(((quarter + 1) * size) / 4) }),
  );
  return ACTION_KINDS.map((_, kind) => {
    const whole = sumOf(totals.firstChoice[kind]!);
    const parts = quarters.reduce((sum, { firstChoice }) => sum + sumOf(firstChoice[kind]!), 0);
    return share(whole - parts, whole) / 2;
  });
}

const ARRIVALS = 'gamma-Poisson arrivals, gamma dropout';

/**
 * Mean and standard deviation of the number of sessions of shoppers whose satisfaction stays 0: Poisson counts of mean
 * rate x W, where W sums the factors of the days until the shopper leaves. Rate and hazard are independent gammas, so
 * the share still there after t days is (1 + t hazard / shape)^-shape (Pareto/NBD).
 */
export function expectSessions(scenario: Scenario): Expectation {
  const { sessionsPerDay: rate, shape } = scenario.arrival;
  const { churn } = scenario.life;
  const stays = (day: number): number => pow(1 + (day * churn.perDay) / churn.shape, -churn.shape);
  let mean = 0;
  let square = 0;
  let before = 0;
  for (let day = 0; day < scenario.days; day++) {
    const factor = activityOf(scenario, day);
    mean += factor * stays(day);
    square += (factor * factor + 2 * factor * before) * stays(day);
    before += factor;
  }
  const spread = rate * mean + rate * rate * ((1 + 1 / shape) * square - mean * mean);
  const { count } = scenario.shoppers;
  return {
    quantity: 'sessions',
    expected: count * rate * mean,
    standardError: Math.sqrt(count * spread),
    how: `closed form: ${ARRIVALS}`,
  };
}

/** Every slate full: sessions times mean slates times slots; variance of a random sum. */
export function expectImpressions(scenario: Scenario, sessions: Expectation): Expectation {
  const { exposure } = scenario;
  const slates = meanSlates(exposure);
  // Of the slates L of a session: E[L^2] = sum over l >= 0 of (2 l + 1) P(L > l); and E[E[L | shopper]^2].
  let square = 0;
  let squareOfMean = 0;
  for (let slate = 0; slate < exposure.maxSlates; slate++) {
    square += (2 * slate + 1) * meanPower(exposure, slate);
    for (let other = 0; other < exposure.maxSlates; other++)
      squareOfMean += meanPower(exposure, slate + other);
  }
  const within = sessions.expected * (square - squareOfMean);
  const patience = (sessions.expected ** 2 / scenario.shoppers.count) * (squareOfMean - slates * slates);
  const variance = within + patience + sessions.standardError ** 2 * squareOfMean;
  return {
    quantity: 'impressions',
    expected: sessions.expected * slates * exposure.slateSize,
    standardError: Math.sqrt(variance) * exposure.slateSize,
    how: 'sessions times a closed form: truncated beta-geometric number of slates',
  };
}

/** Whether there are home slates and listings alone, and all are full. */
function everySlateIsFull({ items, scenario }: World): boolean {
  const { exposure, search } = scenario;
  const asks = MISSIONS.some((mission) => search[mission] > 0);
  if (asks || exposure.banner.probability > 0 || exposure.similar.probability > 0) return false;
  const sizes = new Uint32Array(items.tree.count);
  for (let item = 0; item < items.length; item++) {
    if (items.launched[item] === NO_MOMENT && items.retired[item] === NO_MOMENT)
      sizes[items.category[item]!]!++;
  }
  const isSold = new Uint8Array(items.tree.count);
  for (const category of items.category) isSold[category] = 1;
  return sizes.every((size, category) => isSold[category] === 0 || size >= scenario.exposure.slateSize);
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

interface Ratio {
  readonly value: number;
  /** Standard deviation, around `value`, of the ratio that all shoppers will have. */
  readonly error: number;
}

/** Ratio estimate of y to x over shoppers; linearised error of the sample and of the shoppers who will come. */
function ratio(y: Float64Array, x: Float64Array, shoppers: number): Ratio {
  const sumX = sumOf(x);
  const value = share(sumOf(y), sumX);
  let residual = 0;
  for (let i = 0; i < y.length; i++) residual += (y[i]! - value * x[i]!) ** 2;
  const variance = (residual / Math.max(1, y.length - 1)) * (1 / y.length + 1 / shoppers);
  return { value, error: share(Math.sqrt(variance) * y.length, sumX) };
}

/** The ratio after a relative growth that is itself uncertain. */
function grown({ value, error }: Ratio, growth: number): Ratio {
  return { value: value * growth, error: Math.hypot(error * growth, TREND_ERROR * value * (growth - 1)) };
}

function multiply(count: Expectation, { value, error }: Ratio, quantity: string, how: string): Expectation {
  const standardError = Math.hypot(count.standardError * value, count.expected * error);
  return { quantity, expected: count.expected * value, standardError, how };
}

/** Adds the chance in a count of which only the probabilities were averaged. */
function withChance(count: Expectation): Expectation {
  return { ...count, standardError: Math.hypot(count.standardError, Math.sqrt(count.expected)) };
}
