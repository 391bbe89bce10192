/**
 * The plan: every campaign with all that it will do, made with the world from keyed draws. It does not depend on the shop, so
 * each round of it can be told at any time, anywhere, and its counts are known before anything runs.
 */

import { FRAUD_KINDS } from '../../datasets/fraud-tables.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import type { Consequence } from '../people/pending.ts';
import { buildShoppers, type Shoppers } from '../people/shoppers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { MOST_CAMPAIGNS } from '../scenario/scenario-fraud.ts';
import { type Campaign, type Deed, type Doings, type FakeReview, linesOf, NOBODY } from './deeds.ts';
import { KINDS } from './kinds.ts';
import { deviceKey, FRAUD_KEYS, personKey, rowFrom } from './persons.ts';
import type { Ground, Sketch } from './sketch.ts';

/** Visits of deeds are numbered from here where orders are looked up: honest shoppers have fewer. */
export const FIRST_VISIT = 2 ** 31;

/** A deed in its place. */
export interface PlannedDeed extends Deed {
  /** Row of the plan's deeds. */
  readonly row: number;
  /** Row of the plan's campaigns. */
  readonly campaign: number;
  readonly visitor: number;
  /** Sessions that the visitor had before. */
  readonly seen: number;
  /** Row of the cast, or NOBODY. */
  readonly role: number;
}

/** Something that falls due without a session. */
export interface Due {
  readonly time: number;
  readonly kind: Consequence;
  readonly campaign: number;
  /** Deed that ordered; none: a review of what was never bought. */
  readonly deed?: PlannedDeed;
  /** Row of the line in its order. */
  readonly line: number;
  readonly item: number;
  /** Row of the shoppers table. */
  readonly shopper: number;
  readonly review?: FakeReview;
  /** Of a return: code of the reason that is given. */
  readonly excuse?: number;
}

export interface Plan {
  readonly campaigns: readonly Campaign[];
  /** Accounts opened for campaigns: rows of the shoppers table after the honest ones. */
  readonly accounts: Shoppers;
  /** All who sign in: the accounts, then those who are taken over. */
  readonly cast: Shoppers;
  /** By row of the cast: row of the shoppers table. */
  readonly shopperOf: Uint32Array;
  /** Those that start within the log. */
  readonly deeds: readonly PlannedDeed[];
  /** By visitor and sessions before. */
  readonly byVisitor: ReadonlyMap<number, readonly PlannedDeed[]>;
  /** By round. */
  readonly deedsOf: ReadonlyMap<number, readonly PlannedDeed[]>;
  readonly duesOf: ReadonlyMap<number, readonly Due[]>;
}

/** A scenario's campaigns; empty where it has none. */
export function planFraud(scenario: Scenario, ground: Omit<Ground, 'scenario'>): Plan {
  const sketches = sketchAll({ ...ground, scenario });
  const doings = sketches.map(({ sketch, kind }) => KINDS[kind].act(sketch));
  const campaigns = sketches.map(({ sketch: { key, start, end }, kind }, i): Campaign => {
    const { accounts, target, direction } = doings[i]!;
    return { key, kind, start, end, accounts, target, direction };
  });
  const { seed, shopperKeys } = ground;
  const opened = sketches.flatMap(({ sketch: { key }, kind }) =>
    Array.from({ length: KINDS[kind].opens(scenario.fraud) }, (_, nth) => personKey(key, nth)),
  );
  const robbed = new Set(doings.flatMap(({ deeds }) => deeds.map(({ actor }) => actor).filter(isHonest)));
  const castKeys = [...opened, ...robbed];
  const shopperOf = Uint32Array.from(castKeys, (key, role) =>
    isHonest(key) ? rowFrom(shopperKeys, key) : shopperKeys.length + role,
  );
  const roles = new Map(castKeys.map((key, role) => [key, role]));
  const deeds = placeDeeds(doings, roles, ground, scenario.days * DAY);
  const dues = deeds
    .flatMap((deed) => duesOfDeed(deed, shopperOf))
    .concat(reviewDues(doings, roles, shopperOf, deeds));
  const build = (keys: readonly number[]): Shoppers =>
    buildShoppers(scenario, seed, Uint32Array.from(keys), shopperKeys.length);
  return {
    campaigns,
    accounts: build(opened),
    cast: build(castKeys),
    shopperOf,
    deeds,
    byVisitor: groupBy(deeds, ({ visitor }) => visitor),
    deedsOf: groupBy(deeds, ({ start }) => Math.floor(start / DAY)),
    duesOf: groupBy(dues, ({ time }) => Math.floor(time / DAY)),
  };
}

const isHonest = (key: number): boolean => key >= 0 && key < FRAUD_KEYS;

/** Every campaign with its start: spread evenly over the days of its section. */
function sketchAll(ground: Ground): { sketch: Sketch; kind: (typeof FRAUD_KINDS)[number] }[] {
  const { fraud } = ground.scenario;
  const startKey = drawKey(ground.seed, 'fraud.start');
  return FRAUD_KINDS.flatMap((kind, code) => {
    const { campaigns, from, over, lasts } = fraud[KINDS[kind].section];
    return Array.from({ length: campaigns }, (_, nth) => {
      const key = code * MOST_CAMPAIGNS + nth;
      const start = DAY * (from + over * uniform(startKey, key));
      return { kind, sketch: { ...ground, fraud, key, start, end: start + lasts * DAY } };
    });
  });
}

/** Deeds that start before `end`, with the visits of each device counted in their order. */
function placeDeeds(
  doings: readonly Doings[],
  roles: ReadonlyMap<number, number>,
  ground: Omit<Ground, 'scenario'>,
  end: number,
): PlannedDeed[] {
  const visits = new Map<number, number>();
  return doings
    .flatMap(({ deeds }, campaign) =>
      deeds
        .filter(({ start }) => start < end)
        .sort((a, b) => a.start - b.start || a.nth - b.nth)
        .map((deed) => ({ ...deed, campaign })),
    )
    .map((deed, row) => {
      const visitor = deviceKey(ground, deed.owner);
      const seen = visits.get(visitor) ?? 0;
      visits.set(visitor, seen + 1);
      const role = deed.actor === NOBODY ? NOBODY : roles.get(deed.actor)!;
      return { ...deed, row, visitor, seen, role };
    });
}

/** The parcel of a deed's order, and what goes back. */
function duesOfDeed(deed: PlannedDeed, shopperOf: Uint32Array): Due[] {
  if (deed.door === 0) return [];
  const { campaign } = deed;
  const shopper = shopperOf[deed.role]!;
  return linesOf(deed).flatMap((item, line) => {
    const due = { deed, campaign, line, item, shopper };
    const back = deed.backs[line] ?? 0;
    const delivery: Due = { ...due, time: deed.door, kind: 'delivery' };
    if (back === 0) return [delivery];
    const excuse = deed.excuses[line]!;
    return [delivery, { ...due, time: back, kind: 'return', excuse } satisfies Due];
  });
}

function reviewDues(
  doings: readonly Doings[],
  roles: ReadonlyMap<number, number>,
  shopperOf: Uint32Array,
  deeds: readonly PlannedDeed[],
): Due[] {
  const placed = new Map(deeds.map((deed) => [`${deed.campaign} ${deed.nth}`, deed]));
  return doings.flatMap(({ reviews }, campaign) =>
    reviews.flatMap((review): Due[] => {
      const { actor, bought, item, time } = review;
      const due = {
        time,
        kind: 'review',
        campaign,
        item,
        shopper: shopperOf[roles.get(actor)!]!,
        review,
      } as const;
      if (!bought) return [{ ...due, line: 0 }];
      const deed = placed.get(`${campaign} ${bought.deed}`);
      return deed ? [{ ...due, deed, line: bought.line }] : [];
    }),
  );
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
