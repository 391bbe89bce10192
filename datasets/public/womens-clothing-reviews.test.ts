import { describe, expect, it } from 'vitest';
import { checkLog } from '../log-invariants.ts';
import { decodeText } from './csv.ts';
import { dataRoot, readDataFile } from './data-root.node.ts';
import { loadData } from './registry.node.ts';
import { WOMENS_CLOTHING_REVIEWS } from './womens-clothing-reviews.node.ts';
import {
  CLOTHING_REVIEW_COLUMNS,
  clothingReviewsDataset,
  readClothingReviews,
  writeClothingReviews,
} from './womens-clothing-reviews.ts';

const CSV = `${CLOTHING_REVIEW_COLUMNS.join()}
0,767,33,,"Soft, and
""sexy""",4,1,0,Initmates,Intimate,Intimates
1,1080,17,Dress!,,1,0,2,General,Dresses,Dresses
2,767,65,No,Poor.,2,0,12,General,Intimate,Intimates
3,9,50,,,5,1,0,,,
`;
const read = (text: string) => readClothingReviews(text, 'x.csv');

describe('clothingReviewsDataset by hand', () => {
  const rows = read(CSV);
  const dataset = clothingReviewsDataset(rows);

  it('makes a review a row, each by a shopper of its own', () => {
    const { reviews } = dataset.log;
    expect([...reviews.item]).toEqual([0, 1, 0, 2]);
    expect([...reviews.rating]).toEqual([4, 1, 2, 5]);
    expect(reviews.text).toEqual(['Soft, and\n"sexy"', '', 'Poor.', '']);
    expect([...reviews.shopper]).toEqual([0, 1, 2, 3]);
    expect(dataset.shoppers.ageBand).toEqual(['25-34', 'under 18', '65+', '45-54']);
    expect(dataset.catalog.category).toEqual(['Intimate > Intimates', 'Dresses > Dresses', '']);
    expect(dataset.account.notes!.map(({ rows }) => rows)).toEqual([4, 2]);
    expect(dataset.timed).toBe(false);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('corrects the misspelt division and keeps what a text model asks for', () => {
    expect(rows.division).toEqual(['Intimates', 'General', 'General', '']);
    expect([...rows.recommended]).toEqual([1, 0, 0, 1]);
    expect([...rows.helpful]).toEqual([0, 2, 12, 0]);
    expect(rows.title[1]).toBe('Dress!');
  });

  it('writes other spellings in the canonical one', () => {
    const other = CSV.replace('No,Poor.', '"No","Poor."').replaceAll('General', '"General"');
    expect([...writeClothingReviews(other, 'x.csv')].join('')).toBe(CSV);
  });

  it('refuses damaged lines by file and line, line breaks in texts counted', () => {
    const damaged = (from: string, to: string) => () => read(CSV.replace(from, to));
    expect(damaged(',1,0,2,General', ',6,0,2,General')).toThrow('x.csv:4 Rating: "6" is not readable');
    expect(damaged('1080', 'abc')).toThrow('x.csv:4 Clothing ID: "abc" is not readable');
    expect(damaged('Age', 'Years')).toThrow('x.csv:1 columns');
    expect(damaged('"Soft', 'Soft')).toThrow('x.csv:2 6 fields; the header has 11');
  });
});

const root = process.env['SHOPLAB_DATA'];

describe.skipIf(!root)(
  'womens-clothing-reviews as published (needs SHOPLAB_DATA/womens-clothing-reviews)',
  async () => {
    const dataset = root ? await loadData('womens-clothing-reviews') : undefined;

    it('has 23,486 reviews and their stars, 845 without text', () => {
      const { reviews } = dataset!.log;
      const stars = [1, 2, 3, 4, 5].map((n) => reviews.rating.filter((rating) => rating === n).length);
      expect(stars).toEqual([842, 1565, 2871, 5077, 13_131]);
      expect(reviews.text.filter((text) => text === '').length).toBe(845);
      expect([dataset!.account.read, dataset!.account.kept]).toEqual([23_486, 23_486]);
      expect(checkLog(dataset!.log, dataset!.catalog, dataset!.shoppers)).toEqual([]);
    });

    it('recommends 19,314 times, of 1,206 items, with line breaks inside texts', async () => {
      const [file] = WOMENS_CLOTHING_REVIEWS.files;
      const bytes = await readDataFile(WOMENS_CLOTHING_REVIEWS, dataRoot(), file!.path);
      const rows = readClothingReviews(decodeText(bytes), file!.path);
      expect(rows.recommended.reduce((sum, one) => sum + one, 0)).toBe(19_314);
      expect(dataset!.catalog.length).toBe(1206);
      expect(rows.text.filter((text) => text.includes('\n')).length).toBeGreaterThan(1000);
      expect(rows.division).not.toContain('Initmates');
    });
  },
);
