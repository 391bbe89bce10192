/**
 * Lives: what moves in shoppers from round to round, and what is still to come of their orders. Columns by shopper, so that
 * lives can be cut and joined at any shopper; the joined lives of any set of shards are the same.
 */

import { pack } from '../filing/growing.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Shard } from '../world/world.ts';
import { cutPending, joinPending, newPending, type Pending } from './pending.ts';
import { MOST_DEVICES } from './visitors.ts';

/** Items that a wish list holds. */
export const WISHES = 4;

/** Second at which a shopper left for good: none. */
export const STILL_HERE = 0xffffffff;

const lifeColumns = (rows: number, dimensions: number, departments: number, coupons: number) => ({
  /** Sessions so far. */
  visits: new Uint32Array(rows),
  /** (rows x dimensions) taste now minus taste at the start. */
  drift: new Float32Array(rows * dimensions),
  /** (rows x departments) */
  saturation: new Float32Array(rows * departments),
  /** (rows x departments) 0 to 1. */
  habit: new Float32Array(rows * departments),
  /** The price that the shopper is used to: logarithm over the category's median. */
  usedPrice: new Float32Array(rows),
  satisfaction: new Float32Array(rows),
  fatigue: new Float32Array(rows),
  /** (rows x WISHES) items on the wish list plus 1, the newest first; 0 where there is none. */
  wishes: new Uint32Array(rows * WISHES),
  /** Loyalty points, and points earned in all. */
  points: new Uint32Array(rows),
  earned: new Uint32Array(rows),
  /** Code of TIERS. */
  tier: new Uint8Array(rows),
  /** (rows x MOST_DEVICES) cookies that the device had before this one; whether the shop knows whose it is; its sessions. */
  cookie: new Uint8Array(rows * MOST_DEVICES),
  known: new Uint8Array(rows * MOST_DEVICES),
  seen: new Uint32Array(rows * MOST_DEVICES),
  /** (rows x coupons) orders in which the coupon was used; coupons in the order of the scenario's promotions. */
  redeemed: new Uint8Array(rows * coupons),
  /** Bill-me-later payments that were not paid. */
  defaults: new Uint16Array(rows),
  /** Second since the origin, or STILL_HERE. */
  left: new Uint32Array(rows).fill(STILL_HERE),
});
export type LifeColumns = ReturnType<typeof lifeColumns>;

/** Lives of shoppers [first, first + length). */
export interface Lives {
  readonly first: number;
  readonly length: number;
  readonly columns: LifeColumns;
  /** Sorted by shopper. */
  pending: Pending;
}

/** What decides how wide lives are. */
export interface LifeSizes {
  readonly taste: Pick<Scenario['taste'], 'dimensions'>;
  readonly catalog: Pick<Scenario['catalog'], 'departments'>;
  readonly promotions: readonly { readonly kind: string }[];
}

/** Lives of shoppers who have not lived yet. */
export function newLives({ taste, catalog, promotions }: LifeSizes, { start, end }: Shard): Lives {
  const length = end - start;
  return {
    first: start,
    length,
    columns: pack(
      lifeColumns(
        length,
        taste.dimensions,
        catalog.departments,
        promotions.filter(({ kind }) => kind === 'coupon').length,
      ),
    ),
    pending: newPending(0),
  };
}

/** Lives of shoppers [start, end), copied. */
export function cutLives(lives: Lives, { start, end }: Shard): Lives {
  const columns = Object.entries(lives.columns).map(([name, column]) => {
    const wide = lives.length > 0 ? column.length / lives.length : 0;
    return [name, column.slice((start - lives.first) * wide, (end - lives.first) * wide)];
  });
  return {
    first: start,
    length: end - start,
    columns: Object.fromEntries(columns) as LifeColumns,
    pending: cutPending(lives.pending, start, end),
  };
}

/** The lives of neighbouring shards as one; `parts` in order of shoppers. */
export function joinLives(parts: readonly Lives[]): Lives {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const names = Object.keys(parts[0]!.columns) as (keyof LifeColumns)[];
  const columns = names.map((name) => {
    const joined = parts[0]!.columns[name].slice(0, 0);
    const total = parts.reduce((sum, part) => sum + part.columns[name].length, 0);
    const all = new (joined.constructor as new (rows: number) => typeof joined)(total);
    let at = 0;
    for (const part of parts) {
      all.set(part.columns[name], at);
      at += part.columns[name].length;
    }
    return [name, all];
  });
  return {
    first: parts[0]!.first,
    length,
    columns: Object.fromEntries(columns) as LifeColumns,
    pending: joinPending(parts.map(({ pending }) => pending)),
  };
}
