import { describe, expect, it } from 'vitest';
import { drawKey, uniform, uniformInteger } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { scoreAspects } from './aspect-scores.ts';
import { ASPECT_LEXICONS, ASPECT_NAMES } from './aspect-words.ts';
import { learnAspects } from './learnt-aspects.ts';
import { lexicalAspects, lexiconJudge, orientationIn } from './lexical-aspects.ts';
import { clausesOf, NEGATIVE, NEUTRAL, NOT_TOLD, POSITIVE, readAspects, sentencesOf } from './opinions.ts';

describe('clausesOf', () => {
  it('cuts at marks, commas and words that join', () => {
    expect(sentencesOf('Fits well. Really!  3.5 stars...\nLate')).toEqual([
      'Fits well',
      'Really',
      '3.5 stars',
      'Late',
    ]);
    expect(clausesOf('The price is good but it came late, and nobody cared.')).toEqual([
      'The price is good',
      'it came late',
      'nobody cared',
    ]);
    expect(clausesOf(' ... ')).toEqual([]);
  });
});

describe('lexical aspects', () => {
  const names = ['size', 'quality', 'price', 'delivery', 'service'] as const;
  const reader = lexicalAspects(names, lexiconJudge());
  const [not, bad, so, good] = [NOT_TOLD, NEGATIVE, NEUTRAL, POSITIVE];

  it.each([
    ['The price is great.', [not, not, good, not, not]],
    ['The price is not great.', [not, not, bad, not, not]],
    ["It isn't overpriced", [not, not, good, not, not]],
    ['Great price, terrible delivery.', [not, not, good, bad, not]],
    ['The fabric is thin, the staff was friendly', [not, bad, not, not, good]],
    ['It arrived on Monday.', [not, not, not, so, not]],
    ['I like it.', [not, not, not, not, not]],
    ['', [not, not, not, not, not]],
  ])('reads "%s"', (text, codes) => {
    expect([...readAspects(reader, [text])]).toEqual(codes);
  });

  it('lets what stands nearer say more: by hand', () => {
    const judge = (word: string) => ({ good: 1, bad: -1 })[word] ?? 0;
    const words = (text: string) => text.split(' ');
    // "good" one step from the term, "bad" four steps.
    expect(orientationIn(words('good price for a really bad'), ASPECT_LEXICONS.price, judge)).toBeCloseTo(
      1 - 1 / 4,
      12,
    );
    expect(orientationIn(words('good thing'), ASPECT_LEXICONS.price, judge)).toBeUndefined();
  });

  it('has words of one kind only within an aspect', () => {
    for (const name of ASPECT_NAMES) {
      const { terms, praise, blame } = ASPECT_LEXICONS[name];
      const all = [...terms, ...praise, ...blame];
      expect(new Set(all).size, name).toBe(all.length);
    }
  });
});

describe('learnt aspects', () => {
  const key = drawKey(seedWords('aspects'), 'bootstrap');
  const subjects = [
    ['fits', 'cut', 'waist'],
    ['came', 'parcel', 'box'],
  ];
  const judged = [
    ['awful', 'poor'],
    ['usual', 'plain'],
    ['lovely', 'superb'],
  ];
  const fillers = ['bought for a friend', 'my kids chose it', 'second one this year', 'read about it online'];

  /** Texts of up to two opinions and a filler, told in any order; it is not said which sentence is which. */
  function written(n: number, from: number): { texts: string[]; labels: Uint8Array } {
    const labels = new Uint8Array(2 * n).fill(NOT_TOLD);
    const texts = Array.from({ length: n }, (_, i) => {
      const pick = <T>(list: readonly T[], slot: number): T =>
        list[uniformInteger(key, list.length, from + i, slot)]!;
      const sentences = [pick(fillers, 0)];
      for (const aspect of [0, 1]) {
        if (uniform(key, from + i, 10 + aspect) < 0.4) continue;
        const polarity = uniformInteger(key, 3, from + i, 20 + aspect);
        labels[2 * i + aspect] = polarity;
        sentences.splice(
          uniformInteger(key, sentences.length + 1, from + i, 30 + aspect),
          0,
          `${pick(subjects[aspect]!, 40 + aspect)} ${pick(judged[polarity]!, 50 + aspect)}`,
        );
      }
      return sentences.join('. ');
    });
    return { texts, labels };
  }

  it('find what is spoken of and how, from labels of whole texts', async () => {
    const train = written(300, 0);
    const reader = await learnAspects(['size', 'delivery'], train.texts, train.labels, {
      penalty: 1,
      rounds: 2,
    });
    const test = written(200, 1000);
    const scores = scoreAspects(reader.aspects, readAspects(reader, test.texts), test.labels);
    expect(scores.aspectMacroF1).toBeGreaterThan(0.99);
    expect(scores.opinionMacroF1).toBeGreaterThan(0.99);
    expect([...readAspects(reader, ['bought for a friend', '', 'cut superb'])]).toEqual([
      ...[NOT_TOLD, NOT_TOLD],
      ...[NOT_TOLD, NOT_TOLD],
      ...[POSITIVE, NOT_TOLD],
    ]);
  });

  it('never tell an aspect that no text has', async () => {
    const { texts, labels } = written(60, 0);
    const one = labels.map((code, at) => (at % 2 === 1 ? NOT_TOLD : code));
    const reader = await learnAspects(['size', 'delivery'], texts, one, { penalty: 1, rounds: 1 });
    const told = readAspects(reader, texts);
    expect(told.filter((_, at) => at % 2 === 1).every((code) => code === NOT_TOLD)).toBe(true);
  });

  it('refuse labels that do not go with the texts', async () => {
    await expect(learnAspects(['size'], ['a'], new Uint8Array(2), { penalty: 1, rounds: 1 })).rejects.toThrow(
      '2 labels of 1 texts',
    );
  });
});

describe('scoreAspects', () => {
  it('counts aspects, polarities, and both together: by hand', () => {
    const [not, bad, so, good] = [NOT_TOLD, NEGATIVE, NEUTRAL, POSITIVE];
    const labels = Uint8Array.of(good, not, good, bad, not, bad);
    const told = Uint8Array.of(good, bad, so, bad, good, not);
    const scores = scoreAspects(['size', 'price'], told, labels);
    // Size: labelled in rows 0 and 1, told in 0, 1 and 2. Price: labelled in 1 and 2, told in 0 and 1.
    expect(scores.aspects[0]).toEqual({ name: 'size', support: 2, precision: 2 / 3, recall: 1, f1: 0.8 });
    expect(scores.aspects[1]).toEqual({ name: 'price', support: 2, precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(scores.aspectMacroF1).toBeCloseTo(0.65, 12);
    // Positive: labelled twice, told twice, once right. Negative: labelled twice, told twice, once right. Neutral: none.
    expect(scores.polarities.map(({ f1 }) => f1)).toEqual([0.5, 0, 0.5]);
    expect(scores.polarityMacroF1).toBe(0.5);
    expect(scores.opinions.find(({ name }) => name === 'size positive')).toMatchObject({
      support: 2,
      f1: 0.5,
    });
  });
});
