/** Where a value stands in a state, and how a fault there is told. */

import { quoteValue } from '../../datasets/schema-faults.ts';

export interface Place {
  readonly path: string;
  /** What is known of the lengths so far, by name. */
  readonly sizes: Map<string, KnownSize>;
}

export interface KnownSize {
  readonly value: number;
  /** true: some array is that long; false: it is only said to be. */
  readonly isBorne: boolean;
}

/** What is wrong with a state. */
export class ShapeFault extends Error {
  constructor(at: Place, found: string) {
    super(`${at.path}: ${found}`);
    this.name = 'ShapeFault';
  }
}

export const inside = (at: Place, key: string): Place => ({ ...at, path: `${at.path}.${key}` });

/** A plain object, of which nothing is known but that. */
export function requireObject(value: unknown, at: Place): Record<string, unknown> {
  const prototype = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Object.prototype || prototype === null) return value as Record<string, unknown>;
  throw new ShapeFault(at, `${kindOf(value)}; a map is expected`);
}

/** What a value is, for a message. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  return ArrayBuffer.isView(value) ? value.constructor.name : quoteValue(value);
}
