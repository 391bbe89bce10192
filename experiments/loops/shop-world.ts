/** The simulated shop as the world of a loop study: what every round showed, sold and was worth, beside what would have been best. */

import { itemFeatures } from '../../datasets/item-features.ts';
import { ACTION_KINDS, SHOPPER_GROUPS, SURFACES } from '../../datasets/tables.ts';
import { exp } from '../../numerics/math.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import type { ShardLog } from '../../simulator/filing/shard-log.ts';
import { STILL_HERE } from '../../simulator/people/lives.ts';
import { rankItems, tieRanks } from '../../simulator/policy/oracle-policy.ts';
import {
  type SteppedRound,
  type SteppedWorld,
  stepWorld,
  type WorldState,
} from '../../simulator/rounds/stepped-world.ts';
import { addToTotals } from '../../simulator/rounds/twins.ts';
import { offerRules } from '../../simulator/sale/offers.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { openRound, type Round } from '../../simulator/visit/run.ts';
import { expectedUtility, type KnownShopper, knowShopper } from '../../simulator/world/oracle.ts';
import type { World } from '../../simulator/world/world.ts';
import { type LoopObserver, type LoopState, runClosedLoop } from '../closed-loop.ts';
import { shopperGroups } from '../groups.ts';
import type { LoopWorld } from './loop-world.ts';
import type { ItemVectors, Outcomes } from './measures/definition.ts';
import { OUTCOME_METRICS, type OutcomeName } from './measures/registry.ts';
import { nearestOf } from './nearest.ts';
import { type Latent, NO_ITEM, type RoundTold, type Tally } from './tally.ts';
import type { WorldFacts } from './world-facts.ts';

/** Who looks on, with the truth in view. */
export interface Spectator {
  /** The world stands; nothing has happened. */
  opened(world: SteppedWorld, facts: WorldFacts): void;
  /** A round is over and has been told. */
  seen(world: SteppedWorld, stepped: SteppedRound, told: RoundTold, tally: Tally): void;
}

export function shopWorld(scenario: Scenario, seed: SeedWords, spectator?: Spectator): LoopWorld {
  const stepped = stepWorld(scenario, seed);
  const facts = factsOf(scenario, stepped);
  spectator?.opened(stepped, facts);
  return {
    facts,
    async run({ policy, tally, from, onRound, barrier, ...course }) {
      if (policy.kind === 'own') throw new Error(`loop: the shop has no policy '${policy.name}' of its own`);
      const last = scenario.days;
      const state = await runClosedLoop({
        ...{ scenario, seed, policy, ...course, onRound },
        ...(from && { from: from.world as LoopState }),
        observer: {
          ...observerOf(facts, tally, spectator),
          barrier: async (world) => {
            if (world.day < last) await barrier(() => ({ round: world.day, world, tally: tally.save() }));
          },
        },
      });
      return { fits: state.rounds.filter(({ fitted }) => fitted).length };
    },
  };
}

function factsOf(scenario: Scenario, { world, catalog, shoppers }: SteppedWorld): WorldFacts {
  return {
    shoppers: world.shoppers.length,
    items: world.items.length,
    rounds: scenario.days,
    outcomes: Object.keys(OUTCOME_METRICS) as OutcomeName[],
    liked: scenario.exposure.slateSize,
    vectors: vectorsOf(catalog),
    nearest: nearestOf({
      rows: world.shoppers.length,
      columns: world.shoppers.dimensions,
      values: world.shoppers.taste,
    }),
    sellers: { count: scenario.catalog.sellers, of: Uint32Array.from(world.items.seller) },
    groups: Object.fromEntries(
      SHOPPER_GROUPS.map((name) => {
        const { labels, codes } = shopperGroups(shoppers, name);
        return [name, { names: labels, of: codes }];
      }),
    ),
  };
}

function vectorsOf(catalog: SteppedWorld['catalog']): ItemVectors | null {
  const features = itemFeatures(catalog);
  if (features === null) return null;
  const { rowPtr, colIdx, weight } = features;
  const value = new Float64Array(colIdx.length);
  for (let item = 0; item < weight.length; item++)
    value.fill(weight[item]!, rowPtr[item]!, rowPtr[item + 1]!);
  return { dimensions: features.features, rowPtr, colIdx, value };
}

/** Shop and shoppers as a round found them. */
interface Begun {
  readonly nth: number;
  readonly round: Pick<Round, 'appeal' | 'social' | 'relativePrice'>;
  readonly known: readonly KnownShopper[];
  readonly latent: Latent | null;
}

function observerOf(facts: WorldFacts, tally: Tally, spectator?: Spectator): LoopObserver {
  let begun: Begun | undefined;
  return {
    begin({ world }, state) {
      begun = beginRound(facts, tally, world, state);
    },
    end(world, stepped) {
      const { nth, latent } = begun!;
      const all = { ...told(world.world, begun!, stepped), latent };
      tally.add(nth, all);
      spectator?.seen(world, stepped, all, tally);
      begun = undefined;
    },
  };
}

function beginRound(facts: WorldFacts, tally: Tally, world: World, { shop, lives }: WorldState): Begun {
  const { round: nth } = shop;
  const { appeal, social, relativePrice } = openRound(world, shop);
  const round = { appeal, social, relativePrice };
  const rules = offerRules(world.scenario);
  const known = Array.from({ length: facts.shoppers }, (_, row) =>
    knowShopper(world, row, rules, lives, nth),
  );
  return { nth, round, known, latent: tally.measures(nth) ? latentOf(facts, world, round, known) : null };
}

/** What everyone would like best, and what choices among all that is on sale would give each seller: logit shares. */
function latentOf(
  { liked, sellers }: WorldFacts,
  world: World,
  round: Begun['round'],
  known: readonly KnownShopper[],
): Latent {
  const ranks = tieRanks(world);
  const best = new Uint32Array(known.length * liked).fill(NO_ITEM);
  const top = new Uint32Array(liked);
  const utilities = new Float64Array(liked);
  const merit = new Float64Array(sellers!.count);
  const weights = new Float64Array(world.items.length);
  known.forEach((shopper, row) => {
    rankItems(world, shopper, round, ranks, top, utilities);
    best.set(top, row * liked);
    let sum = 0;
    for (let item = 0; item < weights.length; item++) {
      weights[item] = exp(expectedUtility(world, shopper, round, item) - utilities[0]!);
      sum += weights[item]!;
    }
    const share = 1 / (sum * known.length);
    for (let item = 0; item < weights.length; item++) merit[sellers!.of[item]!]! += weights[item]! * share;
  });
  return { best, merit };
}

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');
const HOME = SURFACES.indexOf('home');

function told(world: World, begun: Begun, { next, logs }: SteppedRound): Omit<RoundTold, 'latent'> {
  const outcomes = outcomesOf(world, next);
  const rows = () => ({ shopper: [] as number[], item: [] as number[] });
  const [shown, engaged] = [{ ...rows(), place: [] as number[] }, rows()];
  const bought = { item: [] as number[], cents: [] as number[] };
  const bestOf = bestSlates(world, begun);
  for (const log of logs) {
    addToTotals(outcomes, log, world.scenario.choice.outside);
    eachSession(log, (shopper, slates, actions) => {
      slates((surface, from, end) => {
        for (let row = from; row < end; row++) {
          shown.shopper.push(shopper);
          shown.item.push(log.impressions.columns.item[row]!);
          shown.place.push(row - from);
        }
        if (surface !== HOME) return;
        outcomes.homeSlots[shopper]! += end - from;
        outcomes.bestUtility[shopper]! += bestOf(shopper, end - from);
        for (let row = from; row < end; row++) {
          const item = log.impressions.columns.item[row]!;
          outcomes.homeUtility[shopper]! += expectedUtility(world, begun.known[shopper]!, begun.round, item);
        }
      });
      actions((row) => {
        const { kind, item, price, quantity } = log.actions.columns;
        if (kind[row] === CLICK) {
          engaged.shopper.push(shopper);
          engaged.item.push(item[row]!);
        }
        if (kind[row] === ORDER) {
          bought.item.push(item[row]!);
          bought.cents.push(price[row]! * quantity[row]!);
        }
      });
    });
  }
  return { shown, engaged, bought, outcomes };
}

type OwnOutcomes = { [K in keyof Outcomes]: Outcomes[K] };

function outcomesOf({ shoppers: { length } }: World, { lives }: WorldState): OwnOutcomes {
  const column = (): Float64Array => new Float64Array(length);
  const { satisfaction, left } = lives.columns;
  return {
    ...{ utility: column(), clicks: column(), orders: column(), revenue: column() },
    ...{ homeSlots: column(), homeUtility: column(), bestUtility: column() },
    satisfaction: Float64Array.from(satisfaction),
    left: Uint8Array.from(left, (moment) => (moment === STILL_HERE ? 0 : 1)),
  };
}

/** Expected utility of the best slate of so many slots, worked out once for each shopper. */
function bestSlates(world: World, { known, round }: Begun): (shopper: number, slots: number) => number {
  const ranks = tieRanks(world);
  const size = world.scenario.exposure.slateSize;
  const top = new Uint32Array(size);
  const worked = new Map<number, Float64Array>();
  return (shopper, slots) => {
    let utilities = worked.get(shopper);
    if (!utilities) {
      utilities = new Float64Array(size);
      rankItems(world, known[shopper]!, round, ranks, top, utilities);
      worked.set(shopper, utilities);
    }
    let sum = 0;
    for (let slot = 0; slot < slots; slot++) sum += utilities[slot]!;
    return sum;
  };
}

/** Goes through the sessions of a shard with the shopper of each, its slates and its actions. */
function eachSession(
  { sessions, slates }: ShardLog,
  visit: (
    shopper: number,
    eachSlate: (of: (surface: number, from: number, end: number) => void) => void,
    eachAction: (of: (row: number) => void) => void,
  ) => void,
): void {
  let [slate, impression, action] = [0, 0, 0];
  for (let session = 0; session < sessions.length; session++) {
    const [slatesEnd, actionsEnd] = [
      slate + sessions.columns.slates[session]!,
      action + sessions.columns.actions[session]!,
    ];
    visit(
      sessions.columns.shopper[session]!,
      (of) => {
        for (; slate < slatesEnd; slate++) {
          const end = impression + slates.columns.shown[slate]!;
          of(slates.columns.surface[slate]!, impression, end);
          impression = end;
        }
      },
      (of) => {
        for (; action < actionsEnd; action++) of(action);
      },
    );
  }
}
