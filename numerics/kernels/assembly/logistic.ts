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
