/** Peeking: what looking again and again does to a test, over many assignments of the same shoppers. */

import { mixtureP } from '../../numerics/always-valid.ts';
import { type BoundShape, equalLooks, groupSequentialBounds } from '../../numerics/group-sequential.ts';
import { normalQuantile } from '../../numerics/normal.ts';
import { differenceOf } from './analysis.ts';

/** Ways to stop a test. */
export const STOPPING = {
  once: { doc: 'one look, at the end' },
  naive: { doc: 'stops at the first look whose p is below the level' },
  pocock: { doc: 'Pocock 1977: the same, higher bound at every look' },
  'obrien-fleming': { doc: 'O’Brien and Fleming 1979: bounds that fall with the root of information' },
  mixture: { doc: 'always-valid p of the mixture test (Johari, Pekelis and Walsh 2015)' },
} as const;
export type StoppingName = keyof typeof STOPPING;
export const STOPPING_NAMES = Object.keys(STOPPING) as readonly StoppingName[];

export interface LooksPlan {
  /** Days of the test, from 0, after which is looked. */
  readonly days: readonly number[];
  readonly level: number;
  /** Standard deviation of effects in the mixture test. */
  readonly spread: number;
}

/** Looks evenly over the days of a test, the last on its last day. */
export const evenDays = (days: number, looks: number): number[] =>
  Array.from({ length: looks }, (_, look) => Math.round((days * (look + 1)) / looks) - 1);

export interface StoppingRule {
  readonly name: StoppingName;
  /** Whether it stops at a look, given |z|, the difference and its variance. */
  stops(look: number, z: number, difference: number, variance: number): boolean;
}

export function stoppingRules({ days, level, spread }: LooksPlan): StoppingRule[] {
  const looks = days.length;
  const once = normalQuantile(1 - level / 2);
  const bounds = (shape: BoundShape): Float64Array => groupSequentialBounds(shape, equalLooks(looks), level);
  const [pocock, fleming] = [bounds('pocock'), bounds('obrien-fleming')];
  return [
    { name: 'once', stops: (look, z) => look === looks - 1 && z > once },
    { name: 'naive', stops: (_look, z) => z > once },
    { name: 'pocock', stops: (look, z) => z > pocock[look]! },
    { name: 'obrien-fleming', stops: (look, z) => z > fleming[look]! },
    // The smallest p so far is below the level just where one of them is.
    { name: 'mixture', stops: (_look, _z, difference, own) => mixtureP(difference, own, spread) <= level },
  ];
}

export interface StoppingResult {
  readonly name: StoppingName;
  readonly replicates: number;
  /** Replicates that were stopped by a finding. */
  readonly found: number;
  /** Mean day, from 1, of the stop; the last where nothing was found. */
  readonly day: number;
}

export interface ReplicateOptions {
  readonly replicates: number;
  /** (shoppers) arm of each in a replicate: 0 or 1. */
  armsOf(replicate: number): Uint8Array;
  readonly plan: LooksPlan;
  /** (days) of (shoppers) under the control, and under the other. */
  readonly control: readonly Float64Array[];
  readonly other: readonly Float64Array[];
}

/** What each way to stop finds, over assignments; the same course on both sides is an A/A test. */
export function replicateLooks({ replicates, armsOf, plan, control, other }: ReplicateOptions): {
  readonly stopping: readonly StoppingResult[];
  /** (replicates) difference at the last look. */
  readonly differences: Float64Array;
} {
  const rules = stoppingRules(plan);
  const found = new Uint32Array(rules.length);
  const stopped = new Float64Array(rules.length);
  const differences = new Float64Array(replicates);
  const observed = new Float64Array(control[0]!.length);
  const last = plan.days.at(-1)! + 1;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const arms = armsOf(replicate);
    const done = new Uint8Array(rules.length);
    plan.days.forEach((day, look) => {
      for (let shopper = 0; shopper < observed.length; shopper++)
        observed[shopper] = (arms[shopper] === 0 ? control : other)[day]![shopper]!;
      const { difference, standardError, z } = differenceOf(observed, arms, 1);
      differences[replicate] = difference;
      rules.forEach(({ stops }, rule) => {
        if (done[rule] === 1 || !stops(look, Math.abs(z), difference, standardError ** 2)) return;
        done[rule] = 1;
        found[rule]!++;
        stopped[rule]! += day + 1;
      });
    });
    done.forEach((stop, rule) => {
      if (stop === 0) stopped[rule]! += last;
    });
  }
  return {
    stopping: rules.map(({ name }, rule) => ({
      name,
      replicates,
      found: found[rule]!,
      day: stopped[rule]! / replicates,
    })),
    differences,
  };
}
