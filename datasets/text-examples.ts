/** Reviews as texts that belong to classes: what is read, and what says which class a text is of. */

import { z } from 'zod';
import type { AccountedFeedback } from './accounted-feedback.ts';
import { ConfigError } from './config-error.ts';
import type { Dataset } from './dataset.ts';
import { type ExampleGroups, type Examples, NO_CLASS } from './examples.ts';
import { applyRules } from './quality.ts';

const TEXT_PARTS = ['title', 'text'] as const;

export const TextFeedback = z.strictObject({
  source: z.literal('texts'),
  read: z
    .array(z.enum(TEXT_PARTS))
    .min(1)
    .default([...TEXT_PARTS])
    .describe('parts of a review that are read, a line each; a part that the data lacks is empty'),
  label: z
    .enum(['stars', 'recommended'])
    .default('stars')
    .describe('stars: negative up to 2, neutral, positive from 4; recommended: what the reviewer said'),
  neutral: z
    .enum(['own', 'left-out'])
    .default('own')
    .describe('of `stars`: texts between negative and positive are a class of their own, or are left out'),
  category: z
    .string()
    .min(1)
    .optional()
    .describe('only texts about items of this category, or of one below it; all unless said'),
});
export type TextFeedback = z.infer<typeof TextFeedback>;

const NEGATIVE_TO = 2;
const POSITIVE_FROM = 4;

/** Rows of feedback, one a text, in the order of reviews, with the examples that they are. `relevant` marks the last class. */
export function feedbackFromTexts(
  dataset: Omit<Dataset, 'provenance' | 'account' | 'timed'>,
  spec: TextFeedback,
): AccountedFeedback {
  const { log, catalog, shoppers, sourceOrder, reviewDetails } = dataset;
  const { reviews } = log;
  const recommended = reviewDetails?.recommended;
  if (spec.label === 'recommended' && !recommended)
    throw new ConfigError([
      'feedback: label: the reviews of this data do not say who recommends; use `label: stars`',
    ]);
  const labels =
    spec.label === 'stars' ? classesByStars(reviews.rating, spec.neutral) : classesByWord(recommended!);
  const texts = textsOf(dataset, spec);
  const inCategory = categoryTest(catalog.category, spec.category);
  const order = (i: number): number => (sourceOrder ? sourceOrder[i]! : i);
  const { kept, account } = applyRules(reviews.length, [
    { rule: 'about an item of the category', keep: (i) => inCategory(reviews.item[order(i)]!) },
    { rule: 'has a text', keep: (i) => texts[order(i)] !== '' },
    { rule: 'has a class', keep: (i) => labels.of[order(i)] !== NO_CLASS },
  ]);
  const rows = kept.map(order);
  const label = Uint8Array.from(rows, (row) => labels.of[row]!);
  const text = Array.from(rows, (row) => texts[row]!);
  const time = rows.map((row) => reviews.time[row]!);
  const item = rows.map((row) => reviews.item[row]!);
  const examples: Examples = {
    length: rows.length,
    classes: labels.classes,
    label,
    time,
    text,
    groups: [lengthGroups(text), categoryGroups(item, catalog.category)],
  };
  return {
    length: rows.length,
    shoppers: shoppers.length,
    items: catalog.length,
    shopper: rows.map((row) => reviews.shopper[row]!),
    item,
    time,
    value: Float32Array.from(rows, (row) => reviews.rating[row]!),
    relevant: label.map((one) => Number(one === labels.classes.length - 1)),
    account: { of: 'reviews', ...account },
    examples,
  };
}

interface Classes {
  readonly classes: readonly string[];
  /** (reviews) */
  readonly of: Uint8Array;
}

function classesByStars(rating: Float32Array, neutral: TextFeedback['neutral']): Classes {
  const hasNeutral = neutral === 'own';
  const classes = hasNeutral ? ['negative', 'neutral', 'positive'] : ['negative', 'positive'];
  const between = hasNeutral ? 1 : NO_CLASS;
  const of = Uint8Array.from(rating, (stars) => {
    if (stars <= NEGATIVE_TO) return 0;
    return stars >= POSITIVE_FROM ? classes.length - 1 : between;
  });
  return { classes, of };
}

const classesByWord = (recommended: Uint8Array): Classes => ({
  classes: ['not recommended', 'recommended'],
  of: recommended,
});

function textsOf(
  { log, reviewDetails }: Pick<Dataset, 'log' | 'reviewDetails'>,
  { read }: TextFeedback,
): string[] {
  const parts = { title: reviewDetails?.title, text: log.reviews.text };
  return Array.from({ length: log.reviews.length }, (_, row) =>
    TEXT_PARTS.filter((part) => read.includes(part))
      .map((part) => parts[part]?.[row]?.trim() ?? '')
      .filter((part) => part !== '')
      .join('\n'),
  );
}

/** Whether an item is of the category or of one below it; throws when no item of the catalogue is. */
function categoryTest(categories: readonly string[], wanted: string | undefined): (item: number) => boolean {
  if (wanted === undefined) return () => true;
  const isWithin = (category: string) => category === wanted || category.startsWith(`${wanted} > `);
  if (!categories.some(isWithin)) {
    const known = [...new Set(categories.map((category) => category.split(' > ')[0]!))].sort();
    throw new ConfigError([
      `feedback: category: no item is of '${wanted}'; categories are ${known.slice(0, 20).join(', ')}`,
    ]);
  }
  return (item) => isWithin(categories[item]!);
}

/** Upper bounds, in words. */
const LENGTHS = [
  [5, 'up to 5 words'],
  [15, '6 to 15 words'],
  [50, '16 to 50 words'],
  [100, '51 to 100 words'],
  [Number.POSITIVE_INFINITY, 'over 100 words'],
] as const;

function lengthGroups(texts: readonly string[]): ExampleGroups {
  const of = Uint8Array.from(texts, (text) => {
    const words = text.match(/\S+/gu)?.length ?? 0;
    return LENGTHS.findIndex(([most]) => words <= most);
  });
  return { name: 'length', values: LENGTHS.map(([, value]) => value), of };
}

const MOST_CATEGORIES = 12;

/** The largest top categories; texts of others are in none. */
function categoryGroups(item: Uint32Array, categories: readonly string[]): ExampleGroups {
  const top = Array.from(item, (one) => categories[one]!.split(' > ')[0]!);
  const counts = new Map<string, number>();
  for (const name of top) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  const values = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES)
    .map(([name]) => name);
  const codes = new Map(values.map((name, code) => [name, code]));
  return { name: 'category', values, of: Uint8Array.from(top, (name) => codes.get(name) ?? NO_CLASS) };
}
