/** Sums of weighted outer products v v^T in f64, four vectors at a time: what normal equations are made of. */

export interface OuterSum {
  readonly factors: number;
  /**
   * (factors * factors, and two spare rows) row-major; the lower triangle holds the sum, the rest means nothing
   */
  readonly sum: Float64Array;
  /** (factors * 4, and a spare row) vectors that wait to be added, factor by factor */
  readonly packed: Float64Array;
  /** (4) their weights */
  readonly weights: Float64Array;
  pending: number;
}

export function createOuterSum(factors: number): OuterSum {
  return {
    factors,
    sum: new Float64Array((factors + 2) * factors),
    packed: new Float64Array((factors + 1) * 4),
    weights: new Float64Array(4),
    pending: 0,
  };
}

/** Adds weight v v^T for v = vectors[at ... at + factors), now or with the vectors that follow. */
export function addVector(outer: OuterSum, vectors: Float64Array, at: number, weight: number): void {
  const { factors, packed } = outer;
  const slot = outer.pending++;
  for (let f = 0; f < factors; f++) packed[4 * f + slot] = vectors[at + f]!;
  outer.weights[slot] = weight;
  if (outer.pending === 4) addPacked(outer);
}

/** Adds the vectors that still wait; call it before `sum` is read. */
export function addPending(outer: OuterSum): void {
  if (outer.pending === 0) return;
  outer.weights.fill(0, outer.pending);
  addPacked(outer);
}

/**
 * Two rows of the triangle at once: six loads and two stores for eight products. The last row of an odd number of factors
 * goes with the spare row.
 */
function addPacked(outer: OuterSum): void {
  const { factors, packed, sum, weights } = outer;
  const w0 = weights[0]!;
  const w1 = weights[1]!;
  const w2 = weights[2]!;
  const w3 = weights[3]!;
  for (let row = 0; row < factors; row += 2) {
    const x0 = w0 * packed[4 * row]!;
    const x1 = w1 * packed[4 * row + 1]!;
    const x2 = w2 * packed[4 * row + 2]!;
    const x3 = w3 * packed[4 * row + 3]!;
    const y0 = w0 * packed[4 * row + 4]!;
    const y1 = w1 * packed[4 * row + 5]!;
    const y2 = w2 * packed[4 * row + 6]!;
    const y3 = w3 * packed[4 * row + 7]!;
    // Both rows run to column row + 1: for the first of them that is one place past its diagonal.
    let first = row * factors;
    let second = first + factors;
    for (let at = 0; at < 4 * row + 8; at += 4) {
      const p0 = packed[at]!;
      const p1 = packed[at + 1]!;
      const p2 = packed[at + 2]!;
      const p3 = packed[at + 3]!;
      sum[first++]! += x0 * p0 + x1 * p1 + (x2 * p2 + x3 * p3);
      sum[second++]! += y0 * p0 + y1 * p1 + (y2 * p2 + y3 * p3);
    }
  }
  outer.pending = 0;
}

/** V^T V for the rows v of V (rows * factors): `sum` of the outer products, see `OuterSum`. */
export function gramMatrix(vectors: Float64Array, factors: number): Float64Array {
  const outer = createOuterSum(factors);
  for (let at = 0; at < vectors.length; at += factors) addVector(outer, vectors, at, 1);
  addPending(outer);
  return outer.sum;
}
