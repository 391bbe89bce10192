/**
 * A world moved on round by round by whoever asks, under policies that may be others in every round: for closed loops, where a policy
 * learns of what it caused. What it hands over of a round is what a shop sees of visits; consequences that fall due later move
 * the shoppers, and are not filed.
 */

import type { ShownLog } from '../../datasets/shown.ts';
import type { Catalog, Shoppers } from '../../datasets/tables.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { closeRound } from '../business/closing.ts';
import { fileSeen } from '../filing/barrier.ts';
import { joinRows, WORLD_TABLES } from '../filing/filed-tables.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import { worldLog } from '../filing/world-log.ts';
import { openUnderworld } from '../fraud/story.ts';
import { cutLives, joinLives, type Lives, newLives } from '../people/lives.ts';
import { openHome } from '../policy/home.ts';
import { type AnyPolicySpec, revivePolicy } from '../policy/policy.ts';
import type { SlatePolicy } from '../policy/slate-policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { openRound, openWorkshop } from '../visit/run.ts';
import { newShop, type ShopState } from '../world/shop.ts';
import { buildWorld, splitShoppers, type World } from '../world/world.ts';
import { mergeState, simulateShard } from './round.ts';

/** Where a world stands at a barrier: plain data, from which it goes on as if it had never stopped. */
export interface WorldState {
  readonly shop: ShopState;
  readonly lives: Lives;
}

export interface SteppedWorld {
  readonly world: World;
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  /** The state before the first round. */
  start(): WorldState;
  /**
   * Moves the world on by one round. `policy` fills home slates, but for arms that name a policy of their own. The given state is used
   * up; logs of shards, which hold the truth, are for outcomes, `seen` is for whoever learns.
   */
  step(state: WorldState, policy: StepPolicy): SteppedRound;
}

/** A policy of the simulator's own, told; or one of the caller's, made. */
export type StepPolicy =
  | { readonly spec: Exclude<AnyPolicySpec, { name: 'module' }> }
  | { readonly made: SlatePolicy };

export interface SteppedRound {
  readonly next: WorldState;
  readonly logs: readonly ShardLog[];
  readonly seen: ShownLog;
}

/** `parts`: shards of shoppers; what comes out does not depend on it. */
export function stepWorld(scenario: Scenario, seed: SeedWords, parts = 1): SteppedWorld {
  const world = buildWorld(scenario, seed);
  const workshop = openWorkshop(world);
  const everyone = { start: 0, end: world.shoppers.length };
  const shards = splitShoppers(world.shoppers.length, parts);
  const { catalog, shoppers } = joinRows(WORLD_TABLES, worldLog(world));
  return {
    world,
    catalog,
    shoppers,
    start: () => ({ shop: newShop(world), lives: newLives(scenario, everyone) }),
    step({ shop, lives }, policy) {
      const home = openHome(world, homeOptions(policy));
      const round = openRound(world, shop);
      const moving = shards.length === 1 ? [lives] : shards.map((shard) => cutLives(lives, shard));
      const results = moving.map((part) => simulateShard(workshop, round, home, part));
      const own = results.map(({ log }) => log);
      const logs = [...own, ...openUnderworld(world, home).logs(shop)];
      const closing = closeRound(world, shop, logs);
      const seen = fileSeen(shop, logs);
      const next = {
        shop: mergeState(world, shop, logs, closing),
        lives: joinLives(results.map((result) => result.lives)),
      };
      return { next, logs: own, seen };
    },
  };
}

/** The caller's own policy stands where a module would. */
function homeOptions(policy: StepPolicy): Parameters<typeof openHome>[1] {
  if ('spec' in policy) return { policy: policy.spec };
  return {
    policy: { name: 'module', url: 'made:', sha256: '' },
    revive: (spec, seed, slateSize) =>
      spec.name === 'module' ? policy.made : revivePolicy(spec, seed, slateSize),
  };
}
