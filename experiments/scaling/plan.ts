/** From the options of a scaling study to its points. */

import { ConfigError } from '../../datasets/config-error.ts';
import { AXES, type Axis, type Point, type Sizes } from './scaling-record.ts';

export const BASE: Sizes = { shoppers: 2000, items: 2000, each: 20 };
export const QUICK: Sizes = { shoppers: 300, items: 300, each: 10 };

/** Rows of the largest point: past it, drawing takes longer than most fits. */
const MOST_ROWS = 50_000_000;

/**
 * Base x 1, 2, 4 ... along each axis. Twice the shoppers are twice the interactions; twice the items are not. The base itself stands on every
 * axis, and is measured once.
 */
export function planScaling(base: Sizes, doublings: number, axes: readonly Axis[] = AXES): Point[] {
  const factors = Array.from({ length: doublings + 1 }, (_, i) => 2 ** i);
  const points = axes.flatMap((axis) =>
    factors.map((factor): Point => ({ ...grown(base, axis, factor), axis, factor })),
  );
  for (const { shoppers, items, each, axis, factor } of points) {
    if (shoppers * each > MOST_ROWS)
      throw new ConfigError([
        `scale: ${factor} times the ${axis} are ${shoppers * each} rows; at most ${MOST_ROWS} are drawn`,
      ]);
    if (items > 2 ** 24) throw new ConfigError([`scale: ${items} items; at most ${2 ** 24}`]);
  }
  return points;
}

function grown({ shoppers, items, each }: Sizes, axis: Axis, factor: number): Sizes {
  switch (axis) {
    case 'shoppers':
      return { shoppers: shoppers * factor, items, each };
    case 'items':
      return { shoppers, items: items * factor, each };
    case 'interactions':
      return { shoppers, items, each: each * factor };
  }
}
