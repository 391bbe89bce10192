/** The home slates of a shard's sessions: each by the policy of its arm, and by none that is personal after an opt-out. */

import { NO_SHOPPER } from '../../datasets/tables.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import { isOptedOut } from '../people/consent.ts';
import type { Lives } from '../people/lives.ts';
import type { Round } from '../visit/run.ts';
import type { Shop } from '../world/shop.ts';
import type { World } from '../world/world.ts';
import { armsOf } from './arms.ts';
import { type OraclePolicy, oraclePolicy, type TrueVisits } from './oracle-policy.ts';
import { type AnyPolicySpec, type RevivePolicy, revivePolicy } from './policy.ts';
import type { SlatePolicy } from './slate-policy.ts';

/** (sessions x slateSize) */
export interface HomeSlates {
  readonly slates: Uint32Array;
  readonly propensities: Float32Array;
}

/** All policies of a world. */
export interface Home {
  /** By code of the arm. */
  readonly byArm: readonly OraclePolicy[];
  /** For those who opted out, where the policy of their arm is personal: the most popular items. */
  readonly unpersonalised: OraclePolicy;
  /** By code of the arm: for visitors who are none of the world's shoppers. Empty where there are none. */
  readonly strangers: readonly SlatePolicy[];
}

export interface HomeOptions {
  /** In place of the scenario's; arms that name a policy keep theirs. */
  readonly policy?: AnyPolicySpec | undefined;
  readonly revive?: RevivePolicy;
}

export function openHome(world: World, options: HomeOptions = {}): Home {
  const { exposure } = world.scenario;
  const { policy: usual = exposure.policy, revive = revivePolicy } = options;
  const open = (spec: AnyPolicySpec): OraclePolicy =>
    spec.name === 'oracle' ? oraclePolicy(world) : withoutTruth(revive(spec, world.seed, exposure.slateSize));
  // Nobody knows what strangers like: where the truth fills the slate, they see what is popular.
  const forStrangers = (spec: AnyPolicySpec): SlatePolicy =>
    spec.name === 'oracle'
      ? revivePolicy({ name: 'popularity' }, world.seed, exposure.slateSize)
      : revive(spec, world.seed, exposure.slateSize);
  const arms = armsOf(world.scenario);
  return {
    strangers: world.plan.deeds.length === 0 ? [] : arms.map(({ policy }) => forStrangers(policy ?? usual)),
    byArm: arms.map(({ policy }) => open(policy ?? usual)),
    unpersonalised: withoutTruth(revivePolicy({ name: 'popularity' }, world.seed, exposure.slateSize)),
  };
}

/** A policy of the shop among those that may see the truth: it is shown what a shop can see. */
function withoutTruth(policy: SlatePolicy): OraclePolicy {
  return {
    personal: policy.personal,
    fillRound({ length, visitor, shopper, visit, start }, { shop }, slates, propensities) {
      policy.fillRound({ length, visitor, shopper, visit, start }, shop, slates, propensities);
    },
  };
}

/** Fills the home slates of the sessions that have arrived. */
export function fillHome(
  home: Home,
  world: World,
  round: Round,
  lives: Lives,
  sessions: ShardLog['sessions'],
): HomeSlates {
  const { slateSize } = world.scenario.exposure;
  const visits = visitsOf(world, lives, sessions);
  const out = {
    slates: new Uint32Array(visits.length * slateSize),
    propensities: new Float32Array(visits.length * slateSize),
  };
  const [only] = home.byArm;
  if (visits.length > 0 && home.byArm.length === 1 && !only!.personal) {
    only!.fillRound(visits, round, out.slates, out.propensities);
    return out;
  }
  const byPolicy = new Map<OraclePolicy, number[]>();
  for (let i = 0; i < visits.length; i++) {
    const policy = policyFor(home, world, visits.row[i]!, visits.start[i]!);
    const rows = byPolicy.get(policy);
    if (rows) rows.push(i);
    else byPolicy.set(policy, [i]);
  }
  for (const [policy, rows] of byPolicy) {
    if (byPolicy.size === 1) policy.fillRound(visits, round, out.slates, out.propensities);
    else fillSome(policy, visits, rows, round, slateSize, out);
  }
  return out;
}

/** Fills the home slates of sessions of strangers, whom no policy recognises. */
export function fillStrangers(
  { strangers }: Home,
  { scenario }: World,
  shop: Shop,
  { length, columns }: ShardLog['sessions'],
): HomeSlates {
  const { slateSize } = scenario.exposure;
  const out = {
    slates: new Uint32Array(length * slateSize),
    propensities: new Float32Array(length * slateSize),
  };
  for (let i = 0; i < length; i++) {
    const one = (column: Uint32Array): Uint32Array => column.subarray(i, i + 1);
    const visits = {
      length: 1,
      visitor: one(columns.visitor),
      shopper: Uint32Array.of(NO_SHOPPER),
      visit: one(columns.seen),
      start: one(columns.start),
    };
    const slots = [i * slateSize, (i + 1) * slateSize] as const;
    const policy = strangers[columns.arm[i]!]!;
    policy.fillRound(visits, shop, out.slates.subarray(...slots), out.propensities.subarray(...slots));
  }
  return out;
}

function policyFor(home: Home, { shoppers }: World, row: number, start: number): OraclePolicy {
  const policy = home.byArm[shoppers.arm[row]!]!;
  return policy.personal && isOptedOut(shoppers.optOut[row]!, start) ? home.unpersonalised : policy;
}

function visitsOf(world: World, lives: Lives, { length, columns }: ShardLog['sessions']): TrueVisits {
  const { visitor, seen: visit, start, anonymous } = columns;
  const row = new Uint32Array(length);
  const shopper = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    row[i] = columns.shopper[i]! - world.shoppers.first;
    shopper[i] = anonymous[i] === 1 ? NO_SHOPPER : columns.shopper[i]!;
  }
  return { length, visitor, shopper, visit, start, row, lives };
}

/** Lets `policy` fill the slates of the visits `rows` alone. */
function fillSome(
  policy: OraclePolicy,
  visits: TrueVisits,
  rows: readonly number[],
  round: Round,
  slateSize: number,
  out: HomeSlates,
): void {
  const pick = (column: Uint32Array): Uint32Array => Uint32Array.from(rows, (i) => column[i]!);
  const some: TrueVisits = {
    length: rows.length,
    visitor: pick(visits.visitor),
    shopper: pick(visits.shopper),
    visit: pick(visits.visit),
    start: pick(visits.start),
    row: pick(visits.row),
    lives: visits.lives,
  };
  const slates = new Uint32Array(rows.length * slateSize);
  const propensities = new Float32Array(rows.length * slateSize);
  policy.fillRound(some, round, slates, propensities);
  rows.forEach((to, from) => {
    out.slates.set(slates.subarray(from * slateSize, (from + 1) * slateSize), to * slateSize);
    out.propensities.set(propensities.subarray(from * slateSize, (from + 1) * slateSize), to * slateSize);
  });
}
