import { describe, expect, it } from 'vitest';
import type { LoopRun } from './loop-record.ts';
import { digestLoops, overWorlds, summariseLoops } from './loop-summary.ts';

describe('overWorlds', () => {
  it('is the mean with Student\u2019s t interval', () => {
    // 1 2 3: mean 2, deviation 1, t.975 with 2 degrees of freedom 4.302653.
    const { mean, low, high, worlds } = overWorlds([1, 2, null, 3], 0.95);
    expect([mean, worlds]).toEqual([2, 3]);
    expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
    expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
  });

  it('has no interval of one world, and nothing of none', () => {
    expect(overWorlds([null, 4], 0.95)).toEqual({ mean: 4, low: null, high: null, worlds: 1 });
    expect(overWorlds([null, null], 0.95)).toEqual({ mean: null, low: null, high: null, worlds: 0 });
  });
});

const course = (values: readonly (number | null)[]) => ({ values, n: values.map(() => 1) });
const of = (label: string, seed: string, values: readonly (number | null)[]): LoopRun =>
  ({
    schema: 'shoplab.loop/1',
    id: `${label}-${seed}`,
    inputs: { policy: { label }, seed },
    status: 'done',
    resultDigest: `${label}${seed}`,
    result: {
      rounds: [7, 14],
      series: { shown: { interJaccard: course(values) }, engaged: {}, latent: {} },
      outcomes: {},
      sellers: null,
    },
  }) as unknown as LoopRun;

describe('summariseLoops', () => {
  const runs = [
    of('mine', 'a', [0.2, 0.5]),
    of('oracle', 'a', [0.1, 0.1]),
    of('mine', 'b', [0.4, 0.5]),
    of('oracle', 'b', [0.3, null]),
  ];
  const { bands, changes, differences, rounds } = summariseLoops(runs, 0.9);

  it('takes differences within worlds, and leaves out worlds that lack one of both', () => {
    expect(rounds).toEqual([7, 14]);
    const [found] = differences.filter(({ label }) => label === 'mine');
    expect(found).toMatchObject({ control: 'oracle', measure: 'shown.interJaccard', worlds: [2, 1] });
    expect(found!.mean[0]).toBeCloseTo(0.1, 12);
    expect(found!.mean[1]).toBeCloseTo(0.4, 12);
    // Both differences are .1: no spread.
    expect(found!.low[0]).toBeCloseTo(0.1, 12);
    expect(found!.low[1]).toBeNull();
  });

  it('tells bands and changes from the first moment to the last', () => {
    const own = bands.find(({ label }) => label === 'mine')!;
    expect(own.mean.map((value) => Number(value!.toFixed(12)))).toEqual([0.3, 0.5]);
    const change = changes.find(({ label }) => label === 'mine')!;
    // .3 and .1; t.95 with 1 degree of freedom 6.313752.
    expect(change.mean).toBeCloseTo(0.2, 12);
    expect(change.high! - change.mean!).toBeCloseTo((6.313752 * Math.SQRT2 * 0.1) / Math.SQRT2, 5);
  });

  it('tells what failed, and its digest knows', () => {
    const failed = { ...runs[0]!, status: 'failed', error: 'no' } as unknown as LoopRun;
    const summary = summariseLoops([failed, ...runs.slice(1)], 0.9);
    expect(summary.failed).toEqual([{ label: 'mine', seed: 'a', error: 'no' }]);
    expect(summary.records).not.toBe(digestLoops(runs));
  });
});
