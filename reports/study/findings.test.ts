import { describe, expect, it } from 'vitest';
import { seedWords } from '../tables/method-words.ts';
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
        'Over all pairs (Holm), als is better than 5 of 6 rivals by more than chance, and not told apart from content-based.',
    );
    expect(texts['Accuracy, repeats allowed']).toMatch(
      /^own-most-bought has the best .* which leaves zero out\. Over all pairs \(Holm\), /,
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

  it('call equal means equal, and nobody the winner of them', () => {
    const texts = textsOf({ alike: true, modes: ['exclude', 'include'] });
    expect(texts['Accuracy, repeats excluded']).toBe(
      '7 algorithms share the best ndcg@10, 0.014 (0.002 to 0.027) among 7 algorithms. Their means are equal: ' +
        'none is ahead. Over all pairs (Holm), 0 pairs differ by more than chance.',
    );
    expect(texts['Repeats']).toMatch(/^7 algorithms lead in every mode: /);
    expect(textsOf({ alike: true, labels: ['a', 'b'] })['Accuracy, repeats excluded']).toMatch(
      /^a and b share the best ndcg@10/,
    );
  });

  it('warn of one seed, of a lead within training noise, and of who has no value', () => {
    expect(textsOf()['To be read with care, repeats excluded']).not.toContain('One seed');
    expect(textsOf({ seeds: 1 })['To be read with care, repeats excluded']).toContain(
      'One seed: intervals tell chance over shoppers; how far another seed would move what draws at random is not known.',
    );
    const fixture = studyFixture({ modes: ['include'] });
    const noisy = (trainingNoise: number) => {
      const standings = fixture.summary.standings.map((one) => ({ ...one, trainingNoise }));
      const found = findingsOf(studyView({ ...fixture, summary: { ...fixture.summary, standings } }));
      return found.find(({ topic }) => topic.startsWith('Accuracy'))!.text;
    };
    // own-most-bought is ahead of als by .057
    expect(noisy(0.06)).toContain(
      'The lead is smaller than training noise: from seed to seed own-most-bought moves by a standard deviation of 0.060',
    );
    expect(noisy(0.05)).not.toContain('smaller than training noise');
    const lacking = textsOf({ lacking: ['als'] });
    expect(lacking['Accuracy, repeats excluded']).toMatch(/^item-knn has the best .* among 6 algorithms\./);
    expect(lacking['To be read with care, repeats excluded']).toContain(
      'Without a value of ndcg@10, so not ranked: als.',
    );
  });

  it('leave repeats and popularity out of a study of ratings', () => {
    const texts = textsOf({ task: 'rate', modes: ['exclude'], seeds: 5 });
    expect(Object.keys(texts)).toEqual(['What ran', 'Accuracy', 'Who is served worse']);
    expect(texts['Accuracy']).toMatch(
      /behind in \d of 5 runs of the same seed and fold; there is no paired comparison of the two over shoppers, so whether the lead is chance is not known\./,
    );
    const { modes } = studyView(studyFixture({ task: 'rate', modes: ['exclude'], seeds: 5 }));
    const [first, second] = modes[0]!.primary!.scores;
    const of = (label: string) =>
      modes[0]!.runs
        .filter(({ inputs }) => inputs.algorithm.label === label)
        .map(({ result }) => result.estimates.find(({ name }) => name === 'rmse')!.mean!);
    const behind = of(first!.label).filter((value, seed) => value < of(second!.label)[seed]!).length;
    expect(texts['Accuracy']).toContain(`behind in ${behind} of 5 runs`);
  });

  it('promise no intervals where there are none', () => {
    const words = textsOf({ task: 'rate', modes: ['exclude'], seeds: 1 })['To be read with care'];
    const [mode] = studyView(studyFixture({ task: 'rate', modes: ['exclude'], seeds: 1 })).modes;
    const known = mode!.primary!.scores.some(({ low }) => low !== null);
    expect(words!.includes('intervals tell chance')).toBe(known);
    const scores = mode!.primary!.scores.map((one) => ({ ...one, low: null, high: null }));
    expect(seedWords({ ...mode!, primary: { ...mode!.primary!, scores } })).toBe(
      'One seed: how far another seed would move what draws at random is not known.',
    );
  });
});
