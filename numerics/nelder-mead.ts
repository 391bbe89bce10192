/**
 * Least value of a function of a few numbers without its slope: the simplex of Nelder, Mead, "A simplex method for function minimization",
 * The Computer Journal 7, 1965, with their coefficients (reflect 1, expand 2, contract and shrink 1/2).
 */

export interface NelderMead {
  /** One reflection, expansion, contraction or shrinking; returns how far apart the values of the simplex are. */
  step(): number;
  /** The best point so far, and its value. */
  best(): { readonly point: readonly number[]; readonly value: number };
}

interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}

/** The simplex is `start` and, for each coordinate, a point that is `size` away along it. */
export function createNelderMead(
  of: (point: readonly number[]) => number,
  start: readonly number[],
  size: number,
): NelderMead {
  const at = (point: readonly number[]): Vertex => ({ point, value: of(point) });
  let simplex = [
    start,
    ...start.map((_, i) => start.map((value, j) => (i === j ? value + size : value))),
  ].map(at);
  const sort = (): void => {
    simplex.sort((a, b) => a.value - b.value);
  };
  sort();
  return {
    step() {
      const [best, worst] = [simplex[0]!, simplex.at(-1)!];
      const others = simplex.slice(0, -1);
      const middle = start.map(
        (_, i) => others.reduce((sum, { point }) => sum + point[i]!, 0) / others.length,
      );
      /** From the middle of the others, `by` times as far as the worst is on the other side. */
      const beyond = (by: number): Vertex =>
        at(middle.map((value, i) => value + by * (value - worst.point[i]!)));
      const reflected = beyond(1);
      const replaced = replacement(reflected, best, others.at(-1)!, worst, beyond);
      if (replaced) simplex = [...others, replaced];
      else
        simplex = [
          best,
          ...simplex.slice(1).map(({ point }) => at(point.map((value, i) => (value + best.point[i]!) / 2))),
        ];
      sort();
      return simplex.at(-1)!.value - simplex[0]!.value;
    },
    best: () => simplex[0]!,
  };
}

/** What takes the place of the worst; nothing where the simplex is to shrink. */
function replacement(
  reflected: Vertex,
  best: Vertex,
  secondWorst: Vertex,
  worst: Vertex,
  beyond: (by: number) => Vertex,
): Vertex | undefined {
  if (reflected.value < best.value) {
    const expanded = beyond(2);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < secondWorst.value) return reflected;
  const contracted = beyond(reflected.value < worst.value ? 0.5 : -0.5);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : undefined;
}
