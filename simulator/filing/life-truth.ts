/** Truth of what happens after the sale and of how shoppers change. */

import { TIERS } from '../../datasets/identity-tables.ts';
import { createTable, NO_ORDER, type Table, type TableSpec } from '../../datasets/tables.ts';
import { DAY } from '../behaviour/arrival.ts';
import { ASPECTS, POLARITIES } from '../behaviour/review-text.ts';
import { type Lives, STILL_HERE } from '../people/lives.ts';
import type { Scenario } from '../scenario/scenario.ts';

export const EXPERIENCES = {
  name: 'experiences',
  doc: 'What each order line that arrived was like.',
  sortKey: ['time', 'shopper', 'order', 'item'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time at the door, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    order: { type: 'u32', doc: 'order' },
    item: { type: 'u32', doc: 'item' },
    expected: { type: 'f32', doc: 'utility at the time of choice, without its random part' },
    experience: { type: 'f32', doc: 'experienced utility; 0 is neither good nor bad' },
    quality: { type: 'f32', doc: 'part of it: quality of the item, defects' },
    luck: { type: 'f32', doc: 'part of it: peculiar to this piece' },
    lateDays: { type: 'f32', unit: 'days', doc: 'days beyond the promise' },
    satisfaction: { type: 'f32', doc: 'satisfaction of the shopper with the shop, just after' },
  },
} as const satisfies TableSpec;
export type Experiences = Table<typeof EXPERIENCES>;

export const REVIEW_ASPECTS = {
  name: 'review_aspects',
  doc: 'What the text of each review says, one row an aspect that it speaks of.',
  sortKey: ['time', 'shopper', 'item', 'aspect'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time of the review, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    item: { type: 'u32', doc: 'item' },
    order: { type: 'u32', doc: 'order in which it was bought', missing: NO_ORDER },
    aspect: { type: 'u8', doc: 'aspect', labels: ASPECTS },
    polarity: { type: 'u8', doc: 'what is said of it', labels: POLARITIES },
    negated: { type: 'u8', doc: 'said by denying the opposite', labels: ['no', 'yes'] },
  },
} as const satisfies TableSpec;
export type ReviewAspects = Table<typeof REVIEW_ASPECTS>;

export const SHOPPER_STATES = {
  name: 'shopper_states',
  doc: 'What life has made of each shopper: one row a shopper at the end of each week and of the log.',
  sortKey: ['time', 'shopper'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'end of the week or of the log, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    visits: { type: 'u32', doc: 'sessions so far' },
    satisfaction: { type: 'f32', doc: 'satisfaction with the shop; 0 is neither good nor bad' },
    fatigue: { type: 'f32', doc: 'being tired of the shop' },
    usedPrice: {
      type: 'f32',
      doc: 'price that the shopper is used to: logarithm over the category’s median',
    },
    points: { type: 'u32', doc: 'loyalty points' },
    tier: { type: 'u8', doc: 'tier of the account', labels: TIERS },
    left: { type: 'u32', unit: 's', doc: 'time at which the shopper left for good', missing: STILL_HERE },
  },
} as const satisfies TableSpec;
export type ShopperStates = Table<typeof SHOPPER_STATES>;

export const SHOPPER_DRIFT = {
  name: 'shopper_drift',
  doc: 'Taste at the end of the log minus taste at the start, one row a dimension; who never moved has no rows.',
  sortKey: ['shopper', 'dimension'],
  columns: {
    shopper: { type: 'u32', doc: 'shopper' },
    dimension: { type: 'u8', doc: 'latent dimension' },
    value: { type: 'f32', doc: 'taste at the end minus taste at the start' },
  },
} as const satisfies TableSpec;
export type ShopperDrift = Table<typeof SHOPPER_DRIFT>;

export const SHOPPER_DEPARTMENTS = {
  name: 'shopper_departments',
  doc: 'Saturation and habit at the end of the log; departments in which both are 0 have no row.',
  sortKey: ['shopper', 'department'],
  columns: {
    shopper: { type: 'u32', doc: 'shopper' },
    department: { type: 'u8', doc: 'department, in the order of the catalog’s tree' },
    saturation: { type: 'f32', doc: 'having enough of the department' },
    habit: { type: 'f32', doc: 'being used to go there, 0 to 1' },
  },
} as const satisfies TableSpec;
export type ShopperDepartments = Table<typeof SHOPPER_DEPARTMENTS>;

const DAYS_A_WEEK = 7;

/** Whether states are filed at the end of this round, from 0, of `days`. */
export function isStateFiled(round: number, days: number): boolean {
  return (round + 1) % DAYS_A_WEEK === 0 || round + 1 === days;
}

/** States at second `time`. */
export function stateTable({ first, length, columns }: Lives, time: number): ShopperStates {
  const table = createTable(SHOPPER_STATES, length);
  table.time.fill(time);
  for (let life = 0; life < length; life++) table.shopper[life] = first + life;
  for (const name of ['visits', 'points', 'tier', 'left'] as const) table[name].set(columns[name]);
  for (const name of ['satisfaction', 'fatigue', 'usedPrice'] as const) table[name].set(columns[name]);
  return table;
}

export function driftTable({ first, length, columns }: Lives): ShopperDrift {
  const { drift } = columns;
  const dimensions = drift.length / length;
  const moved: number[] = [];
  for (let life = 0; life < length; life++) {
    if (drift.subarray(life * dimensions, (life + 1) * dimensions).some((value) => value !== 0))
      moved.push(life);
  }
  const table = createTable(SHOPPER_DRIFT, moved.length * dimensions);
  moved.forEach((life, nth) => {
    const row = nth * dimensions;
    table.shopper.fill(first + life, row, row + dimensions);
    for (let d = 0; d < dimensions; d++) table.dimension[row + d] = d;
    table.value.set(drift.subarray(life * dimensions, (life + 1) * dimensions), row);
  });
  return table;
}

export function departmentTable({ first, length, columns }: Lives): ShopperDepartments {
  const { saturation, habit } = columns;
  const departments = saturation.length / length;
  const used: number[] = [];
  for (let at = 0; at < saturation.length; at++) if (saturation[at] !== 0 || habit[at] !== 0) used.push(at);
  const table = createTable(SHOPPER_DEPARTMENTS, used.length);
  used.forEach((at, row) => {
    table.shopper[row] = first + Math.floor(at / departments);
    table.department[row] = at % departments;
    table.saturation[row] = saturation[at]!;
    table.habit[row] = habit[at]!;
  });
  return table;
}

/** What life has made of some shoppers until the end of `round`, as far as it is to be filed then. */
export function stateTables(
  lives: Lives,
  round: number,
  { days, truth }: Pick<Scenario, 'days' | 'truth'>,
): Partial<StateLog> {
  if (truth === 'none' || !isStateFiled(round, days)) return {};
  const shopperStates = stateTable(lives, (round + 1) * DAY);
  if (round + 1 < days) return { shopperStates };
  return { shopperStates, shopperDrift: driftTable(lives), shopperDepartments: departmentTable(lives) };
}

interface StateLog {
  readonly shopperStates: ShopperStates;
  readonly shopperDrift: ShopperDrift;
  readonly shopperDepartments: ShopperDepartments;
}
