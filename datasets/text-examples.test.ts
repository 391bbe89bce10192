import { describe, expect, it } from 'vitest';
import { REVIEWS } from './after-sale-tables.ts';
import type { Dataset } from './dataset.ts';
import { NO_CLASS } from './examples.ts';
import { CATALOG, createTable, SHOPPERS } from './tables.ts';
import { feedbackFromTexts, TextFeedback } from './text-examples.ts';

const ROWS = [
  [1, 'Torn', 'It tore on the first day.'],
  [3, '', 'So so'],
  [4, 'Fine', ''],
  [5, '', ''],
  [2, ' Late ', 'a '.repeat(60)],
] as const;

function shop(): Pick<Dataset, 'log' | 'catalog' | 'shoppers' | 'reviewDetails'> {
  const reviews = createTable(REVIEWS, ROWS.length);
  const catalog = createTable(CATALOG, 3);
  catalog.category.splice(0, 3, 'home > beds', 'home', 'garden');
  ROWS.forEach(([rating, , text], row) => {
    reviews.shopper[row] = row % 2;
    reviews.item[row] = row % 3;
    reviews.time[row] = 10 * row;
    reviews.rating[row] = rating;
    reviews.text[row] = text;
  });
  return {
    log: { reviews } as Dataset['log'],
    catalog,
    shoppers: createTable(SHOPPERS, 2),
    reviewDetails: { title: ROWS.map(([, title]) => title), recommended: Uint8Array.of(0, 0, 1, 1, 0) },
  };
}
const spec = (more: object = {}): TextFeedback => TextFeedback.parse({ source: 'texts', ...more });

describe('feedbackFromTexts', () => {
  it('reads title and text, a line each, and tells the class by the stars', () => {
    const { examples, account, shopper, time, value, relevant } = feedbackFromTexts(shop(), spec());
    expect(examples!.text!.slice(0, 3)).toEqual(['Torn\nIt tore on the first day.', 'So so', 'Fine']);
    expect(examples!.text![3]!.slice(0, 8)).toBe('Late\na a');
    expect(examples!.classes).toEqual(['negative', 'neutral', 'positive']);
    expect([...examples!.label]).toEqual([0, 1, 2, 0]);
    expect(account).toMatchObject({ of: 'reviews', read: 5, kept: 4 });
    expect([[...shopper], [...time], [...value], [...relevant]]).toEqual([
      [0, 1, 0, 0],
      [0, 10, 20, 40],
      [1, 3, 4, 2],
      [0, 0, 1, 0],
    ]);
  });

  it('leaves the neutral out where it is told to, and reads the parts that it is told to', () => {
    const { examples } = feedbackFromTexts(shop(), spec({ neutral: 'left-out', read: ['title'] }));
    expect(examples!.text).toEqual(['Torn', 'Fine', 'Late']);
    expect([...examples!.label]).toEqual([0, 1, 0]);
  });

  it('takes the word of the reviewer', () => {
    const { examples } = feedbackFromTexts(shop(), spec({ label: 'recommended' }));
    expect(examples!.classes).toEqual(['not recommended', 'recommended']);
    expect([...examples!.label]).toEqual([0, 0, 1, 0]);
    const { reviewDetails: _, ...silent } = shop();
    expect(() => feedbackFromTexts(silent, spec({ label: 'recommended' }))).toThrow(
      'the reviews of this data do not say who recommends; use `label: stars`',
    );
  });

  it('groups by length and by top category, and keeps to a category and what is below it', () => {
    const { examples } = feedbackFromTexts(shop(), spec());
    const [length, category] = examples!.groups;
    expect([...length!.of]).toEqual([1, 0, 0, 3]);
    expect(category!.values).toEqual(['home', 'garden']);
    expect([...category!.of]).toEqual([0, 0, 1, 0]);
    expect(category!.of.includes(NO_CLASS)).toBe(false);
    expect(feedbackFromTexts(shop(), spec({ category: 'home' })).length).toBe(3);
    expect(feedbackFromTexts(shop(), spec({ category: 'home > beds' })).length).toBe(1);
  });
});
