/**
 * A mixture of topics, one a document: the Dirichlet multinomial mixture by collapsed Gibbs sampling.
 *
 * Nigam, McCallum, Thrun, Mitchell, "Text classification from labeled and unlabeled documents using EM", Machine Learning 39, 2000 (the model);
 * Yin, Wang, "A Dirichlet multinomial mixture model-based approach for short text clustering", KDD 2014 (the sampler, eq. 4):
 *
 *   P(z_d = k) ~ (m_k + alpha) prod_w prod_j (n_kw + beta + j - 1) / prod_i (n_k + W beta + i - 1)
 *
 * with document d left out of the counts: m_k documents and n_k words have topic k, n_kw of them are word w; j counts the times that d has w,
 * i its words. Short documents, such as sentences, say too little for several topics each. Shares are means over the samples of the second half
 * of the sweeps. A draw is addressed by (sweep, document).
 */

import { exp, log } from '../../../numerics/math.ts';
import { type DrawKey, subKey, uniform } from '../../../numerics/rng.ts';
import type { Corpus } from './corpus.ts';
import type { TopicModel } from './topic-model.ts';

export interface DmmOptions {
  readonly topics: number;
  /** Dirichlet priors of the topics of documents and of the words of a topic, above 0. */
  readonly alpha: number;
  readonly beta: number;
  /** At least 2. */
  readonly sweeps: number;
  /** Key of the draws; purpose 'topics.dmm'. */
  readonly key: DrawKey;
  /** Called after each sweep. */
  pause?(done: number, sweeps: number): Promise<void>;
}

export interface DmmCounts {
  /** (documents) */
  readonly topic: Int32Array;
  /** (topics) documents, and words */
  readonly documents: Int32Array;
  readonly total: Int32Array;
  /** (topics x vocabulary) */
  readonly ofWord: Int32Array;
}

export async function dmm(corpus: Corpus, options: DmmOptions): Promise<TopicModel> {
  const { topics, alpha, beta, sweeps, key, pause } = options;
  if (!(Number.isInteger(topics) && topics >= 1 && alpha > 0 && beta > 0 && sweeps >= 2))
    throw new RangeError(`dmm: ${topics} topics, alpha ${alpha}, beta ${beta}, ${sweeps} sweeps`);
  const counts = firstDocumentCounts(corpus, topics, subKey(key, 0));
  const words = corpus.words.length;
  const wordShare = new Float64Array(topics * words);
  const documentShare = new Float64Array(corpus.documents * topics);
  const course: { sweep: number; value: number }[] = [];
  const first = Math.floor(sweeps / 2);
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    let value = 0;
    const own = subKey(key, sweep);
    for (let d = 0; d < corpus.documents; d++) {
      if (corpus.start[d] === corpus.start[d + 1]) continue;
      count(corpus, counts, d, -1);
      const chances = topicLogChances(corpus, counts, d, alpha, beta);
      counts.topic[d] = pick(chances, uniform(own, d));
      value += chances[counts.topic[d]!]!;
      count(corpus, counts, d, 1);
    }
    course.push({ sweep, value });
    if (sweep > first) addShares(corpus, counts, beta, sweeps - first, wordShare, documentShare);
    await pause?.(sweep, sweeps);
  }
  return { topics, words: corpus.words, wordShare, documentShare, course };
}

/** Topics drawn evenly, and counted. */
export function firstDocumentCounts(corpus: Corpus, topics: number, key: DrawKey): DmmCounts {
  const counts: DmmCounts = {
    topic: Int32Array.from({ length: corpus.documents }, (_, d) => Math.floor(uniform(key, d) * topics)),
    documents: new Int32Array(topics),
    total: new Int32Array(topics),
    ofWord: new Int32Array(topics * corpus.words.length),
  };
  for (let d = 0; d < corpus.documents; d++)
    if (corpus.start[d] !== corpus.start[d + 1]) count(corpus, counts, d, 1);
  return counts;
}

/** Adds document `d` to the counts of its topic, or takes it away (`by` -1). */
function count({ start, word, words }: Corpus, counts: DmmCounts, d: number, by: 1 | -1): void {
  const k = counts.topic[d]!;
  counts.documents[k]! += by;
  counts.total[k]! += by * (start[d + 1]! - start[d]!);
  for (let i = start[d]!; i < start[d + 1]!; i++) counts.ofWord[k * words.length + word[i]!]! += by;
}

/** (topics) logarithm of the chance of each topic of document `d`, which is not counted, up to what all share. */
export function topicLogChances(
  { start, word, words }: Corpus,
  { documents, total, ofWord }: DmmCounts,
  d: number,
  alpha: number,
  beta: number,
): Float64Array {
  const prior = words.length * beta;
  return Float64Array.from(documents, (m, k) => {
    let sum = log(m + alpha);
    for (let i = start[d]!; i < start[d + 1]!; i++) {
      let before = 0;
      for (let j = start[d]!; j < i; j++) before += Number(word[j] === word[i]);
      const seen = ofWord[k * words.length + word[i]!]! + beta + before;
      sum += log(seen / (total[k]! + prior + i - start[d]!));
    }
    return sum;
  });
}

/** One of them, by chance; `u` is uniform in (0, 1). */
function pick(logChances: Float64Array, u: number): number {
  const most = Math.max(...logChances);
  const chances = logChances.map((one) => exp(one - most));
  let left = u * chances.reduce((sum, one) => sum + one, 0);
  for (let k = 0; k < chances.length - 1; k++) {
    left -= chances[k]!;
    if (left < 0) return k;
  }
  return chances.length - 1;
}

function addShares(
  { words, start }: Corpus,
  { topic, total, ofWord }: DmmCounts,
  beta: number,
  samples: number,
  wordShare: Float64Array,
  documentShare: Float64Array,
): void {
  const size = words.length;
  total.forEach((all, k) => {
    for (let w = 0; w < size; w++)
      wordShare[k * size + w]! += (ofWord[k * size + w]! + beta) / (all + size * beta) / samples;
  });
  topic.forEach((k, d) => {
    if (start[d] !== start[d + 1]) documentShare[d * total.length + k]! += 1 / samples;
  });
}
