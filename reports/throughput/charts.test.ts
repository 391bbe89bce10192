import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { PageScripts } from '../page/page-frame.ts';
import { siteFiles } from '../page/site.ts';
import { type Chart, fileSpec, pageSpec, type VegaLiteSpec } from '../specs/chart.ts';
import { LIGHT, PAGE_THEME } from '../theme.ts';
import { throughputSections, throughputSite } from './page.ts';
import { FILE, RECORDS } from './throughput-records.fixture.ts';
import { curveOf, decadesAround, throughputView } from './view.ts';

const view = throughputView(FILE, RECORDS);
const charts: Chart[] = throughputSections(view, LIGHT).flatMap((section) => section.charts);
const named = (name: string): Chart => charts.find((chart) => chart.name === name)!;

function warningsOf(spec: VegaLiteSpec): string[] {
  const warnings: string[] = [];
  const note = (...parts: readonly unknown[]) => {
    warnings.push(parts.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  compile(spec as unknown as TopLevelSpec, { logger: logger as never });
  return warnings;
}

describe('charts of a benchmark', () => {
  it('compile without a warning, for files and for the page, and have names of their own', () => {
    expect(new Set(charts.map(({ name }) => name)).size).toBe(charts.length);
    for (const chart of charts) expect(warningsOf(fileSpec(chart, LIGHT)), chart.name).toEqual([]);
    for (const { charts: own } of throughputSections(view, PAGE_THEME))
      for (const chart of own) expect(warningsOf(pageSpec(chart)), chart.name).toEqual([]);
  });

  it('say what they show', () => {
    expect(named('users-per-second-gaussian').title).toBe(
      'On gaussian factors core, 2 threads answers 21,000 users a second, 21 times the reference',
    );
    expect(named('users-per-second-gaussian').table.rows.map(([name]) => name)).toEqual([
      'core, 2 threads',
      'core, 1 thread',
      'reference',
    ]);
    expect(named('growth-items-gaussian').title).toBe(
      'core, 1 thread on gaussian factors: 120,000 users a second at 200 items, 12,000 at 2,000',
    );
    expect(named('growth-threads-gaussian').takeaway).toBe('From one end to the other: core 1.8 times.');
    expect(named('latency-trained').alt).toContain('core, 2 threads p50 0.0000238 ms');
  });

  it('draw no curve of one point', () => {
    expect(charts.map(({ name }) => name).filter((name) => name.startsWith('growth'))).toEqual([
      'growth-items-gaussian',
      'growth-users-gaussian',
      'growth-threads-gaussian',
      'growth-threads-trained',
    ]);
  });
});

it('a curve holds the points that differ in that size alone', () => {
  expect(curveOf(view, RECORDS[0]!.inputs.point, 'items').map(({ point }) => point.items)).toEqual([
    200, 2000,
  ]);
  expect(curveOf(view, RECORDS[3]!.inputs.point, 'items').map(({ point }) => point.items)).toEqual([2000]);
});

it.each([
  [[5], [1, 10]],
  [[1], [1, 10]],
  [
    [0.02, 300],
    [0.01, 0.1, 1, 10, 100, 1000],
  ],
])('decades around %j are %j', (values, decades) => {
  expect(decadesAround(values)).toEqual(decades);
});

describe('the page', () => {
  const scripts: PageScripts = {
    libraries: ['let vega;'],
    page: 'let page;',
    hash: (text) => `hash${text.length}`,
  };
  const text = siteFiles(throughputSite(view), scripts)[0]!.text;

  it('names what is absent and what was refused, and never draws it', () => {
    expect(text).toContain('missing is not installed');
    expect(text).toContain('stranger answers differently: user 3: item &lt;9&gt;');
    expect(JSON.stringify(charts)).not.toContain('stranger');
  });

  it('lets no text become HTML', () => {
    expect(text).toContain('--seed &lt;script&gt;');
    expect(text).not.toContain('--seed <script>');
    expect(text).toContain('a &lt;fast&gt; CPU');
  });
});
