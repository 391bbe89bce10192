import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { ASPECT_WORDS, type AspectWords, INTENSIFIERS, MIDDLING, OPENINGS } from '../filing/review-words.ts';
import {
  ASPECTS,
  feelingOf,
  mistype,
  type Opinion,
  opinionsOf,
  POLARITIES,
  polarityOf,
  reviewText,
} from './review-text.ts';

const seed = seedWords('review');
const words = drawKey(seed, 'review.words');
const typos = drawKey(seed, 'review.typos');
const RULES = { mention: 1, negation: 0.3, intensifiers: 0.4, typos: 0 };

/** Reads a text by its grammar alone: what it says of each aspect. */
function readText(text: string): Opinion[] {
  const said = text.slice(0, -1).split('. ').slice(1);
  return said.map((sentence) => {
    const [, noun, predicate] = /^The (.+?) is (.+)$/.exec(sentence)!;
    const aspect = ASPECTS.findIndex((name) =>
      (ASPECT_WORDS[name].nouns as readonly string[]).includes(noun!),
    );
    if (MIDDLING.includes(predicate!)) return { aspect, polarity: 1, negated: false };
    const negated = predicate!.startsWith('not ');
    const strong = negated ? predicate!.slice(4) : predicate!;
    const first = strong.split(' ')[0]!;
    const word = INTENSIFIERS.includes(first) ? strong.slice(first.length + 1) : strong;
    const { praise, blame }: AspectWords = ASPECT_WORDS[ASPECTS[aspect]!];
    expect(praise.includes(word) || blame.includes(word), sentence).toBe(true);
    return { aspect, polarity: praise.includes(word) !== negated ? 2 : 0, negated };
  });
}

describe('reviewText', () => {
  it('says exactly the opinions that are labelled', () => {
    let told = 0;
    for (let shopper = 0; shopper < 400; shopper++) {
      const feelings = ASPECTS.map((_, aspect) => ((shopper * 7 + aspect * 3) % 9) / 2 - 2);
      const opinions = opinionsOf(words, shopper, 5, 1, feelings, RULES);
      const stars = 1 + (shopper % 5);
      const text = reviewText(words, typos, shopper, 5, 1, stars, opinions, RULES);
      expect(readText(text)).toEqual(opinions);
      expect(OPENINGS[stars - 1]!.some((opening) => text.startsWith(`${opening}.`))).toBe(true);
      for (const { aspect, polarity } of opinions) expect(polarity).toBe(polarityOf(feelings[aspect]!));
      told += opinions.length;
    }
    expect(told).toBeGreaterThan(1000);
  });

  it('tells what moves the shopper more often than what does not', () => {
    const rules = { ...RULES, mention: 0.6 };
    const told = (feeling: number): number => {
      let count = 0;
      for (let shopper = 0; shopper < 3000; shopper++) {
        count += opinionsOf(
          words,
          shopper,
          1,
          0,
          ASPECTS.map(() => feeling),
          rules,
        ).length;
      }
      return count / (3000 * ASPECTS.length);
    };
    const spread = 4 * Math.sqrt(0.25 / 15_000);
    expect(Math.abs(told(0) - 0.3)).toBeLessThan(spread);
    expect(Math.abs(told(-1) - 0.6)).toBeLessThan(spread);
    expect(Math.abs(told(5) - 0.9)).toBeLessThan(spread);
  });

  it('is the same for the same shopper, item and visit, and another for others', () => {
    const write = (shopper: number, item: number, visit: number) => {
      const opinions = opinionsOf(words, shopper, item, visit, [1, 1, 1, 1, 1], RULES);
      return reviewText(words, typos, shopper, item, visit, 5, opinions, { ...RULES, typos: 0.5 });
    };
    expect(write(3, 4, 5)).toBe(write(3, 4, 5));
    expect(new Set([write(3, 4, 5), write(2, 4, 5), write(3, 3, 5), write(3, 4, 4)]).size).toBe(4);
  });
});

describe('polarityOf', () => {
  it('is neutral around 0', () => {
    expect([-0.31, -0.3, 0, 0.3, 0.31].map((feeling) => POLARITIES[polarityOf(feeling)])).toEqual([
      'negative',
      'neutral',
      'neutral',
      'neutral',
      'positive',
    ]);
    expect(feelingOf(2, -1, 0.25)).toBe(-0.25);
  });
});

describe('mistype', () => {
  it('swaps two neighbouring letters, never the first of a word nor the full stop', () => {
    expect([0.01, 0.5, 0.99].map((u) => mistype('quality', u))).toEqual(['qaulity', 'quailty', 'qualiyt']);
    expect(mistype('good.', 0.99)).toBe('godo.');
    expect([mistype('bad', 0.5), mistype('bad.', 0.5)]).toEqual(['bad', 'bad.']);
  });
});

describe('the words', () => {
  it('belong to one aspect, and mean one thing', () => {
    const nouns = ASPECTS.flatMap((aspect): readonly string[] => ASPECT_WORDS[aspect].nouns);
    expect(new Set(nouns).size).toBe(nouns.length);
    for (const aspect of ASPECTS) {
      const { praise, blame }: AspectWords = ASPECT_WORDS[aspect];
      expect(praise.filter((word) => blame.includes(word) || MIDDLING.includes(word))).toEqual([]);
    }
  });
});
