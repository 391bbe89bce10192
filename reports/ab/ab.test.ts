import { describe, expect, it } from 'vitest';
import { dataTable } from '../page/page-tables.ts';
import { LIGHT } from '../theme.ts';
import { abReport } from './ab.ts';
import { AB } from './ab-record.fixture.ts';
import { foundWords, peekingWords } from './words.ts';

const [arm] = AB.test.arms;
const effectsOf = (record: typeof AB) => abReport(record, LIGHT).sections[0]!;

describe('the report of an A/B test', () => {
  it('says by which way a difference is found', () => {
    const words = [
      [0.01, 0.01],
      [0.01, 0.2],
      [0.2, 0.01],
      [0.2, 0.2],
    ].map(([plain, cuped]) => foundWords({ plain: plain!, cuped: cuped! }, 0.05));
    expect(words).toEqual([
      'a difference is found, with CUPED too',
      'a difference is found, but not with CUPED',
      'a difference is found with CUPED alone',
      'no difference is found, nor with CUPED',
    ]);
  });

  it('rounds to what intervals support, and tells n and how the intervals are made', () => {
    const wide = {
      ...arm!.plain,
      difference: -5.1777,
      low: -12.6248,
      high: 2.2692,
      units: [133, 134] as const,
    };
    const { words, charts } = effectsOf({
      ...AB,
      test: { ...AB.test, arms: [{ ...arm!, plain: wide, holm: { plain: 0.17, cuped: 0.01 } }] },
    });
    expect(words![0]).toContain('<new>: a difference is found with CUPED alone. Plain, cents a shopper: ');
    expect(words![0]).toContain('\u22125.2 (\u221212.6 to 2.3), p 0.030;');
    expect(charts![0]!.subtitle).toContain('n = 133 to 134 shoppers an arm, 95 % normal intervals');
  });

  it('tells how wide intervals by CUPED are over all arms', () => {
    const other = { ...arm!, arm: 'other', cuped: { ...arm!.cuped, low: 0.6, high: 1.6 } };
    expect(effectsOf(AB).charts![0]!.takeaway).toBe('Intervals of CUPED are 70.0 % as wide.');
    const two = effectsOf({
      ...AB,
      test: { ...AB.test, arms: [arm!, other] },
      truth: [AB.truth[0]!, { ...AB.truth[0]!, arm: 'other' }],
    });
    expect(two.charts![0]!.takeaway).toBe('Intervals of CUPED are 50.0 % to 70.0 % as wide.');
  });

  it('says of peeking what it finds alone, for it finds whatever one look does', () => {
    const told = (once: number, naive: number) =>
      peekingWords({
        aa: {
          ...AB.aa,
          stopping: AB.aa.stopping.map((one) => ({
            ...one,
            found: { once, naive }[one.name as 'once' | 'naive'] ?? one.found,
          })),
        },
      });
    // Wilson at 16 of 200: (16 + z^2/2 -+ z sqrt(16 * 184 / 200 + z^2/4)) / (200 + z^2).
    expect(told(10, 26)).toBe(
      'Naive peeking makes 2.6 times the false alarms of one look, alone in 8.0 % of assignments (5.0 % to 12.6 %)',
    );
    expect(told(0, 3)).toBe(
      'Naive peeking makes 3 false alarms, one look none: alone in 1.5 % of assignments (0.5 % to 4.3 %)',
    );
    expect(told(10, 10)).toBe('Naive peeking makes no more false alarms than one look');
  });

  it('shows the digits that an interval supports in its tables, and all of them at the pointer', () => {
    const { tables } = effectsOf({
      ...AB,
      test: {
        ...AB.test,
        arms: [{ ...arm!, plain: { ...arm!.plain, difference: -5.17774, low: -12.62481, high: 2.26932 } }],
      },
    });
    const page = dataTable(tables[0]!.table).html;
    expect(page).toContain('<td class="number" title="-5.17774">\u22125.2</td>');
    expect(page).toContain('<td class="number" title="-12.62481">\u221212.6</td>');
    expect(page).toContain('<td class="number" title="0.03">0.030</td>');
    expect(page).toContain('all digits at the pointer');
    const alarms = abReport(AB, LIGHT).sections[1]!.tables[0]!.table;
    expect(dataTable(alarms).html).toContain('<td class="number" title="0.05">5.0 %</td>');
    expect(alarms.rows[0]![3]).toBe(0.05);
  });
});
