import { exp } from '../../numerics/math.ts';

/** 1 / (1 + e^-x) */
export const chanceOfLogOdds = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));
