/** Visits of a frozen world as estimators read them. */

import { ACTION_KINDS } from '../../../datasets/tables.ts';
import type { SeedWords } from '../../../numerics/rng.ts';
import { revivePolicy } from '../../../simulator/policy/policy.ts';
import type { SlatePolicy } from '../../../simulator/policy/slate-policy.ts';
import { type SimulatedWorld, simulateInMemory } from '../../../simulator/rounds/in-memory.ts';
import type { Scenario } from '../../../simulator/scenario/scenario.ts';

export interface SlateLog {
  /** Visits, a slate each, in order of time. */
  readonly length: number;
  readonly slots: number;
  /** (length) */
  readonly shopper: Uint32Array;
  /** (length x slots) */
  readonly item: Uint32Array;
  /** (length x slots) as logged, given the slots above. */
  readonly propensity: Float32Array;
  /** (length x slots) 1 where the slot was clicked. */
  readonly clicked: Uint8Array;
  /** (length x slots) 1 where it was clicked first. */
  readonly first: Uint8Array;
  /** (length) seconds since the origin. */
  readonly time: Uint32Array;
}

const CLICK = ACTION_KINDS.indexOf('click');

/** A frozen world under the policy of its scenario, or under one of the caller's. */
export function simulateSlates(
  scenario: Scenario,
  seed: SeedWords,
  policy?: SlatePolicy,
): { readonly world: SimulatedWorld; readonly log: SlateLog } {
  const world = simulateInMemory(scenario, seed, {
    keepOnly: ['sessions', 'impressions', 'actions'],
    ...(policy && {
      policy: { name: 'module', url: 'made:', sha256: '' },
      revive: (spec, words, slots) => (spec.name === 'module' ? policy : revivePolicy(spec, words, slots)),
    }),
  });
  return { world, log: slateLog(world, scenario.exposure.slateSize) };
}

function slateLog({ log }: SimulatedWorld, slots: number): SlateLog {
  const { sessions, impressions, actions } = log;
  const length = sessions.length;
  if (impressions.length !== length * slots)
    throw new Error(`slate log: ${impressions.length} slots in ${length} visits of one slate of ${slots}`);
  const clicked = new Uint8Array(length * slots);
  const first = new Uint8Array(length * slots);
  let before = -1;
  for (let row = 0; row < actions.length; row++) {
    if (actions.kind[row] !== CLICK) continue;
    const session = actions.session[row]!;
    const at = session * slots + actions.position[row]!;
    clicked[at] = 1;
    if (session !== before) first[at] = 1;
    before = session;
  }
  return {
    length,
    slots,
    shopper: sessions.shopper,
    item: impressions.item,
    propensity: impressions.propensity,
    clicked,
    first,
    time: sessions.start,
  };
}

/** The first `length` visits. Throws RangeError where there are fewer. */
export function headOf(log: SlateLog, length: number): SlateLog {
  if (log.length < length) throw new RangeError(`slate log: ${log.length} visits; ${length} are asked for`);
  return partOf(log, 0, length);
}

/** Visits [from, to). */
export function partOf(log: SlateLog, from: number, to: number): SlateLog {
  const { slots } = log;
  return {
    length: to - from,
    slots,
    shopper: log.shopper.subarray(from, to),
    item: log.item.subarray(from * slots, to * slots),
    propensity: log.propensity.subarray(from * slots, to * slots),
    clicked: log.clicked.subarray(from * slots, to * slots),
    first: log.first.subarray(from * slots, to * slots),
    time: log.time.subarray(from, to),
  };
}
