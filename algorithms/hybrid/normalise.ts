/**
 * Scores of different algorithms on one scale: what being listed, and how high, is worth. Above 0 or 0, and 0 for an item that
 * is not listed, so that values of several lists can be added.
 *
 * Min-max and z-scores as in Montague, Aslam, "Relevance score normalization for metasearch", CIKM 2001; reciprocal ranks as
 * in Cormack, Clarke, Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods", SIGIR 2009.
 */

export const NORMALISATIONS = ['rank', 'min-max', 'z-score', 'none'] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

/** Added to ranks from 1, as in the paper. */
const RANK_OFFSET = 60;

/** Values of the `length` scores from `from`, which fall along the list, into out[0 ... length). */
export type Normalise = (scores: Float32Array, from: number, length: number, out: Float64Array) => void;

export const NORMALISE: Readonly<Record<Normalisation, Normalise>> = {
  rank(_scores, _from, length, out) {
    for (let n = 0; n < length; n++) out[n] = 1 / (RANK_OFFSET + n + 1);
  },
  'min-max'(scores, from, length, out) {
    const least = scores[from + length - 1]!;
    const range = scores[from]! - least;
    for (let n = 0; n < length; n++) out[n] = range > 0 ? (scores[from + n]! - least) / range : 1;
  },
  // An item that is not listed stands one standard deviation below the last one that is.
  'z-score'(scores, from, length, out) {
    const least = scores[from + length - 1]!;
    const deviation = deviationOf(scores, from, length);
    for (let n = 0; n < length; n++) out[n] = deviation > 0 ? 1 + (scores[from + n]! - least) / deviation : 1;
  },
  // Where scores can be negative, an item that is not listed is worth as much as the last one that is.
  none(scores, from, length, out) {
    const least = Math.min(0, scores[from + length - 1]!);
    for (let n = 0; n < length; n++) out[n] = scores[from + n]! - least;
  },
};

/** Population standard deviation. */
function deviationOf(scores: Float32Array, from: number, length: number): number {
  let mean = 0;
  for (let n = from; n < from + length; n++) mean += scores[n]! / length;
  let squares = 0;
  for (let n = from; n < from + length; n++) squares += (scores[n]! - mean) ** 2;
  return Math.sqrt(squares / length);
}
