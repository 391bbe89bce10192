import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { PageScripts } from '../page/page-frame.ts';
import { siteFiles } from '../page/site.ts';
import { type Chart, fileSpec, pageSpec, type VegaLiteSpec } from '../specs/chart.ts';
import { LIGHT, PAGE_THEME } from '../theme.ts';
import { readingSections, readingSite } from './page.ts';
import { brand, RECORD } from './reading-record.fixture.ts';

const SCRIPTS: PageScripts = { libraries: ['/* vega */'], page: 'let page;', hash: () => 'HASH' };
const chartsOf = (record: ReadingRecord): Chart[] =>
  readingSections(record, LIGHT).flatMap(({ charts }) => charts);
const named = (name: string): Chart => chartsOf(RECORD).find((chart) => chart.name.startsWith(name))!;

function warningsOf(spec: VegaLiteSpec): string[] {
  const warnings: string[] = [];
  const logger = {
    level: () => logger,
    error: (...parts: readonly unknown[]) => warnings.push(parts.join(' ')),
    warn: (...parts: readonly unknown[]) => warnings.push(parts.join(' ')),
    info: () => logger,
    debug: () => logger,
  };
  compile(spec as unknown as TopLevelSpec, { logger: logger as never });
  return warnings;
}

describe('charts of a reading', () => {
  it('have names of their own, and a section for each part', () => {
    expect(readingSections(RECORD, LIGHT).map(({ id }) => id)).toEqual([
      'topics',
      'aspects',
      'brands',
      'turns',
      'keywords',
      'votes',
    ]);
    const names = chartsOf(RECORD).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(9);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
  });

  it.each(chartsOf(RECORD).map((chart) => [chart.name, chart] as const))(
    'compile without a warning: %s',
    (_name, chart) => {
      expect(warningsOf(fileSpec(chart, LIGHT))).toEqual([]);
      expect(warningsOf(pageSpec(chart))).toEqual([]);
    },
  );

  it('never put words of reviews into an expression', () => {
    for (const chart of chartsOf(RECORD)) {
      const { data: _data, layer, ...rest } = chart.spec as { data?: unknown; layer?: VegaLiteSpec[] };
      const marks = [rest, ...(layer ?? [])].map(({ data: _own, ...one }: VegaLiteSpec) => one);
      expect(JSON.stringify(marks)).not.toMatch(/"(expr|filter|calculate|test)"/);
    }
  });

  it('say what was found', () => {
    expect(named('aspects').title).toContain('Most speak of size; size is blamed most often, by 30 %');
    expect(named('aspect-scores').title).toContain('0.600 lexicon, 0.900 learnt');
    expect(named('brand-means').title).toContain('Reviews of Acme are the kindest');
    expect(named('course-1').title).toContain('changed in week 3');
    expect(named('course-2').title).toContain('no change over 3 periods');
    expect(named('turns-truth').title).toContain('Of 9 true turns');
    expect(named('turns-truth').takeaway).toContain('1.3 days before it');
    expect(named('votes').title).toContain('Poisson, all explains 25 %');
    expect(named('topics').takeaway).toContain('0.400 over 30 reviews of one sentence');
  });

  it('do not tell apart what differs by no more than chance', () => {
    const close = [brand('A', 0.5, []), brand('B', 0.55, [])];
    const record = { ...RECORD, brands: { ...RECORD.brands!, groups: close } };
    const chart = chartsOf(record).find(({ name }) => name === 'brand-means')!;
    expect(chart.title).toContain('no brand stands clearly above another');
  });
});

describe('the page of a reading', () => {
  it('escapes what comes from reviews, and has the same bytes for the same record', () => {
    const page = siteFiles(readingSite(RECORD), SCRIPTS)[0]!.text;
    expect(page).toBe(siteFiles(readingSite(structuredClone(RECORD)), SCRIPTS)[0]!.text);
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('&lt;img src=x');
    expect(page).toContain('npx shoplab read out/tiny');
  });

  it('leaves out what was not read', () => {
    const { topics: _t, aspects: _a, keywords: _k, turns: _u, votes: _v, ...rest } = RECORD;
    expect(readingSections(rest, PAGE_THEME).map(({ id }) => id)).toEqual(['brands']);
    const untimed = { ...rest, brands: { ...RECORD.brands!, days: null, by: 'category' as const } };
    const [section] = readingSections(untimed, PAGE_THEME);
    expect(section!.heading).toBe('Categories');
    expect(section!.charts.map(({ name }) => name)).toEqual(['brand-means']);
  });
});
