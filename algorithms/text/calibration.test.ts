/** Beside scikit-learn 1.9.1: IsotonicRegression(out_of_bounds='clip') and sklearn.calibration._SigmoidCalibration on the fixture's scores. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Algorithm } from '../algorithm.ts';
import { calibrated, isotonicCurve, learnCalibration } from './calibration.ts';
import { logisticText } from './logistic-text.ts';
import { naiveBayes } from './naive-bayes.ts';
import { everyRow, examplesOf, fitOn, type Labelled, secondClass } from './sentiment.fixture.ts';

const PEER = JSON.parse(readFileSync(new URL('./scikit-learn.fixture.json', import.meta.url), 'utf8'));
const SCORE = Float64Array.from(PEER.isotonic.score);
const LABEL = Uint8Array.from(PEER.isotonic.label);

async function curve(method: 'platt' | 'isotonic'): Promise<number[]> {
  const calibration = await learnCalibration(method, SCORE, LABEL, 2);
  return PEER.isotonic.ask.map((score: number) => {
    const out = new Float64Array(2);
    calibrated(calibration, Float64Array.of(score), out, 0);
    expect(out[0]! + out[1]!).toBeCloseTo(1, 12);
    return out[1];
  });
}

describe('curves', () => {
  it.each(['platt', 'isotonic'] as const)('%s is that of scikit-learn', async (method) => {
    const found = await curve(method);
    found.forEach((chance, i) => {
      expect(chance).toBeCloseTo(PEER[method].chance[i], 5);
    });
  });

  it('isotonic: violators are pooled, by hand', () => {
    const { score, chance } = isotonicCurve(Float64Array.of(3, 1, 2, 4), Uint8Array.of(0, 0, 1, 1));
    expect([...score]).toEqual([1, 2, 3, 4]);
    expect([...chance]).toEqual([0, 0.5, 0.5, 1]);
  });

  it('of three classes each against the rest, and then in sum 1', async () => {
    const scores = Float64Array.from({ length: 90 }, (_, i) =>
      i % 3 === Math.floor(i / 3) % 3 ? 2 : -1 + (i % 7) / 7,
    );
    const labels = Uint8Array.from({ length: 30 }, (_, row) => row % 3);
    for (const method of ['platt', 'isotonic'] as const) {
      const calibration = await learnCalibration(method, scores, labels, 3);
      const out = new Float64Array(5).fill(-7);
      calibrated(calibration, Float64Array.of(-0.5, 2, -0.5), out, 1);
      expect(out[1]! + out[2]! + out[3]!).toBeCloseTo(1, 12);
      expect(out[2]!).toBeGreaterThan(0.8);
      expect([out[0], out[4]]).toEqual([-7, -7]);
    }
  });
});

/** Texts of 3 to 40 words, of which each speaks for its class with .58: long ones are not as sure as naive Bayes takes them to be, words coming in threes. */
function wordy(count: number): Labelled[] {
  const key = drawKey(seedWords('wordy'), 'split');
  return Array.from({ length: count }, (_, i): Labelled => {
    const label = Number(uniform(key, i, 1) < 0.5);
    const words = Array.from({ length: 1 + Math.floor(12 * uniform(key, i, 2)) }, (_, n) => {
      const of = uniform(key, i, 3, n) < 0.58 ? label : 1 - label;
      const word = `${of ? 'p' : 'n'}${Math.floor(20 * uniform(key, i, 4, n))}`;
      return `${word} ${word}b ${word}c`;
    });
    return [words.join(' '), label];
  });
}

/** Mean squared distance of probabilities and classes. */
const brier = (p: Float64Array, label: Uint8Array): number =>
  p.reduce((sum, one, i) => sum + (one - label[i]!) ** 2, 0) / p.length;

describe('calibrated models', () => {
  const examples = examplesOf(wordy(1200));
  const train = everyRow(examples).filter((row) => row < 800);
  const test = everyRow(examples).filter((row) => row >= 800);
  const truth = examples.label.subarray(800);

  it.each(['platt', 'isotonic'])(
    '%s: naive Bayes, too sure of itself, becomes better at telling how sure it is',
    async (calibration) => {
      const [plain, mended] = await Promise.all(
        [{}, { calibration }].map(async (params) =>
          secondClass(await fitOn(naiveBayes, examples, train, params), examples, test),
        ),
      );
      expect(brier(mended!, truth)).toBeLessThan(brier(plain!, truth) - 0.02);
    },
  );

  it('the same seed gives the same, another seed other folds', async () => {
    const algorithm = logisticText as Algorithm<'label'>;
    const tell = async (seed: string) =>
      secondClass(
        await fitOn(algorithm, examples, train, { calibration: 'platt', grams: 1 }, seed),
        examples,
        test,
      );
    const [one, again, other] = [await tell('a'), await tell('a'), await tell('b')];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});
