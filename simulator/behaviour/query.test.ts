import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { BRAND, type Confusions, hear, NO_CATEGORY, NO_WORD, type Query, wordsIn } from './query.ts';

describe('hear', () => {
  const key = drawKey(seedWords('hear'), 'search.hearing');
  const confusions: Confusions = {
    article: (category) => [category + 1],
    value: (aspect, label) => [aspect * 8 + label + 9],
    brand: (brand) => (brand === 5 ? [] : [brand + 1, brand + 2]),
  };
  const red: Query = { category: 3, aspect: 0, value: 4 };
  const listen = (query: Query, errors: number, deletions: number, visit = 0) =>
    hear(key, 1, visit, 2, query, confusions, errors, deletions, 8);

  it('hears what was said where no word is wrong', () => {
    expect(listen(red, 0, 1)).toEqual({ heard: red, errors: 0 });
  });

  it('loses every word, or takes each for one of like sound', () => {
    expect(listen(red, 1, 1)).toEqual({
      heard: { category: NO_CATEGORY, aspect: NO_WORD, value: 0 },
      errors: 2,
    });
    expect(listen(red, 1, 0)).toEqual({ heard: { category: 4, aspect: 1, value: 5 }, errors: 2 });
    const article = { category: 3, aspect: NO_WORD, value: 0 };
    expect(listen(article, 1, 0)).toEqual({ heard: { ...article, category: 4 }, errors: 1 });
  });

  it('loses words that nothing sounds like', () => {
    const { heard, errors } = listen({ category: 3, aspect: BRAND, value: 5 }, 1, 0);
    expect(heard).toEqual({ category: 4, aspect: NO_WORD, value: 0 });
    expect([errors, wordsIn(heard), wordsIn(red)]).toEqual([2, 1, 2]);
  });

  it('is wrong word by word at the given rate', () => {
    const n = 4000;
    let errors = 0;
    let lost = 0;
    for (let visit = 0; visit < n; visit++) {
      const one = listen(red, 0.3, 0.25, visit);
      errors += one.errors;
      lost += 2 - wordsIn(one.heard);
    }
    expect(Math.abs(errors - 0.3 * 2 * n)).toBeLessThan(4 * Math.sqrt(2 * n * 0.21));
    expect(Math.abs(lost - 0.25 * errors)).toBeLessThan(4 * Math.sqrt(errors * 0.1875));
  });
});
