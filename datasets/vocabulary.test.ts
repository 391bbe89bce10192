import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVocabulary } from './vocabulary.ts';

describe('createVocabulary', () => {
  it('numbers ids in order of first appearance', () => {
    const vocabulary = createVocabulary();
    expect(['b', 'a', 'b', 'c', 'a'].map(vocabulary.indexOf)).toEqual([0, 1, 0, 2, 1]);
    expect(vocabulary.ids).toEqual(['b', 'a', 'c']);
    expect(vocabulary.size).toBe(3);
  });

  it('finds without adding', () => {
    const vocabulary = createVocabulary(['x', 'y', 'x']);
    expect(vocabulary.find('y')).toBe(1);
    expect(vocabulary.find('z')).toBeUndefined();
    expect(vocabulary.find('')).toBeUndefined();
    expect(vocabulary.size).toBe(2);
  });

  it('takes ids that are names of built-in properties', () => {
    const vocabulary = createVocabulary(['__proto__', 'constructor', '']);
    expect(vocabulary.find('toString')).toBeUndefined();
    expect(vocabulary.find('constructor')).toBe(1);
    expect(vocabulary.find('')).toBe(2);
  });

  it('is the inverse of ids', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (ids) => {
        const vocabulary = createVocabulary(ids);
        expect(vocabulary.size).toBe(new Set(ids).size);
        vocabulary.ids.forEach((id, index) => {
          expect(vocabulary.find(id)).toBe(index);
        });
        for (const id of ids) expect(vocabulary.ids[vocabulary.indexOf(id)]).toBe(id);
      }),
    );
  });
});
