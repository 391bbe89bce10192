const STEPS_PER_UNIT: f64 = 1.4426950408889634; // 1 / ln 2
const LN2: f64 = 0.6931471805599453;
const ROUNDER: f64 = 6755399441055744; // 1.5 * 2^52: adding and taking it away rounds to an integer

/** 1 / (1 + e^x), relative error below 1e-8; x beyond +-60 counts as +-60. The same operations as in ../logistic.ts. */
@inline
export function logisticOfMinus(x: f64): f64 {
  const bounded = max<f64>(-60, min<f64>(60, x));
  const n = bounded * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = bounded - n * LN2;
  const r2 = r * r;
  const low = 1 + r + r2 * (0.5 + r * (1.0 / 6));
  const high = 1.0 / 24 + r * (1.0 / 120) + r2 * (1.0 / 720 + r * (1.0 / 5040));
  const power = reinterpret<f64>((<i64>n + 1023) << 52);
  return 1 / (1 + (low + r2 * r2 * high) * power);
}

/** `logisticOfMinus` of both, with the same bits. */
@inline
export function logisticsOfMinus(x: v128): v128 {
  const bounded = f64x2.max(f64x2.splat(-60), f64x2.min(f64x2.splat(60), x));
  const rounded = f64x2.add(f64x2.mul(bounded, f64x2.splat(STEPS_PER_UNIT)), f64x2.splat(ROUNDER));
  const n = f64x2.sub(rounded, f64x2.splat(ROUNDER));
  const r = f64x2.sub(bounded, f64x2.mul(n, f64x2.splat(LN2)));
  const r2 = f64x2.mul(r, r);
  const low = f64x2.add(
    f64x2.add(f64x2.splat(1), r),
    f64x2.mul(r2, f64x2.add(f64x2.splat(0.5), f64x2.mul(r, f64x2.splat(1.0 / 6)))),
  );
  const high = f64x2.add(
    f64x2.add(f64x2.splat(1.0 / 24), f64x2.mul(r, f64x2.splat(1.0 / 120))),
    f64x2.mul(r2, f64x2.add(f64x2.splat(1.0 / 720), f64x2.mul(r, f64x2.splat(1.0 / 5040)))),
  );
  // The last 12 bits of what was rounded are those of n.
  const power = i64x2.shl(i64x2.add(rounded, i64x2.splat(1023)), 52);
  const all = f64x2.mul(f64x2.add(low, f64x2.mul(f64x2.mul(r2, r2), high)), power);
  return f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), all));
}
