/**
 * Chaney, Stewart and Engelhardt 2018, repeated training: users paired at random become more alike than under the ideal recommender, the most
 * under popularity, and less under chance (figure 5 and its text); all lose utility against the ideal. Held against the order in the paper and against
 * T-RECS 0.2.1 (Lucherini et al. 2021), whose models were run on the same parameters:
 *
 *   rng = default_rng(seed); theta ~ Dirichlet(10 Dirichlet(1)), alpha ~ Dirichlet(.1 Dirichlet(100)), V, P as in utilities.ts; 100 users, 20 factors
 *   model(creators=10 new items a step, attention_exp=-.8, repeat_interactions=False); startup_and_train(10); set_num_items_per_iter('all')
 *   run(90, train_between_steps=True, random_items_per_iter=10); Jaccard of all 100 choices over 800 random pairs, less that under the true scores
 */

import { expect, it } from 'vitest';
import { summariseLoops } from '../loops/loop-summary.ts';
import { runAll } from '../loops/loops.fixture.ts';
import trecs from './trecs.fixture.json' with { type: 'json' };

it('homogenisation has the published sign and order, and is of the size that T-RECS finds', async () => {
  const runs = await runAll(
    {
      world: { model: 'chaney-2018' },
      policies: [
        { label: 'als', policy: { algorithm: 'als', params: { factors: 20 }, epsilon: 0, depth: 1000 } },
        { label: 'social', policy: { name: 'social' } },
      ],
      measure: { every: 50, over: 'all', pairs: 1000 },
      seeds: [2, 3],
    },
    ['als', 'social', 'popularity', 'random', 'oracle'],
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
  for (const label of ['als', 'social', 'popularity', 'random'])
    expect(of(label, 'realisedUtility'), label).toBeLessThan(0);
  // Worlds differ much: within three standard errors of the difference of the two means.
  for (const [label, name] of [
    ['als', 'mf'],
    ['popularity', 'popularity'],
  ] as const) {
    const theirs = trecs.worlds.map((world) => world[name] - world.ideal);
    const own = runs
      .filter((one) => one.inputs.policy.label === label || one.inputs.policy.label === 'oracle')
      .map((one) => (one.status === 'done' ? one : null)!);
    expect(own.length).toBe(4);
    const mean = theirs.reduce((sum, value) => sum + value, 0) / theirs.length;
    const spread = Math.sqrt(
      theirs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (theirs.length - 1),
    );
    const error = spread * Math.sqrt(1 / theirs.length + 1 / 2);
    expect(Math.abs(change(label) - mean), `${label}: ${change(label)} beside ${mean}`).toBeLessThan(
      3 * error,
    );
  }
}, 300_000);
