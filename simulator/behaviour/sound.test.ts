import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestWords, soundDistance } from './sound.ts';

describe('sound', () => {
  it('costs nothing for the same letters, half for letters of like sound, one for lost letters and others', () => {
    expect(soundDistance('pan', 'Pan')).toBe(0);
    expect(soundDistance('pan', 'pen')).toBe(0.5);
    expect(soundDistance('pan', 'ban')).toBe(0.5);
    expect(soundDistance('mug', 'rug')).toBe(1);
    expect(soundDistance('mugs', 'mug')).toBe(1);
    expect(soundDistance('', 'abc')).toBe(3);
  });

  it('is near for words nearest first, and never the word itself', () => {
    expect(nearestWords(['pan', 'kettle', 'pen', 'Pan', 'tin'], 0, 2)).toEqual([2, 4]);
    expect(nearestWords(['pan', 'pan'], 0, 3)).toEqual([]);
  });

  it('is a distance', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdmnprst'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(soundDistance(a, b)).toBe(soundDistance(b, a));
        expect(soundDistance(a, b) === 0).toBe(a === b);
        expect(soundDistance(a, c)).toBeLessThanOrEqual(soundDistance(a, b) + soundDistance(b, c));
      }),
    );
  });
});
