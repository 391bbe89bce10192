/** The shoppers of a world: groups, taste, activity and price sensitivity, each a keyed draw on the shopper's key. */

import { type AliasTable, aliasTable, betaSample, sampleAlias } from '../../numerics/distributions.ts';
import { exp } from '../../numerics/math.ts';
import { type DrawKey, drawKey, type SeedWords, subKey, uniform } from '../../numerics/rng.ts';
import { gammaRate } from '../behaviour/arrival.ts';
import { priceSensitivity } from '../behaviour/price.ts';
import { blend, normal } from '../behaviour/taste.ts';
import { assignArms } from '../policy/arms.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { optOutMoments } from './consent.ts';
import { countDevices } from './visitors.ts';

/** Columns of some or all shoppers of a world; row r is shopper `first + r`. */
export interface Shoppers {
  readonly length: number;
  /** Shopper of row 0. */
  readonly first: number;
  readonly dimensions: number;
  /** Lasting keys, ascending. */
  readonly keys: Uint32Array;
  /** Index into the scenario's list of regions; so for the other groups. */
  readonly region: Uint8Array;
  readonly ageBand: Uint8Array;
  readonly gender: Uint8Array;
  readonly income: Uint8Array;
  /** (length x dimensions) standard normal, but for a group that is set apart. */
  readonly taste: Float32Array;
  /** Multiplies the weight of price. */
  readonly sensitivity: Float32Array;
  /** Mean sessions a day. */
  readonly rate: Float64Array;
  /** Probability of looking at one more slate. */
  readonly patience: Float64Array;
  /** Utility that items of a department lose at habit 1. */
  readonly novelty: Float32Array;
  /** Weight of what is liked in the shopper's age band. */
  readonly conformity: Float32Array;
  /** 1: buys compulsively. */
  readonly compulsive: Uint8Array;
  /** Devices, 1 to MOST_DEVICES. */
  readonly devices: Uint8Array;
  /** Hazard of leaving for good, a day, at satisfaction 0. */
  readonly churn: Float64Array;
  /** Code of the arm of the experiments; NO_ARM where none runs. */
  readonly arm: Uint8Array;
  /** Second of opting out of personalisation and learning; NEVER where it does not happen. */
  readonly optOut: Uint32Array;
}

/** Rise of a shopper's logits of carting and ordering: compulsive buying. */
export function urgeOf(
  { scenario, shoppers }: { readonly scenario: Scenario; readonly shoppers: Pick<Shoppers, 'compulsive'> },
  row: number,
): number {
  return shoppers.compulsive[row] === 1 ? scenario.harms.compulsive.urge : 0;
}

type Groups = readonly { readonly weight: number }[];

/** Shoppers with the given lasting keys, ascending; `first` is the number of shoppers before them. */
export function buildShoppers(
  scenario: Scenario,
  seed: SeedWords,
  keys: Uint32Array,
  first: number,
): Shoppers {
  const { regions, ageBands, genders, incomes } = scenario.shoppers;
  const region = pickGroups(drawKey(seed, 'world.shopper.region'), keys, regions);
  const ageBand = pickGroups(drawKey(seed, 'world.shopper.age'), keys, ageBands);
  const gender = pickGroups(drawKey(seed, 'world.shopper.gender'), keys, genders);
  const income = pickGroups(drawKey(seed, 'world.shopper.income'), keys, incomes);
  const sensitivityKey = drawKey(seed, 'world.shopper.sensitivity');
  const activityKey = drawKey(seed, 'world.shopper.activity');
  const { sensitivitySpread, incomeEffect } = scenario.price;
  const { shape, sessionsPerDay } = scenario.arrival;
  const churnKey = drawKey(seed, 'world.shopper.churn');
  const hazard = scenario.life.churn;
  const sensitivity = new Float32Array(keys.length);
  const rate = new Float64Array(keys.length);
  const churn = new Float64Array(keys.length);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    sensitivity[row] = priceSensitivity(
      sensitivitySpread,
      normal(sensitivityKey, key),
      incomeEffect,
      income[row]!,
    );
    rate[row] = gammaRate(activityKey, key, shape, sessionsPerDay);
    churn[row] = gammaRate(churnKey, key, hazard.shape, hazard.perDay);
  }
  const { influence, patience, novelty, compulsive } = drawTraits(scenario, seed, keys);
  const taste = drawTastes(scenario, seed, keys, [region, ageBand, gender]);
  moveApart(scenario, seed, { region, ageBand, gender, income }, taste);
  const { dimensions } = scenario.taste;
  return {
    length: keys.length,
    first,
    dimensions,
    keys,
    region,
    ageBand,
    gender,
    income,
    taste,
    sensitivity,
    rate,
    churn,
    patience,
    novelty,
    conformity: influence,
    compulsive,
    devices: countDevices(scenario, seed, keys),
    arm: assignArms(scenario, seed, keys),
    optOut: optOutMoments(scenario, seed, keys),
  };
}

/** Traits that knobs spread over shoppers; with a spread of 0 all are alike. */
function drawTraits(
  { exposure, choice, harms }: Scenario,
  seed: SeedWords,
  keys: Uint32Array,
): { patience: Float64Array; novelty: Float32Array; influence: Float32Array; compulsive: Uint8Array } {
  const patienceKey = drawKey(seed, 'world.shopper.patience');
  const noveltyKey = drawKey(seed, 'world.shopper.novelty');
  const conformityKey = drawKey(seed, 'world.shopper.conformity');
  const compulsiveKey = drawKey(seed, 'world.shopper.compulsive');
  const { weight, spread } = harms.groupInfluence;
  const { continue: chance, patienceSpread: rho } = exposure;
  const size = (1 - rho) / rho;
  return {
    patience: Float64Array.from(keys, (key) =>
      rho > 0 && chance > 0
        ? betaSample(subKey(patienceKey, key), chance * size, (1 - chance) * size)
        : chance,
    ),
    novelty: Float32Array.from(keys, (key) =>
      choice.novelty > 0 ? choice.novelty * normal(noveltyKey, key) : 0,
    ),
    // Lognormal with mean `weight`.
    influence: Float32Array.from(keys, (key) =>
      weight > 0 ? weight * exp(spread * normal(conformityKey, key) - (spread * spread) / 2) : 0,
    ),
    compulsive: Uint8Array.from(keys, (key) =>
      uniform(compulsiveKey, key) < harms.compulsive.share ? 1 : 0,
    ),
  };
}

function pickGroups(key: DrawKey, keys: Uint32Array, groups: Groups): Uint8Array {
  const table: AliasTable = aliasTable(groups.map(({ weight }) => weight));
  return Uint8Array.from(keys, (shopper) => sampleAlias(table, uniform(key, shopper)));
}

/**
 * Moves tastes by half of `taste.apart.distance` along one direction, one way for the group, the other way for all others: both as
 * far from what items are like on average.
 */
function moveApart(
  { taste: { apart, dimensions }, shoppers }: Scenario,
  seed: SeedWords,
  codes: Readonly<Record<'region' | 'ageBand' | 'gender' | 'income', Uint8Array>>,
  taste: Float32Array,
): void {
  if (!apart || apart.distance === 0) return;
  const { by, group, distance } = apart;
  const { regions: region, ageBands: ageBand, genders: gender, incomes: income } = shoppers;
  const names = { region, ageBand, gender, income }[by].map(({ name }) => name);
  const own = group === undefined ? names.length - 1 : names.indexOf(group);
  const key = drawKey(seed, 'world.taste.apart');
  const direction = Float64Array.from({ length: dimensions }, (_, d) => normal(key, d));
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  codes[by].forEach((code, row) => {
    const way = ((code === own ? 1 : -1) * distance) / 2;
    for (let d = 0; d < dimensions; d++) taste[row * dimensions + d]! += (way * direction[d]!) / length;
  });
}

/**
 * Taste: sqrt(1 - p^2) own + p groups', p = `groupProxy`. The groups' part is the sum of one standard normal vector for
 * each group a shopper belongs to, over the root of their number; so p is the correlation of taste with it.
 */
function drawTastes(
  scenario: Scenario,
  seed: SeedWords,
  keys: Uint32Array,
  memberships: readonly Uint8Array[],
): Float32Array {
  const { dimensions, groupProxy } = scenario.taste;
  const ownKey = drawKey(seed, 'world.shopper.taste');
  const groupKey = drawKey(seed, 'world.group.centre');
  const centres = memberships.map((_, kind) =>
    Float64Array.from({ length: 50 * dimensions }, (_, at) =>
      normal(groupKey, kind, Math.floor(at / dimensions), at % dimensions),
    ),
  );
  const taste = new Float32Array(keys.length * dimensions);
  for (let row = 0; row < keys.length; row++) {
    for (let d = 0; d < dimensions; d++) {
      let sum = 0;
      for (let kind = 0; kind < memberships.length; kind++) {
        sum += centres[kind]![memberships[kind]![row]! * dimensions + d]!;
      }
      const own = normal(ownKey, keys[row]!, d);
      taste[row * dimensions + d] = blend(own, sum / Math.sqrt(memberships.length), groupProxy * groupProxy);
    }
  }
  return taste;
}
