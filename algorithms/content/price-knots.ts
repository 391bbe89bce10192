import type { Interactions } from '../../datasets/interactions.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { log, pow } from '../../numerics/math.ts';

/**
 * Prices as vectors: knots stand at equal steps of the logarithm, and a price weighs on the two around it by how near it is (linear
 * splines), in rows of unit length. The inner product of two rows falls from 1 at equal prices to 0 beyond two steps.
 *
 * @param price (items) cents, 0 where not known: an empty row
 * @param step ratio of the prices of two knots, above 1
 */
export function priceKnots(price: Uint32Array, step: number): Interactions {
  const places = placesOf(price, step);
  const first = firstKnot(places);
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  let knots = 0;
  places.forEach((place, item) => {
    if (Number.isNaN(place)) return;
    const knot = Math.floor(place) - first;
    const share = place - Math.floor(place);
    const length = Math.sqrt((1 - share) ** 2 + share ** 2);
    row.push(item, item);
    column.push(knot, knot + 1);
    value.push((1 - share) / length, share / length);
    knots = Math.max(knots, knot + 2);
  });
  return fromTriplets(price.length, knots, Uint32Array.from(row), Uint32Array.from(column), value);
}

/** What the knots are called: the price at which each stands, such as `price=12.34`. */
export function knotNames(price: Uint32Array, step: number, knots: number): string[] {
  const first = firstKnot(placesOf(price, step));
  return Array.from({ length: knots }, (_, knot) => `price=${(pow(step, first + knot) / 100).toFixed(2)}`);
}

/** (items) steps from a price of one cent; NaN where the price is not known. */
const placesOf = (price: Uint32Array, step: number): number[] =>
  Array.from(price, (cents) => (cents > 0 ? log(cents) / log(step) : Number.NaN));

function firstKnot(places: readonly number[]): number {
  const lowest = places.reduce((least, place) => (place < least ? place : least), Number.POSITIVE_INFINITY);
  return Number.isFinite(lowest) ? Math.floor(lowest) : 0;
}
