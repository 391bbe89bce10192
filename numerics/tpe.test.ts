import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';
import { mean, variance } from './stats.ts';
import { TPE_STARTUP, type TpeAxis, type TpeTrial, tpeCandidates } from './tpe.ts';

const peers = JSON.parse(readFileSync(new URL('tpe.fixture.json', import.meta.url), 'utf8')) as {
  readonly [name in 'optunaTpe' | 'optunaRandom' | 'hyperoptTpe' | 'hyperoptRandom']: readonly number[];
};

/** Global minimum 0.397887 at three points. */
const branin = (x: number, y: number): number =>
  (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10;

function bestOf(
  axes: readonly TpeAxis[],
  value: (point: readonly number[]) => number,
  seed: number,
  { trials, startup = TPE_STARTUP }: { trials: number; startup?: number },
): number {
  const random = drawKey(seedWords(String(seed)), 'search.random');
  const tpe = drawKey(seedWords(String(seed)), 'search.tpe');
  const done: TpeTrial[] = [];
  for (let t = 0; t < trials; t++) {
    const point =
      t < startup
        ? axes.map(({ choices }, a) => {
            const u = uniform(random, t, a);
            return choices === null ? u : Math.floor(u * choices);
          })
        : tpeCandidates(axes, done, (c, a, use) => uniform(tpe, t, c, a, use === 'window' ? 0 : 1))[0]!;
    done.push({ point, value: value(point) });
  }
  return Math.min(...done.map((trial) => trial.value));
}

const REALS: readonly TpeAxis[] = [{ choices: null }, { choices: null }];
const scaled = ([x, y]: readonly number[]): number => branin(-5 + 15 * x!, 15 * y!);
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

/** Difference of means in standard errors. */
const apart = (a: readonly number[], b: readonly number[]): number =>
  (mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length);

describe('tpe on Branin, best of 60 over 50 seeds', () => {
  const own = SEEDS.map((seed) => bestOf(REALS, scaled, seed, { trials: 60 }));
  const random = SEEDS.map((seed) => bestOf(REALS, scaled, seed, { trials: 60, startup: 60 }));
  it("comes as far as Optuna's, in distribution, further than hyperopt's, and much further than chance", () => {
    expect(Math.abs(apart(own, peers.optunaTpe))).toBeLessThan(2.5);
    expect(apart(own, peers.hyperoptTpe)).toBeLessThan(-2);
    expect(apart(own, random)).toBeLessThan(-4);
    expect(apart(own, peers.optunaRandom)).toBeLessThan(-4);
  });
  it('points at random are as good as those of the peers', () => {
    expect(Math.abs(apart(random, peers.optunaRandom))).toBeLessThan(2.5);
    expect(Math.abs(apart(random, peers.hyperoptRandom))).toBeLessThan(2.5);
  });
});

describe('tpe with choices', () => {
  it('finds the one choice under which the rest is good', () => {
    const axes: readonly TpeAxis[] = [{ choices: 5 }, { choices: null }];
    const value = ([choice, x]: readonly number[]): number => (choice === 3 ? 0 : 1) + (x! - 0.3) ** 2;
    const own = SEEDS.map((seed) => bestOf(axes, value, seed, { trials: 40 }));
    const random = SEEDS.map((seed) => bestOf(axes, value, seed, { trials: 40, startup: 40 }));
    expect(Math.max(...own)).toBeLessThan(0.01);
    expect(apart(own, random)).toBeLessThan(-2);
  });
});

describe('a candidate', () => {
  const half = (): number => 0.5;
  it('worked by hand: one good point in the middle, the others at an end; draws of a half give the middle', () => {
    const trials = [{ point: [0.5], value: 0 }, ...[0.9, 0.95, 1].map((x) => ({ point: [x], value: 1 }))];
    // l: a window at .5 and the prior at .5; the median of either is .5.
    for (const [x] of tpeCandidates([{ choices: null }], trials, half)) expect(x).toBeCloseTo(0.5, 12);
  });
  it('lies inside, whatever is drawn', () => {
    const trials = [0, 0, 1, 1].map((x, i) => ({ point: [x, i % 3], value: i }));
    for (const u of [1e-15, 0.3, 1 - 1e-15])
      for (const [x, choice] of tpeCandidates([{ choices: null }, { choices: 3 }], trials, () => u)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(1);
        expect([0, 1, 2]).toContain(choice);
      }
  });
  it('keeps away from trials without a value', () => {
    const trials = [0.1, 0.12, 0.14, 0.16, 0.18, 0.7, 0.72, 0.74].map((x) => ({
      point: [x],
      value: x < 0.5 ? Number.NaN : 1,
    }));
    const key = drawKey(seedWords('nan'), 'search.tpe');
    const firsts = SEEDS.map(
      (seed) => tpeCandidates([{ choices: null }], trials, (c, a) => uniform(key, seed, c, a))[0]![0]!,
    );
    expect(mean(firsts)).toBeGreaterThan(0.5);
  });
});
