import { describe, expect, it } from 'vitest';
import { REVIEWS, type Reviews } from '../../datasets/after-sale-tables.ts';
import { createTable } from '../../datasets/tables.ts';
import { createLists, type Queries, type RankModel } from '../algorithm.ts';
import { algorithmNamed } from '../fitting.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { itemTexts, shopperInterests, TEXT_FEATURES, textValues } from './review-texts.ts';

const [text, size, quality] = ['text', 'size', 'quality'].map((name) => TEXT_FEATURES.indexOf(name)) as [
  number,
  number,
  number,
];
const FEATURES = TEXT_FEATURES.length;

/** Item 0 is made badly, item 1 well; what fits is luck; everyone gives five stars for the one and two for the other. */
function written(): Reviews {
  const reviews = createTable(REVIEWS, 80);
  for (let row = 0; row < 80; row++) {
    const item = row % 2;
    const fits = row % 4 < 2 ? 'the size is right' : 'the size is off';
    reviews.shopper[row] = row % 8;
    reviews.item[row] = item;
    reviews.rating[row] = item === 1 ? 5 : 2;
    reviews.text[row] = `${item === 1 ? 'The fabric is superb' : 'The fabric is awful'}, ${fits}.`;
  }
  return reviews;
}

describe('textValues', () => {
  it('tells of each aspect what its own clause says', async () => {
    const values = await textValues(written());
    const of = (row: number, feature: number): number => values[row * FEATURES + feature]!;
    expect(of(1, quality)).toBeGreaterThan(0.8);
    expect(of(0, quality)).toBeLessThan(0.2);
    // Sizes please neither more nor less: half of either is of each item.
    expect(Math.abs(of(0, size) - of(1, size))).toBeLessThan(0.15);
    expect(of(0, TEXT_FEATURES.indexOf('delivery'))).toBeNaN();
    expect(of(1, text)).toBeGreaterThan(of(0, text) + 0.5);
  });

  it('tells nothing where there is nothing to learn from', async () => {
    const reviews = written();
    reviews.rating.fill(5);
    expect((await textValues(reviews)).every(Number.isNaN)).toBe(true);
  });
});

describe('itemTexts', () => {
  it('counts a feature as far as it tells items apart: by hand', () => {
    // Item 0: 1, 3; item 1: 5, 7. Between: 4 * 4 = 16 over 1; within: 4 over 2; r = (16 - 2) / 2 / (2 + 7) = 7 / 9.
    const { reliability, level } = itemTexts(Float64Array.of(1, 3, 5, 7), Uint32Array.of(0, 0, 1, 1), 3, 1);
    expect(reliability[0]).toBeCloseTo(7 / 9, 12);
    const shrink = (2 * (7 / 9)) / (1 + 7 / 9);
    [-2 * shrink, 2 * shrink, 0].forEach((value, item) => {
      expect(level[item]).toBeCloseTo(value, 12);
    });
  });

  it('counts a feature for nothing that does not', () => {
    const { reliability, level } = itemTexts(Float64Array.of(0, 1, 0, 1), Uint32Array.of(0, 0, 1, 1), 2, 1);
    expect([reliability[0], ...level]).toEqual([0, 0, 0]);
  });
});

describe('shopperInterests', () => {
  it('are shares of what is spoken of, over those of all: by hand', () => {
    // Feature 1 is told in 2 of 4 texts, all of them shopper 0's, who wrote 2.
    const no = Number.NaN;
    const values = Float64Array.of(1, 1, 1, 1, 1, no, 1, no);
    const found = shopperInterests(values, Uint32Array.of(0, 0, 1, 1), 3, 2, 2);
    expect([...found]).toEqual([1, (2 + 1) / 4 / 0.5, 1, (0 + 1) / 4 / 0.5, 1, 1]);
  });
});

describe('review-aware that reads texts', () => {
  const rows: SmallRow[] = [
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
  ];
  const algorithm = algorithmNamed('review-aware');
  const fitted = async (params: object): Promise<RankModel> =>
    (await algorithm.fit(
      { ...smallTraining(8, 3, rows), reviews: written() },
      algorithm.params.parse({ base: { name: 'popularity' }, strength: 0.9, ...params }),
      quietRun('seed'),
    )) as RankModel;
  const queries: Queries = { length: 1, shopper: Uint32Array.of(7), exclude: 'none' };

  it.each([[false], [true]])('moves up what texts praise, with interests %s', async (interests) => {
    const model = await fitted({ reads: 'texts', interests });
    const lists = createLists(1, 3);
    model.recommend(queries, 3, lists);
    expect(lists.items[0]).toBe(1);
    expect(lists.items[2]).toBe(0);
    const { score, causes, additive } = model.explain!(queries, 0, 1, 5);
    expect(additive).toBe(true);
    expect(causes.find(({ name }) => name === 'reviews')!.contribution).toBeGreaterThan(0.5);
    expect(causes.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 6);
  });

  it('weighs aspects by who asks, and as for all where nobody is known', async () => {
    const plain = await fitted({ reads: 'texts' });
    const own = await fitted({ reads: 'texts', interests: true });
    const unknown: Queries = { ...queries, shopper: Uint32Array.of(0xffffffff) };
    const scoresOf = (model: RankModel, asked: Queries): number[] => {
      const lists = createLists(1, 3);
      model.recommend(asked, 3, lists);
      return [...lists.items].map((item, n) => item + lists.scores[n]!);
    };
    expect(scoresOf(own, unknown)).toEqual(scoresOf(plain, unknown));
  });
});
