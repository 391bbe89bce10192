/**
 * Ridge regressions of arms that share some coefficients, and how sure they are: Li, Chu, Langford, Schapire, "A contextual-bandit
 * approach to personalized news article recommendation", WWW 2010. Expected reward of arm a: z'beta + x'theta_a. Algorithm 2 (hybrid) adds
 * rows one by one; its sums telescope to
 *
 *   A0 = ridge I + sum z z' - sum_a B_a' A_a^-1 B_a      b0 = sum r z - sum_a B_a' A_a^-1 b_a
 *   A_a = ridge I + sum x x'     B_a = sum x z'          b_a = sum r x
 *   beta = A0^-1 b0              theta_a = A_a^-1 (b_a - B_a beta)
 *   s_a = x' A_a^-1 x + v' A0^-1 v,  v = z - C_a' x,  C_a = A_a^-1 B_a        (its lines 12 and 13)
 *
 * Without z it is Algorithm 1 (disjoint), without x one regression for all.
 */

import { choleskySolve } from '../../numerics/dense.ts';
import { f64 } from '../state/arrays.ts';
import { fields, size } from '../state/shape.ts';

export interface LinearSums {
  readonly arms: number;
  /** Own and shared features. */
  readonly own: number;
  readonly shared: number;
  /** (arms x own x own), (arms x own x shared), (arms x own) */
  readonly xx: Float64Array;
  readonly xz: Float64Array;
  readonly rx: Float64Array;
  /** (shared x shared), (shared) */
  readonly zz: Float64Array;
  readonly rz: Float64Array;
}

export function newSums(arms: number, own: number, shared: number): LinearSums {
  return {
    arms,
    own,
    shared,
    xx: new Float64Array(arms * own * own),
    xz: new Float64Array(arms * own * shared),
    rx: new Float64Array(arms * own),
    zz: new Float64Array(shared * shared),
    rz: new Float64Array(shared),
  };
}

/** Adds one reward of an arm with features x (own) and z (shared). */
export function addRow(
  { own, shared, xx, xz, rx, zz, rz }: LinearSums,
  arm: number,
  x: Float64Array,
  z: Float64Array,
  reward: number,
): void {
  for (let i = 0; i < own; i++) {
    const row = arm * own + i;
    rx[row]! += reward * x[i]!;
    for (let j = 0; j < own; j++) xx[row * own + j]! += x[i]! * x[j]!;
    for (let j = 0; j < shared; j++) xz[row * shared + j]! += x[i]! * z[j]!;
  }
  for (let i = 0; i < shared; i++) {
    rz[i]! += reward * z[i]!;
    for (let j = 0; j < shared; j++) zz[i * shared + j]! += z[i]! * z[j]!;
  }
}

export interface LinearArms {
  readonly own: number;
  readonly shared: number;
  /** (arms x own) theta; (arms x own x own) A^-1; (arms x own x shared) C */
  readonly theta: Float64Array;
  readonly inverse: Float64Array;
  readonly cross: Float64Array;
  /** (shared) beta; (shared x shared) A0^-1 */
  readonly beta: Float64Array;
  readonly sharedInverse: Float64Array;
}

export const ARMS_SHAPE = fields<LinearArms>({
  own: size('own', 64),
  shared: size('shared', 64),
  theta: f64('items', 'own'),
  inverse: f64('items', 'own', 'own'),
  cross: f64('items', 'own', 'shared'),
  beta: f64('shared'),
  sharedInverse: f64('shared', 'shared'),
});

export function solveArms(sums: LinearSums, ridge: number): LinearArms {
  const { arms, own, shared, xx, xz, rx } = sums;
  const inverse = new Float64Array(arms * own * own);
  const cross = new Float64Array(arms * own * shared);
  const plain = new Float64Array(arms * own);
  const a0 = withRidge(sums.zz, shared, ridge);
  const b0 = sums.rz.slice();
  for (let arm = 0; arm < arms; arm++) {
    const from = arm * own;
    const mine = inverseOf(withRidge(xx.subarray(from * own, (from + own) * own), own, ridge), own);
    const b = xz.subarray(from * shared, (from + own) * shared);
    const c = product(mine, own, own, b, shared);
    const t = product(mine, own, own, rx.subarray(from, from + own), 1);
    inverse.set(mine, from * own);
    cross.set(c, from * shared);
    plain.set(t, from);
    for (let i = 0; i < own; i++)
      for (let j = 0; j < shared; j++) {
        b0[j]! -= b[i * shared + j]! * t[i]!;
        for (let k = 0; k < shared; k++) a0[j * shared + k]! -= b[i * shared + j]! * c[i * shared + k]!;
      }
  }
  const sharedInverse = inverseOf(a0, shared);
  const beta = product(sharedInverse, shared, shared, b0, 1);
  const theta = plain.map((value, row) => {
    let sum = value;
    for (let j = 0; j < shared; j++) sum -= cross[row * shared + j]! * beta[j]!;
    return sum;
  });
  return { own, shared, theta, inverse, cross, beta, sharedInverse };
}

/** Mean of an arm's reward, and s, the square of its width, into out[0], out[1]. */
export function judge(
  model: LinearArms,
  arm: number,
  x: Float64Array,
  z: Float64Array,
  out: Float64Array,
): void {
  const { shared, sharedInverse } = model;
  const v = new Float64Array(shared);
  lean(model, arm, x, z, v, out);
  let spread = out[1]!;
  for (let i = 0; i < shared; i++) {
    let sum = 0;
    for (let j = 0; j < shared; j++) sum += sharedInverse[i * shared + j]! * v[j]!;
    spread += v[i]! * sum;
  }
  out[1] = Math.max(0, spread);
}

/** Mean of an arm's reward and x' A^-1 x into out[0], out[1]; v, how the reward leans on the shared coefficients, into v (shared). */
export function lean(
  { own, shared, theta, inverse, cross, beta }: LinearArms,
  arm: number,
  x: Float64Array,
  z: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  const from = arm * own;
  let mean = 0;
  let spread = 0;
  for (let i = 0; i < own; i++) {
    mean += x[i]! * theta[from + i]!;
    let sum = 0;
    for (let j = 0; j < own; j++) sum += inverse[(from + i) * own + j]! * x[j]!;
    spread += x[i]! * sum;
  }
  for (let j = 0; j < shared; j++) {
    mean += z[j]! * beta[j]!;
    v[j] = z[j]!;
    for (let i = 0; i < own; i++) v[j]! -= cross[(from + i) * shared + j]! * x[i]!;
  }
  out[0] = mean;
  out[1] = spread;
}

/** (n * n) lower triangle L with a = L L', of a symmetric positive definite matrix. */
export function lowerRoot(a: Float64Array, n: number): Float64Array {
  const root = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let left = a[i * n + j]!;
      for (let k = 0; k < j; k++) left -= root[i * n + k]! * root[j * n + k]!;
      root[i * n + j] = i === j ? Math.sqrt(Math.max(0, left)) : left / root[j * n + j]!;
    }
  }
  return root;
}

function withRidge(a: Float64Array, n: number, ridge: number): Float64Array {
  const sum = a.slice();
  for (let i = 0; i < n; i++) sum[i * n + i]! += ridge;
  return sum;
}

/** Of a symmetric positive definite matrix; both triangles are the same. */
function inverseOf(a: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let col = 0; col < n; col++) {
    const unit = new Float64Array(n);
    unit[col] = 1;
    choleskySolve(a.slice(), unit, n);
    for (let row = 0; row < n; row++) inverse[row * n + col] = unit[row]!;
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const both = (inverse[i * n + j]! + inverse[j * n + i]!) / 2;
      inverse[i * n + j] = both;
      inverse[j * n + i] = both;
    }
  return inverse;
}

/** (rows x inner) times (inner x cols). */
function product(a: Float64Array, rows: number, inner: number, b: Float64Array, cols: number): Float64Array {
  const out = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++)
      for (let j = 0; j < cols; j++) out[i * cols + j]! += a[i * inner + k]! * b[k * cols + j]!;
  return out;
}
