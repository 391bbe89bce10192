/** Consent: which shoppers opt out, and when. */

import { NEVER } from '../../datasets/tables.ts';
import { drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Second of opting out of each shopper, at least 1; NEVER where it does not happen while the log lasts. */
export function optOutMoments(
  { consent, days }: Pick<Scenario, 'consent' | 'days'>,
  seed: SeedWords,
  keys: Uint32Array,
): Uint32Array<ArrayBuffer> {
  const chance = drawKey(seed, 'consent.optOut');
  const moment = drawKey(seed, 'consent.moment');
  return Uint32Array.from(keys, (shopper) => {
    if (!(uniform(chance, shopper) < consent.optOut)) return NEVER;
    const second = Math.floor(DAY * (consent.from + consent.over * uniform(moment, shopper)));
    return second < days * DAY ? Math.max(1, second) : NEVER;
  });
}

/** Whether a shopper who opts out at `moment` has done so by `time`. */
export function isOptedOut(moment: number, time: number): boolean {
  return moment !== NEVER && time >= moment;
}
