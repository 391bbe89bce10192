import { describe, expect, it } from 'vitest';
import { METRICS } from '../../experiments/metrics/registry.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { familyOf } from './metric-families.ts';
import { metricLabels, metricRows } from './metric-rows.ts';
import { metricsWords } from './metric-words.ts';
import { metricsTable } from './metrics-table.ts';
import { spanText } from './words.ts';

const view = studyView(studyFixture({ failing: ['user-knn'] }));
const rows = metricRows(view, view.modes[0]!);
const cell = (key: string, label: string) => rows.find(({ metric }) => metric.key === key)!.cells.get(label)!;

describe('rows of metrics', () => {
  it('stand by family, that of the primary first, and each metric has a family', () => {
    expect([...new Set(rows.map(({ family }) => family))]).toEqual(['accuracy', 'variety', 'catalogue']);
    const none = Object.keys(METRICS).filter((name) => familyOf(name) === 'others');
    expect(none).toEqual([]);
    expect(familyOf('anything')).toBe('others');
  });
  it('leave out who failed and metrics without a value', () => {
    expect(metricLabels(view, view.modes[0]!)).not.toContain('user-knn');
    expect(rows.some(({ metric }) => metric.key === 'diversity@10')).toBe(false);
  });
  it('tell how near each is to the best, in either direction and around zero', () => {
    const coverage = rows.find(({ metric }) => metric.key === 'coverage@10')!;
    const near = [...coverage.cells.values()].map((one) => one.near!);
    expect(Math.max(...near)).toBe(1);
    expect(Math.min(...near)).toBeCloseTo(0, 12);
    // Lifts: content-based .25 is nearest to zero; random -.533 lies between that and popularity's 2.77.
    expect(cell('popularityLift@10', 'content-based').near).toBe(1);
    expect(cell('popularityLift@10', 'popularity').near).toBeCloseTo(0, 12);
    const lift = (label: string) => Math.abs(cell('popularityLift@10', label).score.mean);
    expect(cell('popularityLift@10', 'random').near).toBeCloseTo(
      1 - (lift('random') - lift('content-based')) / (lift('popularity') - lift('content-based')),
      12,
    );
  });
  it('do not shade differences that are smaller than the interval of the best', () => {
    const fixture = studyFixture({ modes: ['exclude'] });
    const standings = fixture.summary.standings.map((one, i) => ({
      ...one,
      mean: 0.5 - (i % 7) / 1000,
      low: 0.4,
      high: 0.6,
    }));
    const close = studyView({ ...fixture, summary: { ...fixture.summary, standings } });
    const [first] = metricRows(close, close.modes[0]!);
    for (const { near } of first!.cells.values()) expect(near).toBeGreaterThan(0.96);
  });
  it('say who is not told apart from the best by the paired interval, and whom the tested beat', () => {
    expect(cell('recall@10', 'als').standing).toBe('best');
    expect(cell('recall@10', 'item-knn').standing).toBe('not told apart');
    expect(cell('recall@10', 'random').standing).toBe('behind');
    expect(cell('coverage@10', 'als').standing).toBe('not compared');
    expect(cell('coverage@10', 'als').beats).toBeNull();
    expect(cell('popularityLift@10', 'als').beats).toBeNull();
    expect(cell('ndcg@10', 'als').beats).toContain('popularity');
  });
  it('name whom each beats under every metric that was tested, and rank by who is better', () => {
    // Pairs differ where another stands between them in the study; user-knn has failed.
    expect(cell('recall@10', 'als').beats).toEqual(['item-knn', 'own-most-bought', 'popularity', 'random']);
    const recall = [...rows.find(({ metric }) => metric.key === 'recall@10')!.cells.entries()];
    const better = (label: string) => recall.filter(([, { beats }]) => beats!.includes(label)).length;
    for (const [label, { rank, shared }] of recall) {
      expect(rank).toBe(1 + better(label));
      expect(shared).toBe(recall.filter(([other]) => better(other) === better(label)).length > 1);
    }
    // Random is next to popularity, and behind all others but user-knn, of which a run failed.
    expect(cell('recall@10', 'random')).toMatchObject({ rank: 5, beats: [] });
    // Coverage has no tests: by the mean.
    const means = [...rows.find(({ metric }) => metric.key === 'coverage@10')!.cells.values()];
    expect(means.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    const old = studyView(studyFixture({ old: true }));
    for (const { cells, tests } of metricRows(old, old.modes[0]!)) {
      expect(tests).toBeNull();
      for (const { beats } of cells.values()) expect(beats).toBeNull();
    }
  });
  it('tell how far the runs of a figure without an interval lie apart', () => {
    const { score } = cell('coverage@10', 'als');
    const { note } = rows.find(({ metric }) => metric.key === 'coverage@10')!.metric;
    expect([score.low, score.runs]).toEqual([null, 2]);
    expect(spanText({ ...score, spread: 0.0123 }, note)).toBe('sd 1.2 %');
    expect(spanText({ ...score, spread: 0 }, note)).toBe('sd 0');
    expect(spanText({ ...score, spread: 0.0123, runs: 1 }, note)).toBe('');
    expect(spanText({ ...score, spread: null }, note)).toBe('');
    const known = cell('ndcg@10', 'als').score;
    expect(spanText(known, { ...note, unit: '' })).toMatch(/^0\.\d+ to 0\.\d+$/);
    const page = metricsTable(view, view.modes[0]!)!.html;
    const spread = spanText(score, note);
    expect(spread).toMatch(/^sd /);
    expect(page).toContain(`<span class="interval">${spread}</span>`);
    expect(page).toContain('sd: standard deviation of the runs, where no interval is known.');
  });
  it('say which test it is, its correction and which metrics have none', () => {
    const words = metricsWords(view, view.modes[0]!, rows, 'page');
    expect(words).toContain(
      'paired permutation test over shoppers (9,999 flips of signs, 999 under metrics that do not rank), corrected by Holm over all pairs of a metric, at 0.05',
    );
    expect(words).toContain('each metric is corrected for itself');
    expect(words).toMatch(
      /Not tested: popularityLift \(zero is best.*\); coverage \(one figure of all lists of a run, in which no shoppers can be paired; runs on the same shoppers would tell the noise of training alone\)\./,
    );
    const old = studyView(studyFixture({ old: true }));
    expect(metricsWords(old, old.modes[0]!, metricRows(old, old.modes[0]!), 'latex')).not.toMatch(
      /Raised|Shade/,
    );
  });
});
