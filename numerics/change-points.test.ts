import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changePoints, noiseVariance } from './change-points.ts';
import { normalQuantile } from './distributions.ts';
import { drawKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';

/** Cost of a cut, plainly. */
function costOf(values: readonly number[], cuts: readonly number[], penalty: number): number {
  const ends = [0, ...cuts, values.length];
  let sum = penalty * cuts.length;
  for (let s = 1; s < ends.length; s++) {
    const own = values.slice(ends[s - 1], ends[s]);
    const mean = own.reduce((a, b) => a + b, 0) / own.length;
    sum += own.reduce((a, b) => a + (b - mean) ** 2, 0);
  }
  return sum;
}

/** Every cut into segments of at least `least`. */
function allCuts(n: number, least: number): number[][] {
  const from = (start: number): number[][] => {
    const found: number[][] = [[]];
    for (let cut = start + least; cut <= n - least; cut++)
      for (const rest of from(cut)) found.push([cut, ...rest]);
    return found;
  };
  return from(0);
}

describe('changePoints', () => {
  it('finds the cut of least cost of all that there are', () => {
    const value = fc.integer({ min: -4, max: 4 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 11 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        (values, penalty, least) => {
          fc.pre(values.length >= least);
          const found = changePoints(values, { penalty, least });
          const best = Math.min(
            ...allCuts(values.length, least).map((cuts) => costOf(values, cuts, penalty)),
          );
          expect(costOf(values, found, penalty)).toBeCloseTo(best, 9);
          for (const length of [...found, values.length].map((end, s) => end - (found[s - 1] ?? 0)))
            expect(length).toBeGreaterThanOrEqual(least);
        },
      ),
      { numRuns: 300 },
    );
  });

  // ruptures: the call is in the fixture. With segments of more than one value its pruning may miss the best cut.
  it('finds what ruptures finds, or better', () => {
    const { series } = JSON.parse(
      readFileSync(new URL('./change-points.fixture.json', import.meta.url), 'utf8'),
    ) as { series: { values: number[]; cuts: { penalty: number; least: number; at: number[] }[] }[] };
    let found = 0;
    for (const { values, cuts } of series) {
      for (const { penalty, least, at } of cuts) {
        const own = changePoints(values, { penalty, least });
        if (least === 1) expect(own).toEqual(at);
        expect(costOf(values, own, penalty)).toBeLessThan(costOf(values, at, penalty) + 1e-9);
        found += own.length;
      }
    }
    expect(found).toBeGreaterThan(30);
  });

  it('cuts where a level changes, and nowhere else: by hand', () => {
    const values = [0, 0, 0, 5, 5, 5, 5, 1, 1];
    expect(changePoints(values, { penalty: 1, least: 2 })).toEqual([3, 7]);
    // Without a cut the sum of squares is 102 - 22^2 / 9 = 48.2: a dearer cut is not worth it.
    expect(changePoints(values, { penalty: 100, least: 2 })).toEqual([]);
    expect(changePoints([], { penalty: 1, least: 1 })).toEqual([]);
    expect(changePoints([3], { penalty: 0, least: 2 })).toEqual([]);
  });

  it('finds a change of one standard deviation in a long series, and few where there is none', () => {
    const key = drawKey(seedWords('change'), 'bootstrap');
    const noise = Array.from({ length: 2000 }, (_, i) => normalQuantile(uniform(key, i)));
    const penalty = 2 * Math.log(2000) * noiseVariance(noise);
    expect(changePoints(noise, { penalty, least: 5 })).toEqual([]);
    const [cut, ...others] = changePoints(
      noise.map((value, i) => value + Number(i >= 700)),
      { penalty, least: 5 },
    );
    expect(others).toEqual([]);
    expect(Math.abs(cut! - 700)).toBeLessThan(15);
  });

  it('refuses a penalty below 0 and segments of nothing', () => {
    expect(() => changePoints([1], { penalty: -1, least: 1 })).toThrow('penalty -1');
    expect(() => changePoints([1], { penalty: Number.NaN, least: 1 })).toThrow('penalty NaN');
    expect(() => changePoints([1], { penalty: 1, least: 0 })).toThrow('at least 0');
  });
});

describe('noiseVariance', () => {
  it('is half the mean square of steps', () => {
    expect(noiseVariance([0, 2, 0, 2])).toBe(2);
    expect(noiseVariance([1])).toBeNaN();
  });
});
