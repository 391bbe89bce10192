import { describe, expect, it } from 'vitest';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
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

  it('tells what of the data the study learns from, where it leaves anything out', () => {
    const charts = (kept: number) => {
      const steps = [{ rule: 'rating of at least 5', dropped: 100_000 - kept, left: kept }];
      const feedbackAccount = { of: 'ratings', read: 100_000, steps, kept };
      return dataAccount(studyView({ ...fixture, study: { ...fixture.study, feedbackAccount } }), LIGHT);
    };
    expect(charts(100_000).map(({ name }) => name)).toEqual(['data-account']);
    const [, chart] = charts(21_201);
    expect(chart!.name).toBe('feedback-account');
    expect(chart!.title).toBe(
      '21,201 of 100,000 ratings are kept (21 %); the rule \u2018rating of at least 5\u2019 drops most (78,799)',
    );
    expect(chart!.takeaway).toContain('21,201 + 78,799 = 100,000');
  });

  it('passes on what should be known of the data', () => {
    const notes = [{ note: 'rows come from other content than was published: a.csv', rows: 5 }];
    expect(chartOf({ read: 5, steps: [], kept: 5, notes }).takeaway).toMatch(
      /Note: 5 rows come from other content than was published: a\.csv\.$/,
    );
  });

  it('is plain when nothing was dropped', () => {
    expect(chartOf({ read: 1, steps: [], kept: 1 }).title).toBe('The one row is kept');
  });
});
