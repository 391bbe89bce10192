/** Files of lines `user item item ...`, and the same as JSON: [[item, item], ...] by user. */

import { countingOrder } from '../../numerics/csr.ts';
import { ConfigError } from '../config-error.ts';

/** Ids above this are refused: dense indices are made by a table of all ids up to the largest. */
const LARGEST_ID = 9_999_999;

/** The lines of one part. */
export interface ItemLists {
  /** User of each line; no user has two lines. */
  readonly users: Uint32Array;
  /** (users + 1) items of line n are `items` from start[n] to start[n + 1] */
  readonly start: Uint32Array;
  readonly items: Uint32Array;
}

const NEWLINE = 10;
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13;

/** Parses `user item item ...` lines; empty lines are skipped; throws ConfigError `file:line ...` on anything but whole numbers. */
export function readItemLists(bytes: Uint8Array, file: string): ItemLists {
  const users: number[] = [];
  const start: number[] = [];
  const lineOf = new Map<number, number>();
  // A number and the blank after it take two bytes at least.
  const items = new Uint32Array((bytes.length + 1) >>> 1);
  let size = 0;
  let line = 1;
  let atUser = true;
  const fault = (message: string): ConfigError => new ConfigError([`${file}:${line} ${message}`]);
  const take = (value: number): void => {
    if (value > LARGEST_ID) throw fault(`id ${value} is above the largest allowed, ${LARGEST_ID}`);
    if (!atUser) {
      items[size++] = value;
      return;
    }
    const before = lineOf.get(value);
    if (before !== undefined) throw fault(`user ${value} has a line already, ${before}`);
    lineOf.set(value, line);
    users.push(value);
    start.push(size);
    atUser = false;
  };
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (byte === NEWLINE) {
      line++;
      atUser = true;
      at++;
    } else if (isBlank(byte)) at++;
    else {
      const end = endOfWord(bytes, at);
      take(wholeNumber(bytes, at, end, fault));
      at = end;
    }
  }
  return {
    users: Uint32Array.from(users),
    start: Uint32Array.from([...start, size]),
    items: items.slice(0, size),
  };
}

function endOfWord(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length && bytes[end] !== NEWLINE && !isBlank(bytes[end]!)) end++;
  return end;
}

function wholeNumber(
  bytes: Uint8Array,
  from: number,
  end: number,
  fault: (message: string) => ConfigError,
): number {
  let value = 0;
  for (let at = from; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9 || end - from > 12) {
      const word = new TextDecoder().decode(bytes.subarray(from, Math.min(end, from + 40)));
      throw fault(`${JSON.stringify(word)} is not an id: a whole number from 0 to ${LARGEST_ID}`);
    }
    value = value * 10 + digit;
  }
  return value;
}

/** JSON lists of items by user 0, 1, 2 ... as the bytes of lines; throws ConfigError on any other JSON. */
export function linesOfJson(text: string, file: string): Uint8Array {
  const refuse = (what: string): ConfigError => new ConfigError([`${file}: ${what}`]);
  let lists: unknown;
  try {
    lists = JSON.parse(text);
  } catch (error) {
    throw refuse(`not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(lists)) throw refuse('not a JSON array of arrays of item ids');
  const lines = lists.map((items: unknown, user) => {
    if (!Array.isArray(items) || !items.every((item) => Number.isInteger(item))) {
      throw refuse(`entry ${user} is not an array of item ids`);
    }
    return `${user} ${items.join(' ')}\n`;
  });
  return new TextEncoder().encode(lines.join(''));
}

/** The canonical spelling, in pieces: users ascending, items ascending within a line, single blanks, LF. */
export function* writeItemLists({ users, start, items }: ItemLists): Generator<string> {
  const bound = users.reduce((most, user) => Math.max(most, user + 1), 0);
  let piece = '';
  for (const n of countingOrder(users, bound)) {
    piece += `${[users[n]!, ...items.slice(start[n]!, start[n + 1]!).sort()].join(' ')}\n`;
    if (piece.length > 65_536) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}
