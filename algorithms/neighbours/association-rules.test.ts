import { describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { createLists, type TrainingData } from '../algorithm.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { BASKETS, ITEMS, isInBasket, RULES } from './association-rules.fixture.ts';
import { associationRules, basketsOf, findRules } from './association-rules.ts';

const run = quietRun('rules');

const ROWS: SmallRow[] = [];
for (let basket = 0; basket < BASKETS; basket++) {
  for (let item = 0; item < ITEMS; item++) if (isInBasket(basket, item)) ROWS.push([basket, item]);
}

function entries({ rows, rowPtr, colIdx, values }: Interactions): [number, number, number][] {
  return Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
    Array.from(colIdx.subarray(rowPtr[row]!, rowPtr[row + 1]!), (column, n): [number, number, number] => [
      row,
      column,
      values[rowPtr[row]! + n]!,
    ]),
  );
}

/** The training data of `rows` in visits: row i is of visit visits[i]. */
const inVisits = (data: TrainingData, visits: readonly number[]): TrainingData => ({
  ...data,
  feedback: { ...data.feedback, session: Uint32Array.from(visits) },
});

describe('association rules', () => {
  const all = {
    baskets: 'visits',
    minimumSupport: 4,
    minimumConfidence: 0,
    minimumLift: 0,
    rules: 1000,
  } as const;
  const MEASURES = ['support', 'confidence', 'lift', 'leverage', 'conviction'] as const;
  const baskets = basketsOf(smallTraining(BASKETS, ITEMS, ROWS), 'shoppers');
  const places = tiePlaces(ITEMS, run.draw('ties'));
  const found = (options: object) =>
    findRules(baskets, associationRules.params.parse({ ...all, ...options }), places, run);

  it.each(MEASURES)('has every rule of mlxtend, and its %s', async (measure) => {
    const rules = entries(await found({ measure }));
    expect(rules.map(([from, to]) => [from, to])).toEqual(RULES.map(([from, to]) => [from, to]));
    rules.forEach(([, , value], n) => {
      expect(Math.abs(value - RULES[n]![2 + MEASURES.indexOf(measure)]!)).toBeLessThan(1e-6);
    });
  });

  it('keeps to the least confidence and lift, and to so many rules of an item, the best', async () => {
    const kept = RULES.filter(([, , , confidence, lift]) => confidence >= 0.4 && lift >= 1.1);
    const rules = entries(await found({ minimumConfidence: 0.4, minimumLift: 1.1 }));
    expect(rules.map(([from, to]) => [from, to])).toEqual(kept.map(([from, to]) => [from, to]));
    const best = entries(await found({ rules: 1, measure: 'conviction' }));
    const bestOf = (item: number) =>
      RULES.filter(([from]) => from === item).reduce((a, b) => (b[6] > a[6] ? b : a))[1];
    expect(best.map(([from, to]) => [from, to])).toEqual(best.map(([from]) => [from, bestOf(from)]));
    expect(best).toHaveLength(ITEMS);
  });

  it('counts a rule that no basket broke as if half a one had', async () => {
    // Item 0 in 2 of 4 baskets, both with item 1, which is in 3: (1 - 3/4) / (1/2 / 2) = 1.
    const data = smallTraining(4, 2, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 1],
      [3, 0],
    ]);
    const one = smallTraining(4, 2, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 1],
    ]);
    const options = associationRules.params.parse({ measure: 'conviction', minimumLift: 0 });
    const of = async (training: TrainingData) =>
      entries(await findRules(basketsOf(training, 'shoppers'), options, Uint32Array.of(0, 1), run));
    // Of shopper 3 nothing counts in `one`: it has no row, yet it is a basket.
    expect((await of(one))[0]).toEqual([0, 1, 1]);
    expect((await of(data))[0]![2]).toBeCloseTo((1 - 3 / 4) / (1 / 3), 6);
  });

  it('takes visits for baskets where the data has them, and shoppers on request', async () => {
    const rows: SmallRow[] = [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [2, 0],
    ];
    const data = inVisits(smallTraining(3, 3, rows), [4, 4, 4, 7, 9, 9, 12]);
    const visits = basketsOf(data, 'visits');
    expect([visits.rows, [...visits.rowPtr], [...visits.colIdx], [...visits.values]]).toEqual([
      4,
      [0, 2, 3, 5, 6],
      [0, 1, 2, 0, 1, 0],
      [1, 1, 1, 1, 1, 1],
    ]);
    expect(basketsOf(data, 'shoppers').rows).toBe(3);
    const lists = createLists(1, 3);
    const asked = { length: 1, shopper: Uint32Array.of(2), exclude: 'seen' } as const;
    const params = associationRules.params.parse({ minimumLift: 0 });
    (await associationRules.fit(data, params, run)).recommend(asked, 3, lists);
    // Item 0 is in 3 visits, in 2 of them with item 1; item 2 is bought alone.
    expect([...lists.items.subarray(0, lists.lengths[0])]).toEqual([1]);
    expect(lists.scores[0]).toBeCloseTo(2 / 3, 6);
  });

  it('adds the measures of all rules that lead to an item', async () => {
    const model = await associationRules.fit(
      smallTraining(BASKETS, ITEMS, ROWS),
      associationRules.params.parse({ ...all, measure: 'lift' }),
      run,
    );
    const shopper = 11;
    const own = ROWS.flatMap(([basket, item]) => (basket === shopper ? [item] : []));
    const out = createLists(1, ITEMS);
    model.recommend({ length: 1, shopper: Uint32Array.of(shopper), exclude: 'seen' }, ITEMS, out);
    expect(out.lengths[0]).toBeGreaterThan(1);
    for (let n = 0; n < out.lengths[0]!; n++) {
      const lifts = RULES.flatMap(([from, to, , , lift]) =>
        to === out.items[n] && own.includes(from) ? [lift] : [],
      );
      expect(out.scores[n]).toBeCloseTo(
        lifts.reduce((a, b) => a + b, 0),
        5,
      );
    }
  });
});
