/** The scenario made ready once for all rounds. */

import { CHANNELS, DEVICES } from '../../datasets/tables.ts';
import { type AliasTable, aliasTable } from '../../numerics/distributions.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import { examinationCurve, examinationThresholds } from '../behaviour/examination.ts';
import { MISSIONS } from '../behaviour/intent.ts';
import { keptADay } from '../behaviour/life.ts';
import type { Confusions } from '../behaviour/query.ts';
import { type PaymentDraws, paymentDraws } from '../sale/instruments.ts';
import { type OfferRules, offerRules } from '../sale/offers.ts';
import { reachKey } from '../sale/promotions.ts';
import type { World } from '../world/world.ts';
import { type SessionDraws, sessionDraws } from './draws.ts';
import { openConfusions } from './search-words.ts';

/** The scenario made ready: constant through all rounds. */
export interface Rules {
  readonly draws: SessionDraws;
  /** Alias tables over hours of the day and the codes of channels and devices. */
  readonly hours: AliasTable;
  readonly channels: AliasTable;
  readonly devices: AliasTable;
  /** Over the codes of missions. */
  readonly missions: AliasTable;
  /** Examination of each position, as bounds of 32-bit words. */
  readonly seenBelow: Float64Array;
  /** The same of a banner: even. */
  readonly bannerSeenBelow: Float64Array;
  /** What recognisers take for one another. */
  readonly confusions: Confusions;
  /** 1 / sqrt(dimensions): makes the match of two standard normal vectors have standard deviation 1. */
  readonly matchScale: number;
  /** What is left of each level after a day. */
  readonly kept: {
    readonly drift: number;
    readonly saturation: number;
    readonly habit: number;
    readonly fatigue: number;
  };
  readonly offers: OfferRules;
  readonly payment: PaymentDraws;
  /** Who comes to know which coupon. */
  readonly couponReach: DrawKey;
}

export function makeRules(world: World): Rules {
  const { arrival, examination, exposure, intent, life, taste } = world.scenario;
  const weightsOf = (
    labels: readonly string[],
    weights: Readonly<Record<string, number | undefined>>,
  ): AliasTable => aliasTable(labels.map((label) => weights[label] ?? 0));
  return {
    draws: sessionDraws(world.seed),
    hours: aliasTable(arrival.hours),
    channels: weightsOf(CHANNELS, arrival.channels),
    devices: weightsOf(DEVICES, arrival.devices),
    missions: aliasTable(MISSIONS.map((mission) => intent[mission])),
    seenBelow: examinationThresholds(
      examinationCurve(exposure.slateSize, examination.decay, examination.floor),
    ),
    bannerSeenBelow: examinationThresholds(
      new Float64Array(exposure.banner.slots).fill(exposure.banner.examined),
    ),
    confusions: openConfusions(world),
    matchScale: 1 / Math.sqrt(taste.dimensions),
    kept: {
      drift: keptADay(life.drift.halfLife),
      saturation: keptADay(life.saturation.halfLife),
      habit: keptADay(life.habit.halfLife),
      fatigue: keptADay(life.fatigue.halfLife),
    },
    offers: offerRules(world.scenario),
    payment: paymentDraws(world.seed),
    couponReach: reachKey(world.seed),
  };
}
