import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Examples } from '../../datasets/examples.ts';
import { NO_CLASS } from '../../datasets/examples.ts';
import type { LabelModel, TrainingData } from '../algorithm.ts';
import { learntFrom, quietRun, smallExamples, smallTraining } from '../small-training.node.ts';
import { boostedTrees } from './boosted-trees.ts';
import { fraudLogistic } from './fraud-logistic.ts';
import { fraudRules } from './fraud-rules.ts';
import {
  anomalyScore,
  type IsolationTrees,
  isolationForest,
  meanPath,
  pathLength,
} from './isolation-forest.ts';
import { learningRows } from './learning-rows.ts';

/**
 * `detectors.fixture.json`: LogisticRegression(C=1/2, class_weight={0: 1, 1: 3}, solver='newton-cholesky', tol=1e-10) on columns made
 * standard (population deviation, missing at 0) and on one-hot bins of _find_binning_thresholds(column, 8), missing apart; IsolationForest
 * (random_state=3), its trees and -score_samples; rows as `formula` makes them.
 */
const FIXTURE = JSON.parse(readFileSync(new URL('detectors.fixture.json', import.meta.url), 'utf8')) as {
  readonly source: string;
  readonly rows: number;
  readonly features: number;
  readonly distinct: number;
  readonly penalty: number;
  readonly positiveWeight: number;
  readonly bins: number;
  readonly standardised: readonly number[];
  readonly binned: readonly number[];
  readonly forest: {
    readonly sample: number;
    readonly trees: readonly Record<'left' | 'right' | 'feature' | 'threshold' | 'rows', readonly number[]>[];
    readonly scores: readonly number[];
  };
  readonly largeForest: {
    readonly trees: number;
    readonly sample: number;
    readonly scores: readonly number[];
  };
};
const NAMES = ['a', 'b', 'c', 'd'];

function formula(missing: number): Examples {
  const { rows, features, distinct } = FIXTURE;
  const values = new Float32Array(rows * features);
  const label = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const own = Float32Array.from({ length: features }, (_, f) =>
      (i + 3 * f) % 11 === 0 ? Number.NaN : ((i * (7919 + 104_729 * f) + f * 31) % distinct) / distinct,
    );
    values.set(
      own.map((value) => (Number.isNaN(value) ? missing : value)),
      i * features,
    );
    const at = (f: number, otherwise: number): number => (Number.isNaN(own[f]!) ? otherwise : own[f]!);
    const score = at(0, 0.9) + (Number.isNaN(own[1]!) ? 0.4 : own[1]! * own[1]!) - at(2, 0) * at(3, 0.5);
    label[i] = score + (((i * 40_503) % 1000) / 1000) * 0.5 > 0.95 ? 1 : 0;
  }
  const examples = smallExamples(
    ['no', 'yes'],
    Array.from(label, (one) => [one, ''] as const),
    NAMES,
  );
  return { ...examples, features: { names: NAMES, values } };
}

const dataOf = (examples: Examples, asOf = Number.POSITIVE_INFINITY): TrainingData => ({
  ...smallTraining(1, 1, []),
  asOf,
  examples: learntFrom(examples),
});

const chancesOf = (model: LabelModel, examples: Examples): number[] => {
  const out = new Float64Array(2 * examples.length);
  model.probabilities(examples, Uint32Array.from(examples.label.keys()), out);
  return Array.from(examples.label, (_, row) => out[2 * row + 1]!);
};

describe('fraud-logistic', () => {
  it.each(['standardised', 'binned'] as const)(`tells what ${FIXTURE.source} tells: %s`, async (features) => {
    const examples = formula(Number.NaN);
    const { penalty, positiveWeight, bins } = FIXTURE;
    const model = await fraudLogistic.fit(
      dataOf(examples),
      fraudLogistic.params.parse({ features, penalty, positiveWeight, bins }),
      quietRun('a'),
    );
    const told = chancesOf(model, examples);
    FIXTURE[features].forEach((expected, row) => {
      expect(Math.abs(told[row]! - expected), `row ${row}`).toBeLessThan(2e-5);
    });
  });

  it('tells why: what each feature adds to the log odds beyond their mean', async () => {
    const examples = formula(Number.NaN);
    const model = await fraudLogistic.fit(dataOf(examples), fraudLogistic.params.parse({}), quietRun('a'));
    const told = chancesOf(model, examples);
    const whys = [3, 4, 5].map((row) => model.explain!(examples, row, 1, 4));
    const odds = [3, 4, 5].map((row) => Math.log(told[row]! / (1 - told[row]!)));
    whys.forEach((why, i) => {
      expect(why.causes.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(why.score, 9);
      expect(why.score - whys[0]!.score).toBeCloseTo(odds[i]! - odds[0]!, 7);
    });
  });
});

describe('isolation-forest', () => {
  it('knows the mean length of a search that fails', () => {
    // 2 H(n - 1) - 2 (n - 1) / n, with H(i) = ln i + 0.5772156649.
    expect(meanPath(2)).toBe(1);
    expect(meanPath(1)).toBe(0);
    expect(meanPath(256)).toBeCloseTo(10.244770920119917, 9);
    expect(anomalyScore(meanPath(256), 256)).toBeCloseTo(0.5, 12);
  });

  it(`scores as ${FIXTURE.source} does with the same trees`, () => {
    const { trees, sample, scores } = FIXTURE.forest;
    const start = [0];
    for (const { left } of trees) start.push(start.at(-1)! + left.length);
    const flat = (name: 'left' | 'right' | 'feature' | 'threshold' | 'rows') =>
      trees.flatMap((tree, t) =>
        tree[name].map((value) =>
          (name === 'left' || name === 'right') && value > 0 ? value + start[t]! : value,
        ),
      );
    const whole: IsolationTrees = {
      nodes: start.at(-1)!,
      trees: trees.length,
      start: Uint32Array.from(start),
      left: Uint32Array.from(flat('left')),
      right: Uint32Array.from(flat('right')),
      feature: Uint32Array.from(flat('feature')),
      threshold: Float64Array.from(flat('threshold')),
      rows: Uint32Array.from(flat('rows')),
    };
    const { features } = formula(0.5);
    scores.forEach((expected, row) => {
      expect(anomalyScore(pathLength(whole, features!.values, 4 * row), sample), `row ${row}`).toBeCloseTo(
        expected,
        9,
      );
    });
  });

  it(`finds what ${FIXTURE.source} finds unusual, by trees of its own draws`, async () => {
    const { trees, sample, scores } = FIXTURE.largeForest;
    const examples = formula(0.5);
    const model = await isolationForest.fit(dataOf(examples), { trees, sample, without: [] }, quietRun('a'));
    const told = chancesOf(model, examples).slice(0, scores.length);
    const means = [told, scores].map((all) => all.reduce((sum, one) => sum + one, 0) / all.length);
    // Scores of two forests of 400 trees differ by chance; each row's standard error is some .003.
    scores.forEach((expected, row) => {
      expect(Math.abs(told[row]! - expected), `row ${row}`).toBeLessThan(0.03);
    });
    expect(Math.abs(means[0]! - means[1]!)).toBeLessThan(0.006);
    const deviations = [told, scores].map((all, i) => all.map((one) => one - means[i]!));
    const product = (a: number[], b: number[]): number => a.reduce((sum, one, i) => sum + one * b[i]!, 0);
    const [own, other] = deviations as [number[], number[]];
    expect(product(own, other) / Math.sqrt(product(own, own) * product(other, other))).toBeGreaterThan(0.97);
  });

  it('raises the one row that is far from all others first, and no row of data that is all alike', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [0, '', [(i * 37) % 50, (i * 11) % 50]] as const);
    const examples = smallExamples(['no', 'yes'], [...rows, [1, '', [500, -300]]]);
    const told = chancesOf(
      await isolationForest.fit(dataOf(examples), isolationForest.params.parse({}), quietRun('a')),
      examples,
    );
    expect(told.indexOf(Math.max(...told))).toBe(200);
    expect(told[200]).toBeGreaterThan(0.75);
    const same = smallExamples(
      ['no', 'yes'],
      rows.map(() => [0, '', [3, 3]] as const),
    );
    const alike = chancesOf(
      await isolationForest.fit(dataOf(same), isolationForest.params.parse({}), quietRun('a')),
      same,
    );
    for (const one of alike) expect(one).toBeCloseTo(0.5, 12);
  });
});

describe('fraud-rules', () => {
  const names = ['amountOverHabit', 'cardCount10m', 'cardCount1h', 'addressCards7d'];
  const examples = smallExamples(
    ['legitimate', 'fraud'],
    [
      [0, '', [0, 0, 1, 0]],
      [1, '', [0, 3, 9, 0]],
      [1, '', [0, 1, 1, 12]],
      [1, '', [0, 6, 6, 3]],
    ],
    names,
  );
  const fitted = (params: object) =>
    fraudRules.fit(dataOf(examples), fraudRules.params.parse(params), quietRun('a'));

  it('fires from the threshold on, and ranks by how far it is exceeded', async () => {
    const told = chancesOf(await fitted({}), examples);
    expect(told).toEqual([0, 3 / 6, 12 / 15, 6 / 9]);
    expect(chancesOf(await fitted({ cardWithin: '1h', cardPayments: 9 }), examples)).toEqual([
      1 / 10,
      9 / 18,
      12 / 15,
      3 / 6,
    ]);
  });

  it('says which rules have fired, and by what', async () => {
    const why = (await fitted({})).explain!(examples, 3, 1, 9);
    expect(why.causes.map(({ name }) => name)).toEqual([
      'many purchases on one card in a short time: cardCount10m = 6, from 3',
      'many payment methods at one address: addressCards7d = 3, from 3',
    ]);
    expect((await fitted({})).explain!(examples, 0, 1, 9).causes).toEqual([]);
  });
});

describe('what is learnt from', () => {
  const DAY = 86_400;
  const rows = Array.from({ length: 20 }, (_, i) => [i % 2, '', [i % 2, i]] as const);
  const examples = smallExamples(['legitimate', 'fraud'], rows);
  const late: Examples = {
    ...examples,
    time: Uint32Array.from(rows, (_, i) => i * DAY),
    known: { label: new Uint8Array(20).fill(NO_CLASS), time: new Uint32Array(20) },
  };
  const learnt = Uint8Array.from(rows, (_, i) => (i === 3 || i === 19 ? 1 : i === 18 ? 0 : NO_CLASS));

  it('labels that are known, and what no one has complained of for long enough', () => {
    const data = {
      ...dataOf(late, 20 * DAY),
      examples: { all: late, rows: Uint32Array.from(rows.keys()), label: learnt },
    };
    const { rows: used, label } = learningRows(data, 7);
    expect([...used]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 19]);
    expect([...label]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('only what has a class, where classes are known with the rows', () => {
    const data = {
      ...dataOf(examples),
      examples: { all: examples, rows: Uint32Array.from(rows.keys()), label: learnt },
    };
    expect([...learningRows(data, 7).rows]).toEqual([3, 18, 19]);
  });

  it('not the features that are left out', async () => {
    const params = { trees: 5, leastRows: 1 };
    const [all, without] = await Promise.all(
      [[], ['a*']].map((names) =>
        boostedTrees.fit(
          dataOf(examples),
          boostedTrees.params.parse({ ...params, without: names }),
          quietRun('a'),
        ),
      ),
    );
    expect(all!.explain!(examples, 1, 1, 9).causes.map(({ name }) => name)).toContain('a = 1');
    for (const { name } of without!.explain!(examples, 1, 1, 9).causes) expect(name).not.toMatch(/^a /);
    await expect(
      boostedTrees.fit(
        dataOf(examples),
        boostedTrees.params.parse({ without: ['cardCuont'] }),
        quietRun('a'),
      ),
    ).rejects.toThrow(/'cardCuont' is no feature/);
  });
});
