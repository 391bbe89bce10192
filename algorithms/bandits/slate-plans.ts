/**
 * Slates between two fits. A bandit that chooses by an index learns nothing until its next fit, and would show every visit the same
 * slate meanwhile. So its exploration is spread over phases: the next phase takes the slates of those before it for shown, and
 * narrows their widths without moving their means (Desautels, Krause, Burdick, "Parallelizing exploration-exploitation
 * tradeoffs in Gaussian process bandit optimization", JMLR 15, 2014, hallucinated outcomes). A visit draws its phase, so what it sees
 * is a mixture over phases, each mixed with even draws by epsilon, and its propensities are those of the mixture.
 */

import { type DrawKey, uniform, uniformInteger } from '../../numerics/rng.ts';
import type { Visits } from '../algorithm.ts';

/** (phases x slots) items of each phase, best first. */
export interface SlatePlans {
  readonly phases: number;
  readonly slots: number;
  readonly items: Uint32Array;
}

export interface PlanOptions {
  /** Items that can be shown, ascending. */
  readonly offered: Uint32Array;
  readonly slots: number;
  readonly phases: number;
  /** Slates that all phases together stand for. */
  readonly ahead: number;
  /** Purpose 'bandit.plan': decides between equals, anew in each phase. */
  readonly tieKey: DrawKey;
  /** Value of an item, had it been shown `pending` times more. */
  indexOf(item: number, pending: number): number;
  /** Arms that are not items: what is shown of an item is shown of its arm. */
  readonly armOf?: Uint32Array;
}

/** Slates of every phase: in each, the items of highest index, given what the phases before will have shown. */
export function planSlates({
  offered,
  slots,
  phases,
  ahead,
  tieKey,
  indexOf,
  armOf,
}: PlanOptions): SlatePlans {
  if (offered.length < slots)
    throw new RangeError(`bandit: ${offered.length} items are on sale; slates have ${slots}`);
  const items = new Uint32Array(phases * slots);
  const pending = new Map<number, number>();
  const each = Math.max(1, ahead / phases);
  for (let phase = 0; phase < phases; phase++) {
    const best = topOf(
      offered,
      slots,
      (item) => indexOf(item, pending.get(armOf?.[item] ?? item) ?? 0),
      (item) => uniform(tieKey, phase, item),
    );
    items.set(best, phase * slots);
    for (const item of best) {
      const arm = armOf?.[item] ?? item;
      pending.set(arm, (pending.get(arm) ?? 0) + each);
    }
  }
  return { phases, slots, items };
}

/** The `most` items of highest value, best first; equals by `tie`, the larger first. */
export function topOf(
  items: Uint32Array,
  most: number,
  worthOf: (item: number) => number,
  tie: (item: number) => number,
): Uint32Array {
  const best = new Uint32Array(most);
  const values = new Float64Array(most);
  let filled = 0;
  for (const item of items) {
    const value = worthOf(item);
    if (filled === most && value < values[most - 1]!) continue;
    const isBefore = (place: number): boolean =>
      value > values[place]! || (value === values[place]! && tie(item) > tie(best[place]!));
    let place = filled;
    while (place > 0 && isBefore(place - 1)) place--;
    if (place === most) continue;
    if (filled < most) filled++;
    best.copyWithin(place + 1, place, filled - 1);
    values.copyWithin(place + 1, place, filled - 1);
    best[place] = item;
    values[place] = value;
  }
  return best;
}

/** Keys of the draws of visits, kept in a policy's state. */
export interface MixKeys {
  /** Purpose 'bandit.phase'. */
  readonly phase: DrawKey;
  /** Purpose 'bandit.explore'. */
  readonly explore: DrawKey;
  /** Purpose 'bandit.item'. */
  readonly item: DrawKey;
}

export type FillSlate = (
  plans: SlatePlans,
  offered: Uint32Array,
  visits: Visits,
  i: number,
  slates: Uint32Array,
  propensities: Float32Array,
) => void;

/**
 * Fills the slate of visit i from plans. Each slot, with m items left: with probability epsilon one of them drawn evenly, else the
 * first of the phase's plan that is not above. The chance of an item is that of each phase, weighted by how probable the slots
 * above are under the phase. `items`: those of the catalogue.
 */
export function slateMixer(keys: MixKeys, epsilon: number, items: number): FillSlate {
  const shown = newShown(items);
  return ({ phases, slots, items: planned }, offered, visits, i, slates, propensities) => {
    const visitor = visits.visitor[i]!;
    const visit = visits.visit[i]!;
    const own = phases === 1 ? 0 : uniformInteger(keys.phase, phases, visitor, visit);
    const weight = new Float64Array(phases).fill(1 / phases);
    const at = Uint32Array.from({ length: phases }, (_, phase) => phase * slots);
    shown.clear();
    for (let slot = 0; slot < slots; slot++) {
      for (let phase = 0; phase < phases; phase++) while (shown.has(planned[at[phase]!]!)) at[phase]!++;
      const explores = epsilon > 0 && uniform(keys.explore, visitor, visit, slot) < epsilon;
      const item = explores ? drawNew(keys.item, offered, shown, visitor, visit, slot) : planned[at[own]!]!;
      const even = epsilon / (offered.length - slot);
      let before = 0;
      let after = 0;
      for (let phase = 0; phase < phases; phase++) {
        before += weight[phase]!;
        weight[phase]! *= even + (planned[at[phase]!] === item ? 1 - epsilon : 0);
        after += weight[phase]!;
      }
      shown.add(item);
      slates[i * slots + slot] = item;
      propensities[i * slots + slot] = Math.min(1, after / before);
    }
  };
}

/** The items above in a slate, cleared in constant time. */
export interface ShownItems {
  has(item: number): boolean;
  add(item: number): void;
  clear(): void;
}

export function newShown(items: number): ShownItems {
  const shownIn = new Uint32Array(items);
  let stamp = 1;
  return {
    has: (item) => shownIn[item] === stamp,
    add(item) {
      shownIn[item] = stamp;
    },
    clear() {
      if (stamp === 0xffffffff) {
        shownIn.fill(0);
        stamp = 0;
      }
      stamp++;
    },
  };
}

/** An item drawn evenly from those that are not in the slate; there is at least one. */
function drawNew(
  key: DrawKey,
  offered: Uint32Array,
  shown: ShownItems,
  visitor: number,
  visit: number,
  slot: number,
): number {
  for (let attempt = 0; ; attempt++) {
    const item = offered[uniformInteger(key, offered.length, visitor, visit, slot, attempt)]!;
    if (!shown.has(item)) return item;
  }
}
