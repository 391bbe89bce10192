/** From the options of a benchmark to the points that it measures. */

import { FACTORS } from './factors.ts';
import type { FactorKind, Point, TimingOptions } from './throughput-record.ts';

export interface ThroughputSizes {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  readonly k: number;
}

/** Of 50,000 items and 64 dimensions, and of a size that takes seconds. */
export const SIZES = {
  usual: { users: 4096, items: 50_000, dimensions: 64, k: 10 },
  quick: { users: 512, items: 2000, dimensions: 32, k: 10 },
} as const satisfies Record<string, ThroughputSizes>;

export const TIMINGS = {
  usual: { rounds: 7, sliceMs: 250 },
  quick: { rounds: 3, sliceMs: 40 },
} as const satisfies Record<string, TimingOptions>;

/** Shares of the main size along each curve, each size at least 1. */
const CURVES = {
  items: [1 / 50, 1 / 10, 1 / 3],
  users: [1 / 4096, 1 / 256, 1 / 16],
  dimensions: [1 / 4, 1 / 2, 2],
} as const;

/** A kind of factors after the other: its main point, then, with `curves`, one size at a time changed. No point comes twice. */
export function planPoints(sizes: ThroughputSizes, curves: boolean): Point[] {
  const changes = curves ? (Object.entries(CURVES) as [keyof typeof CURVES, readonly number[]][]) : [];
  const points = (Object.keys(FACTORS) as FactorKind[]).flatMap((factors): Point[] => [
    { factors, ...sizes, main: true },
    ...changes.flatMap(([name, shares]) =>
      shares.map((share): Point => {
        const size = Math.max(1, Math.round(sizes[name] * share));
        return { factors, ...sizes, [name]: size, main: false };
      }),
    ),
  ]);
  const seen = new Set<string>();
  return points.filter(({ factors, users, items, dimensions }) => {
    const key = `${factors} ${users} ${items} ${dimensions}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** 1 ... threads: all up to 4, then doublings, and the last. */
export function threadCounts(threads: number): number[] {
  const counts = [1, 2, 3, 4];
  for (let count = 8; count < threads; count *= 2) counts.push(count);
  return [...new Set([...counts.filter((count) => count <= threads), threads])];
}
