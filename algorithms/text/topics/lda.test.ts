import { describe, expect, it } from 'vitest';
import { lgamma } from '../../../numerics/math.ts';
import { drawKey, subKey } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { corpusOf } from './corpus.ts';
import { drawTopics, firstCounts, lda, perplexity } from './lda.ts';
import { dominantTopics, topWords } from './topic-model.ts';

const ALL = { leastDocuments: 1, mostShare: 1, stop: new Set<string>() };
const key = drawKey(seedWords('lda'), 'topics.lda');

/** P(w, z) up to a factor: Griffiths and Steyvers 2004, eqs. 2 and 3, over all assignments of a corpus. */
function posterior(
  documents: readonly (readonly number[])[],
  words: number,
  topics: number,
  alpha: number,
  beta: number,
) {
  const n = documents.flat().length;
  const shares = new Map<string, number>();
  let total = 0;
  for (let code = 0; code < topics ** n; code++) {
    const z = Array.from({ length: n }, (_, i) => Math.floor(code / topics ** i) % topics);
    let logP = 0;
    for (let k = 0; k < topics; k++) {
      let own = 0;
      for (let w = 0; w < words; w++) {
        const count = documents.flat().filter((word, i) => word === w && z[i] === k).length;
        logP += lgamma(count + beta);
        own += count;
      }
      logP -= lgamma(own + words * beta);
    }
    let at = 0;
    for (const document of documents) {
      const own = z.slice(at, at + document.length);
      at += document.length;
      for (let k = 0; k < topics; k++) logP += lgamma(own.filter((one) => one === k).length + alpha);
    }
    shares.set(z.join(), Math.exp(logP));
    total += Math.exp(logP);
  }
  for (const [z, p] of shares) shares.set(z, p / total);
  return shares;
}

describe('collapsed Gibbs sampling', () => {
  it('draws assignments as often as they are probable: all of a small corpus, exactly summed', () => {
    const documents = [
      [0, 0, 1],
      [1, 2],
    ];
    const [topics, alpha, beta, sweeps] = [2, 0.7, 0.4, 40_000];
    const corpus = corpusOf(
      documents.map((words) => words.map(String)),
      ALL,
    );
    const exact = posterior(documents, 3, topics, alpha, beta);
    const counts = firstCounts(corpus, topics, subKey(key, 0));
    const found = new Map<string, number>();
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      drawTopics(corpus, counts, topics, alpha, beta, subKey(key, sweep));
      const z = counts.topic.join();
      found.set(z, (found.get(z) ?? 0) + 1 / sweeps);
    }
    let distance = 0;
    for (const [z, p] of exact) distance += Math.abs(p - (found.get(z) ?? 0)) / 2;
    // Total variation over 32 states of 40,000 dependent draws: about .01.
    expect(distance).toBeLessThan(0.02);
    expect(Math.max(...exact.values())).toBeGreaterThan(0.1);
  });
});

/** Documents of words of one of three kinds, with a few that all have. */
const planted = Array.from({ length: 120 }, (_, d) =>
  Array.from({ length: 8 }, (_, i) =>
    i === 7 ? `common${d % 2}` : `kind${d % 3}-${(Math.floor(d / 3) + i) % 6}`,
  ),
);
const corpus = corpusOf(planted, ALL);
const options = { topics: 3, alpha: 0.1, beta: 0.01, sweeps: 100, burnIn: 50, every: 10, key };

describe('lda', () => {
  it('finds the kinds of words that were planted', async () => {
    const model = await lda(corpus, options);
    const kinds = [0, 1, 2].map((k) => topWords(model, k, 5).map((w) => model.words[w]!.slice(0, 5)));
    for (const kind of kinds) expect(new Set(kind).size).toBe(1);
    expect(new Set(kinds.flat()).size).toBe(3);
    const own = dominantTopics(model);
    for (let d = 3; d < 120; d++) expect(own[d]).toBe(own[d % 3]);
  });

  it('has shares that add up to 1, a likelihood that grows, and fewer words to tell from than there are', async () => {
    const model = await lda(corpus, options);
    for (let k = 0; k < 3; k++) {
      const row = model.wordShare.subarray(k * model.words.length, (k + 1) * model.words.length);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    }
    for (let d = 0; d < 120; d++)
      expect(model.documentShare.subarray(3 * d, 3 * d + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    expect(model.course.map(({ sweep }) => sweep)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(perplexity(corpus, model)).toBeLessThan(corpus.words.length / 2);
  });

  it('is the same for the same key, and another for another', async () => {
    const again = await lda(corpus, options);
    expect(again).toEqual(await lda(corpus, options));
    const other = await lda(corpus, { ...options, key: drawKey(seedWords('other'), 'topics.lda') });
    expect(other.wordShare).not.toEqual(again.wordShare);
  });

  it('knows nothing of a document without words', async () => {
    const model = await lda(corpusOf([['a', 'b'], []], ALL), { ...options, topics: 2 });
    expect([...model.documentShare.subarray(2)]).toEqual([0, 0]);
    expect(dominantTopics(model)[1]).toBe(-1);
  });

  it('refuses what makes no sense', async () => {
    await expect(lda(corpus, { ...options, topics: 0 })).rejects.toThrow('0 topics');
    await expect(lda(corpus, { ...options, beta: 0 })).rejects.toThrow('beta 0');
    await expect(lda(corpus, { ...options, sweeps: 55 })).rejects.toThrow('55 sweeps give no sample');
  });
});

describe('corpusOf', () => {
  it('leaves out words that are rare, everywhere or told to be', () => {
    const { words, start, word } = corpusOf(
      [
        ['a', 'b', 'b', 'the'],
        ['b', 'a', 'c', 'all'],
        ['all', 'b', 'x'],
      ],
      {
        leastDocuments: 2,
        mostShare: 0.7,
        stop: new Set(['all']),
      },
    );
    expect(words).toEqual(['a']);
    expect([...start]).toEqual([0, 1, 2, 2]);
    expect([...word]).toEqual([0, 0]);
  });
});
