import { SIMULATED_ASPECTS } from '../../algorithms/text/aspects/aspect-words.ts';
import { NOT_TOLD, sentencesOf } from '../../algorithms/text/aspects/opinions.ts';
import { isNegator } from '../../algorithms/text/contractions.ts';
import { STOP_WORDS } from '../../algorithms/text/stop-words.ts';
import { tfIdf } from '../../algorithms/text/tf-idf.ts';
import { PLAIN_WORDS, tokeniser } from '../../algorithms/text/tokeniser.ts';
import { coherences } from '../../algorithms/text/topics/coherence.ts';
import { type Corpus, corpusOf } from '../../algorithms/text/topics/corpus.ts';
import { dmm } from '../../algorithms/text/topics/dmm.ts';
import { lda } from '../../algorithms/text/topics/lda.ts';
import {
  dominantTopics,
  NO_TOPIC,
  type TopicModel,
  topWords,
} from '../../algorithms/text/topics/topic-model.ts';
import { topicNmf } from '../../algorithms/text/topics/topic-nmf.ts';
import { vaderScore } from '../../algorithms/text/vader-rules.ts';
import { normalisedMutualInformation } from '../../numerics/agreement.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import type { TopicsFound } from './reading-record.ts';

export interface TopicOptions {
  readonly method: 'lda' | 'nmf' | 'dmm';
  readonly count: number;
  readonly documents: 'sentences' | 'reviews';
  readonly sweeps: number;
  /** Purposes 'topics.lda', 'topics.nmf', 'topics.dmm'. */
  readonly keys: { readonly lda: DrawKey; readonly nmf: DrawKey; readonly dmm: DrawKey };
  pause?(done: number, sweeps: number): Promise<void>;
}

/** Top words that are told of, and that coherence is measured of. */
const TOP = 10;
const LEAST_DOCUMENTS = 3;
const MOST_SHARE = 0.5;
/** Sentences hold one topic as a rule. */
const ALPHA = { sentences: 0.02, reviews: 0.1 } as const;
const BETA = 0.05;
/** They say how much. */
const DEGREES: ReadonlySet<string> = new Set(
  'very really quite absolutely pretty incredibly totally completely extremely super'.split(' '),
);
const NMF_TOLERANCE = 1e-5;
const DMM = { alpha: 1, beta: 0.05 } as const;

/** Whether a word may tell what is spoken of: those that say how well, or how much, are said of everything. */
const isOfWhat = (word: string): boolean =>
  !isNegator(word) && !DEGREES.has(word) && vaderScore(word).compound === 0;

/** @param labels (texts x aspects) what is planted, where it is known */
export async function findTopics(
  texts: readonly string[],
  labels: Uint8Array | undefined,
  options: TopicOptions,
): Promise<TopicsFound> {
  const cut = tokeniser({ ...PLAIN_WORDS, contractions: 'expand', numbers: 'drop', shortest: 2 });
  const textOf: number[] = [];
  const documents = texts.flatMap((text, t) => {
    const own = options.documents === 'sentences' ? sentencesOf(text) : [text];
    for (const _ of own) textOf.push(t);
    return own.map((document) => cut(document).filter(isOfWhat));
  });
  const corpus = corpusOf(documents, {
    leastDocuments: LEAST_DOCUMENTS,
    mostShare: MOST_SHARE,
    stop: STOP_WORDS,
  });
  const model = await learn(corpus, options);
  const dominant = dominantTopics(model);
  const told = dominant.filter((topic) => topic !== NO_TOPIC).length;
  const tops = Array.from({ length: model.topics }, (_, k) => topWords(model, k, TOP));
  const found = coherences(corpus, tops);
  const ofText = labels && topicsOfTexts(model, textOf, texts.length);
  const single = labels && ofText ? singleAspects(labels, ofText) : undefined;
  const topics = tops
    .map((words, k) => ({
      share: dominant.filter((topic) => topic === k).length / Math.max(1, told),
      words: words.map((word) => corpus.words[word]!),
      ...found[k]!,
      ...(single && plantedIn(single, k)),
    }))
    .sort((a, b) => b.share - a.share);
  return {
    method: options.method,
    documents: options.documents,
    count: model.topics,
    vocabulary: corpus.words.length,
    topics,
    meanNpmi: meanOf(topics, ({ npmi }) => npmi),
    meanCv: meanOf(topics, ({ cv }) => cv),
    ...(single && { planted: { ...agreementOf(single), plain: agreementOf(plainOf(single, texts)) } }),
  };
}

const meanOf = <T>(all: readonly T[], value: (one: T) => number): number =>
  all.reduce((sum, one) => sum + value(one), 0) / all.length;

function learn(
  corpus: Corpus,
  { method, count, documents: kind, sweeps, keys, pause }: TopicOptions,
): Promise<TopicModel> {
  const topics = Math.min(count, corpus.words.length);
  const waits = pause && { pause };
  if (method === 'lda') {
    const burnIn = Math.floor(sweeps / 2);
    const every = Math.max(1, Math.floor((sweeps - burnIn) / 10));
    return lda(corpus, {
      topics,
      alpha: ALPHA[kind],
      beta: BETA,
      sweeps,
      burnIn,
      every,
      key: keys.lda,
      ...waits,
    });
  }
  if (method === 'dmm') return dmm(corpus, { topics, ...DMM, sweeps, key: keys.dmm, ...waits });
  const documents = Array.from({ length: corpus.documents }, (_, d) =>
    Array.from(corpus.word.subarray(corpus.start[d], corpus.start[d + 1]), (word) => corpus.words[word]!),
  );
  // Words are numbered by first appearance there as here.
  const matrix = tfIdf(documents, new Uint8Array(documents.length).fill(1), { sublinear: true });
  return topicNmf(matrix, corpus.words, {
    topics,
    sweeps,
    tolerance: NMF_TOLERANCE,
    key: keys.nmf,
    ...waits,
  });
}

/** (texts) topic with the largest sum of shares over the documents of each */
function topicsOfTexts(
  { topics, documentShare }: TopicModel,
  textOf: readonly number[],
  texts: number,
): Int32Array {
  const shares = new Float64Array(texts * topics);
  textOf.forEach((text, d) => {
    for (let k = 0; k < topics; k++) shares[text * topics + k]! += documentShare[d * topics + k]!;
  });
  return dominantTopics({ topics, documentShare: shares, words: [], wordShare: shares, course: [] });
}

/** Texts that speak of one aspect and have a topic. */
interface Single {
  readonly text: readonly number[];
  readonly topic: readonly number[];
  readonly aspect: readonly number[];
}

function singleAspects(labels: Uint8Array, ofText: Int32Array): Single {
  const names = SIMULATED_ASPECTS.length;
  const rows = Array.from(ofText, (topic, text) => {
    const told = SIMULATED_ASPECTS.map((_, a) => a).filter((a) => labels[text * names + a] !== NOT_TOLD);
    return { text, topic, told };
  }).filter(({ topic, told }) => topic !== NO_TOPIC && told.length === 1);
  return {
    text: rows.map(({ text }) => text),
    topic: rows.map(({ topic }) => topic),
    aspect: rows.map(({ told }) => told[0]!),
  };
}

/** Those that say nothing else: one sentence. */
function plainOf({ text, topic, aspect }: Single, texts: readonly string[]): Single {
  const kept = [...text.keys()].filter((n) => sentencesOf(texts[text[n]!]!).length === 1);
  const pick = (of: readonly number[]): number[] => kept.map((n) => of[n]!);
  return { text: pick(text), topic: pick(topic), aspect: pick(aspect) };
}

const agreementOf = ({ topic, aspect }: Single): { information: number; reviews: number } => ({
  information: normalisedMutualInformation(topic, aspect),
  reviews: topic.length,
});

function plantedIn(
  { topic, aspect }: Single,
  k: number,
): { aspect: { name: string; share: number } } | undefined {
  const own = aspect.filter((_, n) => topic[n] === k);
  if (own.length === 0) return undefined;
  const counts = SIMULATED_ASPECTS.map((_, a) => own.filter((one) => one === a).length);
  const best = counts.indexOf(Math.max(...counts));
  return { aspect: { name: SIMULATED_ASPECTS[best]!, share: counts[best]! / own.length } };
}
