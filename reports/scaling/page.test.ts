import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { siteFiles } from '../page/site.ts';
import { fileSpec } from '../specs/chart.ts';
import { LIGHT } from '../theme.ts';
import { chartsOf, scalingSite } from './page.ts';
import { file, records } from './scaling-records.fixture.ts';
import { scalingView } from './view.ts';

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
