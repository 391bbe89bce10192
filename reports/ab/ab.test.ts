import { describe, expect, it } from 'vitest';
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

  it('says of peeking whether intervals meet, and does not divide by no alarms', () => {
    const share = (found: number, low: number, high: number) => ({ found, share: found / 200, low, high });
    expect(peekingWords(share(10, 0.03, 0.09), share(26, 0.09, 0.18))).toBe(
      'Naive peeking makes 2.6 times the false alarms of one look; their intervals meet',
    );
    expect(peekingWords(share(10, 0.03, 0.08), share(26, 0.09, 0.18))).toBe(
      'Naive peeking makes 2.6 times the false alarms of one look',
    );
    expect(peekingWords(share(0, 0, 0.01), share(3, 0.005, 0.04))).toBe(
      'Naive peeking makes 3 false alarms, one look none; their intervals meet',
    );
  });
});
