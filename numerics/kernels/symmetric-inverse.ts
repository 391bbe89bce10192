/**
 * The inverse of a symmetric positive definite matrix in f64, in tiles of its lower triangle, n^3 multiplications and additions.
 *
 * The sweep operator by blocks (Goodnight, "A tutorial on the SWEEP operator", The American Statistician, 1979), which for such
 * matrices is Gauss-Jordan elimination without pivoting: its pivots are those of Cholesky's factorisation. For each block K, with
 * U_I the block (I, K) and W_I = U_I (A_KK)^-1,
 *
 *   A_IJ -= W_I U_J^T,   A_IK = W_I,   A_KK = -(A_KK)^-1
 *
 * and at the end -A is the inverse. All work is one kind of update of tiles that fit the second cache; panels fit the first.
 */

import type { KernelHost } from './host.ts';
import type { Scope } from './memory.ts';

/** The lower triangle of a matrix of `side` x `side` tiles, in the memory of kernels. */
export interface SymmetricTiles {
  /** Rows of the matrix; beyond them tiles hold the identity. */
  readonly n: number;
  /** Rows of a tile, a multiple of 4. */
  readonly size: number;
  /** Tiles in a column. */
  readonly side: number;
  /** Address of tile (0, 0); (I, J) is number I (I + 1) / 2 + J. */
  readonly tiles: number;
  readonly bytes: number;
}

const LEAST_SIZE = 64;
const MOST_SIZE = 136;
/** Tiles that one call updates: about 50 ms. */
const TILES_A_CALL = 96;

/** The size of tiles that pads n rows little; small tiles work a little slower. */
export function tileSize(n: number): number {
  if (n <= MOST_SIZE) return Math.max(4, Math.ceil(n / 4) * 4);
  let best = MOST_SIZE;
  const cost = (size: number): number => Math.ceil(n / size) * (size + 2);
  for (let size = MOST_SIZE; size >= LEAST_SIZE; size -= 4) if (cost(size) < cost(best)) best = size;
  return best;
}

/** Bytes of the tiles of n rows, and of what their inversion needs besides. */
export function inverseBytes(n: number): { readonly tiles: number; readonly besides: number } {
  const size = tileSize(n);
  const side = Math.ceil(n / size);
  return { tiles: 4 * side * (side + 1) * size * size, besides: 8 * (2 * side + 2) * size * size + 128 };
}

/** Tiles that are not cleared. Throws RangeError when they do not fit. */
export function allocateTiles(n: number, scope: Scope): SymmetricTiles {
  const size = tileSize(n);
  const side = Math.ceil(n / size);
  const bytes = 4 * side * (side + 1) * size * size;
  return { n, size, side, tiles: scope.alloc(bytes), bytes };
}

/**
 * Puts minus the inverse in the place of a matrix. `pause` is awaited about every 50 ms.
 *
 * Throws RangeError, naming the pivot, when the matrix is not positive definite; the tiles are lost then.
 */
export async function invertTiles(
  host: KernelHost,
  { n, size, side, tiles }: SymmetricTiles,
  pause: (done: number, total: number) => Promise<void>,
): Promise<void> {
  const scope = host.memory.openScope();
  try {
    const square = 8 * size * size;
    const [inverse, left, right] = [
      scope.alloc(square),
      scope.alloc(side * square),
      scope.alloc(side * square),
    ];
    const status = scope.put(new Float64Array(16));
    const all = (side * (side + 1)) / 2;
    for (let k = 0; k < side; k++) {
      const args = [tiles, size, side, k, inverse, left, right, status, status + 64];
      host.run('invertPivotTile', 1, args);
      const [pivot, index] = [host.memory.f64(status, 1)[0]!, host.memory.f64(status + 64, 1)[0]!];
      if (pivot !== 0)
        throw new RangeError(
          `inverse: pivot ${index} of ${n} is ${pivot}; the matrix is not positive definite`,
        );
      host.run('sweepPanel', side, args, square);
      for (let from = 0; from < all; from += TILES_A_CALL) {
        host.run('sweepTile', { from, to: Math.min(all, from + TILES_A_CALL) }, args);
        await pause(k * all + Math.min(all, from + TILES_A_CALL), side * all);
      }
    }
  } finally {
    scope.close();
  }
}
