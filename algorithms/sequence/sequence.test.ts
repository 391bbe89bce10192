import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { createLists, type Histories, type Lists, type RankModel, type TrainingData } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { type MarkovParams, markov } from './markov.ts';
import fixture from './session-knn.fixture.json' with { type: 'json' };
import { type SessionKnnParams, sessionKnn } from './session-knn.ts';

/** Scores by item of a query about `shopper` that tells `items`, a second apart. */
function scoresOf(model: RankModel, items: readonly number[], shopper = NO_SHOPPER, time?: number) {
  const history: Histories = {
    rowPtr: Uint32Array.of(0, items.length),
    item: Uint32Array.from(items),
    time: Uint32Array.from(items.keys()),
  };
  const out: Lists = createLists(1, 100);
  const asked = time === undefined ? {} : { time: Uint32Array.of(time) };
  model.recommend(
    { length: 1, shopper: Uint32Array.of(shopper), exclude: 'none', history, ...asked },
    100,
    out,
  );
  return Object.fromEntries(
    [...out.items.subarray(0, out.lengths[0])].map((item, n) => [item, out.scores[n]!]),
  );
}

const close = (scores: Record<string, number>) =>
  Object.fromEntries(Object.entries(scores).map(([item, score]) => [item, expect.closeTo(score, 6)]));

/** Sequence s is that of shopper s, its rows a second apart. */
const sequences = (...lists: number[][]): SmallRow[] =>
  lists.flatMap((items, shopper) => items.map((item, n): SmallRow => [shopper, item, n]));

describe('markov', () => {
  const data = smallTraining(4, 4, sequences([0, 1, 2], [1, 2, 0], [0, 1]));
  const fitted = (params: Partial<MarkovParams>, training = data) =>
    markov.fit(training, markov.params.parse(params), quietRun('seed'));

  it('first order: shares of what came next', async () => {
    const more = smallTraining(4, 4, sequences([0, 1, 2], [1, 2, 0], [0, 1, 3], [0, 0]));
    const model = await fitted({ steps: 1, memory: 1 }, more);
    expect(scoresOf(model, [2, 1])).toEqual(close({ 2: 2 / 3, 3: 1 / 3 }));
    expect(scoresOf(model, [0])).toEqual(close({ 1: 2 / 3, 0: 1 / 3 }));
    expect(scoresOf(model, [3])).toEqual({});
  });
  it('skips and memory: farther followers count less, and so do earlier items', async () => {
    // 0 before 1 twice and 2 places before 2 once: 2 and 1/2 of 2.5; 1 before 2 twice and 2 places before 0 once.
    const model = await fitted({ steps: 2, memory: 2, fade: 0.5 });
    expect(scoresOf(model, [0, 1])).toEqual(close({ 2: 0.8 + 0.5 * 0.2, 1: 0.5 * 0.8, 0: 0.2 }));
    expect(scoresOf(model, [1, 0])).toEqual(close({ 1: 0.8, 2: 0.2 + 0.5 * 0.8, 0: 0.5 * 0.2 }));
    expect(scoresOf(await fitted({ steps: 2, memory: 1, stepWeight: 'same' }), [0])).toEqual(
      close({ 1: 2 / 3, 2: 1 / 3 }),
    );
  });
  it('goes on from the last rows of training, then from what is told', async () => {
    const model = await fitted({ steps: 1, memory: 1 });
    expect(scoresOf(model, [], 2)).toEqual(close({ 2: 1 }));
    expect(scoresOf(model, [2], 2)).toEqual(close({ 0: 1 }));
    expect(scoresOf(await fitted({ steps: 1, memory: 2 }), [2], 2)).toEqual(close({ 0: 1, 2: 0.5 }));
    expect([scoresOf(model, []), scoresOf(model, [], 3)]).toEqual([{}, {}]);
  });
  it('nothing follows over the end of a visit, but over all rows of a shopper where asked', async () => {
    const visits: TrainingData = {
      ...data,
      feedback: { ...data.feedback, session: Uint32Array.of(0, 0, 1, 2, 2, 2, 3, 3) },
    };
    const first = { steps: 1, memory: 1 } as const;
    const wide = await fitted({ ...first, steps: 2 }, visits);
    expect(scoresOf(wide, [0])).toEqual(close({ 1: 1 }));
    expect(scoresOf(await fitted({ ...first, steps: 2, unit: 'shopper' }, visits), [0])).toEqual(
      close({ 1: 0.8, 2: 0.2 }),
    );
  });
  it('follows time, not the order of the log', async () => {
    const late = smallTraining(1, 3, [
      [0, 2, 9],
      [0, 0, 1],
      [0, 1, 5],
    ]);
    expect(scoresOf(await fitted({ steps: 1, memory: 1 }, late), [1])).toEqual(close({ 2: 1 }));
  });
});

describe('session-knn', () => {
  const data = smallTraining(
    fixture.sessions.length,
    12,
    fixture.sessions.flatMap(([end, ...items], visit) => items.map((item): SmallRow => [visit, item, end])),
  );
  const fitted = (params: Partial<SessionKnnParams>, training = data) =>
    sessionKnn.fit(training, sessionKnn.params.parse(params), quietRun('seed'));

  // By session-rec's formulas written out again in Python: k 6, sample 15, lambda_spw 1.5, lambda_snh 4 days, lambda_inh 2.5,
  // lambda_ipw 1.2, lambda_idf 2; idf over visits with the item, weighting and weighting_score 'div'.
  it.each(['sknn', 'v-sknn', 'stan', 'vstan'] as const)('%s scores as session-rec does', async (variant) => {
    const params = { neighbours: 6, sample: 15, positions: 1.5, age: 4, distance: 2.5, matches: 1.2, idf: 2 };
    const model = await fitted({ variant, ...params });
    fixture.queries.forEach((query, q) => {
      const found = scoresOf(model, query, NO_SHOPPER, fixture.now);
      const expected = Object.entries(fixture.scores[variant][q]!);
      expect(Object.keys(found).length).toBe(expected.length);
      for (const [item, score] of expected) expect(found[item]! / score!).toBeCloseTo(1, 5);
    });
  });

  it('by hand: two visits share an item, the later one and nearer one counts more', async () => {
    const visits = smallTraining(3, 6, sequences([1, 2, 3], [0, 2, 4, 5], [5]));
    expect(scoresOf(await fitted({ variant: 'sknn' }, visits), [2])).toEqual(
      close({
        1: 1 / Math.sqrt(3),
        2: 1 / Math.sqrt(3) + 1 / 2,
        3: 1 / Math.sqrt(3),
        0: 1 / 2,
        4: 1 / 2,
        5: 1 / 2,
      }),
    );
    const stan = scoresOf(await fitted({ variant: 'stan', distance: 1, age: 1e6 }, visits), [2]);
    expect(stan[5]! / stan[4]!).toBeCloseTo(Math.exp(-1), 4);
    expect(stan[0]! / stan[2]!).toBeCloseTo((Math.exp(-1) * 0.5) / (0.5 + 1 / Math.sqrt(3)), 4);
  });
  it('the order of the visit counts in all but sknn', async () => {
    for (const variant of ['sknn', 'v-sknn', 'stan', 'vstan'] as const) {
      const model = await fitted({ variant });
      const [one, other] = [scoresOf(model, [0, 4, 9]), scoresOf(model, [9, 4, 0])];
      if (variant === 'sknn') expect(other).toEqual(close(one));
      else expect(other).not.toEqual(close(one));
    }
  });
  it('of equally like visits the later ones count, and only the latest are compared', async () => {
    const visits = smallTraining(3, 4, [
      [0, 0, 5],
      [0, 1, 5],
      [1, 0, 9],
      [1, 2, 9],
      [2, 0, 7],
      [2, 3, 7],
    ]);
    expect(Object.keys(scoresOf(await fitted({ variant: 'sknn', neighbours: 1 }, visits), [0]))).toEqual([
      '0',
      '2',
    ]);
    expect(Object.keys(scoresOf(await fitted({ variant: 'sknn', sample: 2 }, visits), [0]))).toEqual([
      '0',
      '2',
      '3',
    ]);
  });
  it('old visits fade with the moment of the query; without one, from the end of training', async () => {
    const visits = smallTraining(2, 3, [
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 86_400 * 10],
      [1, 2, 86_400 * 10],
    ]);
    const model = await fitted({ variant: 'stan', age: 10 }, visits);
    const ratio = (scores: Record<string, number>): number => scores[1]! / scores[2]!;
    const told = scoresOf(model, [0], NO_SHOPPER, 86_400 * 20);
    expect(ratio(told)).toBeCloseTo(Math.exp(-1), 5);
    expect(told[2]! / scoresOf(model, [0], NO_SHOPPER, 86_400 * 30)[2]!).toBeCloseTo(Math.E, 4);
  });
  it('tells whose visits make a score: without their rows, what they added is gone', async () => {
    const lists = [[1, 2, 3], [0, 2, 4, 5], [5], [2, 4]];
    const rows = sequences(...lists);
    const options = { variant: 'sknn' } as const;
    const model = await fitted(options, smallTraining(4, 6, rows));
    const history = { rowPtr: Uint32Array.of(0, 1), item: Uint32Array.of(2), time: Uint32Array.of(9) };
    const query = { length: 1, shopper: Uint32Array.of(NO_SHOPPER), exclude: 'none', history } as const;
    const { score, causes } = model.explain!(query, 0, 4, 9);
    expect(causes).toEqual([
      { kind: 'neighbour', shopper: 3, contribution: expect.closeTo(1 / Math.sqrt(2), 6) },
      { kind: 'neighbour', shopper: 1, contribution: expect.closeTo(1 / 2, 6) },
    ]);
    for (const { shopper, contribution } of causes) {
      const without = rows.filter(([one]) => one !== shopper);
      const left = scoresOf(await fitted(options, smallTraining(4, 6, without)), [2])[4]!;
      expect(left).toBeCloseTo(score - contribution, 6);
    }
  });
});
