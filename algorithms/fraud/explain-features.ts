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
  const causes = names
    .map((name, f) => ({
      kind: 'attribute' as const,
      name: `${name} = ${values[f]}`,
      contribution: sign * contributions[f]!,
    }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.name < b.name ? -1 : 1));
  const score = sign * contributions.reduce((sum, one) => sum + one, 0);
  return { score, causes: causes.slice(0, most), additive: true };
}
