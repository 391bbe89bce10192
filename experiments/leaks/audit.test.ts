/** Each leak planted on purpose is caught; honest folds of every split pass. */

import { describe, expect, it } from 'vitest';
import type { TrainingData } from '../../algorithms/algorithm.ts';
import {
  learntFrom,
  smallExamples,
  smallReviews,
  smallShown,
  smallTraining,
} from '../../algorithms/small-training.node.ts';
import { knownCatalog } from '../../datasets/known-catalog.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { trainingData } from '../fitting/training-data.ts';
import { SPLITS } from '../splits/registry.ts';
import { type Fold, makeFolds, type Split } from '../splits/split.ts';
import { auditFolds, requireNoLeak } from './audit.ts';
import { type AuditedFold, foldLeaks } from './fold-leaks.ts';
import { LEAK_KINDS, type LeakKind } from './leak.ts';
import { trainingLeaks } from './training-leaks.ts';

/** Shopper s has items s ... s + 4 at 100 s, 110 s ... */
const small = smallTraining(
  6,
  10,
  Array.from({ length: 30 }, (_, i) => [
    Math.floor(i / 5),
    (Math.floor(i / 5) + (i % 5)) % 10,
    100 + 10 * (i % 5) + Math.floor(i / 5),
  ]),
);
const { feedback, catalog, shoppers } = small;
const rows = (...list: number[]): Uint32Array => Uint32Array.from(list);
const rest = (...test: number[]): Uint32Array =>
  Uint32Array.from(feedback.shopper.keys()).filter((row) => !test.includes(row));
const audited = (fold: Partial<Fold>, more: Partial<AuditedFold> = {}): AuditedFold => ({
  feedback,
  fold: { train: rest(4), test: rows(4), cutoff: null, ...fold },
  order: 'none',
  timed: true,
  ...more,
});
const kindsOf = (fold: AuditedFold): LeakKind[] => foldLeaks(fold).map(({ kind }) => kind);

describe('a leak of a fold that is planted', () => {
  it('none, where there is none', () => {
    expect(foldLeaks(audited({}))).toEqual([]);
  });

  it('a row that is learnt from and tested', () => {
    const [leak, ...others] = foldLeaks(audited({ train: rest(), test: rows(4, 5) }));
    expect(leak).toEqual({ kind: 'row-on-both-sides', count: 2, first: 'row 4' });
    expect(others.map(({ kind }) => kind)).toEqual(['duplicate']);
  });

  it('a row that is told and tested', () => {
    expect(kindsOf(audited({ train: rest(3, 4), given: rows(3, 4), test: rows(4) }))).toEqual([
      'row-on-both-sides',
    ]);
  });

  it('rows alike on both sides; in the same second another value or item is another row', () => {
    const copied = {
      ...feedback,
      item: feedback.item.map((item, row) => (row === 4 ? feedback.item[0]! : item)),
      time: feedback.time.map((time, row) => (row === 4 ? feedback.time[0]! : time)),
    };
    const fold = audited({}, { feedback: copied });
    expect(foldLeaks(fold)).toEqual([
      { kind: 'duplicate', count: 1, first: 'test row 4 and training row 0 of shopper 0 and item 0' },
    ]);
    const otherValue = { ...copied, value: copied.value.map((value, row) => (row === 4 ? 2 : value)) };
    expect(foldLeaks(audited({}, { feedback: otherValue }))).toEqual([]);
  });

  it('the same pair on both sides, where there are no times', () => {
    const item = feedback.item.map((own, row) => (row === 4 ? feedback.item[1]! : own));
    expect(kindsOf(audited({}, { feedback: { ...feedback, item }, timed: false }))).toEqual(['duplicate']);
    expect(kindsOf(audited({}, { feedback: { ...feedback, item } }))).toEqual([]);
  });

  it('the same text on both sides, spaces around it aside', () => {
    const text = Array.from({ length: 30 }, (_, i) => (i === 4 ? ' words 7 ' : `words ${i}`));
    const examples = smallExamples(
      ['no', 'yes'],
      text.map((own, i) => [i % 2, own]),
    );
    expect(kindsOf(audited({}, { feedback: { ...feedback, examples } }))).toEqual(['duplicate']);
    const other = smallExamples(
      ['no', 'yes'],
      text.map((own, i) => [i % 2, `${own}${i}`]),
    );
    expect(kindsOf(audited({}, { feedback: { ...feedback, examples: other } }))).toEqual([]);
  });

  it('a shopper on both sides of a split by shoppers, an item on both of one by items', () => {
    expect(kindsOf(audited({}, { apart: 'shoppers' }))).toEqual(['shopper-on-both-sides']);
    const whole = { train: rest(0, 1, 2, 3, 4), test: rows(0, 1, 2, 3, 4) };
    expect(kindsOf(audited(whole, { apart: 'shoppers' }))).toEqual([]);
    expect(kindsOf(audited(whole, { apart: 'items' }))).toEqual(['item-on-both-sides']);
  });

  it('a training row after the cut, a test row before it, a training row after one of its shopper', () => {
    const test = Uint32Array.from(feedback.time.keys()).filter((row) => feedback.time[row]! >= 135);
    const train = Uint32Array.from(feedback.time.keys()).filter((row) => feedback.time[row]! < 135);
    const honest = { train, test, cutoff: 135 };
    expect(kindsOf(audited(honest, { order: 'time' }))).toEqual([]);
    expect(kindsOf(audited({ ...honest, cutoff: 120 }, { order: 'time' }))).toEqual(['learnt-after-test']);
    expect(kindsOf(audited({ ...honest, cutoff: 150 }, { order: 'time' }))).toEqual(['learnt-after-test']);
    expect(kindsOf(audited({ train: rest(2), test: rows(2) }, { order: 'time' }))).toEqual([
      'learnt-after-test',
    ]);
    expect(kindsOf(audited({ train: rest(2), test: rows(2) }))).toEqual([]);
  });
});

describe('a leak of what a fit is handed that is planted', () => {
  const cutoff = 135;
  const fold: Fold = {
    train: Uint32Array.from(feedback.time.keys()).filter((row) => feedback.time[row]! < cutoff),
    test: Uint32Array.from(feedback.time.keys()).filter((row) => feedback.time[row]! >= cutoff),
    cutoff,
  };
  const reviews = smallReviews([
    [0, 0, 5, 101],
    [1, 2, 4, 120],
  ]);
  const late = {
    ...catalog,
    launched: catalog.launched.map((_, item) => (item === 9 ? 140 : item === 8 ? 120 : 0)),
  };
  const account = { of: 'actions', read: 30, steps: [], kept: 30 };
  const honest = trainingData({ feedback: { ...feedback, account }, catalog: late, shoppers, reviews }, fold);
  const kinds = (change: Partial<TrainingData>, catalogue: 'trained' | 'all' = 'trained'): LeakKind[] =>
    trainingLeaks({ data: { ...honest, ...change }, feedback, fold, catalogue }).map(({ kind }) => kind);

  it('none, where there is none', () => {
    expect(kinds({})).toEqual([]);
  });

  it('rows of the test; pairs, and so popularity, of the test', () => {
    const whole = trainingData(
      { feedback: { ...feedback, account }, catalog, shoppers },
      { ...fold, train: rest() },
    );
    expect(kinds({ feedback: whole.feedback })).toEqual(['foreign-row']);
    expect(kinds({ interactions: whole.interactions })).toEqual(['foreign-pair']);
    const value = honest.feedback.value.map((own, row) => (row === 3 ? 9 : own));
    expect(kinds({ feedback: { ...honest.feedback, value } })).toEqual(['foreign-row']);
  });

  it('a review from after the cut, and one of a pair that is held back', () => {
    expect(kinds({ reviews: smallReviews([[0, 0, 5, cutoff]]) })).toEqual(['review-from-the-future']);
    const heldBack = { ...fold, train: fold.train.filter((row) => row !== 1) };
    const data = { ...trainingData({ feedback: { ...feedback, account }, catalog, shoppers }, heldBack) };
    const found = trainingLeaks({
      data: { ...data, reviews: smallReviews([[0, 1, 5, 101]]) },
      ...{ feedback, fold: heldBack, catalogue: 'trained' as const },
    });
    expect(found.map(({ kind, first }) => [kind, first])).toEqual([
      ['review-of-the-test', 'review 0 of shopper 0 and item 1 at 101 s'],
    ]);
  });

  it('an item that is launched later, unless new items are ranked; a retirement to come', () => {
    expect(kinds({ catalog: late })).toEqual(['item-from-the-future']);
    expect(kinds({ catalog: late }, 'all')).toEqual([]);
    const retired = catalog.retired.map((_, item) => (item === 3 ? 500 : 0));
    expect(kinds({ catalog: { ...catalog, retired } })).toEqual(['item-from-the-future']);
  });

  it('a class that became known later, a slate that was shown later', () => {
    const all = {
      ...smallExamples(
        ['no', 'yes'],
        [
          [0, ''],
          [1, ''],
        ],
      ),
      time: Uint32Array.of(100, 110),
    };
    const known = { label: Uint8Array.of(0, 1), time: Uint32Array.of(110, 140) };
    expect(kinds({ examples: learntFrom({ ...all, known }) })).toEqual(['label-from-the-future']);
    expect(kinds({ examples: learntFrom(all) })).toEqual([]);
    expect(kinds({ shown: smallShown([[0, 1, 2, 0, 135]]) })).toEqual(['slate-from-the-future']);
    expect(kinds({ shown: smallShown([[0, 1, 2, 0, 134]]) })).toEqual([]);
  });

  it('makes the fit fail, in words', () => {
    const data = { ...honest, catalog: late };
    expect(() => requireNoLeak({ data, feedback, fold, catalogue: 'trained' }, 2)).toThrow(
      `leak in fold 2, item-from-the-future: once, first item 9, launched at 140 s; rule broken: ${LEAK_KINDS['item-from-the-future']}`,
    );
  });
});

describe('the catalog as it was known', () => {
  const named = { ...catalog, title: catalog.title.map((_, item) => `item ${item}`) };
  const launched = catalog.launched.map((_, item) => (item === 4 ? 100 : item === 5 ? 99 : 0));
  const retired = catalog.retired.map((_, item) => (item === 1 ? 50 : item === 2 ? 100 : 0));

  it('says nothing of items launched from that moment on, and of no retirement to come', () => {
    const known = knownCatalog({ ...named, launched, retired }, 100);
    expect(known.title.map((title) => title !== '')).toEqual([
      true,
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect([known.launched[4], known.launched[5], known.retired[1], known.retired[2]]).toEqual([
      0, 99, 50, 0,
    ]);
    expect([...known.item]).toEqual([...catalog.item]);
  });

  it('is the catalog itself where all is known', () => {
    const whole = { ...named, launched, retired };
    expect(knownCatalog(whole, Number.POSITIVE_INFINITY)).toBe(whole);
  });
});

describe('the audit of a study', () => {
  const common = { feedback, order: 'none', timed: true } as const;
  const leaking: Fold = { train: rest(), test: rows(4), cutoff: null };

  it('refuses, with every kind, how often, where first and what to do', () => {
    expect(() => auditFolds([[leaking]], common, [])).toThrow(
      /leak in fold 0, row-on-both-sides: once, first row 4; rule broken: .*\n.*leak in fold 0, duplicate: once, .*let them pass with/s,
    );
  });

  it('lets a kind pass that the study gives a reason for, and counts it over all folds and seeds', () => {
    const item = feedback.item.map((own, row) => (row === 4 ? feedback.item[1]! : own));
    const folds = [
      [{ train: rest(4), test: rows(4), cutoff: null }],
      [{ train: rest(4, 6), test: rows(4, 6), cutoff: null }],
    ];
    const because = 'as published';
    const untimed = { ...common, feedback: { ...feedback, item }, timed: false };
    expect(auditFolds(folds, untimed, [{ allow: 'duplicate', because }])).toMatchObject({
      folds: 2,
      allowed: [{ kind: 'duplicate', because, count: 2 }],
    });
  });

  it.each(Object.keys(SPLITS) as (keyof typeof SPLITS)[])('passes honest folds of %s', (name) => {
    const split = SPLITS[name] as Split<Record<string, unknown>>;
    const params = split.params.parse({});
    const part = Uint8Array.from(feedback.shopper, (_, row) => Number(row % 5 === 4));
    const session = Uint32Array.from(feedback.shopper, (_, row) => Math.floor(row / 5));
    // One visit after another, so that an instant parts whole visits.
    const apartInTime = { ...feedback, session, time: feedback.time.map((_, row) => 100 * row) };
    const folds = makeFolds(split, apartInTime, params, {
      draw: (purpose) => drawKey(seedWords('audit'), purpose),
      ...{ timed: true, origin: '2024-01-01T00:00:00Z', part },
    });
    const apart = split.apart?.(params);
    expect(
      auditFolds([folds], { feedback: apartInTime, order: split.order, apart, timed: true }, []).folds,
    ).toBe(folds.length);
  });
});
