/** Lengths by name, which the parts of a state have to agree on. */

import { type KnownSize, type Place, ShapeFault } from './place.ts';

/** A number, a name, or a name and what is added to it: 'items+1'. */
export type Size = number | string;

/** A length that is said, and that no array bears out, may be this large: what is made of it is allocated. */
const MOST_UNBORNE = 65_536;

/** Refuses names of large lengths that no array bears out, those in `but` aside. */
export function refuseLoose(at: Place, but?: ReadonlyMap<string, KnownSize>): void {
  for (const [name, { value, isBorne }] of at.sizes) {
    if (!isBorne && value > MOST_UNBORNE && !but?.has(name))
      throw new ShapeFault(at, `${value} ${name} are claimed, but no array is that long`);
  }
}

/** What a size is; undefined where its name was not met before. */
export function sizeOf(size: Size, { sizes }: Place): number | undefined {
  if (typeof size === 'number') return size;
  const { name, added } = parts(size);
  const known = sizes.get(name);
  return known && known.value + added;
}

/** Checks that `found` is that size, or takes it for what the name stands for. */
export function requireSize(
  found: number,
  size: Size,
  at: Place,
  what: string,
  { isBorne = true } = {},
): void {
  const expected = sizeOf(size, at);
  if (expected !== undefined && expected !== found)
    throw new ShapeFault(at, `${found} ${what}; ${worded([size], [expected])} are expected`);
  if (typeof size === 'number') return;
  const { name, added } = parts(size);
  const known = at.sizes.get(name);
  if (found < added) throw new ShapeFault(at, `${found} ${what}; at least ${added} are expected`);
  at.sizes.set(name, { value: found - added, isBorne: isBorne || known?.isBorne === true });
}

/** The same for a product of sizes, of which one may not have been met before. */
export function requireSizes(found: number, sizes: readonly Size[], at: Place): void {
  const known = sizes.map((size) => sizeOf(size, at));
  const open = sizes.filter((_, n) => known[n] === undefined);
  const product = known.reduce<number>((all, one) => all * (one ?? 1), 1);
  if (open.length > 0 && product > 0) {
    if (open.length > 1) throw new Error(`shape: of ${sizes.join(' x ')} more than one is not known yet`);
    if (found % product !== 0)
      throw new ShapeFault(
        at,
        `${found} values; a multiple of ${product} is expected (${sizes.join(' x ')})`,
      );
    requireSize(found / product, open[0]!, at, `values for each of ${product}`);
  } else if (found !== product) {
    throw new ShapeFault(at, `${found} values; ${worded(sizes, known)} are expected`);
  }
  // What has so many values bears out each of its sizes.
  for (const size of sizes) if (found > 0) requireSize(sizeOf(size, at)!, size, at, 'values');
}

function worded(sizes: readonly Size[], known: readonly (number | undefined)[]): string {
  return sizes
    .map((size, n) =>
      typeof size === 'number' || known[n] === undefined ? `${size}` : `${known[n]} (${size})`,
    )
    .join(' x ');
}

function parts(size: string): { readonly name: string; readonly added: number } {
  const [name = '', added = '0'] = size.split('+');
  return { name, added: Number(added) };
}
