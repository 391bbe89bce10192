import { describe, expect, it } from 'vitest';
import type { LabelModel } from '../../algorithms/algorithm.ts';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Fold } from '../splits/split.ts';
import { evaluateLabels } from './evaluate-labels.ts';
import type { EvaluationOptions } from './evaluation.ts';

const LABELS = [0, 1, 2, 2, 1, 0, 2, 1];
const CHANCES = [
  ...[0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.5, 0.25, 0.25],
  ...[0.2, 0.5, 0.3, 0.4, 0.4, 0.2, 0.1, 0.2, 0.7, 0.6, 0.3, 0.1],
];
/** Two rows to learn from, the eight above three times over, one of no known class. */
const TESTED = Array.from({ length: 24 }, (_, i) => LABELS[i % 8]!);
const examples: Examples = {
  length: 27,
  classes: ['negative', 'neutral', 'positive'],
  label: Uint8Array.from([0, 1, ...TESTED, NO_CLASS]),
  time: new Uint32Array(27),
  groups: [
    {
      name: 'length',
      values: ['short', 'long', 'none'],
      of: Uint8Array.from({ length: 27 }, (_, i) => i % 2),
    },
    {
      name: 'kind',
      values: ['odd'],
      of: Uint8Array.from({ length: 27 }, (_, i) => ((i - 2) % 8 === 1 ? 0 : NO_CLASS)),
      besideFirst: true,
    },
  ],
};
const feedback = {
  length: 27,
  shoppers: 27,
  items: 1,
  shopper: Uint32Array.from({ length: 27 }, (_, i) => i),
  item: new Uint32Array(27),
  time: new Uint32Array(27),
  value: new Float32Array(27),
  relevant: new Uint8Array(27),
};
const fold: Fold = {
  train: Uint32Array.of(0, 1),
  test: Uint32Array.from({ length: 25 }, (_, i) => i + 2),
  cutoff: null,
};
const model: LabelModel = {
  classes: examples.classes,
  probabilities(_all, rows, out) {
    rows.forEach((row, i) => {
      const from = 3 * ((row - 2) % 8);
      out.set(CHANCES.slice(from, from + 3), 3 * i);
    });
  },
};
const options = (primary: string, ...names: string[]): EvaluationOptions => ({
  requests: [primary, ...names].map((name) => ({ name, cutoff: null })),
  primary: { name: primary, cutoff: null },
  groups: [],
  statistics: { resamples: 200, level: 0.95 },
  key: drawKey(seedWords('labels'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => 0,
});
const ask = (told: LabelModel, asked: EvaluationOptions) =>
  evaluateLabels(told, examples, feedback, fold, asked);

describe('evaluateLabels', () => {
  it('measures as scikit-learn does, each class against the rest where there are more than two', async () => {
    const { result } = await ask(model, options('accuracy', 'macroF1', 'auc', 'averagePrecision', 'brier'));
    const expected = [0.75, 0.7555555555555556, 0.888888888888889, 0.8444444444444444, 0.14812499999999998];
    result.estimates.forEach(({ mean, n }, i) => {
      expect(mean).toBeCloseTo(expected[i]!, 12);
      expect(n).toBe(24);
    });
  });

  it('gives accuracy an interval and files what each example gave, under its row', async () => {
    const { result, values } = await ask(model, options('accuracy', 'macroF1'));
    const [accuracy, f1] = result.estimates;
    expect(accuracy!.low).toBeGreaterThan(0.4);
    expect(accuracy!.low).toBeLessThan(0.75);
    expect(accuracy!.high).toBeGreaterThan(0.75);
    expect([f1!.low, f1!.high]).toEqual([null, null]);
    expect(values.definitions).toEqual(['accuracy.v1']);
    expect([...values.shopper]).toEqual(Array.from({ length: 24 }, (_, i) => i + 2));
    expect([...values.columns[0]!.subarray(0, 8)]).toEqual([1, 1, 1, 0, 1, 1, 1, 0]);
  });

  it('tells the confusion, and how often what is said to be probable is so', async () => {
    const { labels, counts } = (await ask(model, options('accuracy'))).result;
    expect(labels!.confusion).toEqual([
      [6, 0, 0],
      [3, 6, 0],
      [3, 0, 6],
    ]);
    // of the last class: .1 .1 .1 -> none; .25 .2 -> one of two; .3 .4 .7
    expect(labels!.reliability).toEqual({
      n: [0, 9, 6, 3, 3, 0, 0, 3, 0, 0],
      hits: [0, 0, 3, 0, 3, 0, 0, 3, 0, 0],
      mean: [0, 0.1, 0.225, 0.3, 0.4, 0, 0, 0.7, 0, 0],
    });
    expect(counts).toMatchObject({ evaluated: 24, withoutRelevant: 1, trainRows: 2, testRows: 25 });
  });

  it('measures groups that have examples, and sets kinds beside all examples of the first class', async () => {
    const { groups } = (await ask(model, options('accuracy'))).result;
    // even places: 0, 2, 4, 6 are right; odd ones: 1 and 5 of 1, 3, 5, 7
    expect(groups['length']!.map(({ group, mean, n }) => [group, mean, n])).toEqual([
      ['short', 1, 12],
      ['long', 0.5, 12],
    ]);
    expect(groups['kind']!.map(({ n }) => n)).toEqual([3]);
  });

  it('refuses classes that are not those of the examples, and probabilities that do not add up', async () => {
    const others = { ...model, classes: ['no', 'yes', 'maybe'] };
    await expect(ask(others, options('accuracy'))).rejects.toThrow('the model tells no, yes, maybe');
    const over: LabelModel = { ...model, probabilities: (_all, _rows, out) => void out.fill(0.4) };
    await expect(ask(over, options('accuracy'))).rejects.toThrow(
      'row 2 are 0.4, 0.4, 0.4; they must add up to 1',
    );
    const nothing: LabelModel = { ...model, probabilities: () => {} };
    await expect(ask(nothing, options('accuracy'))).rejects.toThrow('must add up to 1');
  });
});
