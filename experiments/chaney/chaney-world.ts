/**
 * The world of Chaney, Stewart and Engelhardt 2018 (see utilities.ts) as one of a loop study. In every round new items appear; each
 * shopper sees all items in an order, and of those not chosen before chooses the one with the largest P_ui r^attention, r its place. The order
 * is the policy's, with the new items put in at random places; in the rounds of the start everybody sees the new items alone, in random
 * order, as in T-RECS' replication. Under `none` places do not matter. `oracle` is the paper's ideal: by true utility.
 */

import type { PolicyModel, TrainingData } from '../../algorithms/algorithm.ts';
import { toInteractions } from '../../datasets/interactions.ts';
import { NOT_CLICKED, type Shown } from '../../datasets/shown.ts';
import {
  CATALOG,
  type Catalog,
  createTable,
  NEVER,
  NO_MOMENT,
  NO_SUPPLIER,
  SHOPPERS,
  type Shoppers,
} from '../../datasets/tables.ts';
import { pow } from '../../numerics/math.ts';
import { drawKey, type SeedWords, uniform, uniformInteger } from '../../numerics/rng.ts';
import { requireHonestBarrier } from '../leaks/loop-leaks.ts';
import { openLearner } from '../loops/closed-loop.ts';
import type { LoopCourse, LoopWorld, StudyPolicy } from '../loops/loop-world.ts';
import type { ItemVectors, Outcomes } from '../loops/measures/definition.ts';
import { nearestOf } from '../loops/nearest.ts';
import { NO_ITEM } from '../loops/tally.ts';
import type { WorldFacts } from '../loops/world-facts.ts';
import type { ChaneyParams } from './chaney-params.ts';
import { contentScores, friendsOf, socialScores } from './own-policies.ts';
import { drawUtilities, type Utilities } from './utilities.ts';

/** A round is a day where algorithms ask for times. */
const DAY = 86_400;

/** Plain data. */
interface ChaneyState {
  /** Rounds that have passed. */
  readonly round: number;
  /** [shopper] items in the order in which they were chosen, one a round */
  readonly chosen: readonly number[][];
  /** [round] (shoppers x page) first places of the lists; NO_ITEM where a list was shorter */
  readonly pages: readonly Uint32Array[];
}

export function chaneyWorld(params: ChaneyParams, seed: SeedWords): LoopWorld {
  const utilities = drawUtilities(params, seed);
  const total = params.startup + params.rounds;
  const facts = factsOf(params, utilities, total);
  return {
    facts,
    async run(course) {
      let state = (course.from?.world as ChaneyState | undefined) ?? {
        ...{ round: 0, pages: [] },
        chosen: Array.from({ length: params.shoppers }, () => []),
      };
      const ranker = openRanker(params, utilities, seed, course);
      while (state.round < total) {
        course.signal.throwIfAborted();
        const order = await ranker.orderAt(state);
        state = step(params, utilities, seed, state, order, course);
        course.onRound(state.round, total);
        const now = state;
        if (now.round < total)
          await course.barrier(() => ({ round: now.round, world: now, tally: course.tally.save() }));
        await new Promise<void>((resume) => setTimeout(resume, 0));
      }
      return { fits: ranker.fitsBefore(total) };
    },
  };
}

function factsOf(
  { shoppers, page, factors }: ChaneyParams,
  utilities: Utilities,
  rounds: number,
): WorldFacts {
  return {
    ...{ shoppers, items: utilities.items, rounds, liked: page },
    outcomes: ['realisedUtility', 'slotUtility', 'slotRegret'],
    vectors: unitVectors(utilities),
    nearest: nearestOf({ rows: shoppers, columns: factors, values: utilities.preferences }),
    sellers: null,
    groups: {},
  };
}

function unitVectors({ items, factors, attributes }: Utilities): ItemVectors {
  const value = new Float64Array(attributes.length);
  for (let i = 0; i < items; i++) {
    let squares = 0;
    for (let k = 0; k < factors; k++) squares += attributes[i * factors + k]! ** 2;
    for (let k = 0; k < factors; k++)
      value[i * factors + k] = attributes[i * factors + k]! / Math.sqrt(squares);
  }
  return {
    dimensions: factors,
    rowPtr: Uint32Array.from({ length: items + 1 }, (_, i) => i * factors),
    colIdx: Uint32Array.from({ length: items * factors }, (_, at) => at % factors),
    value,
  };
}

/** The items [0, old) that a shopper sees, in the order of a policy. */
type OrderOf = (shopper: number, candidates: Uint32Array) => Uint32Array;

interface Ranker {
  /** Of the round that follows `state`. */
  orderAt(state: ChaneyState): Promise<OrderOf>;
  fitsBefore(round: number): number;
}

/** By falling score, equals at random. */
function byScore(
  candidates: Uint32Array,
  score: (item: number) => number,
  chance: (item: number) => number,
): Uint32Array {
  const own = Float64Array.from(candidates, score);
  const chances = Float64Array.from(candidates, chance);
  return Uint32Array.from(candidates.keys())
    .sort((a, b) => own[b]! - own[a]! || chances[a]! - chances[b]!)
    .map((at) => candidates[at]!);
}

function openRanker(params: ChaneyParams, utilities: Utilities, seed: SeedWords, course: LoopCourse): Ranker {
  const { policy, every } = course;
  const { startup, newItems } = params;
  const { items } = utilities;
  const orderKey = drawKey(seed, 'chaney.order');
  const learns = policy.kind !== 'fixed';
  const fittedAt = (round: number): number => startup + Math.floor((round - startup) / every) * every;
  let learnt: { at: number; order: (round: number) => OrderOf } | undefined;
  const chanceAt = (round: number, shopper: number) => (item: number) =>
    uniform(orderKey, shopper, item, round);
  const random =
    (round: number): OrderOf =>
    (shopper, candidates) =>
      byScore(candidates, () => 0, chanceAt(round, shopper));
  const scored =
    (scores: (shopper: number, item: number) => number) =>
    (round: number): OrderOf =>
    (shopper, candidates) =>
      byScore(candidates, (item) => scores(shopper, item), chanceAt(round, shopper));
  const friends = policy.kind === 'own' && policy.name === 'social' ? friendsOf(utilities) : [];

  async function learn(state: ChaneyState, at: number): Promise<(round: number) => OrderOf> {
    const chosen = state.chosen.map((own) => own.slice(0, at));
    if (policy.kind === 'learning')
      return learning(policy, params, utilities, seed, state, at, course, random);
    const scores =
      (policy as Extract<StudyPolicy, { kind: 'own' }>).name === 'social'
        ? socialScores(utilities, friends, chosen)
        : contentScores(utilities, chosen, at * newItems);
    return scored((shopper, item) => scores[shopper * items + item]!);
  }

  return {
    async orderAt(state) {
      const { round } = state;
      if (round < startup) return random(round);
      if (learns) {
        const at = fittedAt(round);
        if (learnt?.at !== at) learnt = { at, order: await learn(state, at) };
        return learnt.order(round);
      }
      if (policy.spec.name === 'oracle')
        return scored((shopper, item) => utilities.utility[shopper * items + item]!)(round);
      if (policy.spec.name === 'popularity') {
        const counts = new Uint32Array(items);
        for (const own of state.chosen) for (const item of own) counts[item]!++;
        return scored((_, item) => counts[item]!)(round);
      }
      if (policy.spec.name === 'random' || policy.spec.name === 'none') return random(round);
      throw new Error(`loop: chaney-2018 has no policy '${policy.spec.name}'`);
    },
    fitsBefore: (round) => (learns ? Math.ceil(Math.max(0, round - startup) / every) : 0),
  };
}

/** An algorithm of the suite: what it has rows of in its order, what nobody had chosen at random behind. */
async function learning(
  policy: Extract<StudyPolicy, { kind: 'learning' }>,
  params: ChaneyParams,
  utilities: Utilities,
  seed: SeedWords,
  state: ChaneyState,
  at: number,
  { signal, kernels }: LoopCourse,
  random: (round: number) => OrderOf,
): Promise<(round: number) => OrderOf> {
  const data = trainingOf(params, utilities, state, at);
  const learner = openLearner(policy, { seed, signal, kernels });
  const model: PolicyModel = await learner.open(await learner.fit(data));
  const isTrained = new Uint8Array(utilities.items);
  for (const item of data.feedback.item) isTrained[item] = 1;
  const split = (candidates: Uint32Array) => ({
    trained: candidates.filter((item) => isTrained[item] === 1),
    rest: candidates.filter((item) => isTrained[item] === 0),
  });
  return (round) => {
    // All see the same items where what was chosen stays: one array, which models recognise.
    let shared: ReturnType<typeof split> | undefined;
    return (shopper, candidates) => {
      if (params.chosenStay) shared ??= split(candidates);
      const { trained, rest } = shared ?? split(candidates);
      const order = new Uint32Array(trained.length);
      const visits = {
        ...{ length: 1, visitor: Uint32Array.of(shopper), shopper: Uint32Array.of(shopper) },
        ...{ visit: Uint32Array.of(round), start: Uint32Array.of(round * DAY) },
      };
      if (trained.length > 0)
        model.fill(visits, trained, trained.length, order, new Float32Array(trained.length));
      return Uint32Array.of(...order, ...random(round)(shopper, rest));
    };
  };
}

/** What an algorithm may learn from before round `at`. Audited. */
function trainingOf(
  params: ChaneyParams,
  utilities: Utilities,
  { chosen, pages }: ChaneyState,
  at: number,
): TrainingData {
  const { shoppers, page } = params;
  const { items } = utilities;
  const length = shoppers * at;
  // Log order: rounds, then shoppers.
  const roundOf = (row: number): number => Math.floor(row / shoppers);
  const choice = (row: number): number => chosen[row % shoppers]![roundOf(row)]!;
  const rows = Uint32Array.from({ length }, (_, row) => row);
  const feedback = {
    ...{ length, shoppers, items },
    shopper: rows.map((row) => row % shoppers),
    item: rows.map(choice),
    time: rows.map((row) => roundOf(row) * DAY),
    value: new Float32Array(length).fill(1),
    relevant: new Uint8Array(length).fill(1),
    session: rows,
  };
  const slots = rows.reduce<number[]>((all, row) => {
    for (let place = 0; place < page; place++)
      if (pages[roundOf(row)]![(row % shoppers) * page + place] !== NO_ITEM) all.push(row * page + place);
    return all;
  }, []);
  const slateOf = (slot: number): number => Math.floor(slot / page);
  const itemAt = (slot: number): number =>
    pages[roundOf(slateOf(slot))]![(slateOf(slot) % shoppers) * page + (slot % page)]!;
  const shown: Shown = {
    length: slots.length,
    slates: length,
    slate: Uint32Array.from(slots, slateOf),
    shopper: Uint32Array.from(slots, (slot) => slateOf(slot) % shoppers),
    item: Uint32Array.from(slots, itemAt),
    position: Uint8Array.from(slots, (slot) => slot % page),
    time: Uint32Array.from(slots, (slot) => roundOf(slateOf(slot)) * DAY),
    propensity: new Float32Array(slots.length).fill(1),
    clicked: Uint8Array.from(slots, (slot) => (itemAt(slot) === choice(slateOf(slot)) ? 1 : 0)),
  };
  const data: TrainingData = {
    ...{ asOf: at * DAY, feedback, interactions: toInteractions(feedback), shown, ahead: shoppers },
    catalog: blankCatalog(items),
    shoppers: blankShoppers(shoppers),
  };
  const clickedAt = shown.time.map((time, row) => (shown.clicked[row] === 1 ? time : NOT_CLICKED));
  requireHonestBarrier({ data, asOf: at * DAY, shown, clickedAt, optOut: data.shoppers.optOut });
  return data;
}

/** Nothing is told of items but that they are. */
function blankCatalog(length: number): Catalog {
  const catalog = createTable(CATALOG, length);
  catalog.item.forEach((_, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
  });
  catalog.launched.fill(NO_MOMENT);
  catalog.retired.fill(NO_MOMENT);
  catalog.supplier.fill(NO_SUPPLIER);
  return catalog;
}

function blankShoppers(length: number): Shoppers {
  const shoppers = createTable(SHOPPERS, length);
  shoppers.shopper.forEach((_, shopper) => {
    shoppers.shopper[shopper] = shopper;
    shoppers.key[shopper] = shopper;
  });
  shoppers.optOut.fill(NEVER);
  return shoppers;
}

function step(
  params: ChaneyParams,
  utilities: Utilities,
  seed: SeedWords,
  state: ChaneyState,
  orderOf: OrderOf,
  { policy, tally }: LoopCourse,
): ChaneyState {
  const { shoppers, newItems, page, attention, startup, chosenStay } = params;
  const { items, utility, known } = utilities;
  const { round } = state;
  const isStart = round < startup;
  const old = round * newItems;
  const end = (round + 1) * newItems;
  const heedsPlaces = !(policy.kind === 'fixed' && policy.spec.name === 'none' && !isStart);
  const attentionOf = Float64Array.from({ length: end }, (_, place) =>
    heedsPlaces ? pow(place + 1, attention) : 1,
  );
  const pages = new Uint32Array(shoppers * page).fill(NO_ITEM);
  const outcomes = noOutcomes(shoppers);
  const told = { shopper: [] as number[], item: [] as number[], place: [] as number[] };
  const engaged = { shopper: [] as number[], item: [] as number[] };
  const chosen = state.chosen.map((own, shopper) => {
    const isChosen = new Set(own);
    const candidates = Uint32Array.from({ length: isStart ? 0 : old }, (_, i) => i).filter(
      (i) => chosenStay || !isChosen.has(i),
    );
    const list = interleaved(seed, round, shopper, orderOf(shopper, candidates), old, end);
    let best = -1;
    let worth = Number.NEGATIVE_INFINITY;
    list.forEach((item, place) => {
      if (isChosen.has(item)) return;
      const own = known[shopper * items + item]! * attentionOf[place]!;
      if (own > worth) [worth, best] = [own, item];
    });
    const slots = Math.min(page, list.length);
    pages.set(list.subarray(0, slots), shopper * page);
    for (let place = 0; place < slots; place++) {
      told.shopper.push(shopper);
      told.item.push(list[place]!);
      told.place.push(place);
      outcomes.homeUtility[shopper]! += utility[shopper * items + list[place]!]!;
    }
    outcomes.homeSlots[shopper] = slots;
    outcomes.bestUtility[shopper] = bestSum(utilities, shopper, list, slots);
    outcomes.utility[shopper] = utility[shopper * items + best]!;
    outcomes.clicks[shopper] = 1;
    engaged.shopper.push(shopper);
    engaged.item.push(best);
    return [...own, best];
  });
  tally.add(round, {
    ...{ shown: told, engaged, bought: { item: [], cents: [] }, outcomes },
    latent: tally.measures(round) ? { best: likedOf(params, utilities, end), merit: null } : null,
  });
  return { round: round + 1, chosen, pages: [...state.pages, pages] };
}

/** The list with items [old, end) put in at places drawn evenly. */
function interleaved(
  seed: SeedWords,
  round: number,
  shopper: number,
  list: Uint32Array,
  old: number,
  end: number,
): Uint32Array {
  const key = drawKey(seed, 'chaney.interleave');
  const all = Array.from(list);
  for (let item = old; item < end; item++)
    all.splice(uniformInteger(key, all.length + 1, shopper, item, round), 0, item);
  return Uint32Array.from(all);
}

const byUtility = (values: Float64Array): Float64Array => values.sort().reverse();

function bestSum({ utility, items }: Utilities, shopper: number, list: Uint32Array, slots: number): number {
  const values = byUtility(Float64Array.from(list, (item) => utility[shopper * items + item]!));
  let sum = 0;
  for (let slot = 0; slot < slots; slot++) sum += values[slot]!;
  return sum;
}

/** (shoppers x page) best items of all that have appeared, chosen or not. */
function likedOf({ page }: ChaneyParams, { shoppers, items, utility }: Utilities, end: number): Uint32Array {
  const best = new Uint32Array(shoppers * page).fill(NO_ITEM);
  for (let u = 0; u < shoppers; u++) {
    const order = Uint32Array.from({ length: end }, (_, i) => i).sort(
      (a, b) => utility[u * items + b]! - utility[u * items + a]! || a - b,
    );
    best.set(order.subarray(0, page), u * page);
  }
  return best;
}

function noOutcomes(shoppers: number): { [K in keyof Outcomes]: Outcomes[K] } {
  const column = (): Float64Array => new Float64Array(shoppers);
  return {
    ...{ utility: column(), clicks: column(), orders: column(), revenue: column(), satisfaction: column() },
    left: new Uint8Array(shoppers),
    ...{ homeSlots: column(), homeUtility: column(), bestUtility: column() },
  };
}
