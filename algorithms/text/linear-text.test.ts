/**
 * Naive Bayes and logistic regression beside scikit-learn 1.9.1 on the dozen texts of the fixture: TfidfVectorizer(ngram_range=(1, 2)) or
 * CountVectorizer(), token_pattern r"(?u)\b\w+\b"; LogisticRegression(C=10, tol=1e-12); MultinomialNB(alpha).
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import { NO_CLASS } from '../../datasets/examples.ts';
import type { Algorithm } from '../algorithm.ts';
import { learntFrom, quietRun, smallExamples, smallTraining } from '../small-training.node.ts';
import type { LinearText } from './linear-text.ts';
import { logisticText } from './logistic-text.ts';
import { naiveBayes } from './naive-bayes.ts';
import { nameOf } from './runs.ts';
import { everyRow, examplesOf, fitOn, secondClass } from './sentiment.fixture.ts';

const PEER = JSON.parse(readFileSync(new URL('./scikit-learn.fixture.json', import.meta.url), 'utf8'));
const TEXTS: readonly string[] = PEER.texts;
const ASK: readonly string[] = PEER.ask;
const PLAIN = { elongation: 'keep', contractions: 'cut', numbers: 'keep', emoji: false, negation: 'none' };

/** The dozen with these classes, then what is asked, of no class. */
function dozen(labels: readonly number[], classes: readonly string[]) {
  const rows = [
    ...TEXTS.map((text, i) => [labels[i]!, text] as const),
    ...ASK.map((text) => [NO_CLASS, text] as const),
  ];
  return smallExamples(classes, rows);
}

const two = () => dozen(PEER.two, ['no', 'yes']);
const three = () => dozen(PEER.three, ['bad', 'so so', 'good']);
const learnt = Uint32Array.from(TEXTS.keys());
const asked = Uint32Array.from(ASK, (_, i) => TEXTS.length + i);

async function chances(algorithm: Algorithm<'label'>, examples: ReturnType<typeof two>, params: object) {
  const model = await fitOn(algorithm, examples, learnt, { ...PLAIN, ...params });
  const size = examples.classes.length;
  const out = new Float64Array(asked.length * size);
  model.probabilities(examples, asked, out);
  const state = (model as unknown as { save(): { state: LinearText } }).save().state;
  return { model, state, rows: [...asked.keys()].map((i) => [...out.subarray(i * size, (i + 1) * size)]) };
}

/** Weight of a run, by output. */
function weightsOf({ columns, weights, intercepts }: LinearText, run: string): number[] {
  const vocabulary = columns.vocabulary!;
  const count = vocabulary.tokens.length + vocabulary.before.length;
  const column = Array.from({ length: count }, (_, c) => nameOf(vocabulary, c)).indexOf(run);
  return [...weights.subarray(column * intercepts.length, (column + 1) * intercepts.length)];
}

const near = (found: readonly number[], expected: readonly number[], digits: number): void => {
  expect(found).toHaveLength(expected.length);
  found.forEach((one, i) => {
    expect(one).toBeCloseTo(expected[i]!, digits);
  });
};

describe('logistic-text', () => {
  const exact = { penalty: 0.1, tolerance: 1e-9 };

  it("finds scikit-learn's weights, intercept and probabilities of two classes", async () => {
    const { state, rows } = await chances(logisticText, two(), exact);
    const peer = PEER.two_tfidf;
    for (const [run, coefficient] of Object.entries(peer.coef))
      near(weightsOf(state, run), [coefficient as number], 5);
    near([...state.intercepts], [peer.intercept], 5);
    expect(state.weights).toHaveLength(PEER.tfidf.columns);
    expect(state.weights.reduce((sum, w) => sum + w * w, 0)).toBeCloseTo(peer.squares, 4);
    near(
      rows.map((row) => row[1]!),
      peer.chance,
      6,
    );
  });

  it('and of three, by softmax', async () => {
    const { state, rows } = await chances(logisticText, three(), exact);
    const peer = PEER.three_tfidf;
    for (const [run, coefficients] of Object.entries(peer.coef))
      near(weightsOf(state, run), coefficients as number[], 5);
    near([...state.intercepts], peer.intercept, 5);
    rows.forEach((row, i) => {
      near(row, peer.chance[i], 6);
    });
  });

  it('traces a loss that never rises', async () => {
    const losses: number[] = [];
    const run = {
      ...quietRun('trace'),
      trace: (_: string, __: number, value: number) => void losses.push(value),
    };
    const data = { ...smallTraining(1, 1, []), examples: learntFrom(two(), learnt) };
    await logisticText.fit(data, logisticText.params.parse({}), run);
    expect(losses.length).toBeGreaterThan(2);
    losses.forEach((loss, i) => {
      if (i > 0) expect(loss).toBeLessThanOrEqual(losses[i - 1]!);
    });
  });

  it('can be learnt and asked over hashed columns, with room enough as over a vocabulary', async () => {
    const counts = { ...exact, weighting: 'counts' };
    const hashed = await chances(logisticText, two(), { ...counts, hashBits: 16 });
    const known = await chances(logisticText, two(), counts);
    expect(hashed.state.columns.vocabulary).toBeNull();
    hashed.rows.forEach((row, i) => {
      near(row, known.rows[i]!, 5);
    });
    const told = hashed.model.explain!(two(), asked[0]!, 1, 3);
    expect(told.causes.map(({ name }) => name)).toContain('is great');
  });
});

describe('naive-bayes', () => {
  it("has scikit-learn's probabilities of two and of three classes", async () => {
    const [ofTwo, ofThree] = [
      await chances(naiveBayes, two(), { grams: 1 }),
      await chances(naiveBayes, three(), { grams: 1, alpha: 0.5 }),
    ];
    ofTwo.rows.forEach((row, i) => {
      near(row, PEER.nb2[i], 7);
    });
    ofThree.rows.forEach((row, i) => {
      near(row, PEER.nb3[i], 7);
    });
  });

  it('answers the textbook: P(China | Chinese x 3, Tokyo, Japan) (Manning, Raghavan, Schuetze 2008, example 13.1)', async () => {
    const examples = smallExamples(
      ['other', 'China'],
      [
        [1, 'Chinese Beijing Chinese'],
        [1, 'Chinese Chinese Shanghai'],
        [1, 'Chinese Macao'],
        [0, 'Tokyo Japan Chinese'],
        [NO_CLASS, 'Chinese Chinese Chinese Tokyo Japan'],
      ],
    );
    const model = await fitOn(naiveBayes, examples, Uint32Array.of(0, 1, 2, 3), { grams: 1 });
    const china = (3 / 4) * (3 / 7) ** 3 * (1 / 14) ** 2;
    const other = (1 / 4) * (2 / 9) ** 5;
    expect(secondClass(model, examples, Uint32Array.of(4))[0]).toBeCloseTo(china / (china + other), 12);
  });
});

describe.each([
  ['logistic-text', logisticText as Algorithm<'label'>],
  ['naive-bayes', naiveBayes as Algorithm<'label'>],
])('why: %s', (_name, algorithm) => {
  it('contributions of all runs and the intercept add up to the log odds', async () => {
    const { model, rows } = await chances(algorithm, two(), {});
    for (const of of [0, 1]) {
      const { score, causes, additive } = model.explain!(two(), asked[0]!, of, 1000);
      expect(additive).toBe(true);
      expect(causes.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 10);
      expect(score).toBeCloseTo(Math.log(rows[0]![of]! / rows[0]![1 - of]!), 8);
    }
    const { causes } = model.explain!(two(), asked[1]!, 1, 2);
    expect(causes).toHaveLength(2);
    expect(causes[0]!.name).toBe('bad');
    expect(causes[0]!.contribution).toBeLessThan(0);
  });

  it('of three classes, those for a class and for the others cancel', async () => {
    const { model } = await chances(algorithm, three(), {});
    const scores = [0, 1, 2].map((of) => model.explain!(three(), asked[0]!, of, 1).score);
    expect(scores.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 10);
    expect(scores.indexOf(Math.max(...scores))).toBe(2);
  });
});

describe('what is asked in vain', () => {
  it('examples without texts are refused, in words', async () => {
    const { text: _, ...silent } = examplesOf([['good', 1]]);
    await expect(fitOn(logisticText, silent, everyRow(silent))).rejects.toThrow(ConfigError);
    await expect(fitOn(naiveBayes, silent, everyRow(silent))).rejects.toThrow(/no text/);
  });

  it('a text without a known word has the share of the classes, and empty texts are texts', async () => {
    const examples = examplesOf([
      ['good', 1],
      ['fine', 1],
      ['bad', 0],
      ['', 1],
      ['?', 0],
    ]);
    const model = await fitOn(naiveBayes, examples, Uint32Array.of(0, 1, 2));
    expect([...secondClass(model, examples, Uint32Array.of(3, 4))]).toEqual(
      [2 / 3, 2 / 3].map((p) => expect.closeTo(p, 12)),
    );
  });
});
