import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAUD_OBJECTS } from '../../datasets/fraud-tables.ts';
import { verifyStore } from '../../datasets/store/verify.node.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { explain } from '../figures/explain.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { runSimulation } from '../rounds/run-simulation.node.ts';
import { runBarrier, runTask } from '../rounds/tasks.node.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { buildWorld } from '../world/world.ts';
import { BUSY_FRAUD } from './busy-fraud.ts';
import { ACTION_COUNTS, countPlan } from './expected.ts';
import { FRAUD_EVENTS } from './fraud-truth.ts';
import { FRAUD_KEYS, rowFrom, stableInteger } from './persons.ts';

const REVIEW = FRAUD_OBJECTS.indexOf('review');
const seed = seedWords('story');
const scenario = smallScenario({ days: 10, fraud: BUSY_FRAUD });
const whole = simulateInMemory(scenario, seed);

describe('a world with fraud', () => {
  it.each([2, 5])('is the same in %d shards', (shards) => {
    expect(digestWorld(simulateInMemory(scenario, seed, { shards }))).toBe(digestWorld(whole));
  });

  it('is the same as tasks, and on threads', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shoplab-fraud-'));
    try {
      const set = ['shoppers.count=40', 'days=3', 'truth=full'];
      const kinds = Object.keys(BUSY_FRAUD).filter((kind) => kind !== 'checks' && kind !== 'labels');
      set.push(
        ...kinds.map((kind) => `fraud.${kind}.campaigns=2`),
        ...kinds.map((kind) => `fraud.${kind}.over=2`),
      );
      set.push('fraud.labels.reviewDays=0.5', 'fraud.labels.lagDays=0.5', 'fraud.labels.wrong=0.05');
      const loaded = await loadScenario('tiny', { set });
      const digest = digestWorld(simulateInMemory(loaded.scenario, loaded.seedWords));
      const state = join(folder, 'state');
      for (const [round, of] of [2, 1, 3].entries()) {
        for (let shard = 1; shard <= of; shard++)
          await runTask({ scenario: loaded, shard, of, round, state });
        const { log } = await runBarrier({ scenario: loaded, round, state });
        expect(log?.digest).toBe(round === 2 ? digest : undefined);
      }
      expect((await verifyStore(join(state, 'log'))).problems).toEqual([]);
      const out = join(folder, 'threads');
      expect((await runSimulation({ scenario: loaded, out, threads: 2 })).digest).toBe(digest);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('comes to exactly what was planned', () => {
    const { rows, events, attempts } = countPlan(whole.world);
    const honest = 60;
    const { sessions, actions, afterSale } = whole.log;
    const ours = Array.from(sessions.session).filter((row) =>
      whole.world.plan.byVisitor.has(sessions.visitor[row]!),
    );
    const counted = new Map([
      ['sessions', ours.length],
      ['impressions', whole.log.impressions.session.filter((session) => ours.includes(session)).length],
      ...ACTION_COUNTS.map((name, code): [string, number] => [
        name,
        actions.kind.filter((one, row) => one === code && ours.includes(actions.session[row]!)).length,
      ]),
      ['returns', afterSale.returns.shopper.filter((shopper) => shopper >= honest).length],
      ['reviews', whole.filed.fraudEvents.object.filter((object) => object === REVIEW).length],
    ]);
    expect(counted).toEqual(rows);
    const { fraudEvents, fraudCampaigns } = whole.filed;
    const names = FRAUD_EVENTS.columns.kind.labels;
    for (const [kind, count] of events)
      expect(fraudEvents.kind.filter((code) => names[code] === kind).length, kind).toBe(count);
    expect(fraudEvents.object.filter((object) => object === 1).length).toBe(attempts);
    expect(fraudCampaigns.length).toBe(36);
  });

  it('is explained: exactly where the pilot is everyone', () => {
    const { log, shoppers, filed } = whole;
    const expected = new Map(
      explain(scenario, seed).expectations.map((row) => [row.quantity, row.expected] as const),
    );
    const clicks = log.actions.kind.filter((kind) => kind === 0).length;
    expect(expected.get('shoppers')).toBe(shoppers.length);
    expect(expected.get('sessions')).toBe(log.sessions.length);
    expect(expected.get('impressions')).toBe(log.impressions.length);
    expect(expected.get('clicks')).toBe(clicks);
    expect(expected.get('clicks / impressions')).toBeCloseTo(clicks / log.impressions.length, 12);
    expect(expected.get('returns')).toBe(log.afterSale.returns.length);
    expect(expected.get('reviews')).toBe(log.reviews.length);
    const cardTesting = filed.fraudEvents.kind.filter((kind) => kind === 0).length;
    expect(expected.get('fraud: card testing')).toBe(cardTesting);
  });
});

/** Sessions of the honest and what they saw and did, in words. */
function honestStory({ log: { sessions, impressions, actions }, world }: SimulatedWorld): string[] {
  const isOurs = (session: number): boolean => world.plan.byVisitor.has(sessions.visitor[session]!);
  const name = (session: number): string => `${sessions.visitor[session]} ${sessions.visit[session]}`;
  const rows = (column: Uint32Array): number[] =>
    Array.from(column.keys()).filter((row) => !isOurs(column[row]!));
  return [
    ...rows(sessions.session).map((row) => `${name(row)} came ${sessions.start[row]}`),
    ...rows(impressions.session).map(
      (row) => `${name(impressions.session[row]!)} saw ${impressions.item[row]}`,
    ),
    ...rows(actions.session).map(
      (row) =>
        `${name(actions.session[row]!)} did ${actions.kind[row]} ${actions.item[row]} ${actions.time[row]}`,
    ),
  ];
}

describe('campaigns', () => {
  it('change nothing where there are none', () => {
    const calm = { checks: { honest: 0 }, labels: { wrong: 0 }, cardTesting: { campaigns: 0 } };
    const plain = simulateInMemory(smallScenario({ fraud: calm }), seed);
    const other = simulateInMemory(
      smallScenario({
        fraud: {
          checks: { caught: 1, honest: 0 },
          labels: { wrong: 0, lagDays: 0.1 },
          cardTesting: { campaigns: 0, cards: 9 },
        },
      }),
      seed,
    );
    expect(digestWorld(other)).toBe(digestWorld(plain));
    const { chargebacks, fraudLabels, fraudEvents, fraudCampaigns } = plain.filed;
    expect([chargebacks, fraudLabels, fraudEvents, fraudCampaigns].map(({ length }) => length)).toEqual([
      0, 0, 0, 0,
    ]);
    expect(plain.shoppers.length).toBe(60);
  });

  it('leave the honest as they were, until the next barrier', () => {
    const day = { days: 1, arrival: { sessionsPerDay: 3, shape: 20 } };
    const still = { from: 0, over: 0.5 };
    const kinds = Object.fromEntries(
      Object.entries(BUSY_FRAUD).map(([kind, knobs]) => [kind, { ...knobs, ...still }]),
    );
    const { checks, labels } = BUSY_FRAUD;
    const under = simulateInMemory(smallScenario({ ...day, fraud: { ...kinds, checks, labels } }), seed);
    const calm = { cardTesting: { campaigns: 0 }, checks, labels };
    const without = simulateInMemory(smallScenario({ ...day, fraud: calm }), seed);
    expect(under.log.sessions.length).toBeGreaterThan(without.log.sessions.length + 50);
    expect(honestStory(under)).toEqual(honestStory(without));
  });

  it('leave each other as they were: one more moves none', () => {
    const more = buildWorld(
      smallScenario({
        days: 10,
        fraud: { ...BUSY_FRAUD, stolenCards: { ...BUSY_FRAUD.stolenCards, campaigns: 4 } },
      }),
      seed,
    );
    const told = ({ plan }: typeof more) =>
      plan.deeds.map(({ row, role, campaign, ...deed }) =>
        JSON.stringify({ key: plan.campaigns[campaign]!.key, deed }),
      );
    const before = told(whole.world);
    const after = told(more);
    expect(after.length).toBe(before.length + 9);
    const now = new Set(after);
    expect(before.filter((deed) => !now.has(deed))).toEqual([]);
    const rowsOf = (world: typeof more) => {
      const { accounts } = world.plan;
      return Array.from(
        accounts.keys,
        (key, row) => `${key} ${accounts.region[row]} ${accounts.income[row]}`,
      );
    };
    const rows = new Set(rowsOf(more));
    expect(rowsOf(whole.world).filter((row) => !rows.has(row))).toEqual([]);
  });

  it('leave their victims and items alone when a shopper and an item come to the shop', () => {
    const larger = buildWorld(
      smallScenario({
        days: 10,
        shoppers: { count: 61 },
        catalog: { ...scenario.catalog, items: 81 },
        fraud: BUSY_FRAUD,
      }),
      seed,
    );
    const before = whole.world.plan.deeds;
    const after = larger.plan.deeds;
    const changed = after.filter(
      (deed, row) =>
        JSON.stringify([deed.actor, deed.steps]) !== JSON.stringify([before[row]!.actor, before[row]!.steps]),
    );
    expect(after.length).toBe(before.length);
    expect(changed.length / after.length).toBeLessThan(0.15);
    expect([...larger.plan.accounts.keys]).toEqual([...whole.world.plan.accounts.keys]);
    expect(Math.min(...larger.plan.accounts.keys)).toBeGreaterThanOrEqual(FRAUD_KEYS);
  });
});

describe('the accounts of campaigns', () => {
  it('stand in the shoppers table after all others, with groups like theirs', () => {
    const { shoppers, world } = whole;
    const { accounts } = world.plan;
    expect(accounts.first).toBe(60);
    expect(shoppers.length).toBe(60 + accounts.length);
    expect([...shoppers.key.subarray(60)]).toEqual([...accounts.keys]);
    expect(new Set(shoppers.region.slice(60))).toEqual(new Set(shoppers.region.slice(0, 60)));
  });
});

describe('stableInteger', () => {
  const key = drawKey(seed, 'fraud.item');
  const draws = (n: number): number[] =>
    Array.from({ length: 4000 }, (_, i) => stableInteger(key, n, i, 0, 0));

  it('is even', () => {
    const counts = new Float64Array(10);
    for (const value of draws(10)) counts[value]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
    expect(chiSquare).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
  });

  it('moves only what one more wins', () => {
    const [before, after] = [draws(50), draws(51)];
    const moved = after.filter((value, i) => value !== before[i]);
    expect(moved.every((value) => value === 50)).toBe(true);
    expect(Math.abs(moved.length - 4000 / 51)).toBeLessThan(4 * Math.sqrt(4000 / 51));
  });
});

describe('rowFrom', () => {
  it('finds a key, or the next, or the first after the last', () => {
    const keys = Uint32Array.of(2, 5, 9);
    expect([0, 2, 3, 5, 9, 10].map((key) => rowFrom(keys, key))).toEqual([0, 0, 1, 1, 2, 0]);
  });
});
