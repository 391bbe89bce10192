import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import {
  CHOICES_A_SLATE,
  choose,
  conformityAppeal,
  drawChoiceWords,
  gumbelOfWord,
  OUTSIDE,
} from './choice.ts';

const seed = seedWords('choice');
const itemKey = drawKey(seed, 'choice.item');
const outsideKey = drawKey(seed, 'choice.outside');

function draw(shopper: number, count: number): Uint32Array {
  const words = new Uint32Array(CHOICES_A_SLATE * (count + 1));
  for (let i = 0; i < count; i++) drawChoiceWords(itemKey, shopper, 1000 + i, 5, 2, words, i);
  drawChoiceWords(outsideKey, shopper, 0, 5, 2, words, count);
  return words;
}

describe('choose', () => {
  it.each([
    ['utilities of both signs', [1.2, -0.4, 0.3, -2], 0.5],
    ['negative utilities only', [-3, -1, -2.5, -1.2], -1.5],
    ['utilities far apart', [6, -6, 0, 2], 4],
  ])('takes each option as often as the softmax says: %s', (_, values, outside) => {
    const utilities = Float64Array.from(values);
    const n = 60_000;
    for (let step = 0; step < 2; step++) {
      const taken = new Float64Array(values.length + 1);
      for (let shopper = 0; shopper < n; shopper++) {
        const chosen = choose(step, values.length, utilities, outside, draw(shopper, values.length));
        taken[chosen === OUTSIDE ? values.length : chosen]!++;
      }
      const weights = [...values, outside].map((utility) => Math.exp(utility));
      const total = weights.reduce((a, b) => a + b, 0);
      weights.forEach((weight, option) => {
        const p = weight / total;
        expect(Math.abs(taken[option]! - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)) + 1);
      });
    }
  });

  it('equals the plain argmax over all Gumbel draws, and never takes what is taken', () => {
    const candidate = fc.record({
      utility: fc.oneof(fc.double({ min: -20, max: 20, noNaN: true }), fc.constant(Number.NaN)),
      word: fc.oneof(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.constantFrom(0, 0xffffffff, 0xfeffffff, 0xff000000),
      ),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), candidate, (candidates, { word }) => {
        const count = candidates.length;
        const words = new Uint32Array(CHOICES_A_SLATE * (count + 1));
        candidates.forEach((one, i) => {
          words[CHOICES_A_SLATE * i + 1] = one.word;
        });
        words[CHOICES_A_SLATE * count + 1] = word;
        let best = 1 + gumbelOfWord(word);
        let expected = OUTSIDE;
        candidates.forEach((one, i) => {
          const total = one.utility + gumbelOfWord(one.word);
          if (total > best) {
            best = total;
            expected = i;
          }
        });
        const utilities = Float64Array.from(candidates, ({ utility }) => utility);
        expect(choose(1, count, utilities, 1, words)).toBe(expected);
      }),
    );
  });

  it('takes nothing from an empty slate', () => {
    expect(choose(0, 0, new Float64Array(0), -20, draw(1, 0))).toBe(OUTSIDE);
  });
});

describe('conformityAppeal', () => {
  it('is 0 without clicks, weight log 2 at the mean, and rises', () => {
    expect(conformityAppeal(5, 0, 1)).toBe(0);
    expect(conformityAppeal(0, 3, 1)).toBe(0);
    expect(conformityAppeal(3, 3, 0.5)).toBeCloseTo(0.5 * Math.LN2, 12);
    expect(conformityAppeal(9, 3, 1)).toBeGreaterThan(conformityAppeal(8, 3, 1));
  });
});
