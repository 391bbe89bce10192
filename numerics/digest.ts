/** Digests: SHA-256 of bytes and of JSON values in one canonical spelling. */

import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** A hash of bytes; which one runs (portable or native) never changes an answer. */
export type HashBytes = (bytes: Uint8Array) => Uint8Array;

/** SHA-256 in plain JavaScript (FIPS 180-4): 32 bytes. */
export const sha256: HashBytes = (bytes) => nobleSha256(bytes);

/** Bytes as lower-case hexadecimal, two characters each. */
export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}

/**
 * JSON without spaces, keys sorted by UTF-16 code units, numbers in the shortest form that reads back (ECMAScript): equal
 * values have equal text. -0 is written 0. Throws TypeError, naming the path, on what JSON would lose: NaN, infinities,
 * undefined, functions, symbols, bigints, holes, typed arrays and other objects with a class.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusal(path, String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (entry: unknown, i) => write(entry, `${path}[${i}]`)).join(',')}]`;
  }
  if (isPlainObject(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key], `${path}.${key}`)}`).join(',')}}`;
  }
  throw refusal(path, typeof value === 'object' ? value.constructor.name : typeof value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refusal(path: string, what: string): TypeError {
  return new TypeError(
    `canonical json: ${path} is ${what}; only finite numbers, texts, booleans, null, arrays and plain objects`,
  );
}

/** Hexadecimal SHA-256 of the canonical JSON of `value`, as UTF-8. */
export function digestJson(value: unknown, hash: HashBytes = sha256): string {
  return toHex(hash(new TextEncoder().encode(canonicalJson(value))));
}
