import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { createLists, type PartSpec, type Queries, type RankModel, type Saved } from '../algorithm.ts';
import { algorithmNamed, loadModel, modelHost } from '../fitting.ts';
import type { SavedModel } from '../model-state.ts';
import { nextBelow } from '../scoring/falling-scores.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { NORMALISE, type Normalisation } from './normalise.ts';

const fitted = async (name: string, params: Record<string, unknown>, data = DATA): Promise<RankModel> => {
  const algorithm = algorithmNamed(name);
  return (await algorithm.fit(data, algorithm.params.parse(params), quietRun('seed'))) as RankModel;
};

function lists(model: RankModel, shopper: number[], k: number, more: Partial<Queries> = {}) {
  const out = createLists(shopper.length, k);
  model.recommend(
    { length: shopper.length, shopper: Uint32Array.from(shopper), exclude: 'seen', ...more },
    k,
    out,
  );
  return shopper.map((_, q) => ({
    items: [...out.items.subarray(q * k, q * k + out.lengths[q]!)],
    scores: [...out.scores.subarray(q * k, q * k + out.lengths[q]!)],
    tied: out.tied[q],
  }));
}

/** Popularity: item 0 by 4 shoppers, 1 by 3, 2 by 2, 3 by 1. Shopper 5 had nothing. */
const ROWS: SmallRow[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 0],
  [2, 1],
  [3, 0],
  [4, 4],
  [4, 5],
];
const DATA = smallTraining(6, 6, ROWS);

describe('scales of scores', () => {
  const scale = (name: Normalisation, scores: number[]): number[] => {
    const out = new Float64Array(scores.length);
    NORMALISE[name](Float32Array.from([99, ...scores]), 1, scores.length, out);
    return [...out];
  };

  it('are those of the papers, from 0 for what is not listed', () => {
    expect(scale('min-max', [8, 6, 4])).toEqual([1, 0.5, 0]);
    expect(scale('rank', [8, 6, 4])).toEqual([1 / 61, 1 / 62, 1 / 63]);
    expect(scale('none', [8, 6, 4])).toEqual([8, 6, 4]);
    expect(scale('none', [2, -1])).toEqual([3, 0]);
    // Mean 6, variance (4 + 0 + 4) / 3; z-scores 2, 0, -2 over that root, moved so that the last stands at 1.
    const [best, middle, last] = scale('z-score', [8, 6, 4]);
    expect([best! - middle!, middle! - last!, last]).toEqual([
      expect.closeTo(2 / Math.sqrt(8 / 3), 12),
      expect.closeTo(2 / Math.sqrt(8 / 3), 12),
      1,
    ]);
  });

  it('give equal scores the same', () => {
    expect(scale('min-max', [3, 3])).toEqual([1, 1]);
    expect(scale('z-score', [3, 3])).toEqual([1, 1]);
  });
});

describe('weighted', () => {
  const parts = [{ name: 'popularity' }, { name: 'item-knn' }];

  it('adds what the lists of its parts say', async () => {
    // For shopper 2 item-knn lists 2 (near 0 and 1), then 3; popularity lists 2 (2 shoppers), 4, 5 and 3 (1 each) in some order.
    const model = await fitted('weighted', { parts, weights: [3, 1], normalisation: 'min-max' });
    const [popular] = lists(await fitted('popularity', {}), [2], 6);
    const [near] = lists(await fitted('item-knn', {}), [2], 6);
    expect(popular!.scores).toEqual([2, 1, 1, 1]);
    expect(near!.items).toEqual([2, 3]);
    const [sum] = lists(model, [2], 6);
    expect(sum!.items[0]).toBe(2);
    expect(sum!.scores).toEqual([4, 0, 0, 0]);
    expect(lists(model, [2], 2)[0]!.tied).toBe(1);
    const raw = await fitted('weighted', { parts, weights: [3, 1], normalisation: 'none' });
    expect(lists(raw, [2], 2)[0]).toEqual({
      items: [2, 3],
      scores: [6 + near!.scores[0]!, 3 + near!.scores[1]!].map(Math.fround),
      tied: 0,
    });
  });

  it('by reciprocal ranks fuses lists without looking at scores', async () => {
    const [popular, near, sum] = await Promise.all(
      [fitted('popularity', {}), fitted('item-knn', {}), fitted('weighted', { parts })].map(
        async (model) => lists(await model, [1], 6)[0]!,
      ),
    );
    const reciprocal = (items: number[], item: number) =>
      items.includes(item) ? 1 / (61 + items.indexOf(item)) : 0;
    for (const [n, item] of sum!.items.entries()) {
      const expected = reciprocal(popular!.items, item) + reciprocal(near!.items, item);
      expect(sum!.scores[n]).toBe(Math.fround(expected));
    }
  });

  it('with all weight on one part orders as that part does', async () => {
    for (const normalisation of ['rank', 'none']) {
      const one = await fitted('weighted', { parts, weights: [0, 1], normalisation });
      const [alone] = lists(await fitted('item-knn', {}), [1], 2);
      expect(lists(one, [1], 2)[0]!.items.slice(0, 1)).toEqual(alone!.items.slice(0, 1));
    }
  });

  it('names what each part adds, and that is what is lost without it', async () => {
    const model = await fitted('weighted', { parts, weights: [3, 1], normalisation: 'none' });
    const queries: Queries = { length: 1, shopper: Uint32Array.of(2), exclude: 'seen' };
    const [whole] = lists(model, [2], 1);
    const { score, causes, additive } = model.explain!(queries, 0, 2, 5);
    expect(score).toBe(whole!.scores[0]);
    expect(additive).toBe(true);
    expect(causes.map(({ kind, name }) => [kind, name])).toEqual([
      ['part', 'popularity'],
      ['part', 'item-knn'],
    ]);
    const sum = causes.reduce((total, { contribution }) => total + contribution, 0);
    expect(Math.fround(sum)).toBe(score);
    const without = await fitted('weighted', { parts, weights: [0, 1], normalisation: 'none' });
    const left = lists(without, [2], 1)[0]!.scores[0]!;
    expect(score - left).toBeCloseTo(causes[0]!.contribution, 5);
    expect(model.explain!(queries, 0, 0, 5)).toEqual({ score: -Infinity, causes: [], additive: true });
    expect(model.explain!(queries, 0, 2, 1).causes).toHaveLength(1);
  });

  it('wants a weight for each part, and one above 0', () => {
    const { params } = algorithmNamed('weighted');
    expect(() => params.parse({ parts, weights: [1] })).toThrow(/one weight for each part/);
    expect(() => params.parse({ parts, weights: [0, 0] })).toThrow(/has to be above 0/);
  });
});

describe('switching', () => {
  it('asks by the number of items to go by, those of the history included', async () => {
    const model = await fitted('switching', { rows: 2 });
    const popular = await fitted('popularity', {});
    const near = await fitted('item-knn', {});
    const shoppers = [2, 3, 5, NO_SHOPPER];
    const answers = lists(model, shoppers, 3);
    expect(answers[0]).toEqual(lists(near, [2], 3)[0]);
    expect(answers.slice(1)).toEqual(lists(popular, [3, 5, NO_SHOPPER], 3));
    const history = {
      rowPtr: Uint32Array.of(0, 1, 1),
      item: Uint32Array.of(1),
      time: Uint32Array.of(9),
    };
    const known = lists(model, [3, 3], 3, { history });
    expect(known[0]!.items).toEqual(
      lists(near, [3], 3, { history: { ...history, rowPtr: Uint32Array.of(0, 1) } })[0]!.items,
    );
    expect(known[1]).toEqual(lists(popular, [3], 3)[0]);
  });
});

describe('what explains', () => {
  const queries: Queries = {
    length: 3,
    shopper: Uint32Array.of(2, 5, NO_SHOPPER),
    exclude: 'none',
  };

  it('a list of switching is what explains the part that answered', async () => {
    const [model, near, popular] = await Promise.all([
      fitted('switching', { rows: 2 }),
      fitted('item-knn', {}),
      fitted('popularity', {}),
    ]);
    for (const item of [0, 2, 3]) {
      expect(model.explain!(queries, 0, item, 9)).toEqual(near.explain!(queries, 0, item, 9));
      for (const q of [1, 2])
        expect(model.explain!(queries, q, item, 9)).toEqual(popular.explain!(queries, q, item, 9));
    }
    expect(model.explain!(queries, 0, 2, 9).causes[0]!.kind).toBe('own-item');
    expect(() => model.explain!(queries, 1, 2, 9, 'own-item')).toThrow(/explains nothing here/);
  });

  it('a list of fallback is what explains the first part that lists the item', async () => {
    const [model, near, popular] = await Promise.all([
      fitted('fallback', {}),
      fitted('item-knn', {}),
      fitted('popularity', {}),
    ]);
    // Shopper 2 had 0 and 1: 2 and 3 are near them, 4 is not.
    for (const item of [2, 3])
      expect(model.explain!(queries, 0, item, 9)).toEqual(near.explain!(queries, 0, item, 9));
    expect(near.explain!(queries, 0, 4, 9).score).toBe(Number.NEGATIVE_INFINITY);
    expect(model.explain!(queries, 0, 4, 9)).toEqual(popular.explain!(queries, 0, 4, 9));
    expect(model.explain!(queries, 2, 0, 9)).toEqual(popular.explain!(queries, 2, 0, 9));
  });

  it.each(['fallback', 'switching', 'cascade'])('is nothing where a part cannot tell: %s', async (name) => {
    const host = modelHost(kernelHost());
    const mute: typeof host = {
      ...host,
      openPart: async (saved) => ({ ...(await host.openPart(saved)), explain: undefined }) as never,
    };
    const saved = ((await fitted(name, {})) as RankModel & Saved).save();
    expect(await loadModel(saved, host)).toHaveProperty('explain');
    expect(await loadModel(saved, mute)).not.toHaveProperty('explain');
  });
});

describe('fallback', () => {
  it('fills what the first part leaves short, in falling order', async () => {
    const near = { name: 'item-knn', params: { shrinkage: 100 } };
    const model = await fitted('fallback', { parts: [near, { name: 'popularity' }] });
    const [first] = lists(await fitted(near.name, near.params), [2], 6);
    const [popular] = lists(await fitted('popularity', {}), [2], 6);
    const [filled] = lists(model, [2], 6);
    const rest = popular!.items.filter((item) => !first!.items.includes(item));
    expect(first!.items).toEqual([2, 3]);
    expect(rest.toSorted()).toEqual([4, 5]);
    expect(filled!.items).toEqual([...first!.items, ...rest]);
    // Popularity gives 4 and 5 a score of 1, above the last one of item-knn: they are written just below it.
    const below = nextBelow(first!.scores[1]!);
    expect(filled!.scores).toEqual([...first!.scores, below, nextBelow(below)]);
  });

  it('asks nobody else where the first list is long enough', async () => {
    const model = await fitted('fallback', {});
    expect(lists(model, [2], 1)).toEqual(lists(await fitted('item-knn', {}), [2], 1));
    expect(lists(model, [5, NO_SHOPPER], 3)).toEqual(
      lists(await fitted('popularity', {}), [5, NO_SHOPPER], 3),
    );
  });
});

describe('the next f32 below', () => {
  it.each([
    [1, 1 - 2 ** -24],
    [-1, -(1 + 2 ** -23)],
    [0, -(2 ** -149)],
    [2 ** -149, 0],
    [Number.POSITIVE_INFINITY, (2 - 2 ** -23) * 2 ** 127],
  ])('%d is %d', (value, expected) => {
    expect(nextBelow(value)).toBe(expected);
  });
});

describe('hybrids of hybrids', () => {
  const inner = { name: 'weighted', params: { parts: [{ name: 'item-knn' }, { name: 'als' }] } };

  it('are opened from what they save, in a copy', async () => {
    const algorithm = algorithmNamed('fallback');
    const params = algorithm.params.parse({ parts: [inner, { name: 'switching' }] });
    const model = (await algorithm.fit(DATA, params, quietRun('seed'))) as RankModel & Saved;
    const again = (await loadModel(structuredClone(model.save()), modelHost(kernelHost()))) as RankModel;
    expect(lists(again, [0, 1, 2, 3, 4, 5], 6)).toEqual(lists(model, [0, 1, 2, 3, 4, 5], 6));
  });

  it('fit parts four deep and no deeper', async () => {
    const nested = (depth: number): PartSpec =>
      depth === 0 ? { name: 'popularity' } : { name: 'switching', params: { few: nested(depth - 1) } };
    await fitted('switching', { few: nested(3) });
    await expect(fitted('switching', { few: nested(4) })).rejects.toThrow(/at most 4 deep/);
  });

  it('refuse parts that are not known, predict ratings, or are given parameters that they do not have', async () => {
    const weighted = (part: PartSpec) => fitted('weighted', { parts: [part, { name: 'popularity' }] });
    await expect(weighted({ name: 'item-kn' })).rejects.toThrow(/did you mean 'item-knn'/);
    await expect(weighted({ name: 'svd' })).rejects.toThrow(/'svd' has task 'rate'; a part must rank/);
    await expect(weighted({ name: 'als', params: { factors: 0 } })).rejects.toThrow(/part als/);
  });

  it('refuse to open a saved part that predicts ratings', async () => {
    const algorithm = algorithmNamed('fallback');
    const model = (await algorithm.fit(DATA, algorithm.params.parse({}), quietRun('seed'))) as Saved &
      RankModel;
    const saved = model.save() as { state: { parts: SavedModel[] } } & SavedModel;
    const parts = [{ ...saved.state.parts[0]!, algorithm: 'svd.v1' }, saved.state.parts[1]!];
    const foreign = { ...saved, state: { ...saved.state, parts } };
    await expect(loadModel(foreign, modelHost(kernelHost()))).rejects.toThrow(/a part must rank/);
  });
});

describe('cascade', () => {
  const parts = { candidates: { name: 'item-knn' }, order: { name: 'popularity' } };
  const history = { rowPtr: Uint32Array.of(0, 1), item: Uint32Array.of(3), time: Uint32Array.of(9) };
  const told = { exclude: 'none', history } as const;

  it('ranks what the first lists by the second; the rest stays as it was, scores never rising', async () => {
    // Neighbours of 3: 2, 1, 0 by cosine; by popularity 0, 1, 2.
    const listOf = async (depth: number, k = 3) =>
      lists(await fitted('cascade', { ...parts, depth }), [NO_SHOPPER], k, told)[0]!;
    expect((await listOf(1)).items).toEqual([2, 1, 0]);
    expect((await listOf(2)).items).toEqual([1, 2, 0]);
    expect((await listOf(2)).scores).toEqual([3, 2, 0.5]);
    expect((await listOf(3)).items).toEqual([0, 1, 2]);
    expect((await listOf(3, 1)).items).toEqual([0]);
    expect((await listOf(2, 1)).items).toEqual([1]);
  });

  it('what the second has no score for follows as the first has it', async () => {
    const model = await fitted('cascade', {
      candidates: { name: 'popularity' },
      order: { name: 'item-knn' },
    });
    // Shopper 3 had item 0, of which 4 and 5 are no neighbours.
    expect(lists(model, [3], 5)[0]!.items.slice(0, 3)).toEqual([1, 2, 3]);
    expect(lists(model, [3], 5)[0]!.items.slice(3).toSorted()).toEqual([4, 5]);
    const first = await fitted('popularity', {});
    expect(lists(model, [5], 6)).toEqual(lists(first, [5], 6));
  });

  it('tells as who ranked the item does, or else as who found it', async () => {
    const model = await fitted('cascade', { ...parts, depth: 2 });
    const queries: Queries = { length: 1, shopper: Uint32Array.of(NO_SHOPPER), ...told };
    expect(model.explain!(queries, 0, 1, 9).causes).toEqual([{ kind: 'popularity', contribution: 3 }]);
    expect(model.explain!(queries, 0, 0, 9).causes).toEqual([
      { kind: 'own-item', item: 3, contribution: expect.closeTo(0.5, 6) },
    ]);
  });
});
