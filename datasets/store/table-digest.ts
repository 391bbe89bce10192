/**
 * Digest of the logical content of a table: the same rows give the same digest whatever the chunks, threads or files.
 *
 * Rows are taken in canonical order in blocks of 65,536 (the last one shorter). Within a block each column is hashed by
 * itself: numbers little-endian, NaN as the one quiet NaN, -0 as +0; a text as its UTF-8 length (u32) and bytes. A block's
 * hash is the hash of its columns' hashes in the order of the spec; the table's is the hash of a line naming table,
 * columns and types, then all block hashes, then the row count (u64). Labels and sentinels are no part of it: they name
 * values and are kept by the manifest.
 */

import type { HashBytes } from '../../numerics/digest.ts';
import { toHex } from '../../numerics/digest.ts';
import { sliceTable } from '../table-rows.ts';
import { type ColumnArray, createTable, type Table, type TableSpec } from '../tables.ts';

export const DIGEST_BLOCK = 65_536;

const encoder = new TextEncoder();
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

export interface TableDigest {
  readonly rows: number;
  /** Takes the next rows in canonical order. */
  update(chunk: ColumnsOf): void;
  /** Hex digest of all rows so far; `update` may go on after it. */
  digest(): string;
}

/** What an incremental digest reads of a chunk; every `Table` of the same spec is one. */
type ColumnsOf = { readonly length: number } & Readonly<Record<string, ColumnArray | number>>;

export function createTableDigest(spec: TableSpec, hash: HashBytes): TableDigest {
  const columns = Object.keys(spec.columns);
  const pending = createTable(spec, DIGEST_BLOCK);
  const blocks: Uint8Array[] = [];
  let filled = 0;
  let rows = 0;

  const copyToPending = (chunk: ColumnsOf, start: number, count: number): void => {
    for (const name of columns) {
      const to = pending[name] as ColumnArray;
      const from = chunk[name] as ColumnArray;
      if (Array.isArray(to)) for (let i = 0; i < count; i++) to[filled + i] = from[start + i] as string;
      else to.set((from as NumberArray).subarray(start, start + count), filled);
    }
    filled += count;
  };

  return {
    get rows() {
      return rows;
    },
    update(chunk) {
      rows += chunk.length;
      for (let start = 0; start < chunk.length; ) {
        const count = Math.min(DIGEST_BLOCK - filled, chunk.length - start);
        if (count === DIGEST_BLOCK) {
          blocks.push(
            blockHash(spec, sliceTable(spec, chunk as Table<TableSpec>, start, start + count), hash),
          );
        } else {
          copyToPending(chunk, start, count);
          if (filled === DIGEST_BLOCK) {
            blocks.push(blockHash(spec, pending, hash));
            filled = 0;
          }
        }
        start += count;
      }
    },
    digest() {
      const last = filled > 0 ? [blockHash(spec, sliceTable(spec, pending, 0, filled), hash)] : [];
      return hashWhole(spec, [...blocks, ...last], rows, hash);
    },
  };
}

function blockHash(spec: TableSpec, block: ColumnsOf, hash: HashBytes): Uint8Array {
  const columns = Object.keys(spec.columns);
  return hash(concatBytes(columns.map((name) => hash(columnBytes(block[name] as ColumnArray)))));
}

function hashWhole(spec: TableSpec, blocks: readonly Uint8Array[], rows: number, hash: HashBytes): string {
  const count = new DataView(new ArrayBuffer(8));
  count.setBigUint64(0, BigInt(rows), true);
  return toHex(hash(concatBytes([specLine(spec), ...blocks, new Uint8Array(count.buffer)])));
}

/** Digest of one whole table, of which nothing is copied. */
export function digestTable<S extends TableSpec>(spec: S, table: Table<S>, hash: HashBytes): string {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < table.length; start += DIGEST_BLOCK) {
    const end = Math.min(table.length, start + DIGEST_BLOCK);
    blocks.push(blockHash(spec, sliceTable(spec, table, start, end) as ColumnsOf, hash));
  }
  return hashWhole(spec, blocks, table.length, hash);
}

/** One digest of several tables: the hash of their sorted `name:digest` lines. */
export function combineDigests(digests: Readonly<Record<string, string>>, hash: HashBytes): string {
  const lines = Object.entries(digests).map(([name, digest]) => `${name}:${digest}\n`);
  return toHex(hash(encoder.encode(lines.sort().join(''))));
}

type NumberArray = Exclude<ColumnArray, string[]>;

function specLine(spec: TableSpec): Uint8Array {
  const columns = Object.entries(spec.columns).map(([name, { type }]) => `${name}:${type}`);
  return encoder.encode(`${spec.name} ${columns.join(' ')}\n`);
}

function columnBytes(values: ColumnArray): Uint8Array {
  if (Array.isArray(values)) return textBytes(values);
  const plain =
    values instanceof Float32Array || values instanceof Float64Array ? canonicalFloats(values) : values;
  const bytes = new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
  return LITTLE_ENDIAN || plain.BYTES_PER_ELEMENT === 1 ? bytes : swapBytes(bytes, plain.BYTES_PER_ELEMENT);
}

/** `values` where no NaN and no -0 is among them; else a copy in which every NaN is the quiet NaN and -0 is +0. */
export function canonicalFloats<A extends Float32Array | Float64Array>(values: A): A {
  if (isCanonical(values)) return values;
  const out = values.slice() as A;
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.byteLength >>> 2);
  const wide = out.BYTES_PER_ELEMENT === 8;
  for (let i = 0; i < out.length; i++) {
    const value = out[i]!;
    if (value === 0) out[i] = 0;
    else if (Number.isNaN(value)) {
      if (wide) {
        bits[2 * i] = LITTLE_ENDIAN ? 0 : 0x7ff80000;
        bits[2 * i + 1] = LITTLE_ENDIAN ? 0x7ff80000 : 0;
      } else bits[i] = 0x7fc00000;
    }
  }
  return out;
}

function isCanonical(values: Float32Array | Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // Only 0 and -0 are equal to 0, and only -0 has a negative inverse; NaN alone differs from itself.
    if (value === 0 ? 1 / value < 0 : Number.isNaN(value)) return false;
  }
  return true;
}

function textBytes(texts: readonly string[]): Uint8Array {
  let bytes = new Uint8Array(1024);
  let used = 0;
  for (const text of texts) {
    const needed = used + 4 + 3 * text.length;
    if (needed > bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(bytes.subarray(0, used));
      bytes = larger;
    }
    const { written } = encoder.encodeInto(text, bytes.subarray(used + 4));
    bytes[used] = written & 255;
    bytes[used + 1] = (written >>> 8) & 255;
    bytes[used + 2] = (written >>> 16) & 255;
    bytes[used + 3] = written >>> 24;
    used += 4 + written;
  }
  return bytes.subarray(0, used);
}

function swapBytes(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i - (i % width) + (width - 1 - (i % width))]!;
  return out;
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
