/** The simulated shop as the world of a loop study: what every round showed, sold and was worth, beside what would have been best. */

import { itemFeatures } from '../../datasets/item-features.ts';
import { SHOPPER_GROUPS } from '../../datasets/tables.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { type SteppedRound, type SteppedWorld, stepWorld } from '../../simulator/rounds/stepped-world.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { shopperGroups } from '../evaluation/groups.ts';
import { type BegunRound, beginRound } from './begun-round.ts';
import { type LoopObserver, type LoopState, loopScenario, runClosedLoop } from './closed-loop.ts';
import type { LoopWorld } from './loop-world.ts';
import type { ItemVectors } from './measures/definition.ts';
import { OUTCOME_METRICS, type OutcomeName } from './measures/registry.ts';
import { nearestOf } from './nearest.ts';
import type { RoundTold, Tally } from './tally.ts';
import { tellRound } from './told-round.ts';
import type { WorldFacts } from './world-facts.ts';

/** Who looks on, with the truth in view. */
export interface Spectator {
  /** The world stands; nothing has happened. */
  opened(world: SteppedWorld, facts: WorldFacts): void;
  /** A round is over and has been told. */
  seen(world: SteppedWorld, stepped: SteppedRound, told: RoundTold, tally: Tally): void;
}

export function shopWorld(scenario: Scenario, seed: SeedWords, spectator?: Spectator): LoopWorld {
  const stepped = stepWorld(loopScenario(scenario), seed);
  const facts = factsOf(scenario, stepped);
  spectator?.opened(stepped, facts);
  return {
    facts,
    async run({ policy, tally, from, onRound, barrier, ...course }) {
      if (policy.kind === 'own') throw new Error(`loop: the shop has no policy '${policy.name}' of its own`);
      const last = scenario.days;
      const state = await runClosedLoop({
        ...{ scenario, seed, policy, ...course, onRound, world: stepped },
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

function observerOf(facts: WorldFacts, tally: Tally, spectator?: Spectator): LoopObserver {
  let begun: BegunRound | undefined;
  return {
    begin({ world }, { shop, lives }) {
      begun = beginRound(facts, world, { shop, lives }, tally.measures(shop.round));
    },
    end(world, stepped) {
      const { nth, latent } = begun!;
      const told = { ...tellRound(world.world, begun!, stepped), latent };
      tally.add(nth, told);
      spectator?.seen(world, stepped, told, tally);
      begun = undefined;
    },
  };
}
