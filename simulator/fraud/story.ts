/**
 * The story of the underworld, round by round: one more shard beside those of the honest. What is done stands in the plan;
 * this tells it in the shop of the round, which gives the home slates, the listings and the prices.
 *
 * For each deed of the round 1 the fraudster comes, 2 sees the home slate, 3 opens the listing of each item and clicks, 4 tries
 * to pay and, where that succeeds, orders. At the end of the day 5 parcels, returns and reviews fall due.
 */

import { IDENTIFIED_BY, TIERS } from '../../datasets/identity-tables.ts';
import {
  ACTION_KINDS,
  NO_ARM,
  NO_POSITION,
  NO_PROMOTION,
  NO_SHOPPER,
  NO_SLATE,
  SURFACES,
} from '../../datasets/tables.ts';
import { sampleAlias } from '../../numerics/distributions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import { pageStart } from '../behaviour/exposure.ts';
import { reserve } from '../filing/growing.ts';
import { createShardLog, fileAction, fileSlate, type ShardLog, trimShardLog } from '../filing/shard-log.ts';
import { noteIdentity } from '../people/identify.ts';
import { addPending, CONSEQUENCES, NO_ROUND, newPending, type PendingRow } from '../people/pending.ts';
import { fillStrangers, type Home, type HomeSlates } from '../policy/home.ts';
import { NO_GROUP } from '../rounds/round.ts';
import { makeOffers, newOffers, offeredPrice, offerRules } from '../sale/offers.ts';
import { makeRules } from '../visit/rules.ts';
import { openShop, type Shop, type ShopState } from '../world/shop.ts';
import type { World } from '../world/world.ts';
import { NOBODY, type Step } from './deeds.ts';
import { type Due, FIRST_VISIT, type Plan, type PlannedDeed } from './plan.ts';
import { payAndOrder } from './till.ts';

const [HOME, CATEGORY] = (['home', 'category'] as const).map((surface) => SURFACES.indexOf(surface));
/** Of an account opened for a campaign; campaigns that take accounts over look no further than that. */
const BASIC = TIERS.indexOf('basic');
const SIGN_IN = IDENTIFIED_BY.indexOf('sign-in');
const LONGEST_DWELL = 0xffff;
const [CART, ORDER] = (['cart', 'order'] as const).map((kind) => ACTION_KINDS.indexOf(kind));

export interface Underworld {
  /** The log of its round, to be merged like a shard's; none where nothing is planned. */
  logs(state: ShopState): ShardLog[];
}

/** The underworld of a world, which may hold any part of the honest shoppers. */
export function openUnderworld(world: World, home: Home): Underworld {
  const { plan } = world;
  if (plan.campaigns.length === 0) return { logs: () => [] };
  const rules = makeRules(world);
  const offers = offerRules(world.scenario);
  const cast = { ...world, shoppers: plan.cast };
  const signsIn = firstSignIns(plan);
  return {
    logs(state) {
      const log = createShardLog();
      const deeds = plan.deedsOf.get(state.round) ?? [];
      const shop = openShop(world.items, state);
      const scene: Scene = { world, cast, log, shop, rules, offers, signsIn, memory: newMemory(world) };
      for (const deed of deeds) arrive(scene, deed);
      const slates = fillStrangers(home, world, shop, log.sessions);
      deeds.forEach((deed, session) => {
        act(scene, deed, session, slates);
      });
      fallDue(scene, plan.duesOf.get(state.round) ?? []);
      return [trimShardLog(log)];
    },
  };
}

interface Scene {
  readonly world: World;
  /** The world with the cast in place of its shoppers. */
  readonly cast: World;
  readonly log: ShardLog;
  readonly shop: Shop;
  readonly rules: ReturnType<typeof makeRules>;
  readonly offers: ReturnType<typeof offerRules>;
  /** Rows of deeds at which a visitor signs in to an account for the first time. */
  readonly signsIn: ReadonlySet<number>;
  readonly memory: ReturnType<typeof newMemory>;
}

function firstSignIns({ deedsOf }: Plan): Set<number> {
  const rounds = [...deedsOf.keys()].sort((a, b) => a - b);
  const known = new Set<string>();
  const first = new Set<number>();
  for (const round of rounds) {
    for (const { role, visitor, row } of deedsOf.get(round)!) {
      const pair = `${visitor} ${role}`;
      if (role === NOBODY || known.has(pair)) continue;
      known.add(pair);
      first.add(row);
    }
  }
  return first;
}

const newMemory = ({ items, scenario: { exposure } }: World) => ({
  offers: newOffers(items.tree.departments),
  /** (slateSize) of the slate in view. */
  items: new Uint32Array(exposure.slateSize),
  propensities: new Float32Array(exposure.slateSize),
});

/** 1. The fraudster comes. */
function arrive({ world, cast, log, rules, signsIn }: Scene, deed: PlannedDeed): void {
  const { plan, seed } = world;
  reserve(log.sessions, 1);
  const { columns } = log.sessions;
  const at = log.sessions.length++;
  const isKnown = deed.role !== NOBODY;
  const held = drawKey(seed, 'fraud.visit');
  columns.shopper[at] = isKnown ? plan.shopperOf[deed.role]! : NO_SHOPPER;
  columns.visitor[at] = deed.visitor;
  columns.visit[at] = FIRST_VISIT + deed.row;
  columns.seen[at] = deed.seen;
  columns.start[at] = deed.start;
  columns.anonymous[at] = isKnown ? 0 : 1;
  columns.channel[at] = sampleAlias(rules.channels, uniform(held, deed.owner, deed.seen + 1));
  columns.device[at] = sampleAlias(rules.devices, uniform(held, deed.owner, 0));
  columns.arm[at] = isKnown ? cast.shoppers.arm[deed.role]! : NO_ARM;
  columns.group[at] = isKnown ? cast.shoppers.ageBand[deed.role]! : NO_GROUP;
  if (isKnown && signsIn.has(deed.row))
    noteIdentity(log, deed.start, deed.visitor, columns.shopper[at]!, SIGN_IN);
}

function act(scene: Scene, deed: PlannedDeed, session: number, home: HomeSlates): void {
  const { world, cast, log, shop, memory, offers } = scene;
  const impressionsBefore = log.impressions.length;
  const actionsBefore = log.actions.length;
  if (deed.role === NOBODY) {
    memory.offers.factor.fill(1);
    memory.offers.shift.fill(0);
    memory.offers.usual.fill(1);
    memory.offers.promotion.fill(NO_PROMOTION);
  } else makeOffers(offers, cast, deed.role, BASIC, shop.state.round, memory.offers);

  // 2. The home slate.
  const slots = memory.items.length;
  memory.items.set(home.slates.subarray(session * slots, (session + 1) * slots));
  memory.propensities.set(home.propensities.subarray(session * slots, (session + 1) * slots));
  show(scene, HOME!, slots, NO_POSITION);

  // 3. Listings and clicks. 4. The cart and the order.
  const seen = new Map<number, readonly [slate: number, position: number]>();
  let slates = 1;
  for (const step of deed.steps) {
    const place = seen.get(step.item) ?? openListing(scene, step.item, slates);
    if (!seen.has(step.item) && place[0] !== NO_SLATE) slates++;
    seen.set(step.item, place);
    fileStep(scene, step, place);
  }
  payAndOrder(world.scenario, log, session, deed, world.plan.shopperOf[deed.role] ?? NO_SHOPPER, (item) =>
    priceOf(scene, item),
  );
  const { columns } = log.sessions;
  columns.slates[session] = slates;
  columns.impressions[session] = log.impressions.length - impressionsBefore;
  columns.actions[session] = log.actions.length - actionsBefore;
}

/** Files the slate in memory, of which the slot `examined` was looked at. */
function show({ world, log, memory }: Scene, surface: number, shown: number, examined: number): void {
  fileSlate(log, surface, shown, memory.items, memory.propensities);
  if (world.scenario.truth !== 'full') return;
  const table = log.impressionTruth;
  reserve(table, shown);
  table.columns.utility.fill(0, table.length, table.length + shown);
  table.columns.examined.fill(0, table.length, table.length + shown);
  if (examined !== NO_POSITION) table.columns.examined[table.length + examined] = 1;
  table.length += shown;
}

/** The page of its category's listing on which an item stands; an item that is not listed is reached by its address. */
function openListing(scene: Scene, item: number, slate: number): readonly [number, number] {
  const { world, shop, memory } = scene;
  const slots = memory.items.length;
  const category = world.items.category[item]!;
  const first = shop.listingStart[category]!;
  const size = shop.listingStart[category + 1]! - first;
  const rank = shop.listing.subarray(first, first + size).indexOf(item);
  if (rank < 0) return [NO_SLATE, NO_POSITION];
  const start = pageStart(Math.floor(rank / slots), size, slots);
  const shown = Math.min(size, slots);
  memory.items.set(shop.listing.subarray(first + start, first + start + shown));
  memory.propensities.fill(1, 0, shown);
  show(scene, CATEGORY!, shown, rank - start);
  return [slate, rank - start];
}

function priceOf({ world, shop, memory }: Scene, item: number): number {
  return offeredPrice(shop.state.price[item]!, memory.offers.factor[world.items.department[item]!]!);
}

function fileStep(
  scene: Scene,
  { time, kind, item, dwell }: Step,
  [slate, position]: readonly [number, number],
): void {
  const quantity = kind === CART || kind === ORDER ? 1 : 0;
  const { log, shop, memory, world } = scene;
  const price = priceOf(scene, item);
  const row = log.actions.length;
  fileAction(log, time, kind, item, slate, position, price, quantity, 0);
  log.actions.columns.dwell[row] = Math.min(LONGEST_DWELL, dwell);
  if (kind !== ORDER) return;
  const department = world.items.department[item]!;
  const { usual, promotion } = memory.offers;
  log.actions.columns.promotion[row] = promotion[department]!;
  log.actions.columns.saved[row] = offeredPrice(shop.state.price[item]!, usual[department]!) - price;
}

/** 5. What falls due in the round: nobody feels it, and nothing of it stays pending. */
function fallDue({ log, shop }: Scene, dues: readonly Due[]): void {
  const due = newPending(0);
  for (const one of dues) addPending(due, pendingRow(one, shop.state.price[one.item]!));
  log.due = due;
}

/** How a review feels that gives so many stars: 0 for three. */
const FEELING_A_STAR = 1.5;

function pendingRow(
  { time, kind, deed, line, item, shopper, review, excuse = 0 }: Due,
  paid: number,
): PendingRow {
  const feeling = review ? FEELING_A_STAR * (review.stars - 3) : 0;
  return {
    due: time,
    kind: CONSEQUENCES.indexOf(kind),
    shopper,
    item,
    visit: FIRST_VISIT + (deed ? deed.row : review!.nth),
    round: deed ? Math.floor(deed.start / DAY) : NO_ROUND,
    line,
    units: 1,
    expected: 0,
    experience: feeling,
    quality: feeling,
    luck: feeling,
    lateDays: 0,
    code: review?.stars ?? (kind === 'return' ? excuse : 0),
    content: 0,
    price: paid,
    points: 0,
    satisfaction: 0,
  };
}
