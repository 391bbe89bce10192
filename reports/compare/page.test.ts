import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { SideBySide } from '../../experiments/comparison/compare-sides.ts';
import { siteFiles } from '../page/site.ts';
import { fileSpec } from '../specs/chart.ts';
import { HOSTILE, studyFixture } from '../study/study-records.fixture.ts';
import { LIGHT } from '../theme.ts';
import { differenceCharts } from './chart.ts';
import { compareSite } from './page.ts';
import { differencesCsv } from './tables.ts';
import { type CompareView, primaryOf, verdictOf } from './view.ts';
import { countWords, findingWords, inputWords } from './words.ts';

const { study } = studyFixture();
type Row = SideBySide['pooled'][number];
const row = (label: string, name: string, part: Partial<Row> = {}): Row => ({
  ...{ label, repeats: 'exclude', definition: `${name}.v1+exclude@10`, name, cutoff: 10 },
  ...{ first: 0.2, other: 0.21, difference: 0.01, low: 0.004, high: 0.016, n: 1429, runs: 2 },
  ...part,
});
const POOLED: Row[] = [
  row('als', 'ndcg'),
  row('item-knn', 'ndcg', { other: 0.199, difference: -0.001, low: -0.003, high: 0.001 }),
  row('popularity', 'ndcg', { other: 0.2, difference: 0, low: 0, high: 0 }),
  row('als', 'coverage', { first: 0.4, other: 0.5, difference: 0.1, low: null, high: null, n: 0 }),
  row('als', 'popularityLift', { first: 0.5, other: 0.8, difference: 0.3, low: 0.2, high: 0.4 }),
];
const BEFORE = { cpu: 'Test CPU', cores: 2, node: 'v20', shoplab: '0.1.0' };
const viewOf = (part: Partial<SideBySide> = {}): CompareView => ({
  ...{ first: study, other: study, names: ['out/before', 'out/after'] },
  comparison: {
    differences: [],
    pooled: POOLED,
    inputs: [
      { path: 'algorithm.params.k', label: 'als', first: '20', other: '40' },
      { path: 'feedback.weights.order', label: null, first: '5', other: '5' },
    ],
    notes: ['random, repeats exclude, seed 1, fold 0: only in the first study'],
    ...{ level: 0.95, resamples: 2000, seeds: ['1', '2'] },
    hosts: [[BEFORE], [{ ...BEFORE, commit: '0123456789abcdef', dirty: false }]],
    ...part,
  },
  command: 'shoplab compare out/before out/after --out out/compared',
});
const pageOf = (view: CompareView): string =>
  siteFiles(compareSite(view), { libraries: [], page: '', hash: (text) => String(text.length) })[0]!.text;

describe('two studies side by side', () => {
  const view = viewOf();

  it('say what was changed, and what it does under the metric that ranks', () => {
    expect(inputWords(view)).toBe('Changed: algorithm.params.k of als from 20 to 40.');
    expect(inputWords(viewOf({ inputs: [] }))).toBe(
      'Everything that determines the runs is the same in both.',
    );
    expect(primaryOf(view).map(({ label }) => label)).toEqual(['als', 'item-knn', 'popularity']);
    expect(findingWords(view)).toEqual([
      'als: ndcg@10 goes from 0.2000 to 0.2100, by +0.0100 (0.0040 to 0.0160): better in the other by more than chance.',
      'item-knn: ndcg@10 goes from 0.2000 to 0.1990, by \u22120.0010 (\u22120.0030 to 0.0010): the interval includes zero, so it may be chance.',
      'The same ndcg@10 in both: popularity.',
    ]);
    expect(countWords(view)).toBe(
      'Of 4 metrics of all algorithms, 1 are the same in both; of the others 2 differ by more than chance and 1 do not. Intervals are not corrected for their number.',
    );
  });

  it('call a difference better or worse only where the direction tells and the interval leaves zero out', () => {
    expect(POOLED.map((one) => verdictOf(view, one))).toEqual([
      ...['better', 'not told apart', 'the same', 'not tested', 'higher'],
    ]);
    expect(verdictOf(view, row('als', 'ndcg', { difference: -0.1, low: -0.2, high: -0.05 }))).toBe('worse');
    expect(
      verdictOf(view, row('als', 'ndcg', { other: null, difference: null, low: null, high: null })),
    ).toBe('not tested');
    const none = { first: null, other: null, difference: null, low: null, high: null };
    expect(verdictOf(view, row('als', 'ndcg', none))).toBe('the same');
  });

  it('mark what is the same in both, and leave it out without a script', () => {
    const page = pageOf(view);
    expect(page.match(/<tr[^>]* data-same>/g)).toHaveLength(2);
    expect(page).toContain('<input type="checkbox" id="only-differs" autocomplete="off" checked>');
    expect(page).toContain('body:has(#only-differs:checked) [data-same] { display: none; }');
    expect(page).toContain('only in the first study');
    expect(pageOf(viewOf({ inputs: [] }))).toContain('No input differs.');
    expect(page).not.toMatch(/\bNaN\b|undefined|\[object/);
  });

  it('hold exact values on the page and in the CSV', () => {
    const page = pageOf(view);
    const shown = [...page.matchAll(/<tr data-label="[^"]*" data-metric="[^"]*"[^>]*>(.*?)<\/tr>/gs)].map(
      ([, cells]) => [...cells!.matchAll(/data-value="([^"]*)"/g)].map(([, value]) => value),
    );
    expect(shown.map((cells) => cells.slice(0, 3))).toEqual(
      POOLED.map(({ first, other, difference }) => [first, other, difference].map(String)),
    );
    const lines = differencesCsv(view).trimEnd().split('\r\n').slice(1);
    expect(lines[0]).toBe('als,exclude,ndcg@10,ndcg.v1+exclude@10,0.2,0.21,0.01,0.004,0.016,1429,2,better');
    expect(lines).toHaveLength(POOLED.length);
  });

  it('draw the differences of each mode, without a warning', () => {
    const warnings: string[] = [];
    const note = (...parts: readonly unknown[]) => {
      warnings.push(parts.join(' '));
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    const modes = [...POOLED, ...POOLED.map((one) => ({ ...one, repeats: 'include' as const }))];
    const charts = differenceCharts(viewOf({ pooled: modes }), LIGHT);
    expect(charts.map(({ name }) => name)).toEqual([
      'difference-ndcg-10-exclude',
      'difference-ndcg-10-include',
    ]);
    expect(charts[0]!.title).toBe('ndcg@10 differs by more than chance with 1 of 3 algorithms');
    for (const chart of charts)
      compile(fileSpec(chart, LIGHT) as unknown as TopLevelSpec, { logger: logger as never });
    expect(warnings).toEqual([]);
  });

  it('tell together what became of many runs, and whose they are when asked', () => {
    const run = (label: string) => `${label}, repeats exclude, seed 1, fold 0`;
    const same = ['a', 'b', 'c', 'd'].map((label) => `${run(label)}: the same result in both`);
    const text = pageOf(viewOf({ notes: [...same, `${run('e: <e>')}: failed in the other study`] }));
    expect(text).toContain('<li>4 runs: the same result in both<details><summary>Which</summary>');
    expect(text.match(/the same result in both/g)).toHaveLength(1);
    for (const label of ['a', 'b', 'c', 'd']) expect(text).toContain(`<li>${run(label)}</li>`);
    expect(text).toContain(`<li>${run('e: &lt;e&gt;')}: failed in the other study</li>`);
  });

  it('let no name become HTML', () => {
    const pooled = HOSTILE.map((label) => row(label, 'ndcg'));
    const inputs = HOSTILE.map((label) => ({
      path: `params.${label}`,
      label,
      first: JSON.stringify(label),
      other: null,
    }));
    const text = pageOf(viewOf({ pooled, inputs, notes: [...HOSTILE] }));
    // But for the pictures of charts, where no script runs.
    const own = text.replace(/<noscript><img src="charts\/[a-z0-9-]+\.svg" alt="" loading="lazy">/g, '');
    expect(own).not.toMatch(/<script>alert|<img/);
    expect(text.replace(/="[^"]*"/g, '')).not.toMatch(/<[^>]*\sonerror/i);
  });
});
