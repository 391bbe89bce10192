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
});
