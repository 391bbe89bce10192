import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { siteFiles } from '../page/site.ts';
import { fileSpec } from '../specs/chart.ts';
import { LIGHT } from '../theme.ts';
import { exponentWords, growthWords } from './charts.ts';
import { chartsOf, scalingSite } from './page.ts';
import { file, records } from './scaling-records.fixture.ts';
import { type Law, scalingView } from './view.ts';

describe('report of a scaling study', () => {
  const view = scalingView(file, records);
  it('tells the exponents, and what failed', () => {
    const exponents = view.laws.map(({ label, cost, exponent }) => [
      label,
      cost,
      exponent!.exponent,
      exponent!.points,
    ]);
    expect(exponents).toEqual([
      ['even', 'fit', expect.closeTo(2, 10), 4],
      ['failing', 'fit', expect.closeTo(2, 10), 3],
      ['even', 'list', expect.closeTo(0.5, 10), 4],
      ['failing', 'list', expect.closeTo(0.5, 10), 3],
      ['even', 'memory', expect.closeTo(1, 10), 4],
      ['failing', 'memory', expect.closeTo(1, 10), 3],
    ]);
    const page = siteFiles(scalingSite(view), { libraries: [], page: 'let page;', hash: () => 'x' })[0]!.text;
    expect(page).toContain('2.00 [2.00, 2.00]');
    expect(page).toContain('no &lt;memory&gt;');
  });
  it('has charts that compile without a warning', () => {
    const charts = chartsOf(view, LIGHT);
    expect(charts.map(({ name }) => name)).toEqual([
      'scaling-fit-items',
      'scaling-list-items',
      'scaling-memory-items',
    ]);
    expect(charts[0]!.title).toBe('Twice the items: time to fit times 4.0 for even, 4.0 for failing');
    const warnings: string[] = [];
    const note = (text: string): void => {
      warnings.push(text);
    };
    const quiet = (): void => undefined;
    const logger = { level: quiet, error: note, warn: note, info: quiet, debug: quiet };
    for (const chart of charts) compile(fileSpec(chart, LIGHT) as never, { logger: logger as never });
    expect(warnings).toEqual([]);
  });
  it('says whose growth is not told apart from none', () => {
    const law = (label: string, exponent: number, half: number): Law => ({
      ...view.laws[0]!,
      label,
      exponent: { ...view.laws[0]!.exponent!, exponent, low: exponent - half, high: exponent + half },
    });
    const [sure, other, open] = [law('a', 2, 0.5), law('b', 1, 0.5), law('c', 1.5, 3)];
    expect(growthWords('time to fit', [sure, other])).toBe('time to fit times 4.0 for a, 2.0 for b');
    expect(growthWords('time to fit', [sure, open, other])).toBe(
      'time to fit times 4.0 for a, 2.0 for b; not told apart from none for c',
    );
    expect(growthWords('time to fit', [sure, open])).toBe(
      'time to fit of a times 4.0; not told apart from none for c',
    );
    expect(growthWords('time to fit', [open])).toBe('no growth of the time to fit is told apart from none');
    expect(exponentWords(law('d', -0.5, 0.25))).toBe('\u22120.50 [\u22120.75, \u22120.25]');
  });
  it('leaves points that are too small to be measured out of the law', () => {
    const tiny = records.map((record) =>
      record.status === 'measured'
        ? { ...record, cost: { ...record.cost, fitSeconds: record.cost.fitSeconds / 20 } }
        : record,
    );
    const law = scalingView(file, tiny).laws.find(({ label, cost }) => label === 'even' && cost === 'fit')!;
    expect(law.points).toHaveLength(4);
    expect(law.exponent!.points).toBe(3);
  });
});
