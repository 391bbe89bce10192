/**
 * Plain data as JSON with its arrays apart, and back. In the JSON an object whose only or first key is "$" is no map:
 *
 *   { "$": "f32", "offset": 64, "length": 3 }   an array of u8, u32, i32, f32 or f64 among the arrays, offset in bytes
 *   { "$": "NaN" }                              also Infinity, -Infinity, -0, undefined
 *
 * Keys of maps that begin with "$" have one more. A key whose value is undefined is left out. Nothing is looked up by a name that the
 * text gives, so keys such as __proto__ are keys like all others.
 */

import type { StateArray, StateValue } from '../model-state.ts';

const KINDS = {
  u8: Uint8Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
type KindName = keyof typeof KINDS;
type ArrayKind = {
  new (bytes: ArrayBufferLike, offset: number, length: number): StateArray;
  readonly BYTES_PER_ELEMENT: number;
};

/** JSON has no word for these. */
const WORDS = new Map<string, number | undefined>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
  ['undefined', undefined],
]);

/** Arrays begin at multiples of it, so that any kind can be looked at where it lies. */
export const ALIGNMENT = 8;
export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Maps and lists within each other. */
const MOST_DEPTH = 64;

/** What is wrong with what was read. */
export class TreeFault extends Error {}

/** Arrays in the order in which they are to be written, each from the next multiple of ALIGNMENT on. */
export interface ArrayList {
  readonly arrays: StateArray[];
  readonly offsets: Map<StateArray, number>;
  bytes: number;
}

export const createArrayList = (): ArrayList => ({ arrays: [], offsets: new Map(), bytes: 0 });

/** What JSON can hold of `value`; its arrays are put into `list`, each once. Throws TypeError on what is not plain data. */
export function toJson(value: unknown, list: ArrayList, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return wordOf(value) ?? value;
  if (value === undefined) return { $: 'undefined' };
  if (depth > MOST_DEPTH) throw new TypeError(`model: maps and lists are more than ${MOST_DEPTH} deep`);
  if (ArrayBuffer.isView(value)) return putArray(value as StateArray, list);
  if (Array.isArray(value)) return Array.from(value, (one) => toJson(one, list, depth + 1));
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`model: ${typeof value} ${String(value).slice(0, 40)} is not plain data`);
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key.startsWith('$') ? `$${key}` : key, toJson(one, list, depth + 1)]),
  );
}

function wordOf(value: number): object | undefined {
  if (Object.is(value, -0)) return { $: '-0' };
  return Number.isFinite(value) ? undefined : { $: String(value) };
}

function putArray(array: StateArray, list: ArrayList): object {
  const kind = (Object.keys(KINDS) as KindName[]).find((name) => array instanceof KINDS[name]);
  if (kind === undefined) throw new TypeError(`model: ${array.constructor.name} is no array of a state`);
  let offset = list.offsets.get(array);
  if (offset === undefined) {
    offset = list.bytes;
    list.offsets.set(array, offset);
    list.arrays.push(array);
    list.bytes = aligned(offset + array.byteLength);
  }
  return { $: kind, offset, length: array.length };
}

/**
 * The data that `toJson` told of. Arrays are views of `bytes`, which begin at a multiple of ALIGNMENT; those told of twice are
 * one. Throws TreeFault, before anything is made, for an array that does not lie within them.
 */
export function fromJson(json: unknown, bytes: Uint8Array): StateValue {
  const known = new Map<string, StateArray>();
  const read = (value: unknown, depth: number): StateValue => {
    if (value === null || typeof value !== 'object') return value as StateValue;
    if (depth > MOST_DEPTH) throw new TreeFault(`maps and lists are more than ${MOST_DEPTH} deep`);
    if (Array.isArray(value)) return value.map((one) => read(one, depth + 1));
    if (Object.hasOwn(value, '$')) return readMarked(value as Marked, bytes, known);
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key.startsWith('$$') ? key.slice(1) : key,
        read(one, depth + 1),
      ]),
    );
  };
  return read(json, 0);
}

interface Marked {
  readonly $: unknown;
  readonly offset?: unknown;
  readonly length?: unknown;
}

function readMarked(
  { $: mark, offset, length }: Marked,
  bytes: Uint8Array,
  known: Map<string, StateArray>,
): StateValue {
  if (typeof mark !== 'string') throw new TreeFault('a mark is no text');
  if (WORDS.has(mark)) return WORDS.get(mark);
  if (!Object.hasOwn(KINDS, mark)) throw new TreeFault(`'${mark.slice(0, 20)}' marks nothing that is known`);
  const Kind: ArrayKind = KINDS[mark as KindName];
  const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isWhole(offset) || !isWhole(length) || offset % ALIGNMENT !== 0)
    throw new TreeFault(`an array at ${String(offset)} of ${String(length)} values`);
  if (offset + length * Kind.BYTES_PER_ELEMENT > bytes.length)
    throw new TreeFault(`an array of ${length} ${mark} at ${offset} does not fit ${bytes.length} bytes`);
  const name = `${mark} ${offset} ${length}`;
  const array = known.get(name) ?? new Kind(bytes.buffer, bytes.byteOffset + offset, length);
  known.set(name, array);
  return array;
}
