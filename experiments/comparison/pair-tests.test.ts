import { afterAll, describe, expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { holm } from '../../numerics/multiple-tests.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { RunWithValues } from './compare.ts';
import { FEWER_FLIPS, pairTests, roundedUp } from './pair-tests.ts';
import { comparisons, FLIPS } from './significance.ts';

afterAll(() => kernelHost(2).close());

const NDCG = 'ndcg.binary.v1+exclude@10';
const RECALL = 'recall.v1+exclude@10';
const LIFT = 'popularityLift.v1+exclude@10';
const COVERAGE = 'coverage.v1+exclude@10';
const key = drawKey(seedWords('pairs'), 'permutation');
const noise = (label: number, shopper: number, round = 0): number => uniform(key, shopper, label, round);

type Values = Readonly<Record<string, (shopper: number) => number>>;

/** null: it failed. Metrics whose values are not told have a mean alone. */
function runOf(label: string, values: Values | null, { n = 60, seed = '1' } = {}): RunWithValues {
  const inputs = { algorithm: { label, name: label }, repeats: 'exclude', seed, split: { fold: 0 } };
  if (values === null)
    return { record: { status: 'failed', inputs }, values: null } as unknown as RunWithValues;
  const definitions = Object.keys(values);
  const columns = definitions.map((one) => Float64Array.from({ length: n }, (_, i) => values[one]!(i)));
  const estimates = [...definitions, COVERAGE].map((definition) => ({
    ...{ definition, name: definition.split('.')[0], cutoff: 10, mean: 0.5, low: null, high: null, n },
  }));
  return {
    record: { status: 'done', inputs, result: { estimates } },
    values: { shopper: Uint32Array.from({ length: n }, (_, i) => 2 * i), definitions, columns },
  } as unknown as RunWithValues;
}

const run = (label: string, at: number, ahead: number) =>
  runOf(label, {
    [NDCG]: (i) => noise(at, i),
    [RECALL]: (i) => noise(at, i, 1) + ahead,
    [LIFT]: (i) => noise(at, i, 2) + ahead,
  });
const RUNS = [run('far', 0, 0.7), run('near', 1, 0.02), run('same', 2, 0)];
const test = (runs: readonly RunWithValues[]) => pairTests(runs, [NDCG], { key, level: 0.95 });

describe('tests of pairs under metrics that do not rank', () => {
  it('are of the metrics that are means over shoppers with a better end, and of no other', () => {
    expect(test(RUNS).map(({ definition, labels, flips }) => [definition, labels, flips])).toEqual([
      [RECALL, ['far', 'near', 'same'], FLIPS],
    ]);
  });

  it('are those that the metric would have if it ranked', () => {
    const [own] = test(RUNS);
    const [full] = comparisons(RUNS, [RECALL], { key, level: 0.95 });
    expect(own!.holm).toEqual(full!.pairs.map((pair) => roundedUp(pair.holm!)));
    expect([...own!.signs]).toEqual(full!.pairs.map(({ difference }) => (difference! > 0 ? '+' : '-')));
    const [far, farther, near] = own!.holm as number[];
    expect(Math.max(far!, farther!)).toBeLessThan(0.001);
    expect(near!).toBeGreaterThan(0.05);
    // The same with two threads and by kernel.
    const kernels = kernelHost(2);
    expect(pairTests(RUNS, [NDCG], { key, level: 0.95, kernels })).toEqual(test(RUNS));
  });

  it('leave out who failed and who has no values; where nobody has both, nothing is told', () => {
    const odd = runOf('odd', { [RECALL]: (i) => (i < 30 ? Number.NaN : noise(5, i)) });
    const other = runOf('other', { [RECALL]: (i) => (i < 30 ? noise(6, i) : Number.NaN) });
    const none = runOf('none', {});
    const [own] = test([...RUNS.slice(0, 2), runOf('gone', null), odd, other, none]);
    expect(own!.labels).toEqual(['far', 'near', 'odd', 'other']);
    expect(own!.holm.map((p) => p === null)).toEqual([false, false, false, false, false, true]);
    expect(own!.signs).toMatch(/^[+-]{5} $/);
    // Corrected over the five pairs that are tests.
    const [first] = comparisons([RUNS[0]!, RUNS[1]!, odd, other], [RECALL], { key, level: 0.95 });
    expect(own!.holm).toEqual(
      [...holm(first!.pairs.map(({ permutation }) => permutation ?? Number.NaN))].map((p) =>
        Number.isNaN(p) ? null : roundedUp(p),
      ),
    );
    expect(test([RUNS[0]!])).toEqual([]);
  });

  it('pair shoppers inside the rounds that both ran', () => {
    const values = (at: number, seed: number): Values => ({
      [RECALL]: (i) => noise(at, i, seed) + (at === 0 ? 0.3 : 0) + 5 * seed,
    });
    const both = ['1', '2'].map((seed, r) => runOf('both', values(0, r), { seed }));
    const [own] = test([...both, runOf('once', values(1, 0), { seed: '1' })]);
    // Without pairing, the second seed alone would put `both` ahead by 2.5.
    const [alone] = test([both[0]!, runOf('once', values(1, 0), { seed: '1' })]);
    expect(own!.holm).toEqual(alone!.holm);
  });

  it('take fewer flips of many, and still find what is far apart among thousands of pairs', () => {
    const many = Array.from({ length: 66 }, (_, at) =>
      runOf(`a${at}`, { [RECALL]: (i) => noise(at, i) + (at === 0 ? 1 : 0) }, { n: 3300 }),
    );
    const [own] = pairTests(many, [NDCG], { key, level: 0.95, kernels: kernelHost(2) });
    expect(own!.flips).toBe(FEWER_FLIPS);
    expect(own!.holm).toHaveLength((66 * 65) / 2);
    expect(own!.holm.slice(0, 65).every((p) => p! < 1e-6)).toBe(true);
    expect(own!.holm.slice(65).filter((p) => p! <= 0.05).length).toBeLessThanOrEqual(3);
  });
});

describe('p to four digits', () => {
  it('are never less than they were', () => {
    expect([0.00012, 0.3 * 0.1, 0.012345, 1, 4.00001e-30, 0.99999].map(roundedUp)).toEqual([
      ...[0.00012, 0.03, 0.01235, 1, 4.001e-30, 1],
    ]);
  });
});
