import { describe, expect, it } from 'vitest';
import {
  formatCell,
  formatCount,
  formatEstimate,
  formatMean,
  formatNumber,
  formatPercent,
  formatSeconds,
  isPercent,
  joinWords,
  plural,
} from './format.ts';

const share = { unit: 'share' };
const ofCatalogue = { unit: 'share of the catalogue' };

describe('formats', () => {
  it('shows the digits that the interval supports: two of its half width', () => {
    expect(formatNumber(0.21345, 0.012)).toBe('0.213');
    expect(formatNumber(0.21342, 0.0042)).toBe('0.2134');
    expect(formatNumber(5.2712, 0.17)).toBe('5.27');
    expect(formatNumber(1234.5, 120)).toBe('1235');
    expect(formatEstimate({ mean: 0.21345, low: 0.2012, high: 0.2249 }, share)).toBe(
      '0.213 (0.201 to 0.225)',
    );
  });

  it('shows three decimals or three digits without an interval', () => {
    expect(formatNumber(0.9441)).toBe('0.944');
    expect(formatNumber(1.0132)).toBe('1.013');
    expect(formatNumber(0.01234)).toBe('0.0123');
    expect(formatNumber(0)).toBe('0.000');
    expect(formatMean({ mean: 0.94405, low: null, high: null }, { unit: 'stars' })).toBe('0.944');
  });

  it('writes negatives with a minus sign and never a negative zero', () => {
    expect(formatNumber(-0.533, 0.03)).toBe('\u22120.533');
    expect(formatNumber(-0.00001, 0.05)).toBe('0.000');
    expect(formatCell(-2)).toBe('\u22122');
  });

  it('takes percents for shares of something, and decimals for bare shares', () => {
    expect([isPercent(ofCatalogue), isPercent(share), isPercent({ unit: 'bits' })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(formatPercent(0.3796)).toBe('38 %');
    expect(formatPercent(0.0203)).toBe('2.0 %');
    expect(formatMean({ mean: 0.4127, low: 0.4, high: 0.425 }, ofCatalogue)).toBe('41.3 %');
  });

  it('writes no small number of a table as zero', () => {
    expect([0.004634, 0.00004634, -0.000123456, 0.0099996].map(formatCell)).toEqual([
      '0.00463',
      '4.63e\u22125',
      '\u22120.000123',
      '0.01000',
    ]);
    expect([0, 0.0123, 0.5, 123.45].map(formatCell)).toEqual(['0', '0.0123', '0.5000', '123.5']);
  });

  it('says when a value is not defined', () => {
    expect(formatEstimate({ mean: null, low: null, high: null }, share)).toBe('n/a');
  });

  it('groups thousands, picks the unit of time, joins words', () => {
    expect(formatCount(541_909)).toBe('541,909');
    expect([0, 0.0123, 1.26, 42, 125].map(formatSeconds)).toEqual([
      'under 1 ms',
      '12 ms',
      '1.3 s',
      '42 s',
      '2 min 5 s',
    ]);
    expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect([plural(1, 'run'), plural(2000, 'run')]).toEqual(['1 run', '2,000 runs']);
  });
});
