import { describe, expect, it } from 'vitest';
import { createLists, type Lists, type Queries, type RankModel, type TrainingData } from '../algorithm.ts';
import { algorithmNamed } from '../fitting.ts';
import { quietRun, type SmallRow, skewedTraining, smallTraining } from '../small-training.node.ts';
import { adjustedSignificance, fairTable } from './fair-table.ts';

const fitted = async (
  name: string,
  params: Record<string, unknown>,
  data: TrainingData,
): Promise<RankModel> => {
  const algorithm = algorithmNamed(name);
  return (await algorithm.fit(data, algorithm.params.parse(params), quietRun('seed'))) as RankModel;
};

function ask(model: RankModel, shopper: number[], k: number, more: Partial<Queries> = {}): Lists {
  const out = createLists(shopper.length, k);
  const queries = {
    length: shopper.length,
    shopper: Uint32Array.from(shopper),
    exclude: 'none',
    ...more,
  } as const;
  model.recommend(queries, k, out);
  return out;
}

const listOf = ({ items, lengths, k }: Lists, q = 0): number[] => [
  ...items.subarray(q * k, q * k + lengths[q]!),
];

/** Items 0 ... 4 were had by 5, 4, 3, 2 and 1 shoppers; popularity gives them 1, .75, .5, .25 and 0 on the scale of a list. */
function ladder(categories: readonly string[]): TrainingData {
  const rows: SmallRow[] = [];
  let shopper = 1;
  // Shopper 0 had items 0 and 2, once each.
  for (const [item, others] of [4, 4, 2, 2, 1].entries())
    for (let n = 0; n < others; n++) rows.push([shopper++, item]);
  const data = smallTraining(shopper + 1, 5, [[0, 0], [0, 2], ...rows]);
  categories.forEach((category, item) => {
    data.catalog.category[item] = category;
  });
  return data;
}
const MIXED = ladder(['A', 'A', 'B', 'B', 'C']);
const base = { name: 'popularity' };

describe('by hand, on a ladder of relevance 1, .75, .5, .25, 0 with categories A, A, B, B, C', () => {
  const orderOf = async (name: string, params: Record<string, unknown>) =>
    listOf(ask(await fitted(name, { base, ...params }, MIXED), [0], 5));

  it('is the ladder before it is put in another order', async () => {
    const lists = ask(await fitted('popularity', {}, MIXED), [0], 5);
    expect([...lists.items]).toEqual([0, 1, 2, 3, 4]);
    expect([...lists.scores]).toEqual([5, 4, 3, 2, 1]);
  });

  it('mmr takes what is unlike the nearest before it', async () => {
    // .7 rel - .3 sim: 0; then 1 has .525 - .3, 2 .35; then 1 .225, 3 .175 - .3, 4 0; then 4 before 3.
    expect(await orderOf('mmr', { strength: 0.3 })).toEqual([0, 2, 1, 4, 3]);
    // .9 rel - .1 sim: 1 has .575 and 2 .45; 2 .45, 3 .225, 4 0; 3 .125, 4 0.
    expect(await orderOf('mmr', { strength: 0.1 })).toEqual([0, 1, 2, 3, 4]);
  });

  it('mmr by shoppers sees only who had both', async () => {
    // Items 0 and 2 share shopper 0: cosine 1 / sqrt(15). .2 rel - .8 sim: 1 has .15, 2 .1 - .2066, 3 .05, 4 0.
    expect(await orderOf('mmr', { strength: 0.8, similarity: 'shoppers' })).toEqual([0, 1, 3, 4, 2]);
  });

  it('xquad serves each interest once before one twice', async () => {
    // The taste is half A, half B. rel (.4 + .6 open): 0; A is served: 1 has .3, 2 .35; B is half served: 3 .25 (.4 + .15).
    expect(await orderOf('xquad', { strength: 0.6 })).toEqual([0, 2, 1, 3, 4]);
    // Nobody who is not known has a taste: the list stays.
    const model = await fitted('xquad', { base, strength: 0.6 }, MIXED);
    expect(listOf(ask(model, [MIXED.shoppers.length - 1], 5))).toEqual([0, 1, 2, 3, 4]);
  });

  it('calibrated keeps the shares of the taste', async () => {
    // .1 rel - .9 KL: after A, another A leaves KL 1.96 and B none; then A and B leave .058 both, and A is more relevant.
    expect(await orderOf('calibrated', { strength: 0.9 })).toEqual([0, 2, 1, 3, 4]);
    // .9 rel - .1 KL: another A has .675 - .196, B .45: the taste is too weak; then B .45 - .1 (.058).
    expect(await orderOf('calibrated', { strength: 0.1 })).toEqual([0, 1, 2, 3, 4]);
  });

  it('popularity-discounted divides by a power of the popularity', async () => {
    // 1, .75 / .64, .5 / .36, .25 / .16, 0.
    expect(await orderOf('popularity-discounted', { strength: 2 })).toEqual([3, 2, 1, 0, 4]);
    // 1, .9375, .8333, .625, 0.
    expect(await orderOf('popularity-discounted', { strength: 1 })).toEqual([0, 1, 2, 3, 4]);
  });

  it('fair-exposure puts the protected first where too few of them came', async () => {
    const group = { by: 'category', values: ['B', 'C'], top: 5, significance: 0.1 };
    // A draw of .7 has none in 3 with .027, and then fewer than 2 in 4 with .189 x .3: .084 in all.
    expect([...fairTable(5, 0.7, adjustedSignificance(5, 0.7, 0.1))]).toEqual([0, 0, 0, 1, 2, 2]);
    expect(await orderOf('fair-exposure', { ...group, share: 0.7 })).toEqual([0, 1, 2, 3, 4]);
    // The group has no more than three items, so the last place falls to the best of the rest.
    expect([...fairTable(5, 0.9, adjustedSignificance(5, 0.9, 0.1))]).toEqual([0, 0, 1, 2, 3, 4]);
    expect(await orderOf('fair-exposure', { ...group, share: 0.9 })).toEqual([0, 2, 3, 4, 1]);
    await expect(orderOf('fair-exposure', { by: 'category', values: ['AA'] })).rejects.toThrow(
      /no item has category 'AA'; did you mean|known: A, B, C/,
    );
  });

  it('leaves what is below the depth where it is', async () => {
    // Within the first three places 1, .5 / .8^4 and 0.
    expect(await orderOf('popularity-discounted', { strength: 4, depth: 3 })).toEqual([1, 0, 2, 3, 4]);
    const model = await fitted('mmr', { base, depth: 1 }, MIXED);
    expect(listOf(ask(model, [0], 5))).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps the scores of the places', async () => {
    const lists = ask(await fitted('mmr', { base, strength: 0.3 }, MIXED), [0], 5);
    expect([...lists.scores]).toEqual([5, 4, 3, 2, 1]);
  });
});

describe('a strength of 0', () => {
  const data = skewedTraining('rerank', 60, 40, 6);
  data.catalog.category.forEach((_, item) => {
    data.catalog.category[item] = `c${item % 5}`;
  });
  const everyone = Array.from({ length: 60 }, (_, shopper) => shopper);

  it.each([
    ['mmr', { strength: 0 }],
    ['mmr', { strength: 0, similarity: 'shoppers' }],
    ['xquad', { strength: 0 }],
    ['calibrated', { strength: 0 }],
    ['popularity-discounted', { strength: 0 }],
    ['fair-exposure', { share: 0 }],
    ['exploration-slots', { share: 0 }],
  ])('of %s %j is the base, bit for bit', async (name, params) => {
    for (const base of ['item-knn', 'als', 'popularity']) {
      const plain = await fitted(base, {}, data);
      const whole = await fitted(name, { ...params, base: { name: base }, depth: 15 }, data);
      for (const k of [1, 7, 25])
        expect(ask(whole, everyone, k, { exclude: 'seen' })).toEqual(
          ask(plain, everyone, k, { exclude: 'seen' }),
        );
    }
  });
});

describe('exploration-slots', () => {
  it('gives every second place to any of those left, each as often, and says how probable that was', async () => {
    const model = await fitted('exploration-slots', { base, share: 0.5 }, MIXED);
    const asked = 4000;
    const shopper = Array.from({ length: asked }, (_, n) => n);
    const lists = ask(model, shopper, 5);
    const seen = new Map<number, number>();
    for (let q = 0; q < asked; q++) {
      const list = listOf(lists, q);
      expect(list.toSorted()).toEqual([0, 1, 2, 3, 4]);
      expect(list[0]).toBe(0);
      expect(list[2]).toBe([1, 2].find((item) => item !== list[1]));
      seen.set(list[1]!, (seen.get(list[1]!) ?? 0) + 1);
    }
    // Four items, each a quarter: 4.5 standard deviations of a binomial count.
    for (const item of [1, 2, 3, 4])
      expect(Math.abs(seen.get(item)! - asked / 4)).toBeLessThan(4.5 * Math.sqrt(asked * 0.25 * 0.75));
    const chances = new Float32Array(5);
    const queries: Queries = { length: 1, shopper: Uint32Array.of(0), exclude: 'none' };
    model.propensities!(queries, ask(model, [0], 5), chances);
    expect([...chances]).toEqual([1, 1 / 4, 1, 1 / 2, 1]);
  });

  it('draws anew at another time, and the same at the same', async () => {
    const model = await fitted('exploration-slots', { base, share: 1 }, MIXED);
    const at = (time: number) => listOf(ask(model, [0], 5, { time: Uint32Array.of(time) }));
    expect(at(7)).toEqual(at(7));
    expect(new Set(Array.from({ length: 20 }, (_, time) => at(time).join())).size).toBeGreaterThan(10);
  });
});

describe('the explanation of a re-ranked item', () => {
  it('is that of the base, where it has one', async () => {
    const hybrid = { name: 'weighted', params: { parts: [{ name: 'item-knn' }, base] } };
    const plain = await fitted('weighted', hybrid.params, MIXED);
    const model = await fitted('mmr', { base: hybrid }, MIXED);
    const queries: Queries = { length: 1, shopper: Uint32Array.of(0), exclude: 'none' };
    expect(model.explain!(queries, 0, 2, 3)).toEqual(plain.explain!(queries, 0, 2, 3));
  });
});
