/** The part that parameters are chosen by lies inside the training rows, in the order of the split, and knows nothing of the test. */

import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../datasets/dataset.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { inputsOf } from '../fitting/cell-inputs.ts';
import { prepare } from '../fitting/prepare.ts';
import type { Prepared } from '../fitting/prepared.ts';
import { trainingData } from '../fitting/training-data.ts';
import { validationLeaks } from '../leaks/validation-leaks.ts';
import type { Fold } from '../splits/split.ts';
import { knownUntil } from '../splits/split.ts';
import { StudySchema } from '../study/study.ts';

const world = simulateInMemory(smallScenario({ days: 12 }), seedWords('validation'));
const dataset: Dataset = {
  provenance: { name: 'w', title: 'w', source: 'w', licence: 'w', digest: 'w' },
  account: { read: 0, steps: [], kept: 0 },
  log: world.log,
  catalog: world.catalog,
  shoppers: world.shoppers,
  timed: true,
};

const studyOf = (split: object, more: object = {}, search: object = {}) =>
  StudySchema.parse({
    name: 'validation',
    title: 'validation',
    data: { scenario: 'tiny' },
    feedback: { source: 'actions', weights: { click: 1, cart: 1, order: 1 }, ...more },
    split,
    catalogue: 'name' in split && split.name === 'cold-items' ? 'all' : 'trained',
    algorithms: [{ name: 'popularity' }, { name: 'item-knn', space: { neighbours: [1, 2, 5] } }],
    search: { method: 'random', trials: 3, ...search },
    metrics: { names: ['recall'] },
    leaks: [{ allow: 'duplicate', because: 'the same click twice in a second' }],
  });

const foldsOf = (
  split: object,
  more: object = {},
  search: object = {},
): { outer: Fold; inner: Fold; prepared: Prepared } => {
  const prepared = prepare(studyOf(split, more, search), dataset);
  return { outer: prepared.folds[0]![0]!, inner: prepared.validation![0]![0]!, prepared };
};

const SPLITS: readonly (readonly [object, object])[] = [
  [{ name: 'global-time' }, {}],
  [{ name: 'global-time', params: { gap: 40_000, windows: 2, fraction: 0.6 } }, {}],
  [{ name: 'leave-last-n' }, {}],
  [{ name: 'shopper-time' }, {}],
  [{ name: 'random' }, {}],
  [{ name: 'k-fold' }, {}],
  [{ name: 'next-item' }, { unit: 'session' }],
  [{ name: 'three-way' }, {}],
  [{ name: 'cold-shoppers' }, {}],
  [{ name: 'cold-items' }, {}],
];

describe('the validation part', () => {
  it.each(SPLITS)(
    'of %j %j looks at no row that is tested, and at nothing from after the training',
    (split, more) => {
      const { outer, inner, prepared } = foldsOf(split, more);
      const known = new Set([...outer.train, ...(outer.given ?? [])]);
      for (const rows of [inner.train, inner.test, inner.given ?? []])
        for (const row of rows) expect(known.has(row)).toBe(true);
      for (const row of outer.test) expect(known.has(row)).toBe(false);
      expect(inner.train.length).toBeGreaterThan(inner.test.length);
      expect(knownUntil(inner)).toBeLessThanOrEqual(knownUntil(outer));
      expect(prepared.audit.validation).toBe(prepared.folds.flat().length);
    },
  );

  it('is drawn by other draws than the test: rows of either kind come into it alike', () => {
    const { inner, outer, prepared } = foldsOf({ name: 'random', params: { per: 'row', fraction: 0.7 } });
    // With the same draws no row before the first tested one of its shopper could come into it.
    const { shopper } = prepared.feedback;
    const first = new Map<number, number>();
    for (const row of outer.test)
      first.set(shopper[row]!, Math.min(first.get(shopper[row]!) ?? Infinity, row));
    const before = [...outer.train].filter((row) => row < (first.get(shopper[row]!) ?? Infinity));
    const chosen = new Set(inner.test);
    const hit = before.filter((row) => chosen.has(row)).length;
    expect(before.length).toBeGreaterThan(50);
    expect(Math.abs(hit - 0.3 * before.length)).toBeLessThan(3 * Math.sqrt(0.21 * before.length));
  });

  it('of three-way is the part that it publishes for that', () => {
    const asked = prepare(studyOf({ name: 'three-way', params: { ask: 'validation' } }), dataset)
      .folds[0]![0]!;
    const { inner } = foldsOf({ name: 'three-way' });
    expect([inner.train, inner.test]).toEqual([asked.train, asked.test]);
    expect(inner.given).toEqual(new Uint32Array(0));
  });

  it('without a cut of its own knows what was known at the cut of the study, and no more', () => {
    const { inner, outer, prepared } = foldsOf(
      { name: 'global-time' },
      {},
      { validation: { name: 'leave-last-n' } },
    );
    expect(inner.cutoff).toBeNull();
    expect(inner.until).toBe(outer.cutoff);
    expect(trainingData(prepared, inner).asOf).toBe(outer.cutoff);
  });

  it('is an input of the runs of searched algorithms, and of no others', () => {
    const { prepared } = foldsOf({ name: 'global-time' });
    const [plain, searched] = [0, 1].map(
      (algorithm) => inputsOf(prepared, { seed: 0, fold: 0, algorithm })[0]!,
    );
    expect(plain).not.toHaveProperty('search');
    expect(searched!.search).toEqual({
      method: 'random.v1',
      trials: 3,
      metric: 'recall.v1+exclude@10',
      validation: {
        name: 'global-time',
        definition: 'global-time.v1',
        params: { fraction: 0.8 },
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      space: { neighbours: [1, 2, 5] },
    });
  });

  it('with a row of the test, or of nowhere, is a leak', () => {
    const { inner, outer } = foldsOf({ name: 'random' });
    expect(validationLeaks(outer, inner)).toEqual([]);
    const planted = { ...inner, train: Uint32Array.of(...inner.train, outer.test[0]!) };
    expect(validationLeaks(outer, planted)).toEqual([
      { kind: 'search-outside-training', count: 1, first: `row ${outer.test[0]}` },
    ]);
    expect(validationLeaks(outer, { ...inner, test: outer.test })[0]!.count).toBe(outer.test.length);
  });

  it('that cannot be made is told in words', () => {
    const tiny = { validation: { name: 'leave-last-n', params: { n: 100_000 } } };
    expect(() => foldsOf({ name: 'global-time' }, {}, tiny)).toThrow(
      /^search: of the training rows, split: fold 0 of leave-last-n has \d+ training and 0 test rows/,
    );
  });
});
