import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { besideFixture, CLAIMS, figuresFixture } from '../study/data-figures.fixture.ts';
import { type FixtureOptions, HOSTILE, SEVEN, studyFixture } from '../study/study-records.fixture.ts';
import { type MetricView, studyView } from '../study/study-view.ts';
import { LIGHT, PAGE_THEME } from '../theme.ts';
import { accuracyTradeoffs } from './accuracy-tradeoff.ts';
import { type Chart, fileSpec, pageSpec, slug, type VegaLiteSpec, wrapText } from './chart.ts';
import { frontierWords } from './frontier.ts';
import { auditWords } from './group-audit.ts';
import { sectionsOf } from './registry.ts';

const MANY = Array.from({ length: 30 }, (_, i) => `algorithm-${i + 1}`);
const LEAST: FixtureOptions = { labels: ['als'], modes: ['exclude'], seeds: 1 };
const CROWDED = Array.from({ length: 200 }, (_, i) => `algorithm-${i + 1}`);
const CROWD: FixtureOptions = {
  labels: CROWDED,
  modes: ['exclude'],
  classes: ['no', 'yes'],
  drift: ['hour'],
  searched: CROWDED,
  traces: Object.fromEntries(CROWDED.map((label) => [label, ['loss', 'auc']])),
};
const STUDIES: Readonly<Record<string, FixtureOptions>> = {
  'seven algorithms in three modes, one failed': {
    failing: ['user-knn'],
    modes: ['exclude', 'include', 'only'],
  },
  'one algorithm': { labels: ['als'], seeds: 1 },
  'all runs failed': { allFail: true },
  'no groups': { groups: {} },
  ratings: { task: 'rate', modes: ['exclude'] },
  'thirty algorithms and many groups': { labels: MANY, groups: { region: MANY } },
  'traces of fits': {
    traces: { als: ['loss'], 'item-knn': ['loss', 'auc'], 'user-knn': ['auc'] },
    failing: ['user-knn'],
    modes: ['exclude', 'include'],
  },
  'searched parameters': {
    searched: ['als', 'item-knn', 'user-knn'],
    failing: ['user-knn'],
    modes: ['exclude', 'include'],
  },
  'classes of examples': { classes: ['negative', 'neutral', 'positive'], labels: ['als', 'item-knn'] },
  'one algorithm that tells classes': { classes: ['no', 'yes'], labels: ['als'], drift: [] },
  'classes through time': { classes: ['no', 'yes'], drift: Array.from({ length: 20 }, (_, i) => `f${i}`) },
  'curves of classes': { classes: ['no', 'yes'], curves: {}, modes: ['include'] },
  'curves of one algorithm on one day': {
    classes: ['no', 'yes'],
    labels: ['als'],
    curves: { kinds: ['a'], days: 1 },
  },
  'an audit and a frontier': { audited: true, failing: ['own-most-bought'], modes: ['exclude', 'include'] },
  'figures of its data': { ...LEAST, figures: figuresFixture({ claims: CLAIMS }) },
  'real data beside it': { ...LEAST, beside: besideFixture() },
  'ratings alone': { ...LEAST, figures: figuresFixture({ only: 'ratings' }) },
  'orders alone': { ...LEAST, figures: figuresFixture({ only: 'orders' }) },
  'data that tells of nothing': { ...LEAST, figures: figuresFixture({ only: 'nothing' }) },
  'one of everything': { ...LEAST, figures: figuresFixture({ single: true }) },
  'one day': { ...LEAST, figures: figuresFixture({ days: 1 }) },
  'days without hours': { ...LEAST, figures: figuresFixture({ timeStep: 86_400, days: 3000 }) },
  'hostile names': {
    figures: figuresFixture({ categories: HOSTILE, claims: CLAIMS }),
    beside: besideFixture(HOSTILE),
    audited: true,
    classes: HOSTILE.slice(0, 2),
    curves: { kinds: HOSTILE, days: 30 },
    labels: HOSTILE,
    drift: HOSTILE,
    groups: { '<b>': HOSTILE },
    traces: { [HOSTILE[0]!]: [HOSTILE[1]!] },
    searched: HOSTILE,
  },
};

const chartsOf = (options: FixtureOptions): Chart[] =>
  sectionsOf(studyView(studyFixture(options)), LIGHT).flatMap(({ charts }) => charts);
const named = (charts: readonly Chart[], name: string): Chart => charts.find((chart) => chart.name === name)!;

function compiled(spec: VegaLiteSpec, warnings: string[]) {
  const note = (...parts: readonly unknown[]) => {
    warnings.push(parts.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  return compile(spec as unknown as TopLevelSpec, { logger: logger as never }).spec;
}

/** Every expression in a Vega spec: strings under these keys are code. */
function expressions(value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return ['expr', 'signal', 'test', 'update', 'filter'].includes(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => expressions(one, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => expressions(one, name));
}

describe.each(Object.entries(STUDIES))('charts of a study with %s', (_name, options) => {
  const charts = chartsOf(options);

  it('compile without a warning, for files and for the page', () => {
    const warnings: string[] = [];
    for (const chart of charts) compiled(fileSpec(chart, LIGHT), warnings);
    for (const { charts: own } of sectionsOf(studyView(studyFixture(options)), PAGE_THEME))
      for (const chart of own) compiled(pageSpec(chart), warnings);
    expect(warnings).toEqual([]);
  });

  it('have a title, a subtitle, a text alternative and a table, and names of their own', () => {
    expect(new Set(charts.map(({ name }) => name)).size).toBe(charts.length);
    for (const chart of charts) {
      expect(chart.name).toMatch(/^[a-z0-9-]+$/);
      for (const text of [chart.title, chart.subtitle, chart.alt])
        expect(text).not.toMatch(/NaN|undefined|Infinity|^$/);
      for (const row of chart.table.rows) expect(row).toHaveLength(chart.table.columns.length);
      expect(chart.table.rows.length).toBeGreaterThan(0);
    }
  });

  it('name their mode, unless they hold for all', () => {
    for (const chart of charts)
      if (chart.repeats !== null && options.task !== 'rate')
        expect(chart.subtitle).toMatch(/repeats (excluded|allowed|only)/);
  });
});

describe('names from outside', () => {
  it('never become part of an expression', () => {
    const marks = ['QQ1', 'QQ2', 'QQ3'];
    const figures = figuresFixture({ categories: ['QQ8', 'QQ9'], claims: CLAIMS });
    const beside = besideFixture(['QQ10', 'QQ11', 'QQ12']);
    for (const chart of chartsOf({ labels: marks, groups: { QQ4: ['QQ5', 'QQ6', 'QQ7'] }, figures, beside }))
      for (const code of expressions(compiled(fileSpec(chart, LIGHT), []))) expect(code).not.toContain('QQ');
  });
});

describe('charts of classes', () => {
  const charts = chartsOf({ classes: ['bad', 'good'], labels: ['als', 'item-knn'], modes: ['include'] });
  it('say what is taken for what, and whose word can be taken', () => {
    const confusion = named(charts, 'confusion');
    expect(confusion.title).toBe('item-knn takes 20 % of bad for good, its most frequent mistake');
    // two seeds
    expect(confusion.table.rows).toEqual([
      ['bad', 'bad', 160, 0.8],
      ['bad', 'good', 40, 0.2],
      ['good', 'bad', 40, 0.2],
      ['good', 'good', 160, 0.8],
    ]);
    const reliability = named(charts, 'reliability');
    expect(reliability.title).toBe(
      'als can be taken at its word, 0.0 points off on average; item-knn is 2.0 points off',
    );
    expect(reliability.table.rows).toHaveLength(6);
    expect(named(charts, 'groups-region-include').title).toMatch(
      /^item-knn does worse? .*on|^No group is clearly harder for item-knn/,
    );
  });
});

describe('curves of what is told', () => {
  const options = {
    classes: ['fine', 'fraud'],
    labels: ['als', 'item-knn'],
    modes: ['include'] as const,
    seeds: 1,
  };
  const curves = { kinds: ['rings', 'cards'], days: 10 };
  it('say what alerts find and cost, of which kind and on which day', () => {
    const charts = chartsOf({ ...options, curves });
    const curve = named(charts, 'precision-recall');
    // 80 alerts find 80; the second algorithm takes 88.
    expect(curve.title).toBe(
      'Finding 80 % of fraud, als is right in 100 % of its alerts; guessing would be in 50 %',
    );
    expect(curve.table.rows).toHaveLength(200);
    // The second algorithm leads in rank: nine tenths take 99 alerts in ten days.
    expect(named(charts, 'alerts-cost').title).toBe(
      'item-knn finds half of fraud with 5.5 alerts a day, nine tenths with 9.9',
    );
    expect(named(charts, 'alerts-cost').takeaway).toContain(
      '91 % of the alerts are right: 1.1 are looked at',
    );
    const kinds = named(charts, 'kinds-found');
    expect(kinds.title).toBe('item-knn finds 20 % of cards, and 0.0 % of rings');
    expect(kinds.table.rows[0]).toEqual(['item-knn', 'rings', 50, 0, 0, 0.1]);
    const days = named(charts, 'alerts-by-day');
    expect(days.title).toBe(
      'item-knn raises 0 to 50 alerts a day at the threshold of 5 alerts a day on average; 80 % are right',
    );
    expect(days.table.rows[0]).toEqual([22, 1, 40, 10, 60]);
  });
  it('sum runs, and have no interval where the same answers may stand in several', () => {
    const charts = chartsOf({ ...options, curves, seeds: 2 });
    expect(named(charts, 'precision-recall').subtitle).toContain(
      '2 runs summed at each recall, n = 400 with 200 of the class',
    );
    expect(named(charts, 'kinds-found').table.rows[0]).toEqual(['item-knn', 'rings', 100, 0, null, null]);
    expect(named(charts, 'alerts-by-day').subtitle).toContain('the first of 2 runs');
  });
  it('are there only where all runs of an algorithm have them', () => {
    const names = (of: FixtureOptions) => chartsOf(of).map(({ name }) => name);
    expect(names({ ...options, curves: {} })).not.toContain('alerts-by-day');
    expect(names({ ...options, curves: {} })).not.toContain('kinds-found');
    expect(names(options).filter((name) => /^(precision|alerts|kinds)/.test(name))).toEqual([]);
    const records = studyFixture({ ...options, curves, seeds: 2 });
    const [first, ...rest] = records.records.map((record) => ({ ...record }));
    delete (first as { curves?: unknown }).curves;
    const view = studyView({ ...records, records: [first!, ...rest] });
    const charts = sectionsOf(view, LIGHT).flatMap((section) => section.charts);
    expect(new Set(named(charts, 'precision-recall').table.rows.map(([label]) => label))).toEqual(
      new Set(['item-knn']),
    );
  });
});

describe('charts of drift', () => {
  it('say which feature moved most, and whose word did', () => {
    const charts = chartsOf({
      classes: ['no', 'yes'],
      drift: ['hour', 'amount', 'cards'],
      labels: ['als', 'item-knn'],
      modes: ['include'],
    });
    const features = named(charts, 'drift-features');
    expect(features.title).toBe(
      'hour moved most between training and test, by 0.300; 1 feature of 3 moved by more than 0.25',
    );
    expect(features.table.rows.map(([name]) => name)).toEqual(['hour', 'amount', 'cards']);
    const scores = named(charts, 'drift-scores');
    expect(scores.title).toBe('What item-knn tells moved most, by 0.100; least that of als, 0.050');
    // two seeds, two periods
    expect(scores.table.rows).toHaveLength(8);
  });
});

describe('the audit and the frontier', () => {
  const view = studyView(studyFixture({ audited: true }));
  const charts = chartsOf({ audited: true });
  it('say how far groups lie apart, and whether that is more than chance', () => {
    const clear = named(charts, 'audit-gender-ndcg-10-exclude');
    const leader = view.modes[0]!.primary!.scores[0]!.label;
    expect(clear.title).toBe(`${leader}: ndcg@10 of <few> is lower than of most, by 0.100 (0.050 to 0.150)`);
    expect(clear.takeaway).toContain('The groups differ by more than chance with 7 of 7 algorithms.');
    expect(clear.takeaway).toContain('Intervals hold over all 3 pairs of groups at once.');
    const place = SEVEN.indexOf(leader);
    const novelty = named(charts, 'audit-gender-novelty-10-exclude');
    expect(novelty.title).toContain(
      Math.abs(place - 2) < 2
        ? 'may be the same'
        : place < 2
          ? 'is lower than of most'
          : 'is higher than of most',
    );
    // By .1 times (place - 2), give or take .15.
    expect(novelty.takeaway).toContain('with 4 of 7 algorithms');
    expect(auditWords(view, view.modes[0]!)).toContain('(<few> is worse off)');
  });
  it('say what mending takes, and mark what is dominated', () => {
    const chart = named(charts, 'frontier-coverage-10-exclude');
    expect(chart.title).toBe(`${SEVEN[3]} brings coverage@10 from 20 % to 50 %, for 0.0300 of ndcg@10`);
    expect(chart.takeaway).toContain(`Against ${SEVEN[0]}`);
    expect(chart.takeaway).toContain('Of 7 points, 3 are dominated.');
    expect(chart.table.rows.map((row) => [row[0], row.at(-1)])).toEqual(
      SEVEN.map((label, i) => [label, i > 3 ? SEVEN[3] : '']),
    );
    expect(frontierWords(view, view.modes[0]!)).toBe(`${chart.title}.`);
  });
  it('do not call a price what is not told apart from none, nor free what gains', () => {
    const fixture = studyFixture({ audited: true });
    const priced = (change: number, half: number): string => {
      const frontiers = fixture.summary.frontiers!.map((frontier) => ({
        ...frontier,
        points: frontier.points.map((point, i) => {
          const [accuracy, ...rest] = point.measures;
          if (i === 0) return point;
          const own = {
            ...accuracy!,
            ...{ mean: 0.5 + change, difference: change },
            ...{ differenceLow: change - half, differenceHigh: change + half },
          };
          return { ...point, measures: [own, ...rest] };
        }),
      }));
      const altered = studyView({ ...fixture, summary: { ...fixture.summary, frontiers } });
      return frontierWords(altered, altered.modes[0]!).replace(/^.*%, /, '');
    };
    expect(priced(-0.03, 0.005)).toBe('for 0.0300 of ndcg@10.');
    expect(priced(-0.03, 0.05)).toBe('at a cost in ndcg@10 that is not told apart from none.');
    expect(priced(0.01, 0.05)).toBe('at a cost in ndcg@10 that is not told apart from none.');
    expect(priced(0.03, 0.005)).toBe('and gains 0.0300 of ndcg@10.');
  });
  it('say whether lists tell groups apart better than what was had, and what a slot decides', () => {
    const chart = named(charts, 'proxies-gender-few-exclude');
    const leader = view.modes[0]!.primary!.scores[0]!.label;
    const gain = 0.6 + 0.05 * SEVEN.indexOf(leader) - 0.7;
    expect(chart.title).toContain(`Lists of ${leader} tell <few> from most`);
    expect(chart.title).toContain(gain > 0.06 ? 'better' : gain < -0.06 ? 'less well' : 'about as well');
    // Of gains of -.1, -.05, 0, .05, .1, .15, .2, give or take .06.
    expect(chart.takeaway).toContain('Of 7 algorithms, 3 show lists that say more');
    expect(chart.takeaway).toContain('own past, 1 less');
    expect(named(charts, 'positions').title).toBe(
      'Slot 3 is clicked 0.33 times as often as slot 1; slots are not random, so what stands there is part of that',
    );
  });
  it('are nowhere where the study did not ask', () => {
    expect(chartsOf({}).filter(({ name }) => /^(audit|frontier|proxies|positions)/.test(name))).toEqual([]);
    const other = studyView(studyFixture({}));
    expect([auditWords(other, other.modes[0]!), frontierWords(other, other.modes[0]!)]).toEqual(['', '']);
  });
});

describe('equal scores', () => {
  it('have no winner in a title', () => {
    const charts = chartsOf({ alike: true });
    const board = named(charts, 'leaderboard-ndcg-10-exclude');
    expect(board.title).toBe('All 7 algorithms have the same ndcg@10, 0.014');
    expect(board.takeaway).toMatch(/^Their means are equal: none is ahead\./);
    const two = named(chartsOf({ alike: true, labels: ['a', 'b'] }), 'leaderboard-ndcg-10-exclude');
    expect(two.title).toBe('a and b have the same ndcg@10, 0.014');
  });
});

describe('titles', () => {
  const charts = chartsOf({});

  it('of the leaderboard say who leads and whether that is noise', () => {
    expect(named(charts, 'leaderboard-ndcg-10-exclude').title).toBe(
      'als leads with ndcg@10 0.233, not told apart from item-knn',
    );
    expect(named(charts, 'leaderboard-ndcg-10-include').title).toBe(
      'own-most-bought leads with ndcg@10 0.371, ahead of als beyond noise',
    );
    expect(named(chartsOf({ labels: ['als'] }), 'leaderboard-ndcg-10-exclude').title).toMatch(
      /^als has ndcg@10 0\.0/,
    );
    const fixture = studyFixture({});
    const comparisons = fixture.summary.comparisons!.map((one) => ({
      ...one,
      pairs: one.pairs.map((pair) => ({ ...pair, holm: 0.051 })),
    }));
    const view = studyView({ ...fixture, summary: { ...fixture.summary, comparisons } });
    const corrected = sectionsOf(view, LIGHT).flatMap((section) => section.charts);
    expect(named(corrected, 'leaderboard-ndcg-10-include').title).toBe(
      'own-most-bought leads with ndcg@10 0.371, not told apart from als once all pairs are tested',
    );
  });

  it('of trade-offs name the end that is better, for groups of each attribute and for regret', () => {
    const view = studyView(studyFixture({ modes: ['exclude'] }));
    const [mode] = view.modes;
    const coverage = mode!.metrics.find(({ key }) => key === 'coverage@10')!;
    const like = (key: string, name: string, direction: 'zero' | 'lower', sign: number): MetricView => ({
      key,
      note: { ...coverage.note, name, direction },
      scores: coverage.scores.map((score) => ({ ...score, mean: sign * (score.mean + 1) })),
    });
    const metrics = [
      ...mode!.metrics,
      like('userGroupGap[region]@10', 'userGroupGap', 'zero', -1),
      like('userGroupGap[ageBand]@10', 'userGroupGap', 'zero', 1),
      like('regret@10', 'regret', 'lower', 1),
    ];
    const told = accuracyTradeoffs(view, { ...mode!, metrics }, LIGHT);
    const lowest = coverage.scores.toSorted((a, b) => a.mean - b.mean)[0]!.label;
    expect(told.map(({ name, title }) => [name, title.split('; ')[1]!.replace(/, .*/, '')])).toEqual([
      ['accuracy-coverage-exclude', 'random has the highest'],
      ['accuracy-novelty-exclude', expect.stringMatching(/ has the highest$/)],
      ['accuracy-usergroupgap-region-exclude', `${lowest} is nearest to zero`],
      ['accuracy-usergroupgap-ageband-exclude', `${lowest} is nearest to zero`],
      ['accuracy-regret-exclude', `${lowest} has the lowest`],
    ]);
  });

  it('of trade-offs name nobody who lists nothing, next to nothing or nothing right, and say so', () => {
    const fixture = studyFixture({ modes: ['exclude'] });
    const emptied: Readonly<Record<string, number>> = { 'own-most-bought': 1429, popularity: 1400 };
    const view = studyView({
      ...fixture,
      records: fixture.records.map((run) => {
        const emptyLists = emptied[run.inputs.algorithm.label];
        return run.status === 'failed' || emptyLists === undefined
          ? run
          : { ...run, result: { ...run.result, counts: { ...run.result.counts, emptyLists } } };
      }),
    });
    const mode = view.modes[0]!;
    const scores = mode.primary!.scores.map((one) => (one.label === 'random' ? { ...one, mean: 0 } : one));
    const primary = { ...mode.primary!, scores };
    const gap = (of: Readonly<Record<string, number>>): MetricView => ({
      key: 'userGroupGap[region]@10',
      note: { ...primary.note, name: 'userGroupGap', direction: 'zero' },
      scores: scores.map((one) => ({ ...one, mean: of[one.label] ?? 0.2, low: null, high: null })),
    });
    const gaps = { 'own-most-bought': 0, popularity: 0.01, random: 0, 'content-based': 0.1 };
    const [told] = accuracyTradeoffs(view, { ...mode, primary, metrics: [gap(gaps)] }, LIGHT);
    expect(told!.title).toMatch(/; content-based is nearest to zero, 0\.100$/);
    expect(told!.takeaway).toBe(
      'Nobody beats als and content-based on both at once, by their means. Drawn, but left out of title and caption: own-most-bought, which lists nothing; ' +
        'popularity, which leaves all but 2.0 % of its lists empty; random, which lists nothing right (ndcg@10 0.000).',
    );
    expect(told!.table.rows).toHaveLength(7);
    const useless = { ...primary, scores: scores.map((one) => ({ ...one, mean: 0 })) };
    const [nobody] = accuracyTradeoffs(view, { ...mode, primary: useless, metrics: [gap(gaps)] }, LIGHT);
    expect(nobody!.title).toBe(
      'No algorithm lists anything of use: nothing is held against userGroupGap[region]@10',
    );
    expect(nobody!.takeaway).toMatch(
      /^Drawn, but left out of title and caption: als, which lists nothing right/,
    );
  });

  it('of trade-offs beyond catalogue and novelty draw the best of very many, and say so', () => {
    const view = studyView(studyFixture({ labels: CROWDED, modes: ['exclude'] }));
    const [mode] = view.modes;
    const coverage = mode!.metrics.find(({ key }) => key === 'coverage@10')!;
    const regret = { ...coverage, key: 'regret@10', note: { ...coverage.note, name: 'regret' } };
    const told = accuracyTradeoffs(view, { ...mode!, metrics: [...mode!.metrics, regret] }, LIGHT);
    const drawn = told.map(({ name, spec, subtitle, table }) => [
      name,
      (spec['data'] as { values: unknown[] }).values.length,
      subtitle.includes('40'),
      table.rows.length,
    ]);
    expect(drawn).toEqual([
      ['accuracy-coverage-exclude', 200, false, 200],
      ['accuracy-novelty-exclude', 200, false, 200],
      ['accuracy-regret-exclude', 40, true, 200],
    ]);
  });

  it('of trade-offs, popularity and time hold what the tables hold', () => {
    const coverage = named(charts, 'accuracy-coverage-exclude');
    expect(coverage.title).toBe(
      'als is the most accurate (not told apart from item-knn), at coverage@10 38 %; random has the highest, 98 %',
    );
    expect(coverage.takeaway).toBe(
      'Nobody beats als, item-knn, own-most-bought, content-based and random on both at once, by their means.',
    );
    const exposure = named(charts, 'popularity-exposure-exclude');
    const top = Object.fromEntries(
      exposure.table.rows.map((row) => [row[0], Math.round(100 * Number(row[1]))]),
    );
    expect(exposure.title).toContain(`als gives ${top['als']} % of its slots`);
    expect(exposure.title).toContain(`shoppers gave it ${top['training feedback']} %`);
    expect(named(charts, 'popularity-lift-exclude').title).toBe(
      'popularity lists items 277 % more popular than those shoppers had; content-based comes nearest to their taste',
    );
    expect(named(charts, 'run-times-exclude').title).toBe(
      'als takes longest, 13 s to fit and answer; random is done in 20 ms',
    );
    expect(named(charts, 'run-times-exclude').subtitle).toContain('2 runs at a time');
  });

  it('of groups say nothing is clear where intervals meet or are not known', () => {
    expect(named(charts, 'groups-region-exclude').title).toMatch(/^No group is clearly worse off with als/);
    expect(named(charts, 'groups-ageband-include').title).toMatch(/^own-most-bought serves 18-24 worse \(/);
    expect(named(chartsOf(STUDIES['ratings']!), 'groups-region-exclude').title).toMatch(
      /^als serves east worst \(rmse /,
    );
  });
});

describe('learning curves', () => {
  const learning = (options: FixtureOptions) =>
    chartsOf(options).filter(({ name }) => name.startsWith('learning'));

  it('are there only where fits told something', () => {
    expect(learning({})).toEqual([]);
    expect(learning({ traces: {} })).toEqual([]);
  });

  it('draw each fit once, losses apart by algorithm, other measures together', () => {
    const charts = learning({ traces: { als: ['loss', 'auc'], 'item-knn': ['loss', 'auc'] } });
    expect(charts.map(({ name }) => name)).toEqual([
      'learning-loss-item-knn',
      'learning-auc',
      'learning-loss-als',
    ]);
    const als = named(charts, 'learning-loss-als');
    // index 6: 106 and 107 over two seeds
    expect(als.title).toBe('loss over epochs: als from 107 to 26.6');
    expect(als.takeaway).toBe('The last epoch told made 33 % of the way of als.');
    expect(als.table.rows).toEqual([
      ['als', '1', 1, 1, 106],
      ['als', '1', 1, 2, 53],
      ['als', '1', 1, 3, 26.5],
      ['als', '2', 1, 1, 107],
      ['als', '2', 1, 2, 53.5],
      ['als', '2', 1, 3, 26.75],
    ]);
    expect(named(charts, 'learning-auc').table.rows).toHaveLength(2 * 2 * 3);
  });
});

describe('what searches tried', () => {
  const search = (options: FixtureOptions) =>
    chartsOf(options).filter(({ name }) => name.startsWith('search'));

  it('is there only where something was searched', () => {
    expect(search({})).toEqual([]);
  });

  it('is drawn once for each fit: trials with the best of whole fits so far, and each parameter by itself', () => {
    const charts = search({ searched: ['als', 'item-knn'], modes: ['exclude', 'include'] });
    expect(charts.map(({ name }) => name)).toEqual([
      'search-trials',
      'search-item-knn-k',
      'search-item-knn-kind',
      'search-als-k',
      'search-als-kind',
    ]);
    const [trials] = charts as [Chart];
    expect(trials.title).toBe(
      'Best in validation: item-knn 0.500 (k 54, kind plain) and als 0.500 (k 56, kind plain)',
    );
    expect(trials.takeaway).toContain('4 trials failed');
    expect(trials.table.rows).toHaveLength(2 * 2 * 6);
    const { values } = (trials.spec as { data: { values: Record<string, unknown>[] } }).data;
    expect(values.filter(({ fit }) => fit === 'als 1 0').map(({ trial, best }) => [trial, best])).toEqual([
      [1, null],
      [2, null],
      [3, 0.3],
      [5, 0.5],
      [6, 0.5],
    ]);
    const k = named(charts, 'search-als-k');
    expect(k.subtitle).toContain('looked for among 10 to 1000 (log)');
    expect(k.table.rows.map((row) => row.slice(2))).toEqual([
      [36, 0.3],
      [56, 0.5],
      [66, 0.1],
      [36, 0.3],
      [56, 0.5],
      [66, 0.1],
    ]);
  });
});

describe('an algorithm', () => {
  const layersOf = (spec: VegaLiteSpec): VegaLiteSpec[] => [
    spec,
    ...Object.values(spec)
      .flatMap((part) => (Array.isArray(part) ? (part as VegaLiteSpec[]) : []))
      .flatMap(layersOf),
  ];
  it('has its marker wherever a point has its colour', () => {
    const charts = Object.values(STUDIES).flatMap((options) => chartsOf(options));
    const points = charts.flatMap(({ name, spec }) =>
      layersOf(spec).flatMap(({ mark, encoding }) => {
        const { color, shape } = (encoding ?? {}) as Record<
          'color' | 'shape',
          { field?: string } | undefined
        >;
        const isPoint = (mark as { type?: string } | undefined)?.type === 'point';
        return isPoint && color?.field === 'label' ? [{ name, marker: shape?.field }] : [];
      }),
    );
    expect(points.length).toBeGreaterThan(50);
    expect([...new Set(points.filter(({ marker }) => marker !== 'label').map(({ name }) => name))]).toEqual(
      [],
    );
  });
});

describe('a failed algorithm', () => {
  it('is drawn nowhere in its mode, least of all as zero', () => {
    const charts = chartsOf({ failing: ['item-knn'], modes: ['exclude'] });
    for (const chart of charts) expect(JSON.stringify(chart), chart.name).not.toContain('item-knn');
  });
});

describe('many algorithms', () => {
  it('share no series colour', () => {
    const spec = JSON.stringify(named(chartsOf({ labels: MANY }), 'leaderboard-ndcg-10-exclude').spec);
    const range = /"range":(\["#[^\]]*\])/.exec(spec)![1]!;
    const colours = (JSON.parse(range) as string[]).filter((colour) => colour !== LIGHT.other);
    expect(colours).toHaveLength(8);
    expect(new Set(colours).size).toBe(8);
  });

  const crowded = chartsOf(CROWD);
  const flat = (value: unknown): Record<string, unknown>[] =>
    typeof value !== 'object' || value === null
      ? []
      : [value as Record<string, unknown>, ...Object.values(value).flatMap(flat)];

  it('make no chart taller than a page, no title longer than its chart, and keep the rest in the tables', () => {
    for (const chart of crowded) {
      expect(Number(chart.spec['height']), chart.name).toBeLessThan(1300);
      for (const words of [chart.title, chart.subtitle]) expect(words.length, chart.name).toBeLessThan(260);
      expect(chart.takeaway.length, chart.name).toBeLessThan(420);
      expect(JSON.stringify(chart.spec).length, chart.name).toBeLessThan(100_000);
    }
    for (const name of ['ranks-exclude', 'popularity-lift-exclude', 'run-times-exclude'])
      expect(named(crowded, name).table.rows, name).toHaveLength(200);
    expect(named(crowded, 'popularity-exposure-exclude').table.rows).toHaveLength(201);
    expect(crowded.filter(({ name }) => name.startsWith('learning-loss')).length).toBe(24);
  });

  it.each([
    ['nine', chartsOf(STUDIES['nine algorithms that were searched, with traces']!)],
    ['thirty', chartsOf({ ...CROWD, labels: MANY, searched: MANY })],
    ['two hundred', crowded],
  ])('have no legend with two entries that look alike: %s', (_count, charts) => {
    for (const chart of charts)
      for (const channel of flat(chart.spec)) {
        const { legend, scale, field } = channel as {
          legend?: { values?: string[] } | null;
          scale?: { domain?: unknown[]; range?: string[] };
          field?: string;
        };
        if (!legend || field !== 'label' || !scale?.domain || !scale.range) continue;
        const told = scale.domain.filter((label) => !legend.values || legend.values.includes(String(label)));
        const looks = told.map((label) => scale.range![scale.domain!.indexOf(label)]);
        expect(told.length, chart.name).toBeLessThanOrEqual(9);
        expect(new Set(looks).size, chart.name).toBe(looks.length);
      }
  });

  it('draw what has a colour over what has none, and say what grey is', () => {
    const chart = named(crowded, 'accuracy-coverage-exclude');
    const { data } = chart.spec as unknown as { data: { values: { label: string }[] } };
    const best = studyView(studyFixture(CROWD))
      .modes[0]!.primary!.scores.slice(0, 8)
      .map(({ label }) => label);
    expect(data.values.slice(-8).map(({ label }) => label)).toEqual(best);
    expect(chart.takeaway).toMatch(/Grey: beyond the eight that have a colour; hover for names\.$/);
  });

  it('leave the group chart with the largest groups and the rest in its table', () => {
    const chart = named(chartsOf({ labels: SEVEN, groups: { region: MANY } }), 'groups-region-exclude');
    const { data } = chart.spec as unknown as { data: { values: { group: string }[] } };
    expect(new Set(data.values.map(({ group }) => group)).size).toBe(12);
    expect(chart.subtitle).toContain('18 smaller groups in the table only');
    expect(new Set(chart.table.rows.map(([group]) => group)).size).toBe(30);
  });
});

describe('words for files', () => {
  it('wraps at spaces and leaves a long word alone', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefghij kl', 4)).toEqual(['abcdefghij', 'kl']);
  });

  it('makes file names of anything', () => {
    expect([slug('ndcg@10'), slug('../../etc'), slug('<>')]).toEqual(['ndcg-10', 'etc', 'x']);
  });
});

describe('labels above columns', () => {
  const columnAngle = (labels: string[]): unknown => {
    const view = studyView(studyFixture({ labels }));
    const chart = sectionsOf(view, LIGHT)
      .flatMap(({ charts }) => charts)
      .find(({ name }) => name === 'comparisons-exclude')!;
    const [cells] = chart.spec['layer'] as { encoding: { x: { axis: { labelAngle: number } } } }[];
    return cells!.encoding.x.axis.labelAngle;
  };

  it('are slanted where they would run into each other, be they many or long', () => {
    expect(columnAngle(['als', 'user-knn', 'random'])).toBe(0);
    expect(columnAngle(['als with 8 factors and more', 'als with 16 factors and more', 'random'])).toBe(-40);
    expect(columnAngle(SEVEN)).toBe(-40);
  });
});
