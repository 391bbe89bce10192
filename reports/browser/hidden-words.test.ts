import { describe, expect, it } from 'vitest';
import { SEVEN } from '../study/study-records.fixture.ts';
import { hiddenWords, lackingWords } from './hidden-words.ts';

describe('words about who is hidden', () => {
  it('count and name them, up to six', () => {
    expect(hiddenWords(SEVEN, new Set())).toBe('');
    expect(hiddenWords(SEVEN, new Set(['als']))).toBe('1 of 7 algorithms is hidden by the filter (als)');
    expect(hiddenWords(['b', 'a', 'c'], new Set(['a', 'b', 'nobody']))).toBe(
      '2 of 3 algorithms are hidden by the filter (b, a)',
    );
    expect(hiddenWords(['a', 'b'], new Set(['a']), 'policies')).toBe(
      '1 of 2 policies is hidden by the filter (a)',
    );
    expect(hiddenWords([...SEVEN, 'more'], new Set(SEVEN))).toMatch(
      /^7 of 8 algorithms are hidden by the filter \(random, .*, content-based and 1 more\)$/,
    );
  });

  it('say by a chart what it lacks of those that it is about', () => {
    expect(lackingWords(['a', 'b'], new Set(['c']))).toBe('');
    expect(lackingWords(['a', 'b', 'c'], new Set(['b', 'd']))).toBe(
      '1 of 3 algorithms is hidden by the filter (b); the title and the words below speak of all 3.',
    );
    expect(lackingWords(['a'], new Set(['a']))).toBe('Whom this chart is about is hidden by the filter (a).');
  });
});
