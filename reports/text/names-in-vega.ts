/** Names that Vega cannot hold: it groups rows in objects that have `constructor`, `toString` and the like from the beginning. */

const TAKEN = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A joiner: nothing is drawn of it, and the name is no longer one of those. */
const JOINER = '\u200d';

/** The spec with such names told from Vega's own, wherever they stand as a value: rows, domains, orders, titles. */
export function tellable<T>(spec: T): T {
  if (typeof spec === 'string') return (TAKEN.has(spec) ? `${spec}${JOINER}` : spec) as T;
  if (typeof spec !== 'object' || spec === null) return spec;
  if (Array.isArray(spec)) return spec.map(tellable) as T;
  return Object.fromEntries(Object.entries(spec).map(([key, value]) => [key, tellable(value)])) as T;
}
