import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, learnVocabulary, nameOf, runFinder } from './runs.ts';
import { learnColumns, type ReadingOptions, readAll, textReader } from './text-columns.ts';
import { hashedPlace, nGrams, PLAIN_WORDS } from './tokeniser.ts';

const PEER = JSON.parse(readFileSync(new URL('./scikit-learn.fixture.json', import.meta.url), 'utf8'));

const OPTIONS: ReadingOptions = { ...PLAIN_WORDS, grams: 2, leastTexts: 1, weighting: 'counts', hashBits: 0 };

const someTexts = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }), {
  maxLength: 8,
});

describe('vocabulary', () => {
  it('has every run that stands in enough texts, and finds them as plain strings are found', () => {
    fc.assert(
      fc.property(
        someTexts,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (texts, longest, least) => {
          const vocabulary = learnVocabulary(texts, longest, least);
          const textsWith = new Map<string, number>();
          for (const text of texts)
            for (const run of new Set(nGrams(text, longest)))
              textsWith.set(run, (textsWith.get(run) ?? 0) + 1);
          const expected = [...textsWith].filter(([, some]) => some >= least).map(([run]) => run);
          const names = Array.from({ length: columnsOf(vocabulary) }, (_, column) =>
            nameOf(vocabulary, column),
          );
          expect(names.toSorted()).toEqual(expected.toSorted());
          const find = runFinder(vocabulary, longest);
          for (const text of texts) {
            const found: string[] = [];
            find(text, (column) => found.push(names[column]!));
            expect(found).toEqual(nGrams(text, longest).filter((run) => expected.includes(run)));
          }
        },
      ),
    );
  });

  it('finds all of a hundred thousand pairs', () => {
    const tokens = Array.from({ length: 100_001 }, (_, i) => `t${(i * i) % 997}`);
    const vocabulary = learnVocabulary([tokens], 2, 1);
    expect(columnsOf(vocabulary)).toBe(new Set(nGrams(tokens, 2)).size);
    let found = 0;
    runFinder(vocabulary, 2)(tokens, () => found++);
    expect(found).toBe(200_001);
  });
});

describe('rows of texts', () => {
  it("are scikit-learn's, by tf-idf", () => {
    const columns = learnColumns(PEER.texts, { ...OPTIONS, weighting: 'tf-idf' });
    const reader = textReader(columns);
    expect(reader.columns).toBe(PEER.tfidf.columns);
    const text = PEER.texts[0];
    const { length, columns: at, values } = reader.read(text);
    const found = Object.fromEntries(
      Array.from({ length }, (_, n) => [reader.nameIn(text, at[n]!), values[n]]),
    );
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(PEER.tfidf.first).toSorted());
    for (const [run, value] of Object.entries(found)) expect(value).toBeCloseTo(PEER.tfidf.first[run], 7);
  });

  it('count, or say whether; a text does not know of the one before', () => {
    const columns = learnColumns(['a a b', 'b'], OPTIONS);
    expect([...readAll(columns, ['a a b', '', 'b x', 'a a b']).values]).toEqual([2, 1, 1, 1, 1, 2, 1, 1, 1]);
    const presence = { ...columns, options: { ...OPTIONS, weighting: 'presence' as const } };
    expect([...readAll(presence, ['a a b']).values]).toEqual([1, 1, 1, 1]);
  });

  it('weigh counts by 1 + ln(count) where that is asked for', () => {
    const columns = learnColumns(['a a a b'], { ...OPTIONS, grams: 1, weighting: 'log-tf-idf' });
    const [a, b] = readAll(columns, ['a a a b']).values;
    expect(a! / b!).toBeCloseTo(1 + Math.log(3), 12);
    expect(a! ** 2 + b! ** 2).toBeCloseTo(1, 12);
  });

  it('are hashed with signs, and cancel where two runs of opposite signs fall together', () => {
    const columns = learnColumns(['x'], { ...OPTIONS, hashBits: 4 });
    const text = 'one two three four five six seven eight nine ten';
    const expected = new Float64Array(16);
    for (const run of nGrams(text.split(' '), 2)) {
      const { place, sign } = hashedPlace(run, 4);
      expected[place]! += sign;
    }
    const { length, columns: at, values } = textReader(columns).read(text);
    const found = new Float64Array(16);
    for (let n = 0; n < length; n++) found[at[n]!] = values[n]!;
    expect(found).toEqual(expected);
  });

  it('of more columns than the reader began with', () => {
    const words = Array.from({ length: 2000 }, (_, i) => `w${i}`).join(' ');
    const { colIdx, values } = readAll(learnColumns([words], OPTIONS), [words]);
    expect(new Set(colIdx).size).toBe(3999);
    expect(values.every((one) => one === 1)).toBe(true);
  });
});
