/** What a scenario will produce, said before it runs: in closed form where there is one, else from a pilot; and how exact. */

import { ACTION_KINDS } from '../datasets/tables.ts';
import type { SeedWords } from '../numerics/rng.ts';
import { weekdayOf } from './behaviour/arrival.ts';
import { revivePolicy } from './policy.ts';
import { mergeState, simulateShard } from './round.ts';
import { openRound, openWorkshop } from './run.ts';
import { meanSlates, type Scenario, weekdayFactors } from './scenario.ts';
import type { ShardLog } from './shard-log.ts';
import { newShop } from './shop.ts';
import { buildWorld, type World } from './world.ts';

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

export const PILOT_SHOPPERS = 1000;

/**
 * Expected counts of a scenario. Shoppers and items are exact; sessions and impressions have closed forms (gamma-Poisson
 * counts, a truncated geometric number of slates). Clicks, carts and orders come from a pilot of evenly spread shoppers in
 * the same world, as a ratio to their sessions; a pilot of all shoppers is the simulation itself.
 */
export function explain(scenario: Scenario, seed: SeedWords): Explanation {
  const shoppers = scenario.shoppers.count;
  const pilot = Math.min(shoppers, PILOT_SHOPPERS);
  const isAll = pilot === shoppers;
  const keys = Uint32Array.from({ length: pilot }, (_, i) => Math.floor((i * shoppers) / pilot));
  const world = buildWorld(scenario, seed, { shopperKeys: keys });
  const totals = runPilot(world);
  const exact = (quantity: string, expected: number, how: string): Expectation => ({
    quantity,
    expected,
    standardError: 0,
    how,
  });
  const fixed = [exact('shoppers', shoppers, 'scenario'), exact('items', scenario.catalog.items, 'scenario')];
  const COUNTED = ['sessions', 'impressions', ...ACTION_KINDS.map((kind) => `${kind}s`)];
  if (isAll) {
    const how = `pilot of all ${shoppers} shoppers`;
    const counted = COUNTED.map((quantity, i) => exact(quantity, sumOf(totals[i]!), how));
    return { expectations: [...fixed, ...counted, ...rates(counted)], pilot };
  }
  const sessions = expectedSessions(scenario);
  const full = everyListingIsFull(world);
  const how = `pilot of ${pilot} shoppers, per session`;
  const counted = COUNTED.map((quantity, i) => {
    if (i === 0) return sessions;
    if (i === 1 && full) return expectedImpressions(scenario, sessions);
    return { quantity, ...ratioToSessions(totals[i]!, totals[0]!, sessions, shoppers), how };
  });
  return { expectations: [...fixed, ...counted, ...rates(counted)], pilot };
}

/** Mean and standard deviation of the number of sessions: N gamma-Poisson counts of mean m and variance m + m^2 / shape. */
function expectedSessions(scenario: Scenario): Expectation {
  const { sessionsPerDay, shape, weekdays } = scenario.arrival;
  const factors = weekdayFactors(weekdays);
  const first = weekdayOf(scenario.origin);
  let days = 0;
  for (let round = 0; round < scenario.days; round++) days += factors[(first + round) % 7]!;
  const mean = sessionsPerDay * days;
  const { count } = scenario.shoppers;
  const standardError = Math.sqrt(count * (mean + (mean * mean) / shape));
  return {
    quantity: 'sessions',
    expected: count * mean,
    standardError,
    how: 'closed form: gamma-Poisson arrivals',
  };
}

/** Every slate full: sessions times mean slates times slots; variance of a random sum. */
function expectedImpressions(scenario: Scenario, sessions: Expectation): Expectation {
  const { exposure } = scenario;
  const slates = meanSlates(exposure);
  // E[L^2] = sum over l >= 0 of (2 l + 1) P(L > l)
  let square = 0;
  let reach = 1;
  for (let slate = 0; slate < exposure.maxSlates; slate++) {
    square += (2 * slate + 1) * reach;
    reach *= exposure.continue;
  }
  const variance = sessions.expected * (square - slates * slates) + (sessions.standardError * slates) ** 2;
  return {
    quantity: 'impressions',
    expected: sessions.expected * slates * exposure.slateSize,
    standardError: Math.sqrt(variance) * exposure.slateSize,
    how: 'closed form: truncated geometric number of slates',
  };
}

function everyListingIsFull({ items, scenario }: World): boolean {
  const sizes = new Uint32Array(items.tree.count);
  for (const category of items.category) sizes[category]!++;
  return sizes.every((size) => size === 0 || size >= scenario.exposure.slateSize);
}

/** Totals of each pilot shopper, a column a quantity: sessions, impressions, then each kind of action. */
function runPilot(world: World): Float64Array[] {
  const { scenario, seed, shoppers, items } = world;
  const totals = Array.from({ length: 2 + ACTION_KINDS.length }, () => new Float64Array(shoppers.length));
  const workshop = openWorkshop(world);
  const policy = revivePolicy(scenario.exposure.policy, seed, scenario.exposure.slateSize);
  let state = newShop(items.length);
  let visits = new Uint32Array(shoppers.length);
  for (let day = 0; day < scenario.days; day++) {
    const all = { start: 0, end: shoppers.length };
    const result = simulateShard(workshop, openRound(world, state), policy, all, visits);
    addTotals(result.log, totals);
    visits = result.visits;
    state = mergeState(state, [result.log]);
  }
  return totals;
}

function addTotals({ sessions, actions }: ShardLog, totals: readonly Float64Array[]): void {
  let action = 0;
  for (let session = 0; session < sessions.length; session++) {
    const shopper = sessions.columns.shopper[session]!;
    totals[0]![shopper]!++;
    totals[1]![shopper]! += sessions.columns.impressions[session]!;
    const end = action + sessions.columns.actions[session]!;
    for (; action < end; action++) totals[2 + actions.columns.kind[action]!]![shopper]!++;
  }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/**
 * Ratio estimate: y per session in the pilot, times the expected sessions. Variance: that of the ratio, linearised, over
 * the shoppers sampled and over those who come; and that of the number of sessions.
 */
function ratioToSessions(
  y: Float64Array,
  x: Float64Array,
  sessions: Expectation,
  shoppers: number,
): Pick<Expectation, 'expected' | 'standardError'> {
  const n = y.length;
  const sumX = sumOf(x);
  const ratio = sumX > 0 ? sumOf(y) / sumX : 0;
  let residual = 0;
  for (let i = 0; i < n; i++) residual += (y[i]! - ratio * x[i]!) ** 2;
  const spread = residual / Math.max(1, n - 1);
  const meanX = sumX / n;
  const ratioVariance = meanX > 0 ? spread / (n * meanX * meanX) : 0;
  const variance =
    ratioVariance * sessions.expected ** 2 + shoppers * spread + (ratio * sessions.standardError) ** 2;
  return { expected: ratio * sessions.expected, standardError: Math.sqrt(variance) };
}

/** Ratios of the counts that a shop would quote, as the counts have them. */
function rates(counted: readonly Expectation[]): Expectation[] {
  const of = (quantity: string): Expectation => counted.find((row) => row.quantity === quantity)!;
  const pairs = [
    ['clicks', 'impressions'],
    ['carts', 'clicks'],
    ['orders', 'clicks'],
  ] as const;
  return pairs.map(([part, whole]) => {
    const [a, b] = [of(part), of(whole)];
    const expected = b.expected > 0 ? a.expected / b.expected : 0;
    const relative = (row: Expectation): number => (row.expected > 0 ? row.standardError / row.expected : 0);
    const standardError = expected * Math.hypot(relative(a), relative(b));
    return {
      quantity: `${part} / ${whole}`,
      expected,
      standardError,
      how: 'ratio of the two; error at most this',
    };
  });
}
