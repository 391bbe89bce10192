/** What a loop learns from at a barrier: each leak planted is caught; real loops pass, and leave to the next fit what is done past midnight. */

import { describe, expect, it } from 'vitest';
import { smallShown, smallTraining } from '../../algorithms/small-training.node.ts';
import { FeedbackSpec } from '../../datasets/feedback.ts';
import { toInteractions } from '../../datasets/interactions.ts';
import { NOT_CLICKED } from '../../datasets/shown.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { stepWorld } from '../../simulator/rounds/stepped-world.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { runClosedLoop, trainingDataOf } from '../loops/closed-loop.ts';
import { loopPolicy } from '../loops/loop-policies.ts';
import { type AuditedBarrier, barrierLeaks, requireHonestBarrier } from './loop-leaks.ts';

const small = smallTraining(3, 5, [
  [0, 1, 100],
  [1, 2, 110],
  [2, 3, 120],
]);
const shown = smallShown([
  [0, 1, 0, 1],
  [1, 2, 0, 1],
]);
const clickedAt = Uint32Array.of(105, 115);
const honest: AuditedBarrier = {
  data: { ...small, asOf: 200, shown },
  asOf: 200,
  shown,
  clickedAt,
  optOut: new Uint32Array(3),
};
const kinds = (audited: Partial<AuditedBarrier>): string[] =>
  barrierLeaks({ ...honest, ...audited }).map(({ kind }) => kind);

describe('a leak into a fit of a loop that is planted', () => {
  it('none, where there is none', () => {
    expect(kinds({})).toEqual([]);
    expect(() => requireHonestBarrier(honest)).not.toThrow();
  });

  it('a row of the second of the fit, and one training that claims to know more', () => {
    const feedback = { ...small.feedback, time: Uint32Array.of(100, 110, 200) };
    expect(kinds({ data: { ...honest.data, feedback } })).toEqual(['row-from-the-future']);
    expect(kinds({ data: { ...honest.data, asOf: 201 } })).toEqual(['row-from-the-future']);
    expect(() => requireHonestBarrier({ ...honest, data: { ...honest.data, feedback } })).toThrow(
      'leak in the fit at 200 s, row-from-the-future: once, first row 2 at 200 s; rule broken:',
    );
  });

  it('a row of a shopper who opted out before, and none of one who opts out later', () => {
    expect(kinds({ optOut: Uint32Array.of(0, 150, 0) })).toContain('row-of-the-forgotten');
    expect(kinds({ optOut: Uint32Array.of(0, 201, 0) })).toEqual([]);
  });

  it('pairs of other rows', () => {
    const interactions = toInteractions({ ...small.feedback, item: Uint32Array.of(1, 2, 4) });
    expect(kinds({ data: { ...honest.data, interactions } })).toEqual(['foreign-pair']);
  });

  it('a click that comes after the fit', () => {
    expect(kinds({ clickedAt: Uint32Array.of(105, 200) })).toEqual(['click-from-the-future']);
    expect(kinds({ clickedAt: Uint32Array.of(105, NOT_CLICKED) })).toEqual(['click-from-the-future']);
  });

  it('a launch of the second of the fit or later', () => {
    const launched = small.catalog.launched.map((moment, item) => (item === 4 ? 200 : moment));
    expect(kinds({ data: { ...honest.data, catalog: { ...small.catalog, launched } } })).toEqual([
      'item-from-the-future',
    ]);
  });
});

it('a loop learns nothing of what visits do past midnight until the next fit', async () => {
  const set = [
    'days=12',
    'shoppers.count=300',
    'catalog.items=80',
    'catalog.launches=0.2',
    'consent.optOut=0.2',
  ];
  const { scenario, seedWords } = await loadScenario('tiny', { set });
  const feedback = FeedbackSpec.parse({ source: 'actions', weights: { click: 1 } });
  const options = {
    ...{ scenario, seed: seedWords, every: 1, feedback },
    policy: loopPolicy({ algorithm: 'popularity' }),
    kernels: kernelHost(1),
    signal: new AbortController().signal,
  };
  const world = stepWorld({ ...scenario, truth: 'full' }, seedWords);
  let late = 0;
  let state = await runClosedLoop({ ...options, rounds: 1 });
  for (let day = 1; day < scenario.days; day++) {
    const { asOf, feedback: rows, shown: slots } = trainingDataOf(state, world);
    expect(rows.time.every((time) => time < asOf)).toBe(true);
    late += state.feedback.time.filter((time) => time >= asOf).length;
    const clicks = (column: ArrayLike<number>): number =>
      Array.from(column).reduce((sum, one) => sum + one, 0);
    expect(clicks(slots!.clicked)).toBeLessThanOrEqual(clicks(state.shown.clicked));
    state = await runClosedLoop({ ...options, from: state, rounds: 1 });
  }
  expect(late).toBeGreaterThan(0);
});
