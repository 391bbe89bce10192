import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { quietRun } from '../../small-training.node.ts';
import { binOf, findBins, type Matrix, MISSING_BIN, narrowThresholds, thresholdsOf } from './bins.ts';
import { type BoostRules, boost, type Labelled } from './fit.ts';
import { sortFloats } from './floats.ts';
import { growTree } from './grow.ts';
import { openRows } from './rows.ts';
import { rowsPlainly } from './rows-plainly.ts';
import { scoreOf, walksOf } from './trees.ts';
import { unitsOf } from './units.ts';

/**
 * `boosting.fixture.json`: decision_function of HistGradientBoostingClassifier(early_stopping=False, ...) on X and y as `rowsOf` makes
 * them, with numpy's float32; the first 20 values, the mean and the mean of squares of all.
 */
interface Case {
  readonly rows: number;
  readonly features: number;
  readonly distinct: number;
  readonly params: Readonly<Record<string, number>>;
  readonly positives: number;
  readonly rows0: readonly number[];
  readonly mean: number;
  readonly squares: number;
}
const FIXTURE = JSON.parse(readFileSync(new URL('boosting.fixture.json', import.meta.url), 'utf8')) as {
  readonly source: string;
  readonly cases: readonly Case[];
};

function rowsOf({ rows, features, distinct }: Case): Labelled {
  const values = new Float32Array(rows * features);
  const label = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let f = 0; f < features; f++)
      values[i * features + f] =
        (i + 3 * f) % 11 === 0 ? Number.NaN : ((i * (7919 + 104_729 * f) + f * 31) % distinct) / distinct;
    const at = (f: number, missing: number): number => {
      const value = values[i * features + f]!;
      return Number.isNaN(value) ? missing : value;
    };
    const second = values[i * features + 1]!;
    const score = at(0, 0.9) + (Number.isNaN(second) ? 0.4 : second * second) - at(2, 0) * at(3, 0.5);
    label[i] = score + (((i * 40_503) % 1000) / 1000) * 0.5 > 0.95 ? 1 : 0;
  }
  return { matrix: { rows, features, values }, label };
}

const rulesOf = (params: Readonly<Record<string, number>>): BoostRules => ({
  trees: params['max_iter']!,
  leaves: params['max_leaf_nodes']!,
  depth: params['max_depth'] ?? 64,
  leastRows: params['min_samples_leaf']!,
  leastHessian: 1e-3,
  l2: params['l2_regularization']!,
  learningRate: params['learning_rate']!,
  bins: params['max_bins'] ?? 255,
  positiveWeight: 1,
});

describe.each(FIXTURE.cases)(
  `beside ${FIXTURE.source}: $rows rows, $features features, $distinct values`,
  (own) => {
    const { matrix, label } = rowsOf(own);

    it('tells the same log odds', async () => {
      expect(label.reduce((sum, one) => sum + one, 0)).toBe(own.positives);
      const { baseline, trees } = await boost({ matrix, label }, rulesOf(own.params), quietRun('boosting'));
      const told = Float64Array.from(
        label,
        (_, row) => baseline + scoreOf(trees, matrix.values, row * matrix.features),
      );
      own.rows0.forEach((expected, row) => {
        expect(Math.abs(told[row]! - expected), `row ${row}`).toBeLessThan(1e-6);
      });
      const mean = told.reduce((sum, one) => sum + one, 0) / own.rows;
      const squares = told.reduce((sum, one) => sum + one * one, 0) / own.rows;
      expect(mean).toBeCloseTo(own.mean, 6);
      expect(squares).toBeCloseTo(own.squares, 6);
    });
  },
);

describe('bins', () => {
  it('lie between all values where these are few, else between percentiles', () => {
    expect([...thresholdsOf(Float64Array.of(1, 1, 2, 5), 255)]).toEqual([1.5, 3.5]);
    expect([...thresholdsOf(Float64Array.of(), 255)]).toEqual([]);
    // numpy.percentile([0 ... 9], [25, 50, 75], method='averaged_inverted_cdf')
    expect([
      ...thresholdsOf(
        Float64Array.from({ length: 10 }, (_, i) => i),
        4,
      ),
    ]).toEqual([2, 4.5, 7]);
  });

  it('a value is in the first bin whose threshold it does not exceed', () => {
    const own = Float64Array.of(1.5, 3.5);
    expect([-9, 1.5, 1.6, 3.5, 4, Number.NaN].map((value) => binOf(own, value))).toEqual([
      0,
      0,
      1,
      1,
      2,
      MISSING_BIN,
    ]);
  });
});

describe('floats', () => {
  const extremes = [0, -0, 1e-45, -1e-45, 1e-38, 3.4e38, -3.4e38, Infinity, -Infinity, 1, 1, -1.5, 1e-20];

  it('are sorted as numbers are', () => {
    const key = drawKey(seedWords('boosting'), 'split');
    const drawn = Array.from({ length: 3000 }, (_, i) => (uniform(key, i) - 0.5) * 10 ** (i % 70) * 1e-38);
    const values = Float32Array.from([...drawn, ...extremes]);
    expect([...sortFloats(values.slice())]).toEqual([...values.toSorted()]);
    expect([...sortFloats(new Float32Array(0))]).toEqual([]);
  });

  it('are parted by a narrow threshold as by the threshold', () => {
    const values = Float32Array.from(extremes).toSorted();
    const between = [...values].map((value, i) => value / 2 + (values[i + 1] ?? value) / 2);
    const thresholds = Float64Array.from(between.filter((one) => !Number.isNaN(one) && one < Infinity));
    thresholds[thresholds.length - 1] = 1e300;
    const narrow = narrowThresholds({ thresholds: [thresholds], hasMissing: Uint8Array.of(0) });
    expect(narrow).toHaveLength(256);
    thresholds.forEach((threshold, i) => {
      for (const value of values)
        expect(value <= narrow[i]!, `${value}, ${threshold}`).toBe(value <= threshold);
    });
    expect(narrow[thresholds.length]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('units', () => {
  it('are as small as sums allow, and no sum or term overflows', () => {
    for (const rows of [1, 20, 1500, 200_000, 16_000_000])
      for (const [size, hessian, most] of [
        [rows * 0.5, rows * 0.25, 1],
        [rows * 1e-9, rows * 1e-12, 1],
        [0, 0, 1],
        [rows * 0.5 + 1e6, rows * 0.25 + 2.5e5, 1e6],
      ] as const) {
        const units = unitsOf(rows, { gradient: 0, size, hessian }, most);
        for (const [power, sum, limit] of [
          [units.gradient, size, 2 ** 63],
          [units.hessian, hessian, 2 ** units.bits],
        ] as const) {
          expect(Number.isInteger(Math.log2(power))).toBe(true);
          const fits = (one: number) => sum * one + rows < limit && most * one <= 2 ** 51;
          expect(fits(power)).toBe(true);
          expect(fits(2 * power)).toBe(false);
        }
        expect(rows).toBeLessThan(2 ** (64 - units.bits));
      }
  });
});

/** Skewed columns with ties, missing values, a constant. */
function noise(rows: number, features: number): Labelled {
  const key = drawKey(seedWords('boosting'), 'split');
  const values = Float32Array.from({ length: rows * features }, (_, i) => {
    const [row, f] = [Math.floor(i / features), i % features];
    const u = uniform(key, row, f);
    if (f === 1 && u < 0.2) return Number.NaN;
    return f === 2 ? 7 : f === 3 ? Math.floor(5 * u) : 1 / (u + 0.01);
  });
  return {
    matrix: { rows, features, values },
    label: Uint8Array.from({ length: rows }, (_, row) =>
      Number(uniform(key, row, 99) < values[row * features]! / 100),
    ),
  };
}

describe('kernels', () => {
  it.each([1, 2, 5, 8, 9])(
    'give the bits of the plain way, with %i features, on any number of threads',
    (features) => {
      const { matrix, label } = noise(1500, features);
      const bins = findBins(matrix, 255);
      const rules = { ...rulesOf(FIXTURE.cases[1]!.params), leaves: 9 };
      const options = { matrix, bins, label, positiveWeight: 3, baseline: -0.7, slots: rules.leaves + 1 };
      const plain = rowsPlainly(options);
      const wanted = [0, 1, 2].map(() => growTree(plain, 1500, plain.gradients(), bins, rules));
      expect(wanted[0]!.length).toBeGreaterThan(3);
      for (const threads of [1, 2, 3]) {
        const rows = openRows(quietRun('boosting', threads).kernels, options);
        const grown = [0, 1, 2].map(() => growTree(rows, 1500, rows.gradients(), bins, rules));
        rows.histograms(100, 1400, 2);
        plain.histograms(100, 1400, 2);
        expect(rows.at(2)).toEqual(plain.at(2));
        rows.close();
        expect(grown).toEqual(wanted);
      }
    },
  );

  it('give their memory back', async () => {
    const run = quietRun('boosting');
    const before = run.kernels.memory.used;
    await boost(noise(500, 4), rulesOf(FIXTURE.cases[0]!.params), run);
    expect(run.kernels.memory.used).toBe(before);
  });
});

it('stops growing when the loss of rows held back does not fall, and keeps the trees up to the best', async () => {
  const rules = { ...rulesOf(FIXTURE.cases[0]!.params), trees: 300, patience: 5 };
  const losses: number[] = [];
  const run = {
    ...quietRun('boosting'),
    trace: (_: string, _epoch: number, value: number) => losses.push(value),
  };
  const all = noise(900, 5);
  const part = (from: number, to: number): Labelled => ({
    matrix: { rows: to - from, features: 5, values: all.matrix.values.slice(5 * from, 5 * to) },
    label: all.label.slice(from, to),
  });
  const { trees } = await boost(part(0, 600), rules, run, part(600, 900));
  expect(losses.length).toBeLessThan(300);
  expect(trees.trees).toBe(losses.indexOf(Math.min(...losses)) + 1);
  expect(losses.length).toBe(trees.trees + 5);
});

it('contributions of features add up to the score beyond the roots, whichever row was scored before', async () => {
  const { matrix, label } = noise(700, 5);
  const { trees } = await boost({ matrix, label }, rulesOf(FIXTURE.cases[0]!.params), quietRun('boosting'));
  const roots = Array.from({ length: trees.trees }, (_, tree) => trees.value[trees.start[tree]!]!);
  const walks = walksOf(trees, 5);
  const contributions = (row: number): Float64Array => {
    const out = new Float64Array(5);
    walks.contributions(matrix.values.subarray(5 * row, 5 * row + 5), out);
    return out;
  };
  const rows = [0, 17, 333];
  const found = rows.map(contributions);
  rows.forEach((row, i) => {
    const sum = found[i]!.reduce((a, b) => a + b, 0) + roots.reduce((a, b) => a + b, 0);
    const score = walks.score(matrix.values.subarray(5 * row, 5 * row + 5));
    expect(score).toBe(scoreOf(trees, matrix.values, 5 * row));
    expect(sum).toBeCloseTo(score, 10);
    expect(found[i]![2]).toBe(0);
    expect(contributions(row)).toEqual(found[i]);
  });
  expect(found[0]).not.toEqual(found[1]);
});

it('a single split by hand: values and gain of the second order', async () => {
  // Baseline log(2 / 2) = 0: p = 1/2, gradients +-1/2, hessians 1/4. Left both 0: G = 1, H = 1/2; value -lr G / (H + l2).
  const matrix: Matrix = { rows: 4, features: 1, values: Float32Array.of(1, 2, 3, 4) };
  const rules = {
    ...rulesOf(FIXTURE.cases[0]!.params),
    trees: 1,
    leaves: 2,
    leastRows: 1,
    l2: 1.5,
    learningRate: 0.3,
  };
  const { baseline, trees } = await boost(
    { matrix, label: Uint8Array.of(0, 0, 1, 1) },
    rules,
    quietRun('boosting'),
  );
  expect(baseline).toBe(0);
  expect([...trees.threshold]).toEqual([2.5, 0, 0]);
  expect(trees.value[1]).toBeCloseTo(-0.3 / 2, 12);
  expect(trees.value[2]).toBeCloseTo(0.3 / 2, 12);
});
