import { describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { createLists, type Histories, type Lists, type Queries, type RankModel } from '../algorithm.ts';
import { ALGORITHMS } from '../registry.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';
import { foldIn } from './fold-in.ts';

const historiesOf = (items: readonly number[][]): Histories => ({
  rowPtr: Uint32Array.from([0, ...items.map((_, q) => items.slice(0, q + 1).flat().length)]),
  item: Uint32Array.from(items.flat()),
  time: new Uint32Array(items.flat().length),
});

describe('foldIn', () => {
  const profiles: Interactions = {
    rows: 2,
    cols: 6,
    rowPtr: Uint32Array.of(0, 2, 2),
    colIdx: Uint32Array.of(1, 4),
    values: Float32Array.of(1, 3),
  };
  const history = historiesOf([[9], [4, 0, 4], [5]]);
  it('takes in items told, at 1, in order of items', () => {
    expect(foldIn(profiles, history, 1, false)).toEqual({
      ...profiles,
      rowPtr: Uint32Array.of(0, 3, 4),
      colIdx: Uint32Array.of(0, 1, 4, 5),
      values: Float32Array.of(1, 1, 1, 1),
    });
  });
  it('adds 1 for each time told where weights are summed', () => {
    expect([...foldIn(profiles, history, 1, true).values]).toEqual([1, 1, 5, 1]);
  });
  it('refuses what is no item, of the rows that are asked for only', () => {
    expect(() => foldIn(profiles, history, 0, false)).toThrow(
      new RangeError('queries: history has item 9; there are 6 items, from 0'),
    );
  });
  it('is the profiles where nothing is told', () => {
    expect(foldIn(profiles, undefined, 0, true)).toBe(profiles);
    expect(foldIn(profiles, historiesOf([[], [], []]), 1, true)).toBe(profiles);
  });
});

describe.each(['item-knn', 'rp3beta', 'slim', 'ease'] as const)('%s', (name) => {
  const shoppers = 40;
  const training = skewedTraining('fold-in', shoppers, 60, 8);
  const { rowPtr, colIdx } = training.interactions;
  const rows = Array.from({ length: shoppers }, (_, s) => [...colIdx.subarray(rowPtr[s]!, rowPtr[s + 1]!)]);
  const algorithm = ALGORITHMS[name];
  const fitted = (params: object) =>
    algorithm.fit(training, algorithm.params.parse(params) as never, quietRun('seed'));
  const ask = (model: RankModel, queries: Omit<Queries, 'length' | 'exclude'>): Lists => {
    const out = createLists(queries.shopper.length, 10);
    model.recommend({ length: out.length, exclude: 'none', ...queries }, 10, out);
    return out;
  };
  const everyone = Uint32Array.from({ length: shoppers }, (_, s) => s);
  const nobody = everyone.map(() => NO_SHOPPER);

  it('answers nobody who is told a row as the shopper who has it, in any order and with repeats', async () => {
    const model = await fitted({});
    const known = ask(model, { shopper: everyone });
    const told = rows.map((row) => [...row.toReversed(), row[0]!]);
    expect(ask(model, { shopper: nobody, history: historiesOf(told) })).toEqual(known);
    expect([...known.lengths].every((length) => length > 0)).toBe(true);
  });
  it('answers a shopper from training and what is told: half of the row told again changes nothing, others do', async () => {
    const model = await fitted({});
    const known = ask(model, { shopper: everyone });
    const half = historiesOf(rows.map((row) => row.slice(0, 3)));
    expect(ask(model, { shopper: everyone, history: half })).toEqual(known);
    const others = historiesOf(rows.map((_, s) => rows[(s + 1) % shoppers]!));
    const both = historiesOf(rows.map((row, s) => [...row, ...rows[(s + 1) % shoppers]!]));
    const told = ask(model, { shopper: everyone, history: others });
    expect(told).toEqual(ask(model, { shopper: nobody, history: both }));
    expect(told).not.toEqual(known);
  });
  it('adds repeats where values are summed', async () => {
    const model = await fitted({ binary: false });
    const values = training.interactions.values;
    const repeated = rows.map((row, s) =>
      row.flatMap((item, n) => new Array<number>(values[rowPtr[s]! + n]!).fill(item)),
    );
    expect(ask(model, { shopper: nobody, history: historiesOf(repeated) })).toEqual(
      ask(model, { shopper: everyone }),
    );
  });
});
