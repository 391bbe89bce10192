import { describe, expect, it } from 'vitest';
import { MORE, view } from '../loops/loop-summary.fixture.ts';
import { loopEntry } from './index-entry.ts';

describe('the line of a study of loops in an index', () => {
  const findingOf = (of: Parameters<typeof loopEntry>[0]): string => loopEntry(of, []).finding;

  it('says what differs from the oracle, and leaves out what is not told apart', () => {
    expect(findingOf(MORE)).toMatch(
      /^mine: Against oracle what two shoppers were shown was more alike \(Jaccard \+0\.0310 \[0\.0280, 0\.0340\]\)/,
    );
    const some = findingOf(view((measure) => [0.02, measure.startsWith('shown') ? 0.01 : 0.05]));
    expect(some).toBe(
      'mine: Against oracle what two shoppers were shown was more alike (Jaccard +0.0200 [0.0100, 0.0300]).',
    );
  });

  it('says so where nothing is', () => {
    expect(findingOf(view(() => [0.02, 0.05]))).toBe('mine: Against oracle nothing is told apart.');
    expect(findingOf(view(() => [0.02, null]))).toBe('mine: Against oracle nothing is told apart.');
  });
});
