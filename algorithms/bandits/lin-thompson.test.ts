/** Draws of linear Thompson sampling against the normal distributions that they are to be of. */

import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../numerics/normal.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { drawPosterior, rewardDrawer } from './lin-thompson.ts';
import { addRow, judge, lowerRoot, newSums, solveArms } from './linear-arms.ts';

const u = (i: number, j: number): number => ((i * 37 + j * 101 + ((i * j) % 7) * 13) % 97) / 97;
const X = Float64Array.of(1, 0.3);
const DRAWS = 4000;
const SCALE = 0.7;
const key = drawKey(seedWords('lin-thompson'), 'bandit.posterior');

/** Three arms, two features of their own and three shared ones. */
function learnt(own: number, shared: number) {
  const sums = newSums(3, own, shared);
  for (let t = 0; t < 60; t++) {
    const arm = (5 * t + Math.floor(t / 4)) % 3;
    const x = Float64Array.of(1, u(t, 1));
    const z = Float64Array.of(u(t, 2), u(t, 3), u(t, 4) * u(t, 1));
    addRow(sums, arm, x, z, u(t, 5) < 0.2 + (0.5 * u(t, 1) * (arm + 1)) / 3 ? 1 : 0);
  }
  return solveArms(sums, 1.5);
}
/** The features that an arm has together with the visit. */
const zOf = (arm: number): Float64Array => Float64Array.of(0.2 + 0.3 * arm, 0.7 - 0.1 * arm, 0.1 * arm);

describe.each([
  ['shared', 0, 3],
  ['hybrid', 2, 3],
  ['disjoint', 2, 0],
])('%s', (_name, own, shared) => {
  const model = learnt(own, shared);
  const rewards = rewardDrawer({ model, ...drawPosterior(model, SCALE, DRAWS, key) }, 3);
  for (let arm = 0; arm < 3; arm++) rewards.weigh(arm, X, zOf(arm));
  const drawn = (arm: number): number[] => Array.from({ length: DRAWS }, (_, draw) => rewards.of(draw, arm));

  it('rewards have the mean and the width of LinUCB: 4.5 deviations', () => {
    const out = new Float64Array(2);
    for (let arm = 0; arm < 3; arm++) {
      judge(model, arm, X, zOf(arm), out);
      const [mean, variance] = [out[0]!, SCALE ** 2 * out[1]!];
      const values = drawn(arm);
      const found = values.reduce((sum, value) => sum + value, 0) / DRAWS;
      expect(Math.abs(found - mean)).toBeLessThan(4.5 * Math.sqrt(variance / DRAWS));
      const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
      expect(Math.abs(spread / variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / DRAWS));
    }
  });

  it('one arm beats another as often as a normal difference is above 0', () => {
    // The difference of two arms is an arm: its own part apart, its shared part of the difference of both leanings.
    const out = new Float64Array(2);
    const [first, second] = [drawn(0), drawn(2)];
    judge(model, 0, X, zOf(0), out);
    let mean = out[0]!;
    judge(model, 2, X, zOf(2), out);
    mean -= out[0]!;
    const variance = SCALE ** 2 * differenceSpread(own, shared);
    const chance = normalCdf(mean / Math.sqrt(variance));
    const share = first.filter((value, draw) => value > second[draw]!).length / DRAWS;
    expect(chance).toBeGreaterThan(0.02);
    expect(Math.abs(share - chance)).toBeLessThan(4.5 * Math.sqrt((chance * (1 - chance)) / DRAWS));
  });

  /** x'A_0^-1 x + x'A_2^-1 x + w'A0^-1 w, w the difference of z - C'x. */
  function differenceSpread(ownFeatures: number, sharedFeatures: number): number {
    const { inverse, cross, sharedInverse } = model;
    let sum = 0;
    const w = new Float64Array(sharedFeatures);
    for (const [arm, sign] of [
      [0, 1],
      [2, -1],
    ] as const) {
      for (let i = 0; i < ownFeatures; i++)
        for (let j = 0; j < ownFeatures; j++)
          sum += X[i]! * inverse[(arm * ownFeatures + i) * ownFeatures + j]! * X[j]!;
      for (let j = 0; j < sharedFeatures; j++) {
        w[j]! += sign * zOf(arm)[j]!;
        for (let i = 0; i < ownFeatures; i++)
          w[j]! -= sign * cross[(arm * ownFeatures + i) * sharedFeatures + j]! * X[i]!;
      }
    }
    for (let i = 0; i < sharedFeatures; i++)
      for (let j = 0; j < sharedFeatures; j++) sum += w[i]! * sharedInverse[i * sharedFeatures + j]! * w[j]!;
    return sum;
  }
});

it('the root of a matrix by hand', () => {
  expect([...lowerRoot(Float64Array.of(4, 2, 2, 10), 2)]).toEqual([2, 0, 1, 3]);
});
