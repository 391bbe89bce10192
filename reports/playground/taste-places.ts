/** Who stands where on the map, in pixels: what a tap and the arrow keys mean. */

/** Places of shoppers: x and y of each in turn. */
export type Places = ArrayLike<number>;

/** Row of the shopper nearest to a point; of those who are as near the first. */
export function nearestTo(places: Places, x: number, y: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; 2 * row < places.length; row++) {
    const away = (places[2 * row]! - x) ** 2 + (places[2 * row + 1]! - y) ** 2;
    if (away < least) [best, least] = [row, away];
  }
  return best;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Row of the next shopper in the direction of an arrow key: the nearest within the quarter of the plane around it; where nobody stands there,
 * the nearest who lies that way at all. undefined: no arrow key, or nobody does.
 */
export function nextTowards(places: Places, from: number, key: string): number | undefined {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key]! : undefined;
  if (!step) return undefined;
  let [best, least]: [number | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (let row = 0; 2 * row < places.length; row++) {
    const dx = places[2 * row]! - places[2 * from]!;
    const dy = places[2 * row + 1]! - places[2 * from + 1]!;
    const along = dx * step[0] + dy * step[1];
    if (row === from || !(along > 0)) continue;
    const aside = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
    // Who is not in the quarter comes after all who are.
    const cost = Math.hypot(dx, dy) + (aside > along ? 1e6 : 0);
    if (cost < least) [best, least] = [row, cost];
  }
  return best;
}
