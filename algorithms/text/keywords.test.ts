import { describe, expect, it } from 'vitest';
import { keywords, likelihoodRatio } from './keywords.ts';

describe('likelihoodRatio', () => {
  // Dunning 1993, table 1: -2 log lambda of bigrams, with counts of AB, A not B, not A B, neither.
  it.each([
    ['the swiss', 270.72, 110, 2442, 111, 29114],
    ['can be', 263.9, 29, 13, 123, 31612],
    ['previous year', 256.84, 31, 23, 139, 31584],
    ['mineral water', 167.23, 10, 0, 3, 31764],
  ])('is what Dunning has of "%s"', (_words, value, a, b, c, d) => {
    expect(likelihoodRatio(a, b, c, d)).toBeCloseTo(value, 1);
  });

  it('is 0 where the shares are the same, and never below', () => {
    expect(likelihoodRatio(10, 90, 20, 180)).toBeCloseTo(0, 9);
    expect(likelihoodRatio(0, 0, 5, 5)).toBeCloseTo(0, 9);
  });
});

describe('keywords', () => {
  const texts = [
    ['soft', 'and', 'soft'],
    ['soft', 'and', 'warm'],
    ['thin', 'and', 'cold'],
    ['and', 'thin'],
    ['and'],
  ];
  const groupOf = [0, 0, 1, 1, -1];

  it('are words that a group has more of, best first', () => {
    const [soft, thin] = keywords(texts, groupOf, 2, { method: 'likelihood', most: 2, least: 1 });
    expect(soft!.map(({ word, count }) => [word, count])).toEqual([
      ['soft', 3],
      ['warm', 1],
    ]);
    expect(soft![0]!.score).toBeCloseTo(likelihoodRatio(3, 3, 0, 6), 9);
    expect(thin!.map(({ word }) => word)).toEqual(['thin', 'cold']);
  });

  it('are words that few groups have, by TF-IDF: by hand', () => {
    const [soft] = keywords(texts, groupOf, 2, { method: 'tf-idf', most: 9, least: 2 });
    expect(soft).toEqual([{ word: 'soft', count: 3, score: expect.closeTo((3 / 6) * Math.log(2), 12) }]);
  });
});
