/**
 * Latent Dirichlet allocation by collapsed Gibbs sampling.
 *
 * Griffiths, Steyvers, "Finding scientific topics", PNAS 101, 2004. The topic of each word is drawn given those of all others, eq. 5:
 *
 *   P(z_i = j) ~ (n_wj + beta) / (n_j + W beta) * (n_dj + alpha)
 *
 * with the word itself left out of the counts; shares of words and topics are eqs. 6 and 7, here averaged over samples that lie `every`
 * sweeps apart once `burnIn` sweeps are done. The course is log P(w | z), eq. 2. A draw is addressed by (sweep, word of the corpus): the
 * same bits everywhere. K steps a word and sweep.
 */

import { exp, lgamma, log } from '../../../numerics/math.ts';
import { type DrawKey, subKey, uniform } from '../../../numerics/rng.ts';
import type { Corpus } from './corpus.ts';
import type { TopicModel } from './topic-model.ts';

export interface LdaOptions {
  readonly topics: number;
  /** Dirichlet priors of the topics of a document and of the words of a topic, above 0. */
  readonly alpha: number;
  readonly beta: number;
  readonly sweeps: number;
  readonly burnIn: number;
  readonly every: number;
  /** Key of the draws; purpose 'topics.lda'. */
  readonly key: DrawKey;
  /** Called after each sweep. */
  pause?(done: number, sweeps: number): Promise<void>;
}

interface Counts {
  /** (words) topic of each word of the corpus */
  readonly topic: Uint16Array;
  /** (vocabulary x topics) */
  readonly ofWord: Int32Array;
  /** (documents x topics) */
  readonly ofDocument: Int32Array;
  /** (topics) */
  readonly total: Int32Array;
}

const MOST_TOPICS = 0xffff;
/** Sweeps between two values of the course. */
const SWEEPS_A_VALUE = 10;

export async function lda(corpus: Corpus, options: LdaOptions): Promise<TopicModel> {
  checkOptions(options);
  const { topics, alpha, beta, sweeps, burnIn, every, key, pause } = options;
  const counts = firstCounts(corpus, topics, subKey(key, 0));
  const wordShare = new Float64Array(topics * corpus.words.length);
  const documentShare = new Float64Array(corpus.documents * topics);
  const course: { sweep: number; value: number }[] = [];
  let samples = 0;
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    drawTopics(corpus, counts, topics, alpha, beta, subKey(key, sweep));
    if (sweep % SWEEPS_A_VALUE === 0)
      course.push({ sweep, value: logLikelihood(corpus, counts, topics, beta) });
    if (sweep > burnIn && (sweep - burnIn) % every === 0) {
      addShares(corpus, counts, topics, alpha, beta, wordShare, documentShare);
      samples++;
    }
    await pause?.(sweep, sweeps);
  }
  for (const shares of [wordShare, documentShare])
    for (let i = 0; i < shares.length; i++) shares[i]! /= samples;
  return { topics, words: corpus.words, wordShare, documentShare, course };
}

function checkOptions({ topics, alpha, beta, sweeps, burnIn, every }: LdaOptions): void {
  if (!(Number.isInteger(topics) && topics >= 1 && topics <= MOST_TOPICS))
    throw new RangeError(`lda: ${topics} topics; a whole number from 1 to ${MOST_TOPICS} is needed`);
  if (!(alpha > 0 && beta > 0))
    throw new RangeError(`lda: alpha ${alpha}, beta ${beta}; both must be above 0`);
  if (!(every >= 1 && burnIn >= 0 && sweeps >= burnIn + every))
    throw new RangeError(`lda: ${sweeps} sweeps give no sample ${every} after the first ${burnIn}`);
}

/** Topics drawn evenly, and counted. */
export function firstCounts({ word, start, words, documents }: Corpus, topics: number, key: DrawKey): Counts {
  const counts: Counts = {
    topic: new Uint16Array(word.length),
    ofWord: new Int32Array(words.length * topics),
    ofDocument: new Int32Array(documents * topics),
    total: new Int32Array(topics),
  };
  for (let d = 0; d < documents; d++) {
    for (let i = start[d]!; i < start[d + 1]!; i++) {
      const k = Math.floor(uniform(key, i) * topics);
      counts.topic[i] = k;
      counts.ofWord[word[i]! * topics + k]!++;
      counts.ofDocument[d * topics + k]!++;
      counts.total[k]!++;
    }
  }
  return counts;
}

/** One sweep: the topic of every word anew, given all others. */
export function drawTopics(
  { word, start, words, documents }: Corpus,
  { topic, ofWord, ofDocument, total }: Counts,
  topics: number,
  alpha: number,
  beta: number,
  key: DrawKey,
): void {
  const prior = words.length * beta;
  const reach = new Float64Array(topics);
  for (let d = 0; d < documents; d++) {
    const own = d * topics;
    for (let i = start[d]!; i < start[d + 1]!; i++) {
      const row = word[i]! * topics;
      const old = topic[i]!;
      ofWord[row + old]!--;
      ofDocument[own + old]!--;
      total[old]!--;
      let sum = 0;
      for (let k = 0; k < topics; k++) {
        sum += ((ofWord[row + k]! + beta) * (ofDocument[own + k]! + alpha)) / (total[k]! + prior);
        reach[k] = sum;
      }
      const at = uniform(key, i) * sum;
      let next = 0;
      while (next < topics - 1 && reach[next]! <= at) next++;
      topic[i] = next;
      ofWord[row + next]!++;
      ofDocument[own + next]!++;
      total[next]!++;
    }
  }
}

function addShares(
  { words, documents, start }: Corpus,
  { ofWord, ofDocument, total }: Counts,
  topics: number,
  alpha: number,
  beta: number,
  wordShare: Float64Array,
  documentShare: Float64Array,
): void {
  for (let k = 0; k < topics; k++) {
    const all = total[k]! + words.length * beta;
    for (let w = 0; w < words.length; w++)
      wordShare[k * words.length + w]! += (ofWord[w * topics + k]! + beta) / all;
  }
  for (let d = 0; d < documents; d++) {
    const length = start[d + 1]! - start[d]!;
    if (length === 0) continue;
    for (let k = 0; k < topics; k++)
      documentShare[d * topics + k]! += (ofDocument[d * topics + k]! + alpha) / (length + topics * alpha);
  }
}

/** log P(w | z), eq. 2. */
function logLikelihood({ words }: Corpus, { ofWord, total }: Counts, topics: number, beta: number): number {
  const W = words.length;
  let sum = topics * (lgamma(W * beta) - W * lgamma(beta));
  for (let k = 0; k < topics; k++) sum -= lgamma(total[k]! + W * beta);
  // Counts repeat: the few small ones are looked up.
  const small = Float64Array.from({ length: 64 }, (_, n) => lgamma(n + beta));
  for (let at = 0; at < ofWord.length; at++) sum += small[ofWord[at]!] ?? lgamma(ofWord[at]! + beta);
  return sum;
}

/** exp of minus the mean of log P(w | d) over the words of the corpus: how many words a word is told from. */
export function perplexity({ word, start, documents }: Corpus, model: TopicModel): number {
  const { topics, words, wordShare, documentShare } = model;
  let sum = 0;
  for (let d = 0; d < documents; d++) {
    for (let i = start[d]!; i < start[d + 1]!; i++) {
      let p = 0;
      for (let k = 0; k < topics; k++)
        p += documentShare[d * topics + k]! * wordShare[k * words.length + word[i]!]!;
      sum += log(p);
    }
  }
  return exp(-sum / word.length);
}
