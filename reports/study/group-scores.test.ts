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
  it('names the worst and the best, and is clear when the interval of their difference leaves zero out', () => {
    const apart = [score('a', 0.3, 0.02), score('b', 0.2, 0.02), score('c', null, null)];
    expect(disparityOf(apart, metric, 0.95)).toMatchObject({
      worst: { group: 'b' },
      best: { group: 'a' },
      clear: true,
    });
    expect(disparityOf([score('a', 0.3, 0.08), score('b', 0.2, 0.08)], metric, 0.95)!.clear).toBe(false);
    expect(disparityOf([score('a', 0.3, null), score('b', 0.2, null)], metric, 0.95)!.clear).toBe(null);
  });

  it('is held over all pairs of groups, not by whether two intervals meet', () => {
    const two = [score('a', 0.462, 0.02), score('b', 0.416, 0.03)];
    const found = disparityOf(two, metric, 0.95)!;
    expect(found).toMatchObject({ pairs: 1, clear: true });
    expect(found.apart!.low).toBeCloseTo(0.046 - Math.hypot(0.02, 0.03), 12);
    const more = ['c', 'd', 'e'].map((group) => score(group, 0.44, 0.03));
    expect(disparityOf([...two, ...more], metric, 0.95)).toMatchObject({ pairs: 10, clear: false });
  });

  it('takes the largest error as worst where lower is better', () => {
    expect(disparityOf([score('a', 0.9, null), score('b', 1.1, null)], rating, 0.95)!.worst.group).toBe('b');
  });

  it('never names shoppers whose group is not known, and needs two groups', () => {
    const scores = [score('(not known)', 0.1, 0.01), score('a', 0.3, 0.01), score('b', 0.2, 0.01)];
    expect(disparityOf(scores, metric, 0.95)!.worst.group).toBe('b');
    expect(disparityOf(scores.slice(0, 2), metric, 0.95)).toBe(null);
  });
});
