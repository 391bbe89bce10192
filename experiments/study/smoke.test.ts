import { describe, expect, it } from 'vitest';
import { loadStudy, smokeStudy } from './load-study.node.ts';
import { StudySchema, smokeOf } from './study.ts';
import { labelOf } from './study-requests.ts';

const MINE = {
  name: 'mine',
  title: 'Mine',
  data: { dataset: 'ml-100k' },
  feedback: { source: 'ratings' },
  split: { name: 'random' },
  algorithms: [{ name: 'als' }, { name: 'bpr' }],
  metrics: { names: ['recall'], at: [20] },
  seeds: [1, 2],
};
const figure = { label: 'als', metric: 'recall@20', value: 0.28, tolerance: 0.01, source: 'a paper' };

describe('the smoke part of a study', () => {
  it('stands in place of what the study says, under a name of its own and without published figures', () => {
    const study = StudySchema.parse({
      ...MINE,
      published: [figure],
      smoke: { algorithms: [{ name: 'bpr', params: { epochs: 1 } }], seeds: [3] },
    });
    const smoke = smokeOf(study)!;
    expect(smoke.name).toBe('mine-smoke');
    expect(smoke.algorithms.map((entry) => [labelOf(entry), entry.params['epochs']])).toEqual([['bpr', 1]]);
    expect(smoke.seeds).toEqual(['3']);
    expect(smoke.published).toEqual([]);
    expect(smoke).not.toHaveProperty('smoke');
    for (const key of ['data', 'feedback', 'split', 'metrics'] as const)
      expect(smoke[key]).toEqual(study[key]);
  });

  it('is null where there is none, and asking for it is refused in words', async () => {
    expect(smokeOf(StudySchema.parse(MINE))).toBeNull();
    expect(() => smokeStudy({ study: StudySchema.parse(MINE), text: '', folder: '.' })).toThrow(
      "study 'mine': it has no `smoke` part",
    );
  });

  it.each(['ml-100k-ratings', 'movielens1m-m1', 'movielens1m-m1-graph', 'recbole-ml-100k'])(
    'is there in %s, which has published figures',
    async (name) => {
      const loaded = await loadStudy(name);
      expect(loaded.study.published.length).toBeGreaterThan(0);
      expect(smokeStudy(loaded).study.name).toBe(`${name}-smoke`);
    },
  );
});
