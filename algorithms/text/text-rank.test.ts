import { describe, expect, it } from 'vitest';
import { keywords } from './keywords.ts';
import { TEXT_RANK, textRank } from './text-rank.ts';

const EXACT = { ...TEXT_RANK, tolerance: 1e-12 };

describe('textRank', () => {
  it('ranks the middle of a path: by hand', () => {
    // S(a) = S(c) = .15 + .85 S(b) / 2 and S(b) = .15 + .85 (S(a) + S(c)): S(b) = .405 / .2775.
    const ranks = textRank([['a', 'b', 'c']], EXACT);
    expect(ranks.get('b')).toBeCloseTo(0.405 / 0.2775, 9);
    expect(ranks.get('a')).toBeCloseTo(0.15 + (0.425 * 0.405) / 0.2775, 9);
    expect(ranks.get('c')).toBe(ranks.get('a'));
  });

  it('goes by how often words stand together: by hand', () => {
    // a-b twice, b-c once: b gives a 2/3 and c 1/3 of its rank, a and c give all of theirs.
    // S(b) = .15 + .85 (S(a) + S(c)), S(a) + S(c) = .3 + .85 S(b).
    const ranks = textRank(
      [
        ['a', 'b'],
        ['a', 'b', 'c'],
      ],
      EXACT,
    );
    const middle = (0.15 + 0.85 * 0.3) / (1 - 0.85 ** 2);
    expect(ranks.get('b')).toBeCloseTo(middle, 9);
    expect(ranks.get('a')).toBeCloseTo(0.15 + 0.85 * (2 / 3) * middle, 9);
    expect(ranks.get('c')).toBeCloseTo(0.15 + 0.85 * (1 / 3) * middle, 9);
  });

  it('is what networkx has for windows of three, up to the scale', () => {
    // networkx 3.2.1: nx.pagerank(G, alpha=.85, weight='weight', tol=1e-12) times the number of words, for the graph of these words with a window of 3, weights being counts.
    const text = 'soft warm coat soft lining coat warm thin lining'.split(' ');
    const ranks = textRank([text, ['coat', 'collar']], { ...EXACT, window: 3 });
    const peer = {
      soft: 1.0782847776,
      warm: 1.2520025938,
      coat: 1.6564125673,
      lining: 1.0934831348,
      thin: 0.6133779618,
      collar: 0.3064389647,
    };
    for (const [word, value] of Object.entries(peer)) expect(ranks.get(word)).toBeCloseTo(value, 8);
  });

  it('leaves words without neighbours at the least rank, and reaches over no text', () => {
    expect([...textRank([['a'], ['b', 'b']], EXACT)]).toEqual([
      ['a', 1 - 0.85],
      ['b', 1 - 0.85],
    ]);
  });

  it('orders the keywords of a group', () => {
    const texts = [
      ['a', 'b', 'c'],
      ['b', 'd'],
      ['x', 'y'],
    ];
    const [own] = keywords(texts, [0, 0, 1], 2, { method: 'textrank', most: 2, least: 1 });
    expect(own!.map(({ word }) => word)).toEqual(['b', 'a']);
  });
});
