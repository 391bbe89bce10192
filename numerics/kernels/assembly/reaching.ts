// Which of some sums from `at` on are at least `floor`, which is above 0: a bit for each. S: u16, u32 below 2^31, or f64.

@inline
export function reaching<S>(at: usize, floor: f64): u64 {
  const least = splat<S>(floor);
  if (!isReachable<S>(floor)) return 0;
  const part: usize = 16 * sizeof<S>();
  return (
    sixteen<S>(at, least) |
    (sixteen<S>(at + part, least) << 16) |
    (sixteen<S>(at + 2 * part, least) << 32) |
    (sixteen<S>(at + 3 * part, least) << 48)
  );
}

@inline
export function reachingOfSixteen<S>(at: usize, floor: f64): u64 {
  return isReachable<S>(floor) ? sixteen<S>(at, splat<S>(floor)) : 0;
}

@inline
function isReachable<S>(floor: f64): bool {
  return sizeof<S>() == 8 || floor <= (sizeof<S>() == 2 ? 65535.0 : 2147483647.0);
}

/** Of what whole numbers must reach, where floor is reachable. */
@inline
function splat<S>(floor: f64): v128 {
  if (sizeof<S>() == 2) return i16x8.splat(<i16>(<i32>ceil(min(floor, 65535.0))));
  if (sizeof<S>() == 4) return i32x4.splat(<i32>ceil(min(floor, 2147483647.0)));
  return f64x2.splat(floor);
}

@inline
function sixteen<S>(at: usize, least: v128): u64 {
  if (sizeof<S>() == 2) {
    const first = i16x8.ge_u(v128.load(at), least);
    const second = i16x8.ge_u(v128.load(at, 16), least);
    return <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(first, second)));
  }
  if (sizeof<S>() == 4) {
    const first = i16x8.narrow_i32x4_s(wide(at, least), wide(at + 16, least));
    const second = i16x8.narrow_i32x4_s(wide(at + 32, least), wide(at + 48, least));
    return <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(first, second)));
  }
  return four(at, least) | (four(at + 32, least) << 4) | (four(at + 64, least) << 8) | (four(at + 96, least) << 12);
}

@inline
function wide(at: usize, least: v128): v128 {
  return i32x4.ge_s(v128.load(at), least);
}

@inline
function four(at: usize, least: v128): u64 {
  const first = <u32>i64x2.bitmask(f64x2.ge(v128.load(at), least));
  const second = <u32>i64x2.bitmask(f64x2.ge(v128.load(at, 16), least));
  return <u64>(first | (second << 2));
}
