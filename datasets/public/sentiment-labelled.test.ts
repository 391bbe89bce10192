import { describe, expect, it } from 'vitest';
import { FeedbackSpec, feedbackFrom } from '../feedback.ts';
import { checkLog } from '../log-invariants.ts';
import { loadData } from './registry.node.ts';
import { readSentences, sentencesDataset, writeSentences } from './sentiment-labelled.ts';

const LINES = 'Good case, "excellent.\t1\nBad  \t0\r\n\nA\u0085b \t 1 \n';

describe('sentences by hand', () => {
  const read = readSentences(LINES, 'x.txt');
  const dataset = sentencesDataset({ amazon: read, imdb: read, yelp: readSentences('Fine\t1', 'y.txt') });

  it('reads a sentence a line, quotes and odd line breaks within', () => {
    expect(read.text).toEqual(['Good case, "excellent.', 'Bad', 'A\u0085b']);
    expect([...read.positive]).toEqual([1, 0, 1]);
    expect(writeSentences(read)).toBe('Good case, "excellent.\t1\nBad\t0\nA\u0085b\t1\n');
  });

  it('makes a review of each, by a shopper of its own, of the item that is its source', () => {
    const { reviews } = dataset.log;
    expect([...reviews.item]).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect([...reviews.rating]).toEqual([5, 1, 5, 5, 1, 5, 5]);
    expect(dataset.catalog.category).toEqual(['amazon', 'imdb', 'yelp']);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('belongs to two classes, and a category is a source', () => {
    const spec = FeedbackSpec.parse({ source: 'texts', neutral: 'left-out', category: 'imdb' });
    const { examples, account } = feedbackFrom(dataset, spec);
    expect(examples!.classes).toEqual(['negative', 'positive']);
    expect([...examples!.label]).toEqual([1, 0, 1]);
    expect(account.steps.map(({ dropped }) => dropped)).toEqual([4, 0, 0]);
    expect(() => feedbackFrom(dataset, { ...spec, category: 'ebay' } as FeedbackSpec)).toThrow(
      "no item is of 'ebay'; categories are amazon, imdb, yelp",
    );
  });

  it('refuses a line that is none, by its place', () => {
    expect(() => readSentences('Good\t1\nBad\t2\n', 'x.txt')).toThrow(
      'x.txt:2 "Bad\\t2" is not a sentence, a tab and 0 or 1',
    );
  });
});

describe.skipIf(!process.env['SHOPLAB_DATA'])('as published (needs SHOPLAB_DATA/sentiment-labelled)', () => {
  it('holds 500 praises and 500 blames of each source', async () => {
    const { log } = await loadData('sentiment-labelled');
    const { item, rating, length } = log.reviews;
    expect(length).toBe(3000);
    for (const source of [0, 1, 2])
      expect(rating.filter((stars, row) => item[row] === source && stars === 5)).toHaveLength(500);
  });
});
