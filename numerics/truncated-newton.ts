/**
 * Least value of a smooth, strictly convex function by Newton steps that conjugate gradients find, each as exact as the gradient
 * calls for, with a line search: Nocedal, Wright, "Numerical optimization", 2006, algorithms 7.1 (section 7.1, forcing terms 7.3) and
 * 3.1; as in Lin, Weng, Keerthi, "Trust region Newton method for large-scale logistic regression", JMLR 2008, for what it is used for here.
 */

export interface ConvexProblem {
  readonly size: number;
  /** The value at x, and its gradient into `gradient`; what `curve` multiplies by is that of the x last given here. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  /** Hessian times `direction` into `out`. */
  curve(direction: Float64Array, out: Float64Array): void;
}

export interface NewtonOptions {
  /** Ends when the gradient is this small a share of that at the start, by length. */
  readonly tolerance: number;
  readonly mostSteps: number;
  /** Called after each step, with its number from 1 and the value. */
  afterStep?(step: number, value: number): void | Promise<void>;
}

export interface NewtonResult {
  readonly value: number;
  readonly steps: number;
  /** Length of the gradient, of that at the start. */
  readonly relativeGradient: number;
}

const SUFFICIENT = 1e-4;
const MOST_HALVINGS = 40;

/** Moves `x` to the least value. */
export async function minimise(
  problem: ConvexProblem,
  x: Float64Array,
  { tolerance, mostSteps, afterStep }: NewtonOptions,
): Promise<NewtonResult> {
  const { size } = problem;
  let gradient = new Float64Array(size);
  let spare = new Float64Array(size);
  const step = new Float64Array(size);
  const next = new Float64Array(size);
  let value = problem.evaluate(x, gradient);
  const first = length(gradient);
  let now = first;
  let steps = 0;
  while (now > tolerance * first && steps < mostSteps) {
    newtonStep(problem, gradient, Math.min(0.1, Math.sqrt(now / first)) * now, step);
    const slope = dot(gradient, step);
    let [rate, halvings, found] = [1, 0, Number.POSITIVE_INFINITY];
    for (; halvings < MOST_HALVINGS; halvings++, rate /= 2) {
      for (let i = 0; i < size; i++) next[i] = x[i]! + rate * step[i]!;
      found = problem.evaluate(next, spare);
      if (found <= value + SUFFICIENT * rate * slope) break;
    }
    // Rounding is all that is left between this value and the least.
    if (halvings === MOST_HALVINGS) break;
    x.set(next);
    [gradient, spare] = [spare, gradient];
    value = found;
    now = length(gradient);
    steps++;
    await afterStep?.(steps, value);
  }
  return { value, steps, relativeGradient: first > 0 ? now / first : 0 };
}

/** Solves H step = -gradient to a residual of at most `exactness`, from 0. */
function newtonStep(
  problem: ConvexProblem,
  gradient: Float64Array,
  exactness: number,
  step: Float64Array,
): void {
  const { size } = problem;
  step.fill(0);
  const residual = gradient.map((value) => -value);
  const direction = residual.slice();
  const curved = new Float64Array(size);
  let squares = dot(residual, residual);
  for (let turn = 0; turn < 2 * size + 10 && Math.sqrt(squares) > exactness; turn++) {
    problem.curve(direction, curved);
    const along = dot(direction, curved);
    if (!(along > 0)) break;
    const rate = squares / along;
    for (let i = 0; i < size; i++) {
      step[i]! += rate * direction[i]!;
      residual[i]! -= rate * curved[i]!;
    }
    const left = dot(residual, residual);
    const kept = left / squares;
    for (let i = 0; i < size; i++) direction[i] = residual[i]! + kept * direction[i]!;
    squares = left;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const length = (a: Float64Array): number => Math.sqrt(dot(a, a));
