import { describe, expect, it } from 'vitest';
import type { StudyOutcome } from '../experiments/study/run-study.node.ts';
import { outcomeJson, outcomeLines } from './outcome.node.ts';

const outcome: StudyOutcome = {
  study: 'made',
  records: 'out/made/runs',
  account: { read: 100_000, steps: [], kept: 100_000 },
  feedbackAccount: {
    of: 'ratings',
    read: 100_000,
    steps: [{ rule: 'rating of at least 5', dropped: 78_799, left: 21_201 }],
    kept: 21_201,
  },
  notes: ['run again: a.parquet: is missing'],
  runs: [],
  resumed: 0,
  standings: [],
  comparisons: [],
  alpha: 0.05,
  primary: [],
};

describe('what is said of a study that has run', () => {
  it('accounts for the rows of the source and for what of them counts, and passes notes on', () => {
    const lines = outcomeLines(outcome, null, 1).map((line) => line.replace(/ +/g, ' '));
    expect(lines.slice(0, 7)).toEqual([
      'rows read 100,000',
      'rows kept 100,000',
      '',
      'ratings read 100,000',
      'rating of at least 5 -78,799 21,201',
      'ratings kept 21,201',
      'note: run again: a.parquet: is missing',
    ]);
    expect(outcomeJson(outcome)).toMatchObject({
      feedbackAccount: { kept: 21_201 },
      notes: ['run again: a.parquet: is missing'],
    });
  });
});
