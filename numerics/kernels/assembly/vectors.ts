// Vectors of f32 whose length is a multiple of 8. Sums of products: dimension k goes to lane k mod 8; lanes j and j + 4 are added,
// then (0 + 1) + (2 + 3).

@inline
function laneSum(sum0: v128, sum1: v128): f32 {
  const sum = f32x4.add(sum0, sum1);
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** <a, b> */
@inline
export function dotOf(a: usize, b: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load(a + at), v128.load(b + at)));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load(a + at, 16), v128.load(b + at, 16)));
  }
  return laneSum(sum0, sum1);
}

/** <a, b - c> */
@inline
export function dotOfDifference(a: usize, b: usize, c: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    const d0 = f32x4.sub(v128.load(b + at), v128.load(c + at));
    const d1 = f32x4.sub(v128.load(b + at, 16), v128.load(c + at, 16));
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load(a + at), d0));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load(a + at, 16), d1));
  }
  return laneSum(sum0, sum1);
}

/** <a, b + c> */
@inline
export function dotOfSum(a: usize, b: usize, c: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    const d0 = f32x4.add(v128.load(b + at), v128.load(c + at));
    const d1 = f32x4.add(v128.load(b + at, 16), v128.load(c + at, 16));
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load(a + at), d0));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load(a + at, 16), d1));
  }
  return laneSum(sum0, sum1);
}

/** <v, a>, <v, b>, <v, c>, <v, d>: dimension k goes to lane k mod 4; then (0 + 1) + (2 + 3). */
@inline
export function fourDots(v: usize, a: usize, b: usize, c: usize, d: usize, bytes: usize): v128 {
  let sa = f32x4.splat(0);
  let sb = f32x4.splat(0);
  let sc = f32x4.splat(0);
  let sd = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    const low = v128.load(v + at);
    const high = v128.load(v + at, 16);
    sa = f32x4.add(sa, f32x4.mul(low, v128.load(a + at)));
    sb = f32x4.add(sb, f32x4.mul(low, v128.load(b + at)));
    sc = f32x4.add(sc, f32x4.mul(low, v128.load(c + at)));
    sd = f32x4.add(sd, f32x4.mul(low, v128.load(d + at)));
    sa = f32x4.add(sa, f32x4.mul(high, v128.load(a + at, 16)));
    sb = f32x4.add(sb, f32x4.mul(high, v128.load(b + at, 16)));
    sc = f32x4.add(sc, f32x4.mul(high, v128.load(c + at, 16)));
    sd = f32x4.add(sd, f32x4.mul(high, v128.load(d + at, 16)));
  }
  const abEven = v128.shuffle<f32>(sa, sb, 0, 2, 4, 6);
  const abOdd = v128.shuffle<f32>(sa, sb, 1, 3, 5, 7);
  const cdEven = v128.shuffle<f32>(sc, sd, 0, 2, 4, 6);
  const cdOdd = v128.shuffle<f32>(sc, sd, 1, 3, 5, 7);
  const ab = f32x4.add(abEven, abOdd); // a01 a23 b01 b23
  const cd = f32x4.add(cdEven, cdOdd);
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}
