import { describe, expect, it } from 'vitest';
import { findingsOf } from './findings.ts';
import { type FixtureOptions, studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const textsOf = (options: FixtureOptions = {}): Record<string, string> =>
  Object.fromEntries(findingsOf(studyView(studyFixture(options))).map(({ topic, text }) => [topic, text]));

describe('findings', () => {
  it('say who leads, by how much, and whether that is more than chance', () => {
    const texts = textsOf();
    expect(texts['Accuracy, repeats excluded']).toBe(
      'als has the best ndcg@10, 0.233 (0.214 to 0.252) among 7 algorithms. als is ahead of item-knn by 0.007 ' +
        '(95 % interval \u22120.004 to 0.018), which includes zero: the order of the two may be chance. ' +
        'Over all pairs, als is better than 5 of 6 rivals by more than chance, and not told apart from content-based.',
    );
    expect(texts['Accuracy, repeats allowed']).toMatch(
      /^own-most-bought has the best .* which leaves zero out\. Over all pairs, /,
    );
  });

  it('say what the modes of repeats change, and warn against comparing their numbers', () => {
    expect(textsOf()['Repeats']).toMatch(
      /^The mode decides who leads: als .* own-most-bought .* within the mode only\.$/,
    );
    expect(textsOf({ modes: ['exclude'] })['Repeats']).toBeUndefined();
    expect(textsOf({ labels: ['als'] })['Repeats']).toMatch(/^als leads in every mode: /);
  });

  it('name the group served worst with its n', () => {
    expect(textsOf()['Who is served worse, repeats excluded']).toMatch(
      /^By region, als serves north worst: ndcg@10 0\.163 \(.*\), n = 40, against 0\.221/,
    );
    expect(textsOf({ groups: {} })['Who is served worse, repeats excluded']).toBeUndefined();
  });

  it('report failures, empty lists, ties and unfinished runs, and rank nothing when all failed', () => {
    const texts = textsOf({ failing: ['als'] });
    expect(texts['What ran']).toContain('27 of 28 runs done and 1 failed.');
    expect(texts['To be read with care, repeats excluded']).toBe(
      'als is not ranked: 1 of 2 runs done; als: the matrix is singular at step 3. ' +
        'Ties at the end of the list, broken by the seeded order of items: popularity (12 % of lists).',
    );
    expect(textsOf({ modes: ['only'] })['To be read with care, repeats only']).toMatch(
      /^Lists left empty count as misses: own-most-bought \(10 % of lists\)\. Ties /,
    );
    const failed = textsOf({ allFail: true });
    expect(failed['Accuracy, repeats excluded']).toBe(
      'Nothing to rank: no complete algorithm has a value of ndcg@10.',
    );
    expect(failed['To be read with care, repeats excluded']).toContain('7 of 7 algorithms are not ranked');
  });

  it('leave repeats and popularity out of a study of ratings', () => {
    const texts = textsOf({ task: 'rate', modes: ['exclude'], seeds: 5 });
    expect(Object.keys(texts)).toEqual(['What ran', 'Accuracy', 'Who is served worse']);
    expect(texts['Accuracy']).toContain('there is no paired comparison of the two');
  });
});
