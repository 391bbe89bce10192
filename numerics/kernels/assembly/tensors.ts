import { integer, pointer, real } from './arguments';

// Products, sums and steps of dense f32 tensors that another library keeps in a memory of its own.

/** Steps and columns of a packed block of the right factor: 128 KB. */
const STEPS: i32 = 256;
const COLUMNS: i32 = 128;

/**
 * out = a b for one matrix of a batch (the chunk): f32 multiply and add in ascending steps from 0. Strides are in values, so that
 * either factor may lie transposed. Arguments: a, b, out (rows x columns, dense), rows, columns, steps, then strides: of a's rows and
 * steps, of b's steps and columns, of a's and b's matrices. Scratch: 135,296 bytes.
 */
export function matrixProduct(args: usize, chunk: i32, scratch: usize): void {
  const rows = integer(args, 3);
  const columns = integer(args, 4);
  const steps = integer(args, 5);
  const aRow = <usize>integer(args, 6) << 2;
  const aStep = <usize>integer(args, 7) << 2;
  const bStep = <usize>integer(args, 8) << 2;
  const bColumn = <usize>integer(args, 9) << 2;
  const a = pointer(args, 0) + (<usize>chunk * <usize>integer(args, 10) << 2);
  const b = pointer(args, 1) + (<usize>chunk * <usize>integer(args, 11) << 2);
  const size = <usize>rows * <usize>columns << 2;
  const out = pointer(args, 2) + <usize>chunk * size;
  memory.fill(out, 0, size);
  const strip = scratch + (STEPS * COLUMNS << 2);
  for (let step = 0; step < steps; step += STEPS) {
    const depth = min(STEPS, steps - step);
    for (let column = 0; column < columns; column += COLUMNS) {
      const width = min(COLUMNS, columns - column);
      packColumns(b + <usize>step * bStep + <usize>column * bColumn, bStep, bColumn, depth, width, scratch);
      for (let row = 0; row < rows; row += 4) {
        const height = min(4, rows - row);
        const left = a + <usize>row * aRow + <usize>step * aStep;
        const to = out + (<usize>row * <usize>columns + <usize>column << 2);
        if (aStep == 4) multiplyStrip(left, aRow, 4, height, scratch, depth, width, to, <usize>columns << 2);
        else {
          packRows(left, aRow, aStep, height, depth, strip);
          multiplyStrip(strip, 4, 16, height, scratch, depth, width, to, <usize>columns << 2);
        }
      }
    }
  }
}

/** Panels of 8 columns, `depth` rows of 32 bytes each; columns that are missing are 0. */
function packColumns(from: usize, step: usize, column: usize, depth: i32, width: i32, to: usize): void {
  for (let first = 0; first < width; first += 8) {
    const panel = from + <usize>first * column;
    const count = min(8, width - first);
    if (count == 8 && column == 4) packPanel(panel, step, depth, to);
    else {
      if (count < 8) memory.fill(to, 0, <usize>depth << 5);
      for (let c = 0; c < count; c++) packColumn(panel + <usize>c * column, step, depth, to + (<usize>c << 2));
    }
    to += <usize>depth << 5;
  }
}

function packPanel(from: usize, step: usize, depth: i32, to: usize): void {
  const end = to + (<usize>depth << 5);
  while (to < end) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += step;
    to += 32;
  }
}

function packColumn(from: usize, step: usize, depth: i32, to: usize): void {
  const end = to + (<usize>depth << 5);
  while (to < end) {
    store<f32>(to, load<f32>(from));
    from += step;
    to += 32;
  }
}

/** Four values a step; rows that are missing are left as they are, and nothing is made of them. */
function packRows(from: usize, row: usize, step: usize, height: i32, depth: i32, to: usize): void {
  const end = to + (<usize>depth << 4);
  if (height == 4 && row == 4) {
    while (to < end) {
      v128.store(to, v128.load(from));
      from += step;
      to += 16;
    }
    return;
  }
  for (; to < end; to += 16, from += step) {
    for (let r = 0; r < height; r++) store<f32>(to + (<usize>r << 2), load<f32>(from + <usize>r * row));
  }
}

/** Adds four rows times packed columns to out; a tile that is not whole goes by way of the place after the strip. */
function multiplyStrip(
  left: usize, row: usize, step: usize, height: i32, panels: usize, depth: i32, width: i32, out: usize, stride: usize,
): void {
  const r1 = height > 1 ? row : 0, r2 = height > 2 ? row << 1 : 0, r3 = height > 3 ? row * 3 : 0;
  const tile = panels + (STEPS * COLUMNS << 2) + (STEPS << 4);
  for (let column = 0; column < width; column += 8) {
    const panel = panels + (<usize>column >> 3) * (<usize>depth << 5);
    const to = out + (<usize>column << 2);
    const count = min(8, width - column);
    if (height == 4 && count == 8) {
      addTile(left, left + r1, left + r2, left + r3, step, panel, depth, to, stride);
      continue;
    }
    for (let r = 0; r < height; r++) memory.copy(tile + (<usize>r << 5), to + <usize>r * stride, <usize>count << 2);
    addTile(left, left + r1, left + r2, left + r3, step, panel, depth, tile, 32);
    for (let r = 0; r < height; r++) memory.copy(to + <usize>r * stride, tile + (<usize>r << 5), <usize>count << 2);
  }
}

/** out[i][j] += sum over steps of row i times the panel's column j, i < 4, j < 8, beginning with what out holds. */
function addTile(
  a: usize, b: usize, c: usize, d: usize, step: usize, panel: usize, depth: i32, out: usize, stride: usize,
): void {
  const out1 = out + stride, out2 = out1 + stride, out3 = out2 + stride;
  let a0 = v128.load(out), a1 = v128.load(out, 16);
  let b0 = v128.load(out1), b1 = v128.load(out1, 16);
  let c0 = v128.load(out2), c1 = v128.load(out2, 16);
  let d0 = v128.load(out3), d1 = v128.load(out3, 16);
  const end = panel + (<usize>depth << 5);
  while (panel < end) {
    const low = v128.load(panel);
    const high = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    a0 = f32x4.add(a0, f32x4.mul(x, low));
    a1 = f32x4.add(a1, f32x4.mul(x, high));
    x = v128.load32_splat(b);
    b0 = f32x4.add(b0, f32x4.mul(x, low));
    b1 = f32x4.add(b1, f32x4.mul(x, high));
    x = v128.load32_splat(c);
    c0 = f32x4.add(c0, f32x4.mul(x, low));
    c1 = f32x4.add(c1, f32x4.mul(x, high));
    x = v128.load32_splat(d);
    d0 = f32x4.add(d0, f32x4.mul(x, low));
    d1 = f32x4.add(d1, f32x4.mul(x, high));
    a += step;
    b += step;
    c += step;
    d += step;
    panel += 32;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out1, b0);
  v128.store(out1, b1, 16);
  v128.store(out2, c0);
  v128.store(out2, c1, 16);
  v128.store(out3, d0);
  v128.store(out3, d1, 16);
}

/**
 * out[s] = sum of the rows of segment s, f32 in the order of the rows; rows of a segment outside the range are left out.
 * Arguments: values (f32, count x width), segment of each row (i32), count, width, out (f32, segments x width), segments.
 */
export function segmentSums(args: usize, _chunk: i32, _scratch: usize): void {
  const width = integer(args, 3);
  const out = pointer(args, 4);
  const segments = integer(args, 5);
  memory.fill(out, 0, <usize>segments * <usize>width << 2);
  const bytes = <usize>width << 2;
  let from = pointer(args, 0);
  const ids = pointer(args, 1);
  for (let row = 0, count = integer(args, 2); row < count; row++, from += bytes) {
    const segment = load<i32>(ids + (<usize>row << 2));
    if (<u32>segment < <u32>segments) addRow(from, out + <usize>segment * bytes, bytes);
  }
}

function addRow(from: usize, to: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}

/**
 * One step of Adam (Kingma, Ba 2015, algorithm 1, as in its section 2 with the step length and the corrections made one), in f32:
 * m = m + (1 - b1)(g - m); v = v + (1 - b2)(g g - v); w = w - length m / (sqrt(v) scale + epsilon). Arguments: weights, gradient, m, v, count,
 * 1 - b1, 1 - b2, length, scale, epsilon.
 */
export function adamStep(args: usize, _chunk: i32, _scratch: usize): void {
  const count = integer(args, 4);
  stepAll(
    pointer(args, 0), pointer(args, 1), pointer(args, 2), pointer(args, 3), <usize>count << 2,
    <f32>real(args, 5), <f32>real(args, 6), <f32>real(args, 7), <f32>real(args, 8), <f32>real(args, 9),
  );
}

function stepAll(
  w: usize, g: usize, m: usize, v: usize, bytes: usize, first: f32, second: f32, length: f32, scale: f32, epsilon: f32,
): void {
  const firsts = f32x4.splat(first), seconds = f32x4.splat(second), lengths = f32x4.splat(length);
  const scales = f32x4.splat(scale), epsilons = f32x4.splat(epsilon);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const gradient = v128.load(g + at);
    const oldMean = v128.load(m + at);
    const oldSquare = v128.load(v + at);
    const mean = f32x4.add(oldMean, f32x4.mul(firsts, f32x4.sub(gradient, oldMean)));
    const square = f32x4.add(oldSquare, f32x4.mul(seconds, f32x4.sub(f32x4.mul(gradient, gradient), oldSquare)));
    v128.store(m + at, mean);
    v128.store(v + at, square);
    const under = f32x4.add(f32x4.mul(f32x4.sqrt(square), scales), epsilons);
    v128.store(w + at, f32x4.sub(v128.load(w + at), f32x4.div(f32x4.mul(lengths, mean), under)));
  }
  for (; at < bytes; at += 4) {
    const gradient = load<f32>(g + at);
    const oldMean = load<f32>(m + at);
    const oldSquare = load<f32>(v + at);
    const mean = oldMean + first * (gradient - oldMean);
    const square = oldSquare + second * (gradient * gradient - oldSquare);
    store<f32>(m + at, mean);
    store<f32>(v + at, square);
    store<f32>(w + at, load<f32>(w + at) - (length * mean) / (sqrt(square) * scale + epsilon));
  }
}
