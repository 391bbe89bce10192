import { integer, pointer, real } from './arguments';

// A symmetric matrix in square tiles of its lower triangle: tile (I, J), I >= J, is number I (I + 1) / 2 + J, size * size f64 row by
// row, size a multiple of 4. Panels hold 4 rows each, [panel][k][4], so that a 4 x 4 tile of a product reads both sides in order.

@inline
function tileAt(tiles: usize, i: i32, j: i32, size: i32): usize {
  return tiles + ((<usize>(i * (i + 1) / 2 + j) * <usize>size * <usize>size) << 3);
}

/**
 * X^T X of a sparse matrix, one row a step: sums in f64 over the rows of X ascending. Tiles must be all zero.
 * Arguments: 0 tiles, 1 size of a tile, 2 columns, 3 columns a chunk, 4 rowPtr of X^T, 5 its columns, 6 its values (f32), 7 rowPtr
 * of X, 8 its columns, 9 its values (f32), 10 regularisation (f64): where it is, added to the diagonal, and 1 put there beyond
 * the last column. Scratch: 8 bytes a column.
 */
export function gramTiles(args: usize, chunk: i32, scratch: usize): void {
  const tiles = pointer(args, 0);
  const size = integer(args, 1);
  const columns = integer(args, 2);
  const tall = integer(args, 3);
  const byColumn = pointer(args, 4);
  const rows = pointer(args, 5);
  const weights = pointer(args, 6);
  const rowPtr = pointer(args, 7);
  const others = pointer(args, 8);
  const values = pointer(args, 9);
  const last = (columns + size - 1) / size * size;
  const end = min(last, (chunk + 1) * tall);
  for (let column = chunk * tall; column < end; column++) {
    const at = tileAt(tiles, column / size, 0, size) + ((<usize>(column % size) * <usize>size) << 3);
    const diagonal = tileAt(tiles, column / size, column / size, size) + (<usize>(column % size) * <usize>(size + 1) << 3);
    if (column >= columns) {
      store<f64>(diagonal, 1);
      continue;
    }
    memory.fill(scratch, 0, <usize>(column + 1) << 3);
    const stop = load<u32>(byColumn + (<usize>column << 2), 4);
    for (let p = load<u32>(byColumn + (<usize>column << 2)); p < stop; p++) {
      const row = rowPtr + (<usize>load<u32>(rows + (<usize>p << 2)) << 2);
      const weight = <f64>load<f32>(weights + (<usize>p << 2));
      const to = load<u32>(row, 4);
      for (let q = load<u32>(row); q < to; q++) {
        const other = load<u32>(others + (<usize>q << 2));
        if (<i32>other > column) break;
        const sum = scratch + (<usize>other << 3);
        store<f64>(sum, load<f64>(sum) + weight * <f64>load<f32>(values + (<usize>q << 2)));
      }
    }
    for (let other = 0; other <= column; other += size) {
      const count = min(size, column + 1 - other);
      const to = at + ((<usize>(other / size) * <usize>size * <usize>size) << 3);
      memory.copy(to, scratch + (<usize>other << 3), <usize>count << 3);
    }
    store<f64>(diagonal, load<f64>(diagonal) + real(args, 10));
  }
}

/**
 * Inverts the tile (K, K) by sweeping its rows and puts minus the inverse in its place and the inverse, in panels, beside.
 * Arguments of the three kernels of a step: 0 tiles, 1 size of a tile, 2 tiles a side, 3 K, 4 panels of the inverse, 5 panels U, 6
 * panels W, 7 status (f64): what stood at the first pivot that is not above 0 and finite, else 0; 8 its index.
 */
export function invertPivotTile(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const k = integer(args, 3);
  const tile = tileAt(pointer(args, 0), k, k, size);
  const panels = pointer(args, 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      store<f64>(at(tile, column, row, size), load<f64>(at(tile, row, column, size)));
    }
  }
  for (let pivot = 0; pivot < size; pivot++) {
    const d = load<f64>(at(tile, pivot, pivot, size));
    if (!(d > 0 && d < Infinity)) {
      store<f64>(pointer(args, 7), d == 0 ? -f64.MIN_VALUE : d);
      store<f64>(pointer(args, 8), k * size + pivot);
      return;
    }
    sweep(tile, pivot, size, d);
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const value = -load<f64>(at(tile, row, column, size));
      store<f64>(panels + ((<usize>((row >> 2) * size + column) << 2) + <usize>(row & 3) << 3), value);
    }
  }
}

@inline
function at(tile: usize, row: i32, column: i32, size: i32): usize {
  return tile + (<usize>(row * size + column) << 3);
}

/** a_ij -= a_ik a_kj / d, then a_ik = a_ik / d, a_kk = -1 / d; the tile stays symmetric. */
function sweep(tile: usize, k: i32, size: i32, d: f64): void {
  const own = at(tile, k, 0, size);
  for (let i = 0; i < size; i++) {
    if (i == k) continue;
    const factor = f64x2.splat(load<f64>(at(tile, i, k, size)) / d);
    const row = at(tile, i, 0, size);
    const end = row + (<usize>size << 3);
    let from = own;
    for (let to = row; to < end; to += 32) {
      v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(factor, v128.load(from))));
      v128.store(to, f64x2.sub(v128.load(to, 16), f64x2.mul(factor, v128.load(from, 16))), 16);
      from += 32;
    }
  }
  for (let i = 0; i < size; i++) {
    if (i == k) continue;
    const value = load<f64>(at(tile, k, i, size)) / d;
    store<f64>(at(tile, k, i, size), value);
    store<f64>(at(tile, i, k, size), value);
  }
  store<f64>(at(tile, k, k, size), -1 / d);
}

/** Chunk I != K: packs U_I, column K of the matrix, makes W_I = U_I (A_KK)^-1, packs it and puts it in the place of U_I. */
export function sweepPanel(args: usize, i: i32, scratch: usize): void {
  const size = integer(args, 1);
  const k = integer(args, 3);
  if (i == k) return;
  const isBelow = i > k;
  const tile = isBelow ? tileAt(pointer(args, 0), i, k, size) : tileAt(pointer(args, 0), k, i, size);
  const side = (<usize>size * <usize>size) << 3;
  const u = pointer(args, 5) + <usize>i * side;
  const w = pointer(args, 6) + <usize>i * side;
  const inverse = pointer(args, 4);
  for (let row = 0; row < size; row++) {
    const panel = u + ((<usize>(row >> 2) * <usize>size << 2) + <usize>(row & 3) << 3);
    for (let column = 0; column < size; column++) {
      const from = isBelow ? at(tile, row, column, size) : at(tile, column, row, size);
      store<f64>(panel + (<usize>column << 5), load<f64>(from));
    }
  }
  memory.fill(scratch, 0, side);
  for (let row = 0; row < size; row += 4) {
    for (let column = 0; column < size; column += 4) {
      subtractProduct(u + (<usize>(row * size) << 3), inverse + (<usize>(column * size) << 3), size, at(scratch, row, column, size), size);
    }
  }
  for (let row = 0; row < size; row++) {
    const panel = w + ((<usize>(row >> 2) * <usize>size << 2) + <usize>(row & 3) << 3);
    for (let column = 0; column < size; column++) {
      const value = -load<f64>(at(scratch, row, column, size));
      store<f64>(panel + (<usize>column << 5), value);
      store<f64>(isBelow ? at(tile, row, column, size) : at(tile, column, row, size), value);
    }
  }
}

/** Chunk I (I + 1) / 2 + J: takes W_I U_J^T from tile (I, J) where neither is K; of tiles on the diagonal the lower triangle counts. */
export function sweepTile(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const k = integer(args, 3);
  let i = <i32>((sqrt(8 * <f64>chunk + 1) - 1) / 2);
  while (i * (i + 1) / 2 > chunk) i--;
  while ((i + 1) * (i + 2) / 2 <= chunk) i++;
  const j = chunk - i * (i + 1) / 2;
  if (i == k || j == k) return;
  const side = (<usize>size * <usize>size) << 3;
  const u = pointer(args, 5) + <usize>j * side;
  const w = pointer(args, 6) + <usize>i * side;
  const tile = tileAt(pointer(args, 0), i, j, size);
  for (let column = 0; column < size; column += 4) {
    for (let row = i == j ? column : 0; row < size; row += 4) {
      subtractProduct(w + (<usize>(row * size) << 3), u + (<usize>(column * size) << 3), size, at(tile, row, column, size), size);
    }
  }
}

/** c (4 x 4, rows `stride` apart) -= the product of two panels over `depth`, a multiple of 2, k ascending. */
@inline
function subtractProduct(left: usize, right: usize, depth: i32, c: usize, stride: i32): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = left + (<usize>depth << 5);
  let b = right;
  for (let a = left; a < end; a += 64) {
    let low = v128.load(b);
    let high = v128.load(b, 16);
    let x = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(x, low));
    c01 = f64x2.add(c01, f64x2.mul(x, high));
    x = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, low));
    c11 = f64x2.add(c11, f64x2.mul(x, high));
    x = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, low));
    c21 = f64x2.add(c21, f64x2.mul(x, high));
    x = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, low));
    c31 = f64x2.add(c31, f64x2.mul(x, high));
    low = v128.load(b, 32);
    high = v128.load(b, 48);
    x = v128.load64_splat(a, 32);
    c00 = f64x2.add(c00, f64x2.mul(x, low));
    c01 = f64x2.add(c01, f64x2.mul(x, high));
    x = v128.load64_splat(a, 40);
    c10 = f64x2.add(c10, f64x2.mul(x, low));
    c11 = f64x2.add(c11, f64x2.mul(x, high));
    x = v128.load64_splat(a, 48);
    c20 = f64x2.add(c20, f64x2.mul(x, low));
    c21 = f64x2.add(c21, f64x2.mul(x, high));
    x = v128.load64_splat(a, 56);
    c30 = f64x2.add(c30, f64x2.mul(x, low));
    c31 = f64x2.add(c31, f64x2.mul(x, high));
    b += 64;
  }
  subtractRow(c, c00, c01);
  subtractRow(c + (<usize>stride << 3), c10, c11);
  subtractRow(c + (<usize>stride << 4), c20, c21);
  subtractRow(c + <usize>stride * 24, c30, c31);
}

@inline
function subtractRow(c: usize, low: v128, high: v128): void {
  v128.store(c, f64x2.sub(v128.load(c), low));
  v128.store(c, f64x2.sub(v128.load(c, 16), high), 16);
}

/**
 * Chunk I: rows of the weights of EASE, B_ij = -P_ij / P_jj and 0 on the diagonal, f32, of the tiles of -P, P the inverse.
 * Arguments: 0 tiles, 1 size of a tile, 2 columns, 3 out (f32, columns x columns).
 */
export function linearWeights(args: usize, chunk: i32, scratch: usize): void {
  const tiles = pointer(args, 0);
  const size = integer(args, 1);
  const columns = integer(args, 2);
  const out = pointer(args, 3);
  const end = min(columns, (chunk + 1) * size);
  for (let j = 0; j < columns; j++) {
    const tall = j / size;
    const own = load<f64>(at(tileAt(tiles, tall, tall, size), j % size, j % size, size));
    const tile = chunk >= tall ? tileAt(tiles, chunk, tall, size) : tileAt(tiles, tall, chunk, size);
    for (let i = chunk * size; i < end; i++) {
      const isLower = i >= j;
      const value = load<f64>(isLower ? at(tile, i % size, j % size, size) : at(tile, j % size, i % size, size));
      store<f32>(out + (<usize>i * <usize>columns + <usize>j << 2), i == j ? <f32>0 : <f32>(-value / own));
    }
  }
}
