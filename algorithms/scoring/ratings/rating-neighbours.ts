import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { QueryGroups, RatingMatrix } from './rating-matrix.ts';

export interface NeighbourRatings {
  readonly matrix: RatingMatrix;
  /** (ratings by item) what a neighbour tells of the item: the rating, or how far it is off what was to be expected. */
  readonly told: Float64Array;
  /** Most neighbours to ask. */
  readonly neighbours: number;
  /** Items that two shoppers must both have rated. */
  readonly leastCommon: number;
  /** (shoppers) order among equally similar ones, from `tiePlaces` */
  readonly places: Uint32Array;
}

/** Of each query in the order of `QueryGroups.query`. */
export interface ToldRatings {
  /** Mean of what the neighbours tell, weighted by similarity; 0 where `found` is 0. */
  readonly told: Float64Array;
  /** Neighbours asked. */
  readonly found: Uint32Array;
}

const GROUPS_A_CHUNK = 4;

/**
 * Asks the most similar shoppers who rated the item. Similarity 1 / (msd + 1), msd the mean squared difference over the items
 * both rated; one dense row of similarities a shopper, so no matrix of shoppers by shoppers. Sums in f64. The kernel has the same
 * order of operations, so the same bits, as `neighbourRatingsReference`.
 */
export function neighbourRatings(
  model: NeighbourRatings,
  queries: QueryGroups,
  host: KernelHost,
): ToldRatings {
  const { byShopper, byItem } = model.matrix;
  const groups = queries.group.length;
  const scope = host.memory.openScope();
  try {
    const found = scope.alloc(4 * queries.query.length);
    const told = scope.alloc(8 * queries.query.length);
    const args = [
      ...[groups, GROUPS_A_CHUNK],
      ...[queries.group, queries.start, queries.other].map(scope.put),
      ...[byShopper.rowPtr, byShopper.colIdx, byShopper.values].map(scope.put),
      ...[byItem.rowPtr, byItem.colIdx, byItem.values, model.told].map(scope.put),
      ...[byShopper.rows, model.neighbours, model.leastCommon, scope.put(model.places), told, found],
    ];
    const scratch = 16 * byShopper.rows + 24 * model.neighbours;
    host.run('ratingNeighbours', Math.ceil(groups / GROUPS_A_CHUNK), args, scratch);
    return {
      told: host.memory.f64(told, queries.query.length).slice(),
      found: host.memory.u32(found, queries.query.length).slice(),
    };
  } finally {
    scope.close();
  }
}

/** The same in plain words. */
export function neighbourRatingsReference(model: NeighbourRatings, queries: QueryGroups): ToldRatings {
  const told = new Float64Array(queries.query.length);
  const found = new Uint32Array(queries.query.length);
  queries.group.forEach((shopper, group) => {
    for (let n = queries.start[group]!; n < queries.start[group + 1]!; n++) {
      const nearest = ratersOf(model, shopper, queries.other[n]!).slice(0, model.neighbours);
      found[n] = nearest.length;
      told[n] = toldByAll(nearest);
    }
  });
  return { told, found };
}

/** A rater of an item, and what they tell of it. */
export interface Rater {
  readonly shopper: number;
  readonly similarity: number;
  readonly told: number;
}

/** Those who rated `item` and are similar to `shopper` at all, most similar first; the first `neighbours` are asked. */
export function ratersOf(
  { matrix, places, leastCommon, told }: NeighbourRatings,
  shopper: number,
  item: number,
): Rater[] {
  const similarities = similaritiesOf(shopper, matrix, leastCommon);
  const { rowPtr, colIdx } = matrix.byItem;
  const [from, to] = [rowPtr[item]!, rowPtr[item + 1]!];
  return Array.from({ length: to - from }, (_, i) => {
    const rater = colIdx[from + i]!;
    return { shopper: rater, similarity: similarities[rater]!, told: told[from + i]! };
  })
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || places[a.shopper]! - places[b.shopper]!);
}

/** Mean of what they tell, weighted by similarity; 0 of nobody. */
export function toldByAll(raters: readonly Rater[]): number {
  const weight = raters.reduce((sum, { similarity }) => sum + similarity, 0);
  return weight > 0 ? raters.reduce((sum, rater) => sum + rater.similarity * rater.told, 0) / weight : 0;
}

/** (shoppers) similarity to one shopper; 0 where fewer than `leastCommon` items are common, and for the shopper's own. */
export function similaritiesOf(shopper: number, matrix: RatingMatrix, leastCommon: number): Float64Array {
  const { byShopper, byItem } = matrix;
  const squares = new Float64Array(byShopper.rows);
  const common = new Uint32Array(byShopper.rows);
  for (let p = byShopper.rowPtr[shopper]!; p < byShopper.rowPtr[shopper + 1]!; p++) {
    const item = byShopper.colIdx[p]!;
    for (let q = byItem.rowPtr[item]!; q < byItem.rowPtr[item + 1]!; q++) {
      const other = byItem.colIdx[q]!;
      const apart = byShopper.values[p]! - byItem.values[q]!;
      squares[other]! += apart * apart;
      common[other]!++;
    }
  }
  common[shopper] = 0;
  return squares.map((sum, other) => {
    const both = common[other]!;
    return both === 0 || both < leastCommon ? 0 : 1 / (sum / both + 1);
  });
}
