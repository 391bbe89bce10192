// Symmetric positive systems in f32, kept as panels of 8 columns: element (i, j) lies at panel (j >> 3), row i, lane (j & 7), and a
// panel has all `width` rows, 32 bytes each. Only i <= j means anything. `width` is a multiple of 8. Packed vectors are kept the
// same way, one vector a row, so that one tile of 4 x 8 serves both the sum of outer products and the factorisation.

/** out[i][j] += sign * sum over k < steps of left[k][i] * right[k][j], i < 4, j < 8; k ascends, rows are 32 bytes. */
function addProducts(left: usize, right: usize, steps: i32, out: usize, sign: f32): void {
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0), b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0), b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0), b3 = f32x4.splat(0);
  const end = right + (<usize>steps << 5);
  while (right < end) {
    const low = v128.load(right);
    const high = v128.load(right, 16);
    let x = v128.load32_splat(left);
    a0 = f32x4.add(a0, f32x4.mul(x, low));
    b0 = f32x4.add(b0, f32x4.mul(x, high));
    x = v128.load32_splat(left, 4);
    a1 = f32x4.add(a1, f32x4.mul(x, low));
    b1 = f32x4.add(b1, f32x4.mul(x, high));
    x = v128.load32_splat(left, 8);
    a2 = f32x4.add(a2, f32x4.mul(x, low));
    b2 = f32x4.add(b2, f32x4.mul(x, high));
    x = v128.load32_splat(left, 12);
    a3 = f32x4.add(a3, f32x4.mul(x, low));
    b3 = f32x4.add(b3, f32x4.mul(x, high));
    left += 32;
    right += 32;
  }
  const s = f32x4.splat(sign);
  v128.store(out, f32x4.add(v128.load(out), f32x4.mul(s, a0)));
  v128.store(out, f32x4.add(v128.load(out, 16), f32x4.mul(s, b0)), 16);
  v128.store(out, f32x4.add(v128.load(out, 32), f32x4.mul(s, a1)), 32);
  v128.store(out, f32x4.add(v128.load(out, 48), f32x4.mul(s, b1)), 48);
  v128.store(out, f32x4.add(v128.load(out, 64), f32x4.mul(s, a2)), 64);
  v128.store(out, f32x4.add(v128.load(out, 80), f32x4.mul(s, b2)), 80);
  v128.store(out, f32x4.add(v128.load(out, 96), f32x4.mul(s, a3)), 96);
  v128.store(out, f32x4.add(v128.load(out, 112), f32x4.mul(s, b3)), 112);
}

/** Adds V^T V of `steps` packed vectors, whose panels lie `stride` bytes apart, to a system. */
export function addOuterProducts(packed: usize, stride: usize, steps: i32, system: usize, width: i32): void {
  const systemStride = <usize>width << 5;
  for (let row = 0; row < width; row += 4) {
    const left = packed + <usize>(row >> 3) * stride + (<usize>(row & 7) << 2);
    for (let panel = row >> 3; panel < width >> 3; panel++) {
      const out = system + <usize>panel * systemStride + (<usize>row << 5);
      addProducts(left, packed + <usize>panel * stride, steps, out, 1);
    }
  }
}

/**
 * Factors a system in place: A = U^T U. `inverse` (f32, width) becomes 1 / U[i][i].
 * Returns false when a pivot is no number, or so small beside its diagonal that f32 no longer tells it from 0.
 */
export function factorSystem(system: usize, width: i32, inverse: usize): bool {
  const stride = <usize>width << 5;
  for (let row = 0; row < width; row += 4) {
    const first = row >> 3;
    const offset = <usize>row << 5;
    const lane = <usize>(row & 7) << 2;
    const left = system + <usize>first * stride + lane;
    const diagonal = left + offset;
    const least0 = load<f32>(diagonal) * SMALLEST_PIVOT;
    const least1 = load<f32>(diagonal, 36) * SMALLEST_PIVOT;
    const least2 = load<f32>(diagonal, 72) * SMALLEST_PIVOT;
    const least3 = load<f32>(diagonal, 108) * SMALLEST_PIVOT;
    addProducts(left, diagonal - offset - lane, row, diagonal - lane, -1);
    const r = inverse + (<usize>row << 2);
    const pivot0 = load<f32>(diagonal);
    const r0 = <f32>1 / sqrt(pivot0);
    const u01 = load<f32>(diagonal, 4) * r0;
    const u02 = load<f32>(diagonal, 8) * r0;
    const u03 = load<f32>(diagonal, 12) * r0;
    const pivot1 = load<f32>(diagonal, 36) - u01 * u01;
    const r1 = <f32>1 / sqrt(pivot1);
    const u12 = (load<f32>(diagonal, 40) - u01 * u02) * r1;
    const u13 = (load<f32>(diagonal, 44) - u01 * u03) * r1;
    const pivot2 = load<f32>(diagonal, 72) - u02 * u02 - u12 * u12;
    const r2 = <f32>1 / sqrt(pivot2);
    const u23 = (load<f32>(diagonal, 76) - u02 * u03 - u12 * u13) * r2;
    const pivot3 = load<f32>(diagonal, 108) - u03 * u03 - u13 * u13 - u23 * u23;
    const r3 = <f32>1 / sqrt(pivot3);
    if (!(pivot0 > least0 && pivot1 > least1 && pivot2 > least2 && pivot3 > least3)) return false;
    if (!(pivot0 < Infinity && pivot1 < Infinity && pivot2 < Infinity && pivot3 < Infinity)) return false;
    store<f32>(r, r0);
    store<f32>(r, r1, 4);
    store<f32>(r, r2, 8);
    store<f32>(r, r3, 12);
    solveFour(diagonal - lane, r0, r1, r2, r3, u01, u02, u03, u12, u13, u23);
    for (let panel = first + 1; panel < width >> 3; panel++) {
      const right = system + <usize>panel * stride;
      addProducts(left, right, row, right + offset, -1);
      solveFour(right + offset, r0, r1, r2, r3, u01, u02, u03, u12, u13, u23);
    }
  }
  return true;
}

/** Beside its diagonal element: some 64 roundings of f32. */
const SMALLEST_PIVOT: f32 = 1.0 / 65536.0;

/** Four rows of 8 of the factor from what the rows above have left of them. */
@inline
function solveFour(
  at: usize, r0: f32, r1: f32, r2: f32, r3: f32, u01: f32, u02: f32, u03: f32, u12: f32, u13: f32, u23: f32,
): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const to = at + half;
    const x0 = f32x4.mul(v128.load(to), f32x4.splat(r0));
    let x1 = f32x4.sub(v128.load(to, 32), f32x4.mul(f32x4.splat(u01), x0));
    x1 = f32x4.mul(x1, f32x4.splat(r1));
    let x2 = f32x4.sub(v128.load(to, 64), f32x4.mul(f32x4.splat(u02), x0));
    x2 = f32x4.mul(f32x4.sub(x2, f32x4.mul(f32x4.splat(u12), x1)), f32x4.splat(r2));
    let x3 = f32x4.sub(v128.load(to, 96), f32x4.mul(f32x4.splat(u03), x0));
    x3 = f32x4.sub(x3, f32x4.mul(f32x4.splat(u13), x1));
    x3 = f32x4.mul(f32x4.sub(x3, f32x4.mul(f32x4.splat(u23), x2)), f32x4.splat(r3));
    v128.store(to, x0);
    v128.store(to, x1, 32);
    v128.store(to, x2, 64);
    v128.store(to, x3, 96);
  }
}

/** Solves U^T U x = b in place of b (f32, width), with what `factorSystem` left. */
export function solveFactored(system: usize, width: i32, inverse: usize, b: usize): void {
  const stride = <usize>width << 5;
  const panels = width >> 3;
  for (let panel = 0; panel < panels; panel++) {
    const own = b + (<usize>panel << 5);
    const block = system + <usize>panel * stride + (<usize>panel << 8);
    for (let i = 0; i < 8; i++) {
      const at = own + (<usize>i << 2);
      const y = load<f32>(at) * load<f32>(inverse + (<usize>((panel << 3) + i) << 2));
      store<f32>(at, y);
      const row = block + (<usize>i << 5);
      for (let j = i + 1; j < 8; j++) {
        const to = own + (<usize>j << 2);
        store<f32>(to, load<f32>(to) - y * load<f32>(row + (<usize>j << 2)));
      }
    }
    for (let later = panel + 1; later < panels; later++) {
      const rows = system + <usize>later * stride + (<usize>panel << 8);
      const to = b + (<usize>later << 5);
      let low = v128.load(to);
      let high = v128.load(to, 16);
      for (let i: usize = 0; i < 8; i++) {
        const y = v128.load32_splat(own + (i << 2));
        low = f32x4.sub(low, f32x4.mul(y, v128.load(rows + (i << 5))));
        high = f32x4.sub(high, f32x4.mul(y, v128.load(rows + (i << 5), 16)));
      }
      v128.store(to, low);
      v128.store(to, high, 16);
    }
  }
  for (let panel = panels - 1; panel >= 0; panel--) solveBack(system, width, panel, inverse, b);
}

/** The 8 unknowns of one panel, from those of all later ones. */
function solveBack(system: usize, width: i32, panel: i32, inverse: usize, b: usize): void {
  const stride = <usize>width << 5;
  const own = b + (<usize>panel << 5);
  const block = system + <usize>panel * stride + (<usize>panel << 8);
  for (let four: usize = 0; four < 8; four += 4) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    for (let later = panel + 1; later < width >> 3; later++) {
      const rows = block + <usize>(later - panel) * stride + (four << 5);
      const x = b + (<usize>later << 5);
      const low = v128.load(x);
      const high = v128.load(x, 16);
      s0 = f32x4.add(s0, f32x4.add(f32x4.mul(low, v128.load(rows)), f32x4.mul(high, v128.load(rows, 16))));
      s1 = f32x4.add(s1, f32x4.add(f32x4.mul(low, v128.load(rows, 32)), f32x4.mul(high, v128.load(rows, 48))));
      s2 = f32x4.add(s2, f32x4.add(f32x4.mul(low, v128.load(rows, 64)), f32x4.mul(high, v128.load(rows, 80))));
      s3 = f32x4.add(s3, f32x4.add(f32x4.mul(low, v128.load(rows, 96)), f32x4.mul(high, v128.load(rows, 112))));
    }
    const at = own + (four << 2);
    v128.store(at, f32x4.sub(v128.load(at), sumLanes(s0, s1, s2, s3)));
  }
  for (let i = 7; i >= 0; i--) {
    const row = block + (<usize>i << 5);
    let x = load<f32>(own + (<usize>i << 2));
    for (let j = i + 1; j < 8; j++) x -= load<f32>(own + (<usize>j << 2)) * load<f32>(row + (<usize>j << 2));
    store<f32>(own + (<usize>i << 2), x * load<f32>(inverse + (<usize>((panel << 3) + i) << 2)));
  }
}

/** Lane n is the sum of the lanes of the nth vector, (0 + 2) + (1 + 3). */
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
