import { describe, expect, it } from 'vitest';
import { feedbackFrom } from '../feedback.ts';
import { checkLog } from '../log-invariants.ts';
import { movieLensDataset } from './movielens-100k.ts';
import { loadData } from './registry.node.ts';

const film = (id: number, title: string, date: string, genres: readonly number[]): string =>
  `${id}|${title}|${date}||http://x|${Array.from({ length: 19 }, (_, i) => (genres.includes(i) ? 1 : 0)).join('|')}\n`;

const TEXTS = {
  item:
    film(1, 'Toy Story (1995)', '01-Jan-1995', [3, 4, 5]) +
    film(2, 'Misérables, Les (1995)', '', [8]) +
    film(3, 'unknown', '', [0]),
  user: '1|24|M|technician|85711\n2|17|F|other|94043\n3|56|M|writer|V0N\n',
  data: '2\t1\t4\t1000\n1\t3\t5\t900\n1\t1\t1\t1000\n',
};

describe('movieLensDataset by hand', () => {
  const dataset = movieLensDataset(TEXTS);

  it('sorts reviews by time, viewer and film, seconds since the first', () => {
    const { reviews, origin } = dataset.log;
    expect(origin).toBe('1970-01-01T00:15:00Z');
    expect([...reviews.time]).toEqual([0, 100, 100]);
    expect([...reviews.shopper]).toEqual([0, 0, 1]);
    expect([...reviews.item]).toEqual([2, 0, 0]);
    expect([...reviews.rating]).toEqual([5, 1, 4]);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('keeps the order of u.data beside', () => {
    expect([...dataset.sourceOrder!]).toEqual([2, 0, 1]);
  });

  it('knows films by title, genres and year, viewers by age band, gender and occupation', () => {
    expect(dataset.catalog.title).toEqual(['Toy Story (1995)', 'Misérables, Les (1995)', 'unknown']);
    expect(dataset.catalog.attributes).toEqual([
      "genre=Animation|genre=Children's|genre=Comedy|year=1995",
      'genre=Drama|year=1995',
      'genre=unknown',
    ]);
    expect(dataset.shoppers.ageBand).toEqual(['18-24', 'under 18', '56+']);
    expect(dataset.shoppers.gender).toEqual(['M', 'F', 'M']);
    expect(dataset.shoppers.segment).toEqual(['technician', 'other', 'writer']);
    expect(dataset.shoppers.region).toEqual(['', '', '']);
  });

  it('drops, and counts, ratings of viewers and films that are not listed', () => {
    const { account, log } = movieLensDataset({ ...TEXTS, data: `${TEXTS.data}9\t1\t3\t1\n1\t9\t3\t2\n` });
    expect(account.steps.map(({ dropped, left }) => [dropped, left])).toEqual([
      [1, 4],
      [1, 3],
    ]);
    expect(log.origin).toBe('1970-01-01T00:15:00Z');
  });

  it('keeps, and tells, a second rating of the same film', () => {
    const { account } = movieLensDataset({ ...TEXTS, data: `${TEXTS.data}2\t1\t3\t1001\n` });
    expect(account.kept).toBe(4);
    expect(account.notes).toEqual([{ note: 'kept ratings repeat a viewer and film', rows: 1 }]);
  });

  it('refuses damaged lines by file and line', () => {
    const load = (change: Partial<typeof TEXTS>) => () => movieLensDataset({ ...TEXTS, ...change });
    expect(load({ data: '1\t1\t3\n' })).toThrow('u.data:1 3 fields; there should be 4');
    expect(load({ data: '1\t1\t3\t5\n\n1\t1\t3\t5\n' })).toThrow('u.data:2 1 fields');
    expect(load({ data: '1\t1\t6\t5\n' })).toThrow('u.data:1 rating: "6" is not 1 to 5');
    expect(load({ data: '1\t-1\t3\t5\n' })).toThrow('u.data:1 film: "-1" is not a whole number');
    expect(load({ data: '1\t1\t3\tNaN\n' })).toThrow('u.data:1 time: "NaN" is not a whole number');
    expect(load({ user: '1|24|M|x|0\n1|24|M|x|0\n' })).toThrow('u.user:2 id 1 stands twice');
    expect(load({ item: '1|x|y\n' })).toThrow('u.item:1 3 fields; there should be 24');
  });
});

const root = process.env['SHOPLAB_DATA'];

describe.skipIf(!root)('ml-100k as published (needs SHOPLAB_DATA/ml-100k)', async () => {
  const dataset = root ? await loadData('ml-100k') : undefined;

  it('has 100,000 ratings of 1,682 films by 943 viewers, none dropped', () => {
    const { account, catalog, shoppers, log } = dataset!;
    expect([account.read, account.kept, log.reviews.length]).toEqual([100_000, 100_000, 100_000]);
    expect(account.notes).toEqual([]);
    expect([shoppers.length, catalog.length]).toEqual([943, 1_682]);
    // GroupLens, README: from September 19th, 1997 (their clock) through April 22nd, 1998.
    expect(log.origin).toBe('1997-09-20T03:05:10Z');
    expect(checkLog(log, catalog, shoppers)).toEqual([]);
  });

  it('gives feedback in the order of u.data, which folds over ratings depend on', () => {
    const { shopper, item, value } = feedbackFrom(dataset!, { source: 'ratings' });
    const first = [0, 1, 2].map((i) => [
      dataset!.shoppers.id[shopper[i]!],
      dataset!.catalog.id[item[i]!],
      value[i],
    ]);
    // u.data: 196 242 3, 186 302 3, 22 377 1.
    expect(first).toEqual([
      ['196', '242', 3],
      ['186', '302', 3],
      ['22', '377', 1],
    ]);
    expect(value.reduce((sum, rating) => sum + rating, 0) / 100_000).toBeCloseTo(3.52986, 10);
  });

  it('reads Latin-1 titles', () => {
    expect(dataset!.catalog.title).toContain('Misérables, Les (1995)');
  });

  it('counts 55,375 ratings of at least 4', () => {
    const { length, account } = feedbackFrom(dataset!, { source: 'ratings', positive: 4 });
    expect([length, account.kept]).toEqual([55_375, 55_375]);
  });
});
