import { describe, expect, it } from 'vitest';
import { SEVEN, studyFixture } from './study-records.fixture.ts';
import { isClear, leadOf, metricKey, metricNamed, studyView } from './study-view.ts';

const labels = (entries: readonly { readonly label: string }[]): string[] =>
  entries.map(({ label }) => label);

describe('ranking', () => {
  it('orders by the direction of the metric: higher, lower, nearest to zero', () => {
    const [mode] = studyView(studyFixture()).modes;
    const ranked = mode!.primary!.scores.map(({ mean }) => mean);
    expect(mode!.primary!.key).toBe('ndcg@10');
    expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
    const lifts = metricNamed(mode!, 'popularityLift')!.scores.map(({ mean }) => Math.abs(mean));
    expect(lifts).toEqual([...lifts].sort((a, b) => a - b));
    const errors = studyView(studyFixture({ task: 'rate', modes: ['exclude'] })).modes[0]!.primary!.scores;
    expect(errors.map(({ mean }) => mean)).toEqual(errors.map(({ mean }) => mean).toSorted((a, b) => a - b));
  });

  it('leaves out an algorithm with a failed run, says why, and compares only with who is left', () => {
    const { modes } = studyView(studyFixture({ failing: ['als'] }));
    expect(modes[0]!.unranked).toEqual([
      { label: 'als', reason: '1 of 2 runs done; als: the matrix is singular at step 3' },
    ]);
    expect(labels(modes[0]!.primary!.scores)).not.toContain('als');
    expect(modes[0]!.runs.some((run) => run.inputs.algorithm.label === 'als')).toBe(false);
    // The best mean of the summary was that of als, so no paired difference to the new leader is known.
    expect(leadOf(modes[0]!.primary!)).toMatchObject({ leader: { label: 'item-knn' }, ahead: null });
    expect(modes[1]!.unranked).toEqual([]);
  });

  it('counts an algorithm whose runs are not finished as incomplete', () => {
    const fixture = studyFixture({ modes: ['exclude'] });
    const records = fixture.records.filter(
      ({ inputs }) => inputs.algorithm.label !== 'user-knn' || inputs.seed !== '2',
    );
    const view = studyView({ ...fixture, records });
    expect(view.missing).toBe(1);
    expect(view.modes[0]!.unranked).toEqual([
      { label: 'user-knn', reason: '1 of 2 runs done; 1 run not finished yet' },
    ]);
  });

  it('finds the primary by its short name and by a definition of any mode', () => {
    for (const primary of ['recall@20', 'recall.v1+exclude@20']) {
      const fixture = studyFixture();
      const { modes } = studyView({ ...fixture, study: { ...fixture.study, primary } });
      expect(modes.map((mode) => mode.primary?.key)).toEqual(['recall@20', 'recall@20']);
    }
  });

  it('tells group metrics of several attributes apart', () => {
    expect(
      metricKey({ name: 'userGroupGap', cutoff: 10, definition: 'userGroupGap.v1[region]+exclude@10' }),
    ).toBe('userGroupGap[region]@10');
  });
});

describe('the lead', () => {
  it('is positive whichever way the difference was taken', () => {
    const { primary } = studyView(studyFixture()).modes[0]!;
    const lead = leadOf(primary!)!;
    const [first, second] = primary!.scores;
    expect(lead.ahead!.difference).toBeCloseTo(first!.mean - second!.mean, 12);
    const flipped = { label: first!.label, difference: 0.02, low: 0.01, high: 0.03 };
    const other = leadOf({ ...primary!, scores: [first!, { ...second!, toBest: flipped }] })!;
    expect(other.ahead).toEqual({ difference: 0.02, low: 0.01, high: 0.03 });
  });

  it('is clear only when the interval leaves zero out', () => {
    expect(isClear({ difference: 0.02, low: 0.001, high: 0.03 })).toBe(true);
    expect(isClear({ difference: 0.02, low: -0.001, high: 0.03 })).toBe(false);
    expect(isClear(null)).toBe(false);
  });
});

describe('colours', () => {
  it('belong to one algorithm each, the same in every mode', () => {
    const { algorithms } = studyView(studyFixture());
    expect(labels(algorithms)).toEqual(SEVEN);
    expect(algorithms.map(({ colour }) => colour)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('go to the best eight of many, and the rest are grey', () => {
    const many = Array.from({ length: 30 }, (_, i) => `a${i}`);
    const view = studyView(studyFixture({ labels: many }));
    const coloured = view.algorithms.filter(({ colour }) => colour !== null);
    expect(coloured.map(({ colour }) => colour).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(labels(coloured).toSorted()).toEqual(
      labels(view.modes[0]!.primary!.scores.slice(0, 8)).toSorted(),
    );
  });
});
