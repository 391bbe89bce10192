/** What is wrong with a search is told at load, where it stands. */

import { describe, expect, it } from 'vitest';
import { readYamlDocument } from '../../datasets/yaml-document.ts';
import { StudySchema } from '../study/study.ts';

const text = (search: string, ...algorithms: string[]): string =>
  [
    'name: mine',
    'title: Mine',
    'data: { scenario: tiny, seed: a }',
    'feedback: { source: actions, weights: { click: 1 } }',
    'split: { name: global-time }',
    'algorithms:',
    ...algorithms.map((entry) => `  - ${entry}`),
    'metrics: { names: [ndcg, coverage, novelty], at: [10] }',
    search,
  ].join('\n');

const faults = (search: string, ...algorithms: string[]): readonly string[] => {
  try {
    readYamlDocument(text(search, ...algorithms), 'study.yaml', StudySchema);
  } catch (error) {
    return (error as { faults: readonly string[] }).faults;
  }
  return [];
};

const KNN = '{ name: item-knn, space: { neighbours: { from: 10, to: 400, scale: log } } }';
const ALS =
  '{ name: als, space: { factors: [16, 32, 64], regularisation: { from: 0.001, to: 1, scale: log } } }';

describe('a search in a study', () => {
  it('is sound', () => {
    expect(faults('search: { method: tpe, trials: 20 }', KNN, ALS, '{ name: popularity }')).toEqual([]);
    expect(faults('search: { method: halving, trials: 9, metric: ndcg@10 }', KNN, ALS)).toEqual([]);
    const validation = 'validation: { name: leave-last-n, params: { n: 1 } }';
    expect(faults(`search: { method: random, trials: 20, ${validation} }`, KNN, ALS)).toEqual([]);
  });

  it('needs both a method and a space', () => {
    expect(faults('', KNN)).toEqual([
      'study.yaml:7:30 algorithms[0].space: the study has no `search:` that says how to choose: method and trials',
    ]);
    expect(faults('search: { method: tpe, trials: 20 }', '{ name: als }')).toEqual([
      'study.yaml:9:9 search: no algorithm has a `space` to search in',
    ]);
  });

  it('looks in spaces that the algorithm knows, whatever is wrong with them', () => {
    const found = (space: string) =>
      faults('search: { method: random, trials: 2 }', `{ name: als, space: ${space} }`);
    expect(found('{ factor: [16, 32] }')).toEqual([
      "study.yaml:7:35 algorithms[0].space.factor: unknown key; did you mean 'factors'?",
    ]);
    expect(found('{ factors: [16, 0] }')).toEqual([
      expect.stringMatching(
        /^study\.yaml:7:41 algorithms\[0\]\.space\.factors\[1\]: 0 is below the least allowed, 1$/,
      ),
    ]);
    expect(found('{ factors: [16, many] }')[0]).toContain("algorithms[0].space.factors[1]: 'many' is a text");
    expect(found('{ factors: { from: 1.5, to: 9 } }')).toEqual([
      'study.yaml:7:44 algorithms[0].space.factors.from: 1.5 is not a whole number',
    ]);
    expect(found('{ regularisation: { from: 0, to: 1, scale: log } }')).toEqual([
      'study.yaml:7:51 algorithms[0].space.regularisation.from: 0 is not above 0; steps of a log scale are ratios',
    ]);
    expect(found('{ regularisation: { from: 1, to: 1 } }')[0]).toContain(
      'space.regularisation.to: 1 is not above `from`, 1',
    );
    expect(found('{ factors: [16, 16] }')[0]).toContain("space.factors[1]: '16' stands twice");
    expect(found('{ regularisation: { from: 0, till: 1 } }').join()).toContain('till');
    expect(found('{}')[0]).toContain('algorithms[0].space: no parameter to choose');
  });

  it('looks into parts', () => {
    const entry = (space: string) => `{ name: mmr, params: { base: { name: als } }, space: ${space} }`;
    const search = 'search: { method: random, trials: 2 }';
    expect(faults(search, entry('{ base.params.factors: [16, 32] }'))).toEqual([]);
    expect(faults(search, entry('{ base.params.factors: [16, 0] }'))[0]).toContain(
      'algorithms[0].space.base.params.factors[1]: 0 is below the least allowed, 1',
    );
    expect(faults(search, entry('{ base.params.factor: [16, 32] }'))[0]).toContain("did you mean 'factors'?");
  });

  it('gives every algorithm the same number of trials', () => {
    expect(
      faults(
        'search: { method: tpe, trials: 20 }',
        '{ name: als, trials: 5, space: { factors: [1, 2] } }',
      )[0],
    ).toMatch(/^study\.yaml:7:18 algorithms\[0\]\.trials: unknown key/);
    expect(
      faults('search: { method: tpe, trials: 20 }', '{ name: als, space: { factors: [16, 32] } }'),
    ).toEqual(['study.yaml:7:25 algorithms[0].space: 2 points, fewer than the 20 trials']);
    const grid = 'search: { method: grid, trials: 6 }';
    const knn = '{ name: item-knn, space: { neighbours: [10, 20, 40], similarity: [cosine, jaccard] } }';
    const als =
      '{ name: als, space: { factors: [16, 32], regularisation: { from: 0.01, to: 1, points: 3 } } }';
    expect(faults(grid, knn, als)).toEqual([]);
    expect(faults(grid, knn, '{ name: als, space: { factors: [16, 32] } }')[0]).toContain(
      'algorithms[1].space: a grid of 2 points; `trials` says 6, for every algorithm',
    );
    expect(faults(grid, '{ name: als, space: { regularisation: { from: 0.01, to: 1 } } }')[0]).toContain(
      'space.regularisation: a grid needs `points`, or values in a list',
    );
  });

  it('gives every algorithm that has epochs the same number of them', () => {
    const bpr = '{ name: bpr, space: { factors: [8, 16, 32] } }';
    const als = '{ name: als, space: { factors: [8, 16, 32] } }';
    expect(faults('search: { method: random, trials: 3 }', KNN, als, bpr)).toEqual([
      'study.yaml:9:5 algorithms[2]: bpr may take 100 epochs, als 10; searched algorithms have the same: give `search.epochs`',
    ]);
    expect(faults('search: { method: random, trials: 3, epochs: 20 }', KNN, als, bpr)).toEqual([]);
    const longer = '{ name: als, space: { epochs: { from: 5, to: 100 } } }';
    expect(faults('search: { method: random, trials: 3 }', longer, bpr)).toEqual([]);
    expect(faults('search: { method: random, trials: 3, epochs: 9 }', longer)[0]).toContain(
      'space.epochs: `search.epochs` says how many',
    );
    expect(faults('search: { method: halving, trials: 3 }', longer)[0]).toContain(
      'halving gives out epochs itself',
    );
  });

  it('compares by a metric of the study that has a better end, inside the order of the split', () => {
    const search = (more: string) => faults(`search: { method: tpe, trials: 20, ${more} }`, ALS);
    expect(search('metric: recall@10')).toEqual([
      'study.yaml:9:44 search.metric: recall@10 is not among the metrics of the study: ndcg@10, coverage@10, novelty@10',
    ]);
    expect(search('metric: coverage@10')).toEqual([]);
    expect(search('validation: { name: random }')).toEqual([
      'study.yaml:9:56 search.validation.name: global-time tests what comes later, and random does not; use a split in time',
    ]);
    expect(search('validation: { name: randon }')[0]).toContain("did you mean 'random'?");
    expect(search('reduction: 2')[0]).toContain('search.reduction: only halving lets one in so many go on');
  });
});
