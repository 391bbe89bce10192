import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { AspectScoreRows, ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { PageScripts } from '../page-frame.ts';
import { type Chart, fileSpec, pageSpec, type VegaLiteSpec } from '../specs/chart.ts';
import { LIGHT, PAGE_THEME } from '../theme.ts';
import { readingPage, readingSections } from './page.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)> "a\\" & \'b\'';

const score = (name: string, f1: number) => ({ name, support: 10, precision: f1, recall: f1, f1 });
const scores = (method: 'lexicon' | 'learnt', f1: number): AspectScoreRows => ({
  method,
  aspects: [score('size', f1), score('price', f1)],
  polarities: [score('negative', f1), score('neutral', f1), score('positive', f1)],
  aspectMacroF1: f1,
  polarityMacroF1: f1,
  opinionMacroF1: f1 / 2,
});
const period = (n: number, mean: number) => ({ period: n, n: 9, mean, low: mean - 0.1, high: mean + 0.1 });
const brand = (name: string, mean: number, changes: readonly number[]) => ({
  name,
  reviews: 27,
  mean,
  low: mean - 0.05,
  high: mean + 0.05,
  periods: [period(0, mean), period(1, mean), period(3, mean)],
  changes,
});
const truthRow = (method: 'level' | 'segments', f1: number) =>
  ({
    method,
    signals: 'reviews',
    found: 5,
    true: 9,
    precision: 0.6,
    recall: 0.3,
    f1,
    meanDelayDays: -1.25,
    byChance: 0.05,
  }) as const;

const RECORD: ReadingRecord = {
  schema: 'shoplab.reading/1',
  source: { name: 'tiny', title: `Tiny ${HOSTILE}`, digest: 'd'.repeat(64) },
  seed: 'a',
  command: 'npx shoplab read out/tiny',
  origin: '2024-01-01T00:00:00Z',
  reviews: 1234,
  texts: 1000,
  timed: true,
  sentiment: { by: 'learnt', words: 'as learnt', mean: 0.4, withStars: 0.7 },
  topics: {
    method: 'lda',
    documents: 'sentences',
    count: 2,
    vocabulary: 300,
    topics: [
      {
        share: 0.6,
        words: ['fits', HOSTILE, 'size'],
        umass: -10,
        npmi: 0.1,
        cv: 0.5,
        aspect: { name: 'size', share: 0.8 },
      },
      { share: 0.4, words: ['fast', 'late'], umass: -12, npmi: -0.1, cv: 0.4 },
    ],
    meanNpmi: 0,
    meanCv: 0.45,
    planted: { information: 0.2, reviews: 100, plain: { information: 0.4, reviews: 30 } },
  },
  aspects: {
    method: 'learnt',
    aspects: [
      { name: 'size', negative: 30, neutral: 10, positive: 60 },
      { name: 'price', negative: 5, neutral: 0, positive: 95 },
      { name: 'colour', negative: 0, neutral: 0, positive: 0 },
    ],
    scores: { texts: 300, learntFrom: 700, methods: [scores('lexicon', 0.6), scores('learnt', 0.9)] },
  },
  keywords: {
    method: 'likelihood',
    by: 'brand',
    groups: [{ name: HOSTILE, texts: 10, words: [{ word: 'soft', score: 9, count: 4 }] }],
  },
  brands: { by: 'brand', days: 7, level: 0.95, groups: [brand(HOSTILE, 0.2, [3]), brand('Acme', 0.9, [])] },
  turns: {
    method: 'level',
    shoppers: 50,
    turned: 8,
    away: 6,
    back: 3,
    weeks: [
      { week: 2, away: 4, back: 1 },
      { week: 5, away: 2, back: 2 },
    ],
    truth: { windowDays: 14, rows: [truthRow('level', 0.4), truthRow('segments', 0.3)] },
  },
  votes: {
    reviews: 900,
    meanVotes: 2.5,
    folds: 5,
    models: [
      { name: 'mean', deviance: 6, rank: null },
      { name: 'Poisson, all', deviance: 4.5, rank: 0.4 },
    ],
    coefficients: [{ name: 'log length', value: 0.5 }],
  },
};

const SCRIPTS: PageScripts = { libraries: ['/* vega */'], hash: () => 'HASH' };
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

  it('do not tell apart what meets', () => {
    const close = [brand('A', 0.5, []), brand('B', 0.55, [])];
    const record = { ...RECORD, brands: { ...RECORD.brands!, groups: close } };
    const chart = chartsOf(record).find(({ name }) => name === 'brand-means')!;
    expect(chart.title).toContain('no brand stands clearly above another');
  });
});

describe('the page of a reading', () => {
  it('escapes what comes from reviews, and has the same bytes for the same record', () => {
    const page = readingPage(RECORD, SCRIPTS);
    expect(page).toBe(readingPage(structuredClone(RECORD), SCRIPTS));
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
