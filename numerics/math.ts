/**
 * Elementary functions with the same bits on every engine: only IEEE 754 add, subtract, multiply, divide, square root and
 * rounding are used, which every engine does alike, while `Math.exp` and its kin are the engine's own. Whatever is digested
 * takes its transcendentals from here. Accuracy stands at each function; `math.test.ts` checks it.
 */

export { exp, expm1, tanh } from './elementary/exponential.ts';
export { lgamma } from './elementary/gamma.ts';
export { log, log1p } from './elementary/logarithm.ts';
export { pow } from './elementary/power.ts';
export { cos, sin } from './elementary/trigonometry.ts';
