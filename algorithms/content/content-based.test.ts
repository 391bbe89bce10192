import { describe, expect, it } from 'vitest';
import { createLists, type TrainingData } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { itemTokens, words } from '../text/item-tokens.ts';
import { tfIdf } from '../text/tf-idf.ts';
import { contentBased } from './content-based.ts';

const DAY = 86400;

async function list(
  data: TrainingData,
  params: Record<string, unknown>,
  exclude: 'seen' | 'none' = 'seen',
  shopper = 0,
) {
  const model = await contentBased.fit(data, contentBased.params.parse(params), quietRun('content'));
  const out = createLists(1, 10);
  model.recommend({ length: 1, shopper: Uint32Array.of(shopper), exclude }, 10, out);
  return Array.from(out.items.subarray(0, out.lengths[0]), (item, n) => [item, out.scores[n]!] as const);
}

describe('itemTokens', () => {
  it('cuts words at anything but letters, marks and digits, in any script', () => {
    expect(words('WHITE Hanging-Heart 2pc, Größe “Ｌ” चाय')).toEqual([
      'white',
      'hanging',
      'heart',
      '2pc',
      'größe',
      'l',
      'चाय',
    ]);
    expect(words('?!')).toEqual([]);
  });

  it('keeps category parts, brand and attributes whole', () => {
    const { catalog } = smallTraining(0, 1, [], ['Red mug']);
    catalog.category[0] = 'Home > Hot drinks';
    catalog.brand[0] = 'Old  Mill';
    catalog.attributes[0] = 'colour=Dark Red|size=';
    expect(itemTokens(catalog, 0, ['title', 'category', 'brand', 'attributes', 'description'])).toEqual([
      'red',
      'mug',
      'category=home',
      'category=hot drinks',
      'brand=old  mill',
      'colour=dark red',
      'size=',
    ]);
  });
});

describe('tfIdf', () => {
  const documents = ['red garden chair', 'red red table red', 'blue garden garden lamp', 'chair'].map(words);
  const all = new Uint8Array(4).fill(1);

  // TfidfVectorizer of scikit-learn 1.9.1; columns here are red, garden, chair, table, blue, lamp.
  it.each([
    [false, [0.57735, 0.57735, 0.57735, 0.921062, 0.389417, 0.74445, 0.47212, 0.47212, 1]],
    [true, [0.57735, 0.57735, 0.57735, 0.855832, 0.517254, 0.68642, 0.514212, 0.514212, 1]],
  ])('agrees with scikit-learn, sublinear %s', (sublinear, expected) => {
    const vectors = tfIdf(documents, all, { sublinear });
    expect([...vectors.rowPtr]).toEqual([0, 3, 5, 8, 9]);
    expect([...vectors.colIdx]).toEqual([0, 1, 2, 0, 3, 1, 4, 5, 2]);
    expected.forEach((value, p) => {
      expect(vectors.values[p]).toBeCloseTo(value, 5);
    });
  });

  it('learns words and their idf from the counted documents alone', () => {
    const vectors = tfIdf([['a', 'b'], ['a', 'z'], ['z']], Uint8Array.of(1, 0, 0), { sublinear: true });
    expect([...vectors.rowPtr]).toEqual([0, 2, 3, 3]);
    expect(vectors.values[0]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

describe('content-based', () => {
  const titles = ['red chair', 'red table', 'blue lamp', 'red', 'blue sofa'];

  it('scores by the cosine to the profile', async () => {
    const rows: SmallRow[] = [
      [0, 0],
      [0, 2],
      [1, 1],
      [1, 3],
    ];
    const both = await list(smallTraining(2, 4, rows, ['a b', 'a b', 'c', 'c']), {});
    expect(both.map(([item]) => item).sort()).toEqual([1, 3]);
    for (const [, score] of both) expect(score).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('lists no item that nobody had in training, which no evaluation could count, and offers no way to', async () => {
    const data = smallTraining(
      2,
      5,
      [
        [0, 0],
        [1, 2],
      ],
      titles,
    );
    expect(await list(data, {})).toEqual([]);
    expect(contentBased.params.safeParse({ items: 'all' }).success).toBe(false);
  });

  it('reads the chosen fields only', async () => {
    const rows: SmallRow[] = [
      [0, 0],
      [1, 1],
      [1, 2],
    ];
    const data = smallTraining(2, 3, rows, ['same', 'same', 'other']);
    data.catalog.brand[0] = 'acme';
    data.catalog.brand[2] = 'Acme';
    expect((await list(data, { fields: ['brand'] })).map(([item]) => item)).toEqual([2]);
  });

  it('lets older items fade by half in each half-life, by the latest time they were had', async () => {
    const rows: SmallRow[] = [
      [0, 0, 0],
      [0, 2, 10 * DAY],
      [1, 1, 0],
      [1, 4, 0],
    ];
    const data = smallTraining(2, 5, rows, ['red', 'red', 'blue', '', 'blue']);
    const faded = new Map(await list(data, { halfLifeDays: 5 }));
    expect(faded.get(1)! / faded.get(4)!).toBeCloseTo(1 / 4, 5);
    const even = new Map(await list(data, {}));
    expect(even.get(1)).toBeCloseTo(even.get(4)!, 6);
    const again = smallTraining(2, 5, [...rows, [0, 0, 10 * DAY]], ['red', 'red', 'blue', '', 'blue']);
    const refreshed = new Map(await list(again, { halfLifeDays: 5 }));
    expect(refreshed.get(1)).toBeCloseTo(refreshed.get(4)!, 6);
  });

  it('has nothing to say about items, or to shoppers, without a word', async () => {
    const data = smallTraining(
      2,
      3,
      [
        [0, 0],
        [1, 1],
        [1, 2],
      ],
      ['', 'red', ''],
    );
    expect(await list(data, {}, 'none', 0)).toEqual([]);
    expect((await list(data, {}, 'none', 1)).map(([item]) => item)).toEqual([1]);
  });
});
