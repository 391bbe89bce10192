import { wilsonInterval } from '../../numerics/proportion.ts';

/** Bounds of a share by Wilson's score, to six decimals: of independent trials. */
export function boundsOf(
  successes: number,
  trials: number,
  level: number,
): { readonly low: number; readonly high: number } {
  const { low, high } = wilsonInterval(successes, trials, level);
  return { low: rounded(low), high: rounded(high) };
}

const rounded = (share: number): number => Math.round(1e6 * Math.min(1, Math.max(0, share))) / 1e6;
