/** What tasks hand over, as named columns of numbers: logs of shards, lives, the shop. */

import type { Growing, NumberArray } from '../filing/growing.ts';
import { createShardLog, type ShardLog } from '../filing/shard-log.ts';
import { type Lives, newLives } from '../people/lives.ts';
import type { ShopState } from '../world/shop.ts';

type AnyTable = Growing<{ [name: string]: NumberArray }>;

/** Columns of trimmed tables, named `table.column`. */
export function packTables(tables: object): Record<string, NumberArray> {
  const entries = Object.entries(tables).flatMap(([table, { columns }]: [string, AnyTable]) =>
    Object.entries(columns).map(([name, column]) => [`${table}.${name}`, column]),
  );
  return Object.fromEntries(entries);
}

function unpackTables(packed: Readonly<Record<string, NumberArray>>, tables: object): void {
  for (const [name, table] of Object.entries(tables) as [string, AnyTable][]) {
    for (const column of Object.keys(table.columns)) {
      table.columns[column] = packed[`${name}.${column}`]!;
      table.length = table.columns[column].length;
    }
  }
}

export function unpackLog(packed: Readonly<Record<string, NumberArray>>): ShardLog {
  const log = createShardLog();
  unpackTables(packed, log);
  return log;
}

const SHOP = 'shop.';

/** Counts of the shop as facts, its columns beside them, all under `shop.`. */
export function packState({ round: _, ...state }: ShopState): {
  facts: Record<string, number>;
  columns: Record<string, NumberArray>;
} {
  const facts: Record<string, number> = {};
  const columns: Record<string, NumberArray> = {};
  for (const [name, value] of Object.entries(state)) {
    if (typeof value === 'number') facts[SHOP + name] = value;
    else columns[SHOP + name] = value.slice();
  }
  return { facts, columns };
}

export function unpackState(
  round: number,
  facts: Readonly<Record<string, string | number>>,
  columns: Readonly<Record<string, NumberArray>>,
): ShopState {
  const own = Object.entries({ ...facts, ...columns }).filter(([name]) => name.startsWith(SHOP));
  const state = Object.fromEntries(own.map(([name, value]) => [name.slice(SHOP.length), value]));
  return { ...(state as unknown as ShopState), round };
}

export const packLives = (lives: Lives): Record<string, NumberArray> =>
  packTables({ lives, pending: lives.pending });

const NO_ROOM = { taste: { dimensions: 0 }, catalog: { departments: 0 }, promotions: [] };

export function unpackLives(packed: Readonly<Record<string, NumberArray>>, first: number): Lives {
  const { columns, pending } = newLives(NO_ROOM, { start: 0, end: 0 });
  unpackTables(packed, { lives: { columns }, pending });
  return { first, length: columns.visits.length, columns, pending };
}
