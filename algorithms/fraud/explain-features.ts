import type { Explanation } from '../algorithm.ts';

/** What features add to the score of class `of` of two (the other's with the sign turned), the strongest first: `cardCount1h = 12`. */
export function explainFeatures(
  names: readonly string[],
  values: Float32Array,
  contributions: Float64Array,
  of: number,
  most: number,
): Explanation {
  const sign = of === 1 ? 1 : -1;
  const nameOf = (f: number): string => `${names[f]} = ${values[f]}`;
  /** The strongest first; of equal ones by name. */
  const isBefore = (a: number, b: number): boolean => {
    const difference = Math.abs(contributions[a]!) - Math.abs(contributions[b]!);
    return difference === 0 ? nameOf(a) < nameOf(b) : difference > 0;
  };
  const strongest: number[] = [];
  let score = 0;
  for (let f = 0; f < names.length; f++) {
    score += contributions[f]!;
    if (contributions[f] === 0) continue;
    let at = strongest.length;
    while (at > 0 && isBefore(f, strongest[at - 1]!)) at--;
    if (at >= most) continue;
    strongest.splice(at, 0, f);
    if (strongest.length > most) strongest.pop();
  }
  const causes = strongest.map((f) => ({
    kind: 'attribute' as const,
    name: nameOf(f),
    contribution: sign * contributions[f]!,
  }));
  return { score: sign * score, causes, additive: true };
}
