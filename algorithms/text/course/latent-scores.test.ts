import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../numerics/distributions.ts';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { latentScores } from './latent-scores.ts';

describe('latentScores', () => {
  it('are means of halves of a normal, where there are two steps: by hand', () => {
    // Half below 0: the middle is 0; the mean of the upper half is sqrt(2 / pi).
    const [low, high] = latentScores([-1, 1]);
    expect(high).toBeCloseTo(Math.sqrt(2 / Math.PI), 7);
    expect(low).toBeCloseTo(-Math.sqrt(2 / Math.PI), 7);
  });

  it('are Likert\u2019s for steps with shares .1, .2, .4, .2, .1', () => {
    const value = [-2, -1, -1, 0, 0, 0, 0, 1, 1, 2];
    const scores = latentScores(value);
    // phi at the quantile of .1 is .17550, of .3 .34769 (tables).
    expect(scores[9]).toBeCloseTo(1.755, 3);
    expect(scores[7]).toBeCloseTo((0.34769 - 0.1755) / 0.2, 3);
    expect(scores[4]).toBeCloseTo(0, 9);
    expect(scores[0]).toBeCloseTo(-1.755, 3);
  });

  it('come near what was felt, of which only steps are known', () => {
    const key = drawKey(seedWords('latent'), 'bootstrap');
    const felt = Array.from({ length: 20_000 }, (_, i) => 0.8 + normalQuantile(uniform(key, i)));
    const steps = felt.map((x): number =>
      x < -0.8 ? -1 : x < -0.4 ? -0.6 : x < 0 ? -0.2 : x < 0.7 ? 0.2 : 1,
    );
    const scores = latentScores(steps);
    for (const step of new Set<number>(steps)) {
      const own = felt.filter((_, i) => steps[i] === step);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      expect(Math.abs(scores[steps.indexOf(step)]! - mean)).toBeLessThan(0.05);
    }
  });
});
