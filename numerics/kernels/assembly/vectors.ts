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
