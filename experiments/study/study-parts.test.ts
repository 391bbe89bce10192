import { describe, expect, it } from 'vitest';
import { readYamlDocument } from '../../datasets/yaml-document.ts';
import { inputsOf } from '../fitting/cell-inputs.ts';
import type { Prepared } from '../fitting/prepared.ts';
import { runId } from '../run-record.ts';
import { StudySchema } from './study.ts';

const studyOf = (algorithm: string) =>
  readYamlDocument(
    [
      'name: mine',
      'title: Mine',
      'data: { scenario: tiny, seed: a }',
      'feedback: { source: actions, weights: { click: 1 } }',
      'split: { name: random }',
      `algorithms: [${algorithm}]`,
      'metrics: { names: [ndcg], at: [10] }',
    ].join('\n'),
    'study.yaml',
    StudySchema,
  );

const faultsOf = (algorithm: string): readonly string[] => {
  try {
    studyOf(algorithm);
  } catch (error) {
    return (error as { faults: readonly string[] }).faults;
  }
  return [];
};

const inputs = (algorithm: string) => {
  const study = studyOf(algorithm);
  const prepared = { study, data: { name: 'd', digest: 'e' }, foldDigests: [['f']] } as unknown as Prepared;
  return inputsOf(prepared, { seed: 0, fold: 0, algorithm: 0 })[0]!;
};

describe('parts of an algorithm in a study', () => {
  it('are complete after loading, at any depth', () => {
    const { params } = studyOf(
      '{ name: fallback, params: { parts: [{ name: weighted, params: { depth: 9 } }, { name: bpr }] } }',
    ).algorithms[0]!;
    expect(params).toMatchObject({
      parts: [
        {
          name: 'weighted',
          params: {
            depth: 9,
            normalisation: 'rank',
            parts: [
              { name: 'item-knn', params: { neighbours: 100, similarity: 'cosine' } },
              { name: 'popularity', params: {} },
            ],
          },
        },
        { name: 'bpr', params: { factors: expect.any(Number) } },
      ],
    });
  });

  it('are inputs of a run, by id and version, and so are their parameters', () => {
    const { algorithm } = inputs('{ name: switching, params: { many: { name: weighted } } }');
    expect(algorithm.parts).toEqual([
      expect.stringMatching(/^item-knn\.v\d+$/),
      expect.stringMatching(/^popularity\.v\d+$/),
      expect.stringMatching(/^weighted\.v\d+$/),
    ]);
    const own = inputs('{ name: weighted }');
    const changed = { ...own, algorithm: { ...own.algorithm, parts: ['item-knn.v999', 'popularity.v1'] } };
    expect(runId(changed)).not.toBe(runId(own));
    expect(inputs('{ name: als }').algorithm).not.toHaveProperty('parts');
  });

  it('have to rank', () => {
    expect(faultsOf('{ name: weighted, params: { parts: [{ name: als }, { name: svd }] } }')).toEqual([
      "study.yaml:6:73 algorithms[0].params.parts[1].name: 'svd' has task 'rate'; a part must rank",
    ]);
  });

  it('stand in parts four deep at most', () => {
    const nested = (depth: number): string =>
      depth === 0 ? '{ name: als }' : `{ name: switching, params: { few: ${nested(depth - 1)} } }`;
    expect(faultsOf(nested(4))).toEqual([]);
    const place = ['algorithms[0]', ...Array(4).fill('params.few')].join('.');
    expect(faultsOf(nested(5))).toEqual([expect.stringMatching(/^study\.yaml:6:\d+ /)]);
    expect(faultsOf(nested(5))[0]!.replace(/^\S+ /, '')).toBe(
      `${place}: switching is made of parts; they stand at most 4 deep`,
    );
  });
});
