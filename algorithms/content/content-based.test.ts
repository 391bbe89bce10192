import { describe, expect, it } from 'vitest';
import { transpose } from '../../datasets/interactions.ts';
import { createLists, type TrainingData } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { bm25 } from '../text/bm25.ts';
import { itemTokens, words } from '../text/item-tokens.ts';
import { tfIdf } from '../text/tf-idf.ts';
import { contentBased } from './content-based.ts';
import { priceKnots } from './price-knots.ts';

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

describe('bm25', () => {
  const documents = [
    'red garden chair',
    'red red table red',
    'blue garden garden lamp',
    'chair',
    'green lamp with a very long red description of lamp',
  ].map(words);

  // bm25s 0.3.16, BM25(k1=1.2, b=.75, method='lucene').get_scores of one word.
  it.each([
    ['red', [0.281661, 0.392646, 0, 0, 0.161113]],
    ['garden', [0.45749, 0, 0.561525, 0, 0]],
    ['lamp', [0, 0, 0.413311, 0, 0.402935]],
    ['description', [0, 0, 0, 0, 0.414381]],
  ] as const)('agrees with bm25s on %s', (word, expected) => {
    const weights = bm25(documents, new Uint8Array(5).fill(1), { k1: 1.2, b: 0.75 });
    const column = [...new Set(documents.flat())].indexOf(word);
    const byToken = transpose(weights);
    const found = new Array<number>(5).fill(0);
    for (let p = byToken.rowPtr[column]!; p < byToken.rowPtr[column + 1]!; p++)
      found[byToken.colIdx[p]!] = byToken.values[p]!;
    expected.forEach((value, row) => {
      expect(Math.abs(found[row]! - value)).toBeLessThan(1e-6);
    });
  });

  it('counts lengths and words of the counted documents alone, and drops what they do not have', () => {
    const all = bm25(documents.slice(0, 4), new Uint8Array(4).fill(1), { k1: 1.2, b: 0.75 });
    const some = bm25(documents, Uint8Array.of(1, 1, 1, 1, 0), { k1: 1.2, b: 0.75 });
    expect([...some.values.subarray(0, all.values.length)]).toEqual([...all.values]);
    expect(some.rowPtr[5]! - some.rowPtr[4]!).toBe(2);
  });
});

describe('priceKnots', () => {
  const product = (a: number, b: number, step: number): number => {
    const knots = priceKnots(Uint32Array.of(a, b, 0), step);
    expect(knots.rowPtr[3]).toBe(knots.rowPtr[2]);
    const rows = [0, 1].map((row) => {
      const dense = new Array<number>(knots.cols).fill(0);
      for (let p = knots.rowPtr[row]!; p < knots.rowPtr[row + 1]!; p++)
        dense[knots.colIdx[p]!] = knots.values[p]!;
      return dense;
    });
    return rows[0]!.reduce((sum, value, k) => sum + value * rows[1]![k]!, 0);
  };

  it('is 1 at one price, falls with the ratio, and is 0 two steps apart', () => {
    expect(product(1499, 1499, 1.5)).toBeCloseTo(1, 6);
    // Knots at powers of 2; 400 stands on one, 400 x root 2 halfway to the next: 1 / root 2 on each.
    expect(product(400, Math.round(400 * Math.SQRT2), 2)).toBeGreaterThan(product(400, 800, 2));
    expect(product(256, 512, 2)).toBeCloseTo(0, 6);
    expect(product(1000, 4100, 2)).toBe(0);
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

  it('lists items that nobody had in training only when asked to, by the words of those that somebody had', async () => {
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
    expect((await list(data, { items: 'all' })).map(([item]) => item).sort()).toEqual([1, 3]);
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

  it('bm25: adds what the words of the profile weigh in an item, by their mean count in the own items', async () => {
    const rows: SmallRow[] = [
      [0, 0],
      [0, 1],
      [1, 2],
      [1, 3],
    ];
    const named = ['red chair', 'red red lamp', 'red sofa', 'chair'];
    const data = smallTraining(2, 4, rows, named);
    const scores = new Map(await list(data, { weighting: 'bm25', fields: ['title'] }));
    const weights = bm25(named.map(words), new Uint8Array(4).fill(1), { k1: 1.2, b: 0.75 });
    // Columns are red, chair, lamp, sofa; red is 3 times in 2 own items, chair once.
    expect(scores.get(2)).toBeCloseTo(1.5 * weights.values[weights.rowPtr[2]!]!, 6);
    expect(scores.get(3)).toBeCloseTo(0.5 * weights.values[weights.rowPtr[3]!]!, 6);
  });

  it.each(['tf-idf', 'bm25'])(
    '%s: prefers a like price among equal words, and has one for items without words',
    async (weighting) => {
      const rows: SmallRow[] = [
        [0, 0],
        [1, 1],
        [1, 2],
        [1, 3],
      ];
      const data = smallTraining(2, 4, rows, ['red', 'red', 'red', '']);
      data.catalog.price.set([1000, 1050, 2000, 1000]);
      const scores = new Map(await list(data, { weighting, priceWeight: 0.5 }));
      expect(scores.get(1)!).toBeGreaterThan(scores.get(2)!);
      expect(scores.get(3)!).toBeGreaterThan(0);
      const plain = new Map(await list(data, { weighting }));
      expect(plain.get(1)).toBe(plain.get(2));
      expect(plain.has(3)).toBe(false);
    },
  );

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
