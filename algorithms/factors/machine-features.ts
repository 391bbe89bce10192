/** Shoppers and items as rows of features, for factorisation machines: who or what each is, and what is known of it. */

import type { Catalog, Shoppers } from '../../datasets/tables.ts';
import { SHOPPER_GROUPS } from '../../datasets/tables.ts';
import { type Csr, fromTriplets } from '../../numerics/csr.ts';
import { type Field, itemFields, shopperFields } from '../scoring/fields.ts';
import { wholeTokens } from '../text/item-tokens.ts';

export const SHOPPER_FEATURES = ['id', ...SHOPPER_GROUPS] as const;
export const ITEM_FEATURES = [
  'id',
  'department',
  'category',
  'brand',
  'seller',
  'price',
  'attributes',
] as const;

/** (shoppers x features) 1 for the shopper and for each group that the shopper is in. */
export function shopperRows(shoppers: Shoppers, count: number, chosen: readonly string[]): Csr {
  const fields = shopperFields(shoppers, count).filter(({ name }) => chosen.includes(name));
  return featureRows(count, chosen.includes('id'), fields, []);
}

/** (items x features) 1 for the item and for each property; the values of an attribute (`colour=red|colour=blue`) share 1. */
export function itemRows(catalog: Catalog, count: number, chosen: readonly string[]): Csr {
  const fields = itemFields(catalog, count).filter(({ name }) => chosen.includes(name));
  const attributes = chosen.includes('attributes')
    ? Array.from({ length: count }, (_, item) => [
        ...new Set(wholeTokens((catalog.attributes[item] ?? '').split('|'))),
      ])
    : [];
  return featureRows(count, chosen.includes('id'), fields, attributes);
}

/** Columns: the entities, the known values of each field, then tokens in the order in which they are met. */
function featureRows(
  count: number,
  withId: boolean,
  fields: readonly Field[],
  tokens: readonly (readonly string[])[],
): Csr {
  const entries: [row: number[], column: number[], value: number[]] = [[], [], []];
  const add = (row: number, column: number, value: number): void => {
    entries[0].push(row);
    entries[1].push(column);
    entries[2].push(value);
  };
  let columns = withId ? count : 0;
  for (let row = 0; row < columns; row++) add(row, row, 1);
  for (const { code, codes } of fields) {
    code.forEach((value, row) => {
      if (value > 0) add(row, columns + value - 1, 1);
    });
    columns += codes - 1;
  }
  const known = new Map<string, number>();
  tokens.forEach((row, n) => {
    const sizes = new Map<string, number>();
    for (const token of row) sizes.set(nameOf(token), 1 + (sizes.get(nameOf(token)) ?? 0));
    for (const token of row) {
      if (!known.has(token)) known.set(token, columns + known.size);
      add(n, known.get(token)!, 1 / sizes.get(nameOf(token))!);
    }
  });
  const [row, column] = [Uint32Array.from(entries[0]), Uint32Array.from(entries[1])];
  return fromTriplets(count, columns + known.size, row, column, entries[2]);
}

const nameOf = (token: string): string => token.split('=', 1)[0]!;

/** (columns) 1 for the features of rows that `known` has entries in. */
export function metFeatures({ cols, rowPtr, colIdx }: Csr, known: Uint8Array): Uint8Array {
  const met = new Uint8Array(cols);
  known.forEach((isKnown, row) => {
    if (isKnown === 1) for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) met[colIdx[p]!] = 1;
  });
  return met;
}

/** (rows) 1 for those that have a feature of some row that `known` has entries in. */
export function describedRows(side: Csr, known: Uint8Array): Uint8Array {
  const met = metFeatures(side, known);
  return Uint8Array.from(known, (_, row) => {
    const own = side.colIdx.subarray(side.rowPtr[row], side.rowPtr[row + 1]);
    return own.some((column) => met[column] === 1) ? 1 : 0;
  });
}

/** (shoppers) 1 for those with a training pair. */
export const rowsWithPairs = ({ rows, rowPtr }: Csr): Uint8Array =>
  Uint8Array.from({ length: rows }, (_, row) => (rowPtr[row + 1]! > rowPtr[row]! ? 1 : 0));
