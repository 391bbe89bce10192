import { describe, expect, it } from 'vitest';
import { disparityOf, type GroupScore, groupScores } from './group-scores.ts';
import { studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const score = (group: string, mean: number | null, half: number | null): GroupScore => ({
  label: 'als',
  group,
  mean,
  low: mean === null || half === null ? null : mean - half,
  high: mean === null || half === null ? null : mean + half,
  n: 50,
});

const view = studyView(studyFixture());
const metric = view.modes[0]!.primary!;
const rating = studyView(studyFixture({ task: 'rate', modes: ['exclude'] })).modes[0]!.primary!;

describe('group scores', () => {
  it('average the runs of an algorithm and keep groups too small for a mean', () => {
    const scores = groupScores(view.modes[0]!, metric, 'region').filter(({ label }) => label === 'als');
    const runs = view.modes[0]!.runs.filter((run) => run.inputs.algorithm.label === 'als');
    const north = runs.map((run) => run.result.groups['region']![0]!);
    expect(scores.map(({ group }) => group)).toEqual(['north', 'south', 'east', 'west']);
    expect(scores[0]!.mean).toBeCloseTo((north[0]!.mean! + north[1]!.mean!) / 2, 12);
    expect(scores[0]!.low).toBeCloseTo((north[0]!.low! + north[1]!.low!) / 2, 12);
    expect(scores[3]).toMatchObject({ mean: null, low: null, n: 6 });
  });
});

describe('disparity', () => {
  it('names the worst and the best, and is clear only when their intervals do not meet', () => {
    const apart = [score('a', 0.3, 0.02), score('b', 0.2, 0.02), score('c', null, null)];
    expect(disparityOf(apart, metric)).toMatchObject({
      worst: { group: 'b' },
      best: { group: 'a' },
      clear: true,
    });
    expect(disparityOf([score('a', 0.3, 0.06), score('b', 0.2, 0.06)], metric)!.clear).toBe(false);
    expect(disparityOf([score('a', 0.3, null), score('b', 0.2, null)], metric)!.clear).toBe(null);
  });

  it('takes the largest error as worst where lower is better', () => {
    expect(disparityOf([score('a', 0.9, null), score('b', 1.1, null)], rating)!.worst.group).toBe('b');
  });

  it('never names shoppers whose group is not known, and needs two groups', () => {
    const scores = [score('(not known)', 0.1, 0.01), score('a', 0.3, 0.01), score('b', 0.2, 0.01)];
    expect(disparityOf(scores, metric)!.worst.group).toBe('b');
    expect(disparityOf(scores.slice(0, 2), metric)).toBe(null);
  });
});
