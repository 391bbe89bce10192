import { POWERS_OF_TWO } from '../elementary/tables.ts';

const STEPS_PER_UNIT = Math.LOG2E;
const LN2 = Math.LN2;
const ROUNDER = 6755399441055744; // 1.5 * 2^52: adding and taking it away rounds to an integer

/**
 * 1 / (1 + e^x), relative error below 1e-8; x beyond +-60 counts as +-60. What gradients of f32 vectors need, and the same bits
 * as in the kernels; `exp` of numerics/math.ts is for everything else.
 */
export function logisticOfMinus(x: number): number {
  const bounded = Math.max(-60, Math.min(60, x));
  const n = bounded * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = bounded - n * LN2;
  const r2 = r * r;
  const low = 1 + r + r2 * (0.5 + r * (1 / 6));
  const high = 1 / 24 + r * (1 / 120) + r2 * (1 / 720 + r * (1 / 5040));
  return 1 / (1 + (low + r2 * r2 * high) * POWERS_OF_TWO[n + 1074]!);
}
