import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { CostRecord, ScalingFile } from '../../experiments/scaling/scaling-record.ts';
import { siteFiles } from '../site.ts';
import { fileSpec } from '../specs/chart.ts';
import { LIGHT } from '../theme.ts';
import { chartsOf, scalingSite } from './page.ts';
import { scalingView } from './view.ts';

const host = { cpu: 'Test CPU', cores: 2, node: 'v20', shoplab: '0' };
/** Fit time grows with the square of items, a list as their root, memory with them; one algorithm fails at the end. */
const records = ['even', 'failing'].flatMap((name) =>
  [1, 2, 4, 8].map((factor): CostRecord => {
    const items = 1000 * factor;
    const sizes = { shoppers: 500, items, each: 10 };
    const inputs = {
      algorithm: { name, definition: `${name}.v1`, params: {} },
      sizes,
      seed: 's',
      threads: 1,
      host,
    };
    const head = { schema: 'shoplab.scaling/1', id: `${name}-${factor}`, inputs } as const;
    if (name === 'failing' && factor === 8) return { ...head, status: 'failed', error: 'Error: no <memory>' };
    const cost = {
      pairs: 5000,
      fitSeconds: 1e-8 * items ** 2,
      fits: 3,
      listSeconds: 1e-5 * Math.sqrt(items),
      lists: 500,
      memoryBytes: 10_000 * items,
    };
    return { ...head, status: 'measured', cost, load: 0 };
  }),
);
const file: ScalingFile = {
  schema: 'shoplab.scaling-set/1',
  base: { shoppers: 500, items: 1000, each: 10 },
  points: records.map(({ id, inputs }) => ({
    axis: 'items',
    factor: inputs.sizes.items / 1000,
    label: inputs.algorithm.name,
    id,
  })),
  ...{ host, threads: 1, seed: 's', command: 'npx shoplab scale' },
};

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
