import { describe, expect, it } from 'vitest';
import type { Comparison, PairComparison } from '../../experiments/run-record.ts';
import { type FixtureOptions, SEVEN, studyFixture } from '../study/study-records.fixture.ts';
import { type StudyView, studyView } from '../study/study-view.ts';
import { type Leaderboard, leaderboardOf } from './leaderboard.ts';
import { intervalWords, rankWords, relativeWords, runWords, seedWords } from './method-words.ts';
import { codeOf, codeRanges } from './rival-codes.ts';
import { rankText, relativeIntervalText, relativeText, rivalCodes } from './words.ts';

const boardIn = (view: StudyView): Leaderboard => leaderboardOf(view, view.modes[0]!)!;
const boardOf = (options: FixtureOptions): Leaderboard => boardIn(studyView(studyFixture(options)));

/** A study of which these pairs differ, the first being the better, and no others. */
function withPairs(labels: readonly string[], better: readonly (readonly [string, string])[]): Leaderboard {
  const fixture = studyFixture({ labels, modes: ['exclude'] });
  const pairs = labels.flatMap((first, a) =>
    labels.slice(a + 1).map((second): PairComparison => {
      const won = better.some(([w, l]) => w === first && l === second);
      const lost = better.some(([w, l]) => w === second && l === first);
      return {
        ...{ first, second, difference: won ? 0.1 : lost ? -0.1 : 0.01, n: 100, permutation: 0.01 },
        ...{ holm: won || lost ? 0.05 : 0.0500001, falseDiscovery: 0.01, wilcoxon: 0.01 },
      };
    }),
  );
  const [comparison] = fixture.summary.comparisons as [Comparison];
  return boardIn(
    studyView({ ...fixture, summary: { ...fixture.summary, comparisons: [{ ...comparison, pairs }] } }),
  );
}

describe('ranks', () => {
  it('count who is significantly better, so that ties share them', () => {
    // By mean: item-knn (.187), own-most-bought, popularity, random.
    const labels = ['random', 'popularity', 'own-most-bought', 'user-knn'];
    const board = withPairs(labels, [
      ['user-knn', 'popularity'],
      ['user-knn', 'random'],
      ['own-most-bought', 'random'],
    ]);
    expect(board.rows.map((row) => [row.score.label, rankText(row), row.beats])).toEqual([
      ['user-knn', '1=', ['popularity', 'random']],
      ['own-most-bought', '1=', ['random']],
      ['popularity', '2', []],
      ['random', '3', []],
    ]);
    expect(board.tests).toMatchObject({ alpha: 0.05, pairs: 6 });
    expect(rankWords(board)).toContain('corrected by Holm over all 6 pairs, at 0.05');
  });

  it('are of all one where nothing differs, and are by the mean alone where nothing was tested', () => {
    expect(boardOf({ alike: true }).rows.map(rankText)).toEqual(SEVEN.map(() => '1='));
    const old = boardOf({ old: true });
    expect(old.rows.map(rankText)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(old.rows.every(({ beats }) => beats === null)).toBe(true);
    expect(rankWords(old)).toContain('No pairs were tested, so any order may be chance.');
    expect(boardOf({ old: true, alike: true }).rows.map(rankText)).toEqual(SEVEN.map(() => '1='));
    expect(rankWords(boardOf({ labels: ['als'] }))).toBe('Nobody else is ranked.');
  });

  it('leave out who failed and who has no value, with the reason', () => {
    const board = boardOf({ failing: ['als'], lacking: ['item-knn'] });
    expect(board.rows.map(({ score }) => score.label)).not.toContain('als');
    expect(board.unranked).toEqual([
      { label: 'als', reason: '1 of 2 runs done; als: the matrix is singular at step 3' },
      { label: 'item-knn', reason: 'ndcg@10 is not defined for it' },
    ]);
    expect(
      leaderboardOf(
        studyView(studyFixture({ allFail: true })),
        studyView(studyFixture({ allFail: true })).modes[0]!,
      ),
    ).toBeNull();
  });

  it('follow the direction: lower errors come first', () => {
    const errors = boardOf({ task: 'rate', modes: ['exclude'] });
    const means = errors.rows.map(({ score }) => score.mean);
    expect(Math.min(...means)).toBe(errors.rows.find(({ rank }) => rank === 1)!.score.mean);
    expect(relativeWords(errors)).toContain('more is worse');
    expect(errors.rows.every(({ relative }) => relative!.ratio >= 1)).toBe(true);
  });
});

describe('what a mean is of the best', () => {
  it('is the ratio of the record with its own interval, and 100 % of the best itself', () => {
    const { rows } = boardOf({});
    expect([relativeText(rows[0]!), relativeIntervalText(rows[0]!)]).toEqual(['100 %', '']);
    const second = rows.find(({ score }) => score.label === 'item-knn')!;
    expect(second.relative).toEqual(second.score.toBest!.relative);
    expect([relativeText(second), relativeIntervalText(second)]).toEqual(['97.0 %', '92.0 to 102.0 %']);
  });
  it('has no interval in summaries of before, nor where the best of the summary has failed', () => {
    for (const options of [{ old: true }, { failing: ['als'] }]) {
      const board = boardOf(options);
      const [best, second] = board.rows;
      expect(second!.relative).toEqual({
        ratio: second!.score.mean / best!.score.mean,
        low: null,
        high: null,
      });
    }
    expect(relativeWords(boardOf({ old: true }))).toContain('holds no intervals of it');
  });
  it('is nothing where zero is best or the best is zero', () => {
    const view = studyView(studyFixture());
    const [mode] = view.modes;
    const lift = mode!.metrics.find(({ key }) => key === 'popularityLift@10')!;
    expect(leaderboardOf(view, mode!, lift)!.rows.every(({ relative }) => relative === null)).toBe(true);
    const scores = mode!.primary!.scores.map((score) => ({ ...score, mean: 0 }));
    const none = leaderboardOf(view, mode!, { ...mode!.primary!, scores })!;
    expect(none.rows.every(({ relative }) => relative === null)).toBe(true);
  });
});

describe('words', () => {
  it('tell runs, seeds and how intervals were made', () => {
    const [two, one] = [{}, { seeds: 1 }].map((options) => studyView(studyFixture(options)));
    expect(runWords(two!.modes[0]!)).toBe('2 runs each: 2 seeds, 1 fold');
    expect(runWords(one!.modes[0]!)).toBe('one run each: 1 seed, 1 fold');
    expect(seedWords(two!.modes[0]!)).toBe('');
    expect(seedWords(one!.modes[0]!)).toMatch(/^One seed/);
    const of = (view: StudyView, key: string) =>
      intervalWords(view, view.modes[0]!, view.modes[0]!.metrics.find((metric) => metric.key === key)!);
    expect(of(two!, 'ndcg@10')).toBe(
      '95 % percentile bootstrap intervals over shoppers, 1,000 resamples, the values of each averaged over its runs first',
    );
    expect(of(one!, 'ndcg@10')).toBe('95 % percentile bootstrap intervals over shoppers, 1,000 resamples');
    expect(of(one!, 'coverage@10')).toBe(
      'no intervals: the metric is one figure of a run, not a mean over shoppers',
    );
    expect(of(two!, 'coverage@10')).toContain(
      'shown is the mean of the runs, with their standard deviation (sd)',
    );
    const lift = two!.modes[0]!.metrics.find(({ key }) => key === 'popularityLift@10')!;
    expect(relativeWords(leaderboardOf(two!, two!.modes[0]!, lift)!)).toMatch(
      /^No shares of the best: zero is best/,
    );
  });
  it('call rivals by letters, and by places where they are many', () => {
    expect([codeOf(0, 26), codeOf(25, 26), codeOf(0, 27), codeOf(199, 200)]).toEqual(['a', 'z', '1', '200']);
    expect(codeRanges([0, 2, 3, 4, 6, 7], 26)).toBe('a, c\u2013e, g, h');
    expect(codeRanges([], 26)).toBe('');
    expect(rivalCodes(['x', 'y', 'z'], ['z', 'x'])).toBe('a, c');
    expect(rivalCodes(['x'], [])).toBe('nobody');
  });
});
