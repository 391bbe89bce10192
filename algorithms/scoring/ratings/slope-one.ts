import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { QueryGroups, RatingMatrix } from './rating-matrix.ts';

/** Of each query in the order of `QueryGroups.query`. */
export interface Slopes {
  /** Mean difference between the item and the shopper's own items; 0 where `found` is 0. */
  readonly slope: Float64Array;
  /** Items of the shopper that someone rated together with the item. */
  readonly found: Uint32Array;
}

const GROUPS_A_CHUNK = 4;

/**
 * slope(u, i) = mean over the items j of u, rated together with i by someone, of dev(i, j); dev(i, j) = mean over the shoppers
 * who rated both of r_i - r_j. One dense row of differences an item, so no matrix of items by items. Sums in f64. The kernel has
 * the same order of operations, so the same bits, as `slopesReference`.
 *
 * @param queries grouped by item
 */
export function slopes({ byShopper, byItem }: RatingMatrix, queries: QueryGroups, host: KernelHost): Slopes {
  const groups = queries.group.length;
  const scope = host.memory.openScope();
  try {
    const found = scope.alloc(4 * queries.query.length);
    const slope = scope.alloc(8 * queries.query.length);
    const args = [
      ...[groups, GROUPS_A_CHUNK],
      ...[queries.group, queries.start, queries.other].map(scope.put),
      ...[byShopper.rowPtr, byShopper.colIdx, byShopper.values].map(scope.put),
      ...[byItem.rowPtr, byItem.colIdx, byItem.values].map(scope.put),
      ...[byItem.rows, slope, found],
    ];
    host.run('slopeOne', Math.ceil(groups / GROUPS_A_CHUNK), args, 16 * byItem.rows);
    return {
      slope: host.memory.f64(slope, queries.query.length).slice(),
      found: host.memory.u32(found, queries.query.length).slice(),
    };
  } finally {
    scope.close();
  }
}

type Sides = Pick<RatingMatrix, 'byShopper' | 'byItem'>;

/** (items) over those who rated both, sums of the rating of `item` less that of the other, and how many they are. */
export function differences(
  { byShopper, byItem }: Sides,
  item: number,
): { readonly sums: Float64Array; readonly counts: Uint32Array } {
  const sums = new Float64Array(byItem.rows);
  const counts = new Uint32Array(byItem.rows);
  for (let q = byItem.rowPtr[item]!; q < byItem.rowPtr[item + 1]!; q++) {
    const shopper = byItem.colIdx[q]!;
    for (let p = byShopper.rowPtr[shopper]!; p < byShopper.rowPtr[shopper + 1]!; p++) {
      const other = byShopper.colIdx[p]!;
      if (other === item) continue;
      sums[other]! += byItem.values[q]! - byShopper.values[p]!;
      counts[other]!++;
    }
  }
  return { sums, counts };
}

/** The same in plain words. */
export function slopesReference({ byShopper, byItem }: RatingMatrix, queries: QueryGroups): Slopes {
  const slope = new Float64Array(queries.query.length);
  const found = new Uint32Array(queries.query.length);
  queries.group.forEach((item, group) => {
    const { sums, counts } = differences({ byShopper, byItem }, item);
    for (let n = queries.start[group]!; n < queries.start[group + 1]!; n++) {
      const shopper = queries.other[n]!;
      const own = byShopper.colIdx.subarray(byShopper.rowPtr[shopper]!, byShopper.rowPtr[shopper + 1]!);
      const used = own.filter((other) => counts[other]! > 0);
      found[n] = used.length;
      const sum = used.reduce((all, other) => all + sums[other]! / counts[other]!, 0);
      slope[n] = used.length > 0 ? sum / used.length : 0;
    }
  });
  return { slope, found };
}
