import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Choices, FIRST_STATE, type PageState, readState, writeState } from './state.ts';
import type { Domain } from './zoom-domains.ts';

const CHOICES: Choices = {
  modes: [
    ['exclude', 'repeats excluded'],
    ['include', 'repeats allowed'],
  ],
  metrics: ['ndcg@10', 'userGroupGap[region]@10', 'coverage'],
  algorithms: [
    ['als', 'factors'],
    ['bpr', 'factors'],
    ['item-knn', 'neighbours'],
    ['a,b & "c"=d%', null],
  ],
};
const LABELS = CHOICES.algorithms.map(([label]) => label);

describe('the state of a page', () => {
  it('is empty where nothing is chosen, and a bare anchor where only a place is', () => {
    expect(writeState(FIRST_STATE, CHOICES)).toBe('');
    expect(writeState({ ...FIRST_STATE, at: 'run-times-exclude' }, CHOICES)).toBe('#run-times-exclude');
    expect(readState('#run-times-exclude', CHOICES)).toEqual({
      state: { ...FIRST_STATE, at: 'run-times-exclude' },
      faults: [],
    });
  });

  it('says families where whole families are left out, else the shorter list of algorithms', () => {
    const hash = (...hidden: string[]) => writeState({ ...FIRST_STATE, hidden: new Set(hidden) }, CHOICES);
    expect(hash('als', 'bpr')).toBe('#families=neighbours,other');
    expect(hash('als')).toBe('#without=als');
    expect(hash('als', 'item-knn', LABELS[3]!)).toBe('#algorithms=bpr');
  });

  it('comes back from the address as it was', () => {
    const ends = fc.option(
      fc
        .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), {
          ...{ minLength: 2, maxLength: 2, comparator: (a: number, b: number) => a === b },
        })
        .map((both): Domain => both.toSorted((a, b) => a - b).map((one) => one + 0) as [number, number]),
    );
    const state = fc.record({
      repeats: fc.constantFrom(null, 'include'),
      metric: fc.constantFrom(null, 'userGroupGap[region]@10', 'coverage'),
      hidden: fc
        .subarray(LABELS, { maxLength: LABELS.length - 1 })
        .map((labels): ReadonlySet<string> => new Set(labels)),
      theme: fc.constantFrom('auto', 'light', 'dark') as fc.Arbitrary<PageState['theme']>,
      sort: fc.option(
        fc.record({ table: fc.constant('metrics-1'), column: fc.nat(99), descending: fc.boolean() }),
      ),
      filter: fc.option(
        fc.record({ table: fc.constant('audit'), text: fc.string({ minLength: 1, unit: 'grapheme' }) }),
      ),
      zooms: fc
        .uniqueArray(fc.tuple(fc.constantFrom('a-1', 'b'), fc.record({ x: ends, y: ends })), {
          selector: ([name]) => name,
        })
        .map((entries): PageState['zooms'] => new Map(entries.filter(([, { x, y }]) => x ?? y))),
      at: fc.constantFrom(null, 'leaderboard'),
    });
    fc.assert(
      fc.property(state, (one) => {
        const { state: read, faults } = readState(writeState(one, CHOICES), CHOICES);
        expect(faults).toEqual([]);
        expect({ ...read, hidden: [...read.hidden].sort() }).toEqual({
          ...one,
          hidden: [...one.hidden].sort(),
        });
      }),
    );
  });

  it.each([
    [
      '#repeats=often',
      {},
      'There is no way of treating repeats “often” in this report; repeats excluded is shown.',
    ],
    ['#metric=nope', {}, 'There is no metric “nope” in this report; ndcg@10 is shown.'],
    [
      '#algorithms=als,<b>x',
      { hidden: new Set(LABELS.slice(1)) },
      'There is no algorithm “<b>x” in this report; it is left out.',
    ],
    ['#families=deep', {}, 'No algorithm of this report is chosen; all are shown.'],
    ['#without=%E0%A4%A', {}, 'There is no algorithm of an unreadable name in this report; it is left out.'],
    ['#theme=pink', {}, 'There is no theme “pink”; that of your system is shown.'],
    ['#sort=x', {}, '“x” is no order of a table; rows stand as they were.'],
    ['#filter=x', {}, '“x” is no filter of a table; all rows are shown.'],
    ['#zoom=a~x~1', {}, '“a~x~1” is no part of a chart; the whole chart is shown.'],
    [
      '#zoom=a~x~2~1,b~y~0~1',
      { zooms: new Map([['b', { x: null, y: [0, 1] }]]) },
      '“a~x~2~1” is no part of a chart; the whole chart is shown.',
    ],
    ['#zoom=a~z~1~2', {}, '“a~z~1~2” is no part of a chart; the whole chart is shown.'],
    ['#zoom=<b>~x~1~2', {}, '“<b>~x~1~2” is no part of a chart; the whole chart is shown.'],
    ['#zoom=a~x~ ~2', {}, '“a~x~ ~2” is no part of a chart; the whole chart is shown.'],
    ['#constructor=1', {}, 'There is no choice “constructor” in a report; it is left out.'],
    ['#metric=%', {}, 'The value of “metric” cannot be read; it is left out.'],
    [
      `#metric=${'x'.repeat(99)}`,
      {},
      `There is no metric “${'x'.repeat(40)}…” in this report; ndcg@10 is shown.`,
    ],
  ])('is clamped with a word: %s', (hash, expected, fault) => {
    const { state, faults } = readState(hash, CHOICES);
    expect(state).toEqual({ ...FIRST_STATE, ...expected });
    expect(faults).toContain(fault);
  });
});
