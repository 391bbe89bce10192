import { describe, expect, it } from 'vitest';
import { studyFixture } from '../study-records.fixture.ts';
import { studyView } from '../study-view.ts';
import { LIGHT } from '../theme.ts';
import { accountFaults, accountTable, dataAccount } from './data-account.ts';

const fixture = studyFixture();
const chartOf = (account: typeof fixture.study.account) =>
  dataAccount(studyView({ ...fixture, study: { ...fixture.study, account } }), LIGHT)[0]!;

describe('the account of the data', () => {
  it('tells what is kept and which rule dropped most, and adds up', () => {
    const chart = chartOf(fixture.study.account);
    expect(chart.title).toBe(
      '396,337 of 541,909 rows are kept (73 %); the rule \u2018no customer\u2019 drops most (135,080)',
    );
    expect(chart.takeaway).toContain('396,337 + 145,572 = 541,909');
    expect(accountTable(fixture.study.account).at(-1)).toEqual(['kept', null, 396_337]);
  });

  it('says so when it does not add up, at the step where it breaks', () => {
    const account = { read: 100, steps: [{ rule: 'no customer', dropped: 10, left: 85 }], kept: 85 };
    expect(accountFaults(account)).toEqual([
      "after 'no customer' 90 rows should be left, the account says 85",
    ]);
    expect(chartOf(account).title).toBe('The account of the cleaning does not add up');
    expect(accountFaults({ read: 5, steps: [], kept: 4 })).toEqual([
      '5 rows are left, the account says 4 are kept',
    ]);
  });

  it('is plain when nothing was dropped', () => {
    expect(chartOf({ read: 1, steps: [], kept: 1 }).title).toBe('The one row is kept');
  });
});
