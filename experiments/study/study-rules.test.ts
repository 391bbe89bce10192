import { describe, expect, it } from 'vitest';
import { ruleFaults } from './study-rules.ts';

describe('rules between the fields of a study', () => {
  it('refuse to predict the ratings of actions, which have none', () => {
    const study = (source: string, name: string) => ({
      data: { dataset: 'online-retail' },
      feedback: { source },
      algorithms: [{ name }],
    });
    expect(ruleFaults(study('actions', 'bias-baseline'))).toEqual([
      {
        path: ['feedback', 'source'],
        message: 'bias-baseline predicts ratings, and actions have none; use `source: ratings`',
      },
    ]);
    expect(ruleFaults(study('ratings', 'bias-baseline'))).toEqual([]);
    expect(ruleFaults(study('actions', 'als'))).toEqual([]);
  });

  it('refuse to test new items while only those with a training row are ranked', () => {
    const study = (catalogue: object) => ({ split: { name: 'cold-items' }, ...catalogue });
    const fault = {
      path: ['split', 'name'],
      message: 'cold-items tests items that nobody had in training; use `catalogue: all`',
    };
    expect(ruleFaults(study({}))).toEqual([fault]);
    expect(ruleFaults(study({ catalogue: 'trained' }))).toEqual([fault]);
    expect(ruleFaults(study({ catalogue: 'all' }))).toEqual([]);
  });
});

describe('the smoke part and published figures', () => {
  const study = {
    data: { dataset: 'ml-100k' },
    feedback: { source: 'ratings' },
    split: { name: 'random' },
    algorithms: [{ name: 'als', label: 'iALS' }, { name: 'bpr' }],
    metrics: { names: ['recall'], at: [20] },
  };

  it('are held to the algorithms and metrics of the study', () => {
    const figure = { label: 'iALS', metric: 'recall@20', value: 0.28, source: 'a paper' };
    expect(ruleFaults({ ...study, published: [figure] })).toEqual([]);
    expect(
      ruleFaults({
        ...study,
        published: [figure, { ...figure, label: 'als' }, { ...figure, metric: 'recall@10' }],
      }),
    ).toEqual([
      { path: ['published', 1, 'label'], message: "'als' is no algorithm of the study: iALS, bpr" },
      {
        path: ['published', 2, 'metric'],
        message: 'recall@10 is not among the metrics of the study: recall@20',
      },
    ]);
  });

  it('must leave a study that holds, and tell a fault once', () => {
    expect(ruleFaults({ ...study, smoke: { algorithms: [{ name: 'bpr' }], seeds: ['1'] } })).toEqual([]);
    const broken = { ...study, smoke: { algorithms: [{ name: 'svd' }], seeds: ['1', '1'] } };
    expect(ruleFaults(broken)).toEqual(
      [
        { path: ['smoke', 'seeds', 1], message: "'1' stands twice" },
        expect.objectContaining({ path: ['smoke', 'metrics', 'names', 0] }),
      ].slice(0, 1),
    );
    expect(
      ruleFaults({ ...study, algorithms: [{ name: 'bpr' }, { name: 'bpr' }], smoke: { seeds: ['2'] } }),
    ).toHaveLength(1);
  });
  it('refuse to learn from reviews of shoppers where there are only visits', () => {
    const study = (unit: string, params: object) => ({
      feedback: { source: 'actions', weights: { click: 1 }, unit },
      algorithms: [{ name: 'fallback', params }],
    });
    const reviewed = { parts: [{ name: 'mmr', params: { base: { name: 'review-aware' } } }] };
    expect(ruleFaults(study('session', reviewed))).toEqual([
      {
        path: ['algorithms', 0, 'name'],
        message:
          'fallback learns from reviews, which are of shoppers; with `unit: session` there are only visits',
      },
    ]);
    expect(ruleFaults(study('shopper', reviewed))).toEqual([]);
    expect(ruleFaults(study('session', { parts: [{ name: 'popularty' }] }))).toEqual([]);
  });
  it('refuse to tell rows to those who predict ratings', () => {
    const study = (split: string, name: string) => ({
      feedback: { source: 'ratings' },
      split: { name: split },
      algorithms: [{ name }],
    });
    for (const split of ['next-item', 'cold-shoppers'])
      expect(ruleFaults(study(split, 'svd'))).toEqual([
        {
          path: ['split', 'name'],
          message: `${split} tells rows when it asks, and svd predicts ratings without being told any`,
        },
      ]);
    expect(ruleFaults(study('next-item', 'markov'))).toEqual([]);
    expect(ruleFaults(study('random', 'svd'))).toEqual([]);
  });

  it('join texts with those who read them, and classes with those who tell them', () => {
    const study = (source: string, name: string) => ({ feedback: { source }, algorithms: [{ name }] });
    expect(ruleFaults(study('texts', 'als'))).toEqual([
      {
        path: ['algorithms', 0, 'name'],
        message: "als has task 'rank', and `source: texts` is for task 'label'",
      },
    ]);
    expect(ruleFaults(study('actions', 'class-prior'))).toEqual([
      {
        path: ['feedback', 'source'],
        message: 'class-prior tells classes, and actions belong to none; use `source: texts`',
      },
    ]);
    expect(ruleFaults(study('texts', 'class-prior'))).toEqual([]);
    const measured = { ...study('texts', 'class-prior'), metrics: { names: ['accuracy', 'auc', 'ndcg'] } };
    expect(ruleFaults(measured)).toEqual([
      { path: ['metrics', 'names', 2], message: "ndcg measures task 'rank', the algorithms have 'label'" },
    ]);
  });

  it('look for fraud in simulated logs alone, as they are', () => {
    const study = (data: object) => ({
      data,
      feedback: { source: 'frauds', of: 'payments' },
      algorithms: [{ name: 'class-prior' }],
    });
    expect(ruleFaults(study({ dataset: 'ml-100k' }))).toEqual([
      {
        path: ['feedback', 'source'],
        message: 'only simulated logs tell what was fraud; give a `scenario`, such as marketplace-fraud',
      },
    ]);
    expect(ruleFaults(study({ scenario: 'tiny', raw: true }))).toHaveLength(1);
    expect(ruleFaults(study({ scenario: 'tiny' }))).toEqual([]);
  });

  it('refuse what items are really worth of real data, of logs as delivered and of visits', () => {
    const study = (data: object, more: object = {}) => ({
      data,
      groups: ['gender'],
      metrics: { names: ['ndcg', 'regret', 'regretGap'] },
      ...more,
    });
    expect(ruleFaults(study({ dataset: 'ml-100k' }))).toEqual(
      [1, 2].map((at) => ({
        path: ['metrics', 'names', at],
        message: `${['', 'regret', 'regretGap'][at]}: only simulated shoppers tell what items are really worth to them; give a \`scenario\`, such as tiny`,
      })),
    );
    expect(ruleFaults(study({ scenario: 'tiny', raw: true }))).toHaveLength(2);
    expect(
      ruleFaults(study({ scenario: 'tiny' }, { feedback: { source: 'actions', unit: 'session' } })),
    ).toHaveLength(2);
    expect(ruleFaults(study({ scenario: 'tiny' }))).toEqual([]);
  });

  it('refuse policies, which a study has no slates for, and demand after a split without an instant', () => {
    const study = (name: string, split: string) => ({ algorithms: [{ name }], split: { name: split } });
    expect(ruleFaults(study('thompson', 'global-time'))).toEqual([
      {
        path: ['algorithms', 0, 'name'],
        message: 'thompson fills slates, and a study has none to fill; try it with `shoplab loop`',
      },
    ]);
    expect(ruleFaults(study('propensity', 'random'))).toEqual([
      {
        path: ['split', 'name'],
        message: 'propensity foretells what follows an instant, and random cuts at none; use global-time',
      },
    ]);
    expect(ruleFaults(study('propensity', 'global-time'))).toEqual([]);
  });
});
