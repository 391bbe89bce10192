/**
 * How well the top words of topics belong together, by where they stand in documents.
 *
 * - `umass`: Mimno, Wallach, Talley, Leenders, McCallum, "Optimizing semantic coherence in topic models", EMNLP 2011, eq. 1: the sum over
 *   pairs of log((D(v_m, v_l) + 1) / D(v_l)), l before m. D counts documents. 0 or below; nearer to 0 is better.
 * - `npmi`: Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009; Lau, Newman, Baldwin, EACL 2014: the mean
 *   over pairs of log(p(x, y) / (p(x) p(y))) / -log p(x, y) over windows of 10 words. -1 to 1.
 * - `cv`: Roeder, Both, Hinneburg, "Exploring the space of topic coherence measures", WSDM 2015: each word's NPMI with all top words (windows of
 *   110) as a vector, the mean cosine of these with their sum. 0 to 1 as a rule.
 *
 * A window slides word by word; a shorter document is one window.
 */

import { log } from '../../../numerics/math.ts';
import type { Corpus } from './corpus.ts';

export interface Coherence {
  readonly umass: number;
  readonly npmi: number;
  readonly cv: number;
}

const NPMI_WINDOW = 10;
const CV_WINDOW = 110;
/** Added to shares that may be 0, as the authors' code does. */
const EPSILON = 1e-12;

/** @param tops numbers of the top words of each topic, best first; at least two. Words must be of the corpus */
export function coherences(corpus: Corpus, tops: readonly (readonly number[])[]): Coherence[] {
  const wanted = [...new Set(tops.flat())];
  const place = new Map(wanted.map((word, at) => [word, at]));
  const whole = countWindows(corpus, place, Number.POSITIVE_INFINITY);
  const near = countWindows(corpus, place, NPMI_WINDOW);
  const wide = countWindows(corpus, place, CV_WINDOW);
  return tops.map((top) => {
    const places = top.map((word) => place.get(word)!);
    return { umass: umass(whole, places), npmi: meanNpmi(near, places), cv: vectorCosine(wide, places) };
  });
}

interface Together {
  readonly windows: number;
  readonly words: number;
  /** (words x words) windows with both; with the word itself on the diagonal */
  readonly both: Float64Array;
}

/** Windows of so many words in which the words of `place` stand, and stand together. */
function countWindows(corpus: Corpus, place: ReadonlyMap<number, number>, size: number): Together {
  const words = place.size;
  const both = new Float64Array(words * words);
  const inside = new Uint32Array(words);
  let windows = 0;
  for (let d = 0; d < corpus.documents; d++) {
    const own = corpus.word.subarray(corpus.start[d], corpus.start[d + 1]);
    if (own.length === 0) continue;
    const present = new Set<number>();
    const enter = (word: number): void => {
      const at = place.get(word);
      if (at !== undefined && inside[at]!++ === 0) present.add(at);
    };
    const leave = (word: number): void => {
      const at = place.get(word);
      if (at !== undefined && --inside[at]! === 0) present.delete(at);
    };
    const first = Math.min(own.length, size);
    for (let i = 0; i < first; i++) enter(own[i]!);
    for (let end = first; ; end++) {
      windows++;
      for (const a of present) for (const b of present) both[a * words + b]!++;
      if (end >= own.length) break;
      leave(own[end - size]!);
      enter(own[end]!);
    }
    inside.fill(0);
  }
  return { windows, words, both };
}

function umass({ words, both }: Together, places: readonly number[]): number {
  let sum = 0;
  for (let m = 1; m < places.length; m++)
    for (let l = 0; l < m; l++) {
      const [vm, vl] = [places[m]!, places[l]!];
      sum += log((both[vm * words + vl]! + 1) / both[vl * words + vl]!);
    }
  return sum;
}

function npmi({ windows, words, both }: Together, a: number, b: number): number {
  const share = (x: number, y: number): number => both[x * words + y]! / windows;
  const joint = share(a, b) + EPSILON;
  // Words that always stand together in all windows belong together as far as can be.
  if (joint >= 1) return 1;
  return log(joint / (share(a, a) * share(b, b))) / -log(joint);
}

function meanNpmi(counts: Together, places: readonly number[]): number {
  let sum = 0;
  let pairs = 0;
  for (let m = 1; m < places.length; m++)
    for (let l = 0; l < m; l++) {
      sum += npmi(counts, places[m]!, places[l]!);
      pairs++;
    }
  return sum / pairs;
}

function vectorCosine(counts: Together, places: readonly number[]): number {
  const vectors = places.map((a) => places.map((b) => npmi(counts, a, b)));
  const total = places.map((_, at) => vectors.reduce((sum, vector) => sum + vector[at]!, 0));
  const length = (vector: readonly number[]): number => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  const whole = length(total);
  const cosines = vectors.map((vector) => {
    const inner = vector.reduce((sum, x, at) => sum + x * total[at]!, 0);
    const size = length(vector) * whole;
    return size > 0 ? inner / size : 0;
  });
  return cosines.reduce((sum, x) => sum + x, 0) / places.length;
}
