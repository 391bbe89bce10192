import type { Interactions } from '../../datasets/interactions.ts';
import { diagonalOf, type ElasticNetOptions } from './elastic-net.ts';

/** The reference of `elasticNets` for one item: the weight of every item, in f64. */
export function elasticNetPlainly(
  gram: Interactions,
  item: number,
  options: ElasticNetOptions,
): Float64Array {
  const { l1, l2 } = options;
  const diagonal = diagonalOf(gram);
  const weights = new Float64Array(gram.rows);
  const slopes = new Float64Array(gram.rows);
  for (let p = gram.rowPtr[item]!; p < gram.rowPtr[item + 1]!; p++) slopes[gram.colIdx[p]!] = gram.values[p]!;
  const candidates = [...slopes.keys()].filter((other) => other !== item && slopes[other]! > l1);
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    let [moved, largest] = [0, 0];
    for (const other of candidates) {
      const rest = slopes[other]! + weights[other]! * diagonal[other]! - l1;
      const weight = rest > 0 ? rest / (diagonal[other]! + l2) : 0;
      const step = weight - weights[other]!;
      largest = Math.max(largest, weight);
      moved = Math.max(moved, Math.abs(step));
      weights[other] = weight;
      for (let p = gram.rowPtr[other]!; p < gram.rowPtr[other + 1]!; p++)
        slopes[gram.colIdx[p]!]! -= step * gram.values[p]!;
    }
    if (!(moved > options.tolerance * largest)) break;
  }
  return weights;
}
