import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coherences } from './coherence.ts';
import { corpusOf } from './corpus.ts';

const ALL = { leastDocuments: 1, mostShare: 1, stop: new Set<string>() };

describe('coherences', () => {
  it('count documents for UMass: by hand', () => {
    const corpus = corpusOf([['a', 'b'], ['a', 'b', 'c'], ['a', 'a'], ['c']], ALL);
    const [topic] = coherences(corpus, [[0, 1, 2]]);
    // D(a) = 3, D(b) = 2, D(c) = 2; D(b, a) = 2, D(c, a) = 1, D(c, b) = 1.
    const hand = Math.log((2 + 1) / 3) + Math.log((1 + 1) / 3) + Math.log((1 + 1) / 2);
    expect(topic!.umass).toBeCloseTo(hand, 12);
  });

  it('are at their highest where words always stand together, at their lowest where they never do', () => {
    const apart = corpusOf([['a'], ['b'], ['a'], ['b']], ALL);
    expect(coherences(apart, [[0, 1]])[0]!.npmi).toBeCloseTo(Math.log(1e-12 / 0.25) / Math.log(1e12), 9);
    const together = corpusOf(
      [
        ['a', 'b'],
        ['c', 'd'],
        ['a', 'b'],
        ['c', 'd'],
      ],
      ALL,
    );
    const [topic] = coherences(together, [[0, 1]]);
    expect(topic!.npmi).toBeCloseTo(1, 9);
    expect(topic!.cv).toBeCloseTo(1, 9);
  });

  // gensim's CoherenceModel: scripts and figures in the fixture.
  it('are what gensim finds', () => {
    const { texts, topics, npmi, cv } = JSON.parse(
      readFileSync(new URL('./coherence.fixture.json', import.meta.url), 'utf8'),
    ) as { texts: string[][]; topics: string[][]; npmi: number[]; cv: number[] };
    const corpus = corpusOf(texts, ALL);
    const tops = topics.map((words) => words.map((word) => corpus.words.indexOf(word)));
    const found = coherences(corpus, tops);
    found.forEach((topic, t) => {
      expect(topic.npmi).toBeCloseTo(npmi[t]!, 9);
      expect(topic.cv).toBeCloseTo(cv[t]!, 9);
    });
    expect(found.length).toBe(3);
  });
});
