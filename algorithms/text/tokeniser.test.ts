import { describe, expect, it } from 'vitest';
import {
  hashedPlace,
  NUMBER_TOKEN,
  nGrams,
  PLAIN_WORDS,
  type TokeniserOptions,
  tokeniser,
} from './tokeniser.ts';

const tokens = (text: string, options: Partial<TokeniserOptions> = {}): string[] =>
  tokeniser({ ...PLAIN_WORDS, ...options })(text);

describe('words', () => {
  it('are runs of letters, marks and digits of any script, in lower case', () => {
    expect(tokens('WHITE Hanging-Heart 2pc, Größe “Ｌ” चाय')).toEqual([
      'white',
      'hanging',
      'heart',
      '2pc',
      'größe',
      'l',
      'चाय',
    ]);
    expect(tokens('?!')).toEqual([]);
    expect(tokens('')).toEqual([]);
  });

  it('keep their case, and are at least so long, where that is asked for', () => {
    expect(tokens('This is a GREAT thing', { lowerCase: false, shortest: 2 })).toEqual([
      'This',
      'is',
      'GREAT',
      'thing',
    ]);
  });
});

describe('elongation', () => {
  it('three of a letter or more are two; numbers stay', () => {
    expect(tokens('Sooooo goood, 10000 times', { elongation: 'shorten' })).toEqual([
      'soo',
      'good',
      '10000',
      'times',
    ]);
    expect(tokens('naïïïve', { elongation: 'shorten' })).toEqual(['naïïve']);
  });
});

describe('contractions', () => {
  const text = "Don’t, I can't and DIDN'T; it's the dog's. Wont isnt";

  it('are kept, cut, or written out', () => {
    expect(tokens(text, { contractions: 'keep' })).toEqual([
      "don't",
      'i',
      "can't",
      'and',
      "didn't",
      "it's",
      'the',
      "dog's",
      'wont',
      'isnt',
    ]);
    expect(tokens("Don’t, dog's", { contractions: 'cut' })).toEqual(['don', 't', 'dog', 's']);
    expect(tokens(text, { contractions: 'expand' }).join(' ')).toBe(
      'do not i can not and did not it is the dog will not is not',
    );
  });

  it('keep their capitals', () => {
    expect(tokens("DIDN'T Don't we're", { contractions: 'expand', lowerCase: false })).toEqual([
      'DID',
      'NOT',
      'Do',
      'not',
      'we',
      'are',
    ]);
  });
});

describe('negation', () => {
  it('reaches to the end of the clause, or to "but"', () => {
    const marked = { negation: 'mark', contractions: 'expand' } as const;
    expect(tokens("I didn't like this movie, but I", marked)).toEqual([
      'i',
      'did',
      'not',
      'not_like',
      'not_this',
      'not_movie',
      'but',
      'i',
    ]);
    expect(tokens('not good but cheap. Never again', marked)).toEqual([
      'not',
      'not_good',
      'but',
      'cheap',
      'never',
      'not_again',
    ]);
    expect(tokens('DONT buy', marked)).toEqual(['do', 'not', 'not_buy']);
  });
});

describe('numbers, emoji and marks', () => {
  it('numbers are one token, or none', () => {
    expect(tokens('paid 3.50 for 2, 4x worse', { numbers: 'mark' })).toEqual([
      'paid',
      NUMBER_TOKEN,
      'for',
      NUMBER_TOKEN,
      '4x',
      'worse',
    ]);
    expect(tokens('paid 1,000 at 10:30', { numbers: 'drop' })).toEqual(['paid', 'at']);
  });

  it('an emoji is one token, whatever its skin; emoticons are found beside words', () => {
    expect(tokens('love it😍😍 👍🏽 ❤️ 👩‍👩‍👧 🇩🇪 © :-) great:) <3 :D =(', { emoji: true })).toEqual([
      'love',
      'it',
      '😍',
      '😍',
      '👍',
      '❤',
      '👩‍👩‍👧',
      '🇩🇪',
      ':-)',
      'great',
      ':)',
      '<3',
      ':d',
      '=(',
    ]);
    expect(tokens('http://x note: dark', { emoji: true })).toEqual(['http', 'x', 'note', 'dark']);
  });

  it('runs of marks come in one form; commas and single dots are none', () => {
    expect(tokens('Well... no!!!! Why?!? Ok.', { marks: true })).toEqual([
      'well',
      '..',
      'no',
      '!!',
      'why',
      '!?',
      'ok',
    ]);
  });
});

describe('n-grams', () => {
  it('are the tokens, then the pairs, then the threes', () => {
    expect(nGrams(['a', 'b', 'c'], 3)).toEqual(['a', 'b', 'c', 'a b', 'b c', 'a b c']);
    expect(nGrams(['a'], 2)).toEqual(['a']);
    expect(nGrams([], 2)).toEqual([]);
  });
});

describe('hashing', () => {
  it('spreads tokens evenly over the places, and over both signs', () => {
    const counts = new Uint32Array(64);
    let positive = 0;
    const total = 64_000;
    for (let n = 0; n < total; n++) {
      const { place, sign } = hashedPlace(`token ${n}`, 6);
      counts[place]!++;
      if (sign === 1) positive++;
    }
    // Chi-square of 63 degrees of freedom: below 103.4 with probability .999.
    const chi = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(103.4);
    expect(Math.abs(positive - total / 2)).toBeLessThan(3.3 * Math.sqrt(total / 4));
  });
});
