/** Ids of shoppers and items as a model file has them, and what they stand for. */

import { ConfigError } from '../datasets/config-error.ts';
import { nearest, printable } from '../datasets/schema-faults.ts';

export interface KnownIds {
  readonly length: number;
  /** Index of an id. Throws ConfigError, with the nearest that there is. */
  readonly find: (id: string) => number;
  /** `#7` where number 7 has no id. */
  id(index: number): string;
  /** Empty where none is known. */
  title(index: number): string;
  /** Indices of the first that have an id. */
  first(most: number): number[];
}

/** Without `ids` numbers are ids: what a file says that was written without names. */
export function idsOf(
  thing: string,
  path: string,
  ids?: readonly string[],
  titles: readonly string[] = [],
): KnownIds {
  const indexOf = new Map<string, number>();
  for (const [index, id] of (ids ?? []).entries()) if (id !== '' && !indexOf.has(id)) indexOf.set(id, index);
  return {
    length: ids?.length ?? 0,
    find(id) {
      if (ids === undefined && /^\d{1,9}$/.test(id)) return Number(id);
      const found = indexOf.get(id);
      if (found !== undefined) return found;
      const near = nearest(id, [...indexOf.keys()]);
      const hint = ids === undefined ? '; it has no ids: give numbers, from 0' : '';
      throw new ConfigError([
        `${thing}: '${printable(id)}' is not known to ${path}${near === undefined ? hint : `; did you mean '${printable(near)}'?`}`,
      ]);
    },
    id: (index) => ids?.[index] || (ids === undefined ? String(index) : `#${index}`),
    title: (index) => titles[index] ?? '',
    first: (most) =>
      ids === undefined ? Array.from({ length: most }, (_, n) => n) : [...indexOf.values()].slice(0, most),
  };
}
