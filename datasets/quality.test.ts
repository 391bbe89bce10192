import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRules, checkAccount, formatAccount, joinAccounts, withNotes } from './quality.ts';

const values = [5, -1, 0, 7, 120, 3, -4];
const positive = { rule: 'is positive', keep: (i: number) => values[i]! > 0 };
const small = { rule: 'is below 100', keep: (i: number) => values[i]! < 100 };

describe('applyRules', () => {
  it('drops a row under the first rule that does not keep it', () => {
    const { kept, account } = applyRules(values.length, [positive, small]);
    expect([...kept]).toEqual([0, 3, 5]);
    expect(account).toEqual({
      read: 7,
      steps: [
        { rule: 'is positive', dropped: 3, left: 4 },
        { rule: 'is below 100', dropped: 1, left: 3 },
      ],
      kept: 3,
    });
  });

  it('counts by order: the same rows are kept, the steps differ', () => {
    const below = { rule: 'is below 0', keep: (i: number) => values[i]! < 0 };
    const { account: first } = applyRules(values.length, [positive, below]);
    const { account: second } = applyRules(values.length, [below, positive]);
    expect(first.steps.map(({ dropped }) => dropped)).toEqual([3, 4]);
    expect(second.steps.map(({ dropped }) => dropped)).toEqual([5, 2]);
  });

  it('keeps everything without rules, and nothing of nothing', () => {
    expect(applyRules(3, []).account).toEqual({ read: 3, steps: [], kept: 3 });
    expect(applyRules(0, [positive]).account).toEqual({
      read: 0,
      steps: [{ rule: 'is positive', dropped: 0, left: 0 }],
      kept: 0,
    });
  });

  it('adds up for any rules, and keeps exactly the rows that all rules keep', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 5 }),
        (rows, divisors) => {
          const rules = divisors.map((d) => ({
            rule: `no multiple of ${d + 1}`,
            keep: (i: number) => i % (d + 1) !== 0,
          }));
          const { kept, account } = applyRules(rows, rules);
          expect(() => checkAccount(account)).not.toThrow();
          expect(account.kept + account.steps.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(rows);
          const expected = Array.from({ length: rows }, (_, i) => i).filter((i) =>
            divisors.every((d) => i % (d + 1) !== 0),
          );
          expect([...kept]).toEqual(expected);
        },
      ),
    );
  });
});

describe('checkAccount', () => {
  it('refuses an account that loses a row', () => {
    expect(() => checkAccount({ read: 10, steps: [{ rule: 'x', dropped: 3, left: 7 }], kept: 6 })).toThrow(
      'account: 6 rows said to be kept; 7 are',
    );
    expect(() => checkAccount({ read: 10, steps: [{ rule: 'x', dropped: 3, left: 8 }], kept: 8 })).toThrow(
      "account: 8 rows said to be left after 'x'; 7 are",
    );
  });
});

describe('joinAccounts', () => {
  it('tells the rules of each table in turn, over the rows of all', () => {
    const one = withNotes({ read: 10, steps: [{ rule: 'x', dropped: 3, left: 7 }], kept: 7 }, [
      { note: 'are odd', rows: 2 },
    ]);
    const two = { read: 5, steps: [{ rule: 'x', dropped: 1, left: 4 }], kept: 4 };
    expect(joinAccounts({ one, two })).toEqual({
      read: 15,
      steps: [
        { rule: 'one: x', dropped: 3, left: 12 },
        { rule: 'two: x', dropped: 1, left: 11 },
      ],
      kept: 11,
      notes: [{ note: 'one: are odd', rows: 2 }],
    });
  });

  it('refuses a table whose own account does not add up', () => {
    const wrong = { read: 5, steps: [{ rule: 'x', dropped: 1, left: 4 }], kept: 5 };
    expect(() => joinAccounts({ wrong })).toThrow('account: 5 rows said to be kept; 4 are');
  });
});

describe('formatAccount', () => {
  it('aligns figures and leaves out notes that concern no row', () => {
    const account = withNotes(
      { read: 1234567, steps: [{ rule: 'has a customer', dropped: 234567, left: 1000000 }], kept: 1000000 },
      [
        { note: 'rows are grey', rows: 1200 },
        { note: 'rows are green', rows: 0 },
      ],
    );
    expect(formatAccount(account)).toEqual([
      'rows read                     1,234,567',
      'has a customer     -234,567   1,000,000',
      'rows kept                     1,000,000',
      'note: 1,200 rows are grey',
    ]);
  });
});
