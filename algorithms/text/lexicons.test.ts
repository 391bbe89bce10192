/** VADER's rules beside its authors' program, vaderSentiment 3.3.2: polarity_scores(text)['compound'], four digits; AFINN by hand. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NO_CLASS } from '../../datasets/examples.ts';
import type { Algorithm } from '../algorithm.ts';
import { smallExamples } from '../small-training.node.ts';
import { afinnScore } from './afinn-rules.ts';
import { lexiconAfinn } from './lexicon-afinn.ts';
import { lexiconVader } from './lexicon-vader.ts';
import { everyRow, examplesOf, fitOn, secondClass } from './sentiment.fixture.ts';
import { vaderScore } from './vader-rules.ts';

const PEER: [string, number][] = JSON.parse(
  readFileSync(new URL('./vader.fixture.json', import.meta.url), 'utf8'),
);

describe('the rules of VADER', () => {
  it.each(PEER)('%j is %d', (text, compound) => {
    expect(Math.abs(vaderScore(text).compound - compound)).toBeLessThanOrEqual(0.000051);
  });

  it('of ratings that have become equal before "but" moves the first again, as the program does', () => {
    // hero 2.6 is halved to 1.3, which cool has too: the first is halved again in its place.
    const { words, valences } = vaderScore('hero cool but');
    expect(words).toEqual(['hero', 'cool', 'but']);
    expect(valences).toEqual([0.65, 1.3, 0].map((one) => expect.closeTo(one, 12)));
  });
});

describe('the sum of AFINN', () => {
  const told = (text: string, reach = 3) => {
    const { sum, phrases, hasNegator } = afinnScore(text, reach);
    return [sum, phrases.map(({ phrase, rating }) => `${phrase} ${rating}`).join(', '), hasNegator];
  };

  it('rates words and phrases, the longest that fits', () => {
    expect(told('A good thing, an outstanding one')).toEqual([8, 'good 3, outstanding 5', false]);
    expect(told("can't stand it")).toEqual([-3, "can't stand -3", true]);
    expect(told('It does not work')).toEqual([-3, 'does not work -3', true]);
  });

  it('counts the other way round what follows a negator, as far as it reaches and within its clause', () => {
    expect(told("I don't like it")).toEqual([-2, 'not like -2', true]);
    expect(told('never a really very good one')).toEqual([3, 'good 3', true]);
    expect(told('never a really very good one', 4)).toEqual([-3, 'not good -3', true]);
    expect(told('no, good')).toEqual([2, 'no -1, good 3', true]);
    expect(told('not bad', 0)).toEqual([-3, 'bad -3', true]);
  });
});

describe.each([
  ['lexicon-vader', lexiconVader as Algorithm<'label'>],
  ['lexicon-afinn', lexiconAfinn as Algorithm<'label'>],
])('%s', (_name, algorithm) => {
  const examples = examplesOf([
    ['A wonderful, excellent phone', NO_CLASS],
    ['It is horrible', NO_CLASS],
    ['The box came on Monday', NO_CLASS],
    ['It has not come', NO_CLASS],
    ['', NO_CLASS],
  ]);
  const told = async (params: object) =>
    secondClass(await fitOn(algorithm, examples, new Uint32Array(0), params), examples, everyRow(examples));

  it('needs nothing to learn from', async () => {
    const [good, bad, ...ties] = await told({ ties: 'negator' });
    expect(good).toBeGreaterThan(0.75);
    expect(bad).toBeLessThan(0.3);
    expect(ties.map((p) => p > 0.5)).toEqual([true, false, true]);
    expect([...(await told({ ties: 'positive' }))].slice(2).map((p) => p > 0.5)).toEqual([true, true, true]);
    expect([...(await told({ ties: 'negative' }))].slice(2).map((p) => p > 0.5)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('says which words, for either side', async () => {
    const model = await fitOn(algorithm, examples, new Uint32Array(0));
    const { causes, score } = model.explain!(examples, 1, 0, 5);
    expect(score).toBeGreaterThan(0);
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatchObject({ name: 'horrible' });
    expect(causes[0]!.contribution).toBeGreaterThan(0);
    expect(model.explain!(examples, 0, 1, 1).causes).toHaveLength(1);
  });

  it('learns where the classes part, of two by calibration, of three always', async () => {
    // All that is not praised is blamed here: texts that rate as 0 are of the first class.
    const rows = Array.from(
      { length: 60 },
      (_, i) => [i % 3, ['horrible', 'a box', 'wonderful'][i % 3]!] as const,
    );
    const harsh = smallExamples(
      ['blame', 'praise'],
      rows.map(([label, text]) => [Number(label === 2), text]),
    );
    const few = Uint32Array.of(0, 1, 2);
    for (const calibration of ['platt', 'isotonic']) {
      const model = await fitOn(algorithm, harsh, everyRow(harsh), { calibration });
      expect([...secondClass(model, harsh, few)].map((p) => p > 0.5)).toEqual([false, false, true]);
    }
    const three = smallExamples(['negative', 'neutral', 'positive'], rows);
    const model = await fitOn(algorithm, three, everyRow(three));
    const out = new Float64Array(9);
    model.probabilities(three, few, out);
    for (const row of [0, 1, 2]) {
      const own = [...out.subarray(3 * row, 3 * row + 3)];
      expect(own.indexOf(Math.max(...own))).toBe(row);
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });
});
