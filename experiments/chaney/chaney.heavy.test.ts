/**
 * Chaney, Stewart and Engelhardt 2018, repeated training: users paired at random become more alike than under the ideal recommender, the most
 * under popularity, and less under chance (figure 5 and its text); all lose utility against the ideal. Held against the order in the paper and against
 * T-RECS 0.2.1 (Lucherini et al. 2021), whose models were run on the same parameters:
 *
 *   rng = default_rng(seed); theta ~ Dirichlet(10 Dirichlet(1)), alpha ~ Dirichlet(.1 Dirichlet(100)), V, P as in utilities.ts; 100 users, 20 factors
 *   model(creators=10 new items a step, attention_exp=-.8, repeat_interactions=False); startup_and_train(10); set_num_items_per_iter('all')
 *   run(90, train_between_steps=True, random_items_per_iter=10); Jaccard of all 100 choices over 800 random pairs, less that under the true scores
 *
 * Not held: social, whose network there counts users among their own friends; matrix factorisation, which is another program's; chance, whose
 * scores there are products of positive vectors, so that some items are high for everybody.
 */

import { expect, it } from 'vitest';
import { mean, variance } from '../../numerics/stats.ts';
import { summariseLoops } from '../loops/loop-summary.ts';
import { runAll } from '../loops/loops.fixture.ts';
import trecs from './trecs.fixture.json' with { type: 'json' };

const SEEDS = [2, 3];

it('homogenisation has the published sign and order, and is of the size that T-RECS finds', async () => {
  const runs = await runAll(
    {
      world: { model: 'chaney-2018' },
      policies: [
        { label: 'als', policy: { algorithm: 'als', params: { factors: 20 }, epsilon: 0, depth: 1000 } },
        { label: 'content', policy: { name: 'content' } },
        { label: 'social', policy: { name: 'social' } },
      ],
      measure: { every: 50, over: 'all', pairs: 1000 },
      seeds: SEEDS,
    },
    ['als', 'content', 'social', 'popularity', 'random', 'oracle'],
  );
  const { differences } = summariseLoops(runs, 0.95);
  const of = (label: string, measure: string): number =>
    differences
      .find((one) => one.label === label && one.control === 'oracle' && one.measure === measure)!
      .mean.at(-1)!;
  const change = (label: string): number => of(label, 'engaged.interJaccard');
  expect(change('popularity')).toBeGreaterThan(change('social'));
  expect(change('social')).toBeGreaterThan(change('als'));
  expect(change('als')).toBeGreaterThan(0);
  expect(change('random')).toBeLessThan(0);
  for (const label of ['als', 'content', 'social', 'popularity', 'random'])
    expect(of(label, 'realisedUtility'), label).toBeLessThan(0);
  // The two that are the same there and here, word for word; worlds differ much: three standard errors of the difference of two means.
  for (const label of ['content', 'popularity'] as const) {
    const theirs = trecs.worlds.map((world) => world[label] - world.ideal);
    const error = Math.sqrt(variance(theirs) * (1 / theirs.length + 1 / SEEDS.length));
    expect(Math.abs(change(label) - mean(theirs)), `${label}: ${change(label)}`).toBeLessThan(3 * error);
  }
}, 300_000);
