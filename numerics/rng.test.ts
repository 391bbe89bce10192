import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare, kolmogorovDistance } from './goodness-of-fit.ts';
import { PURPOSES } from './purposes.ts';
import {
  drawKey,
  philox4x32,
  purposeHash,
  subKey,
  uniform,
  uniform4,
  uniformInteger,
  unitInterval,
} from './rng.ts';
import { seedWords } from './seed.ts';

const KEY = drawKey(seedWords('rng test'), 'bootstrap');
const word = fc.integer({ min: 0, max: 0xffffffff });

function philox(counter: readonly number[], key: readonly number[]): string[] {
  const out = new Uint32Array(4);
  philox4x32(key[0]!, key[1]!, counter[0]!, counter[1]!, counter[2]!, counter[3]!, out);
  return Array.from(out, (value) => value.toString(16).padStart(8, '0'));
}

/** The paper's definition, with big integers: 10 rounds of two 32 x 32 -> 64 products. */
function philoxByDefinition(counter: readonly number[], key: readonly number[]): string[] {
  let [x0, x1, x2, x3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  const low = (value: bigint): bigint => value & 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * x0;
    const p1 = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [(p1 >> 32n) ^ x1 ^ k0, low(p1), (p0 >> 32n) ^ x3 ^ k1, low(p0)];
    k0 = low(k0 + 0x9e3779b9n);
    k1 = low(k1 + 0xbb67ae85n);
  }
  return [x0, x1, x2, x3].map((value) => value.toString(16).padStart(8, '0'));
}

describe('philox4x32', () => {
  it('gives the known answers of Random123 1.14.0, tests/kat_vectors, philox4x32 10', () => {
    const ones = 0xffffffff;
    expect(philox([0, 0, 0, 0], [0, 0])).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
    expect(philox([ones, ones, ones, ones], [ones, ones])).toEqual([
      '408f276d',
      '41c83b0e',
      'a20bc7c6',
      '6d5451fd',
    ]);
    expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toEqual([
      'd16cfe09',
      '94fdcceb',
      '5001e420',
      '24126ea1',
    ]);
  });

  it('equals its definition in exact integers for any counter and key', () => {
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect(philox(counter, key)).toEqual(philoxByDefinition(counter, key));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('uniform', () => {
  it('stays inside the open interval at both extremes of the words', () => {
    expect(unitInterval(0, 0)).toBe(2 ** -53);
    expect(unitInterval(0xffffffff, 0xffffffff)).toBe(1 - 2 ** -53);
  });

  it('is a function of seed, purpose and counters alone: no order of calls matters', () => {
    const counters = Array.from({ length: 500 }, (_, i) => [i % 7, i, i * 31, 0xffffffff - i] as const);
    const forward = counters.map(([a, b, c, d]) => uniform(KEY, a, b, c, d));
    const backward = counters.toReversed().map(([a, b, c, d]) => {
      subKey(KEY, a);
      uniform4(KEY, d, c, b, a, new Float64Array(4));
      return uniform(KEY, a, b, c, d);
    });
    expect(backward.toReversed()).toEqual(forward);
  });

  it('takes every counter and both key words into account', () => {
    const at = uniform(KEY, 1, 2, 3, 4);
    const others = [
      uniform(KEY, 2, 2, 3, 4),
      uniform(KEY, 1, 3, 3, 4),
      uniform(KEY, 1, 2, 4, 4),
      uniform(KEY, 1, 2, 3, 5),
      uniform({ ...KEY, k0: KEY.k0 ^ 1 }, 1, 2, 3, 4),
      uniform({ ...KEY, k1: KEY.k1 ^ 1 }, 1, 2, 3, 4),
    ];
    expect(new Set([at, ...others]).size).toBe(7);
    expect(uniform(KEY, 9)).toBe(uniform(KEY, 9, 0, 0, 0));
  });

  it.each([
    ['first', (i: number) => uniform(KEY, i)],
    ['last', (i: number) => uniform(KEY, 5, 5, 5, i)],
    ['key', (i: number) => uniform(subKey(KEY, i), 0)],
  ])(
    'is uniform along the %s counter: chi-square over 256 cells and the distance of Kolmogorov',
    (_, draw) => {
      const n = 100_000;
      const cells = new Float64Array(256);
      const sample = Float64Array.from({ length: n }, (_, i) => draw(i));
      for (const u of sample) cells[Math.floor(u * 256)]!++;
      const z = (chiSquare(cells, new Float64Array(256).fill(n / 256)) - 255) / Math.sqrt(2 * 255);
      expect(Math.abs(z)).toBeLessThan(3.5);
      expect(kolmogorovDistance(sample, (x) => x) * Math.sqrt(n)).toBeLessThan(1.95);
    },
  );

  it('has no correlation between neighbouring counters', () => {
    const n = 100_000;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (uniform(KEY, i) - 0.5) * (uniform(KEY, i + 1) - 0.5);
    expect(Math.abs((sum / n) * 12 * Math.sqrt(n))).toBeLessThan(3.5);
  });
});

describe('uniform4', () => {
  it('gives four uniforms of the four words of one block', () => {
    const out = new Float64Array(4);
    const words = new Uint32Array(4);
    uniform4(KEY, 1, 2, 3, 4, out);
    philox4x32(KEY.k0, KEY.k1, 1, 2, 3, 4, words);
    expect(Array.from(out)).toEqual(Array.from(words, (value) => (value + 0.5) / 2 ** 32));
  });
});

describe('uniformInteger', () => {
  it('is below n and reaches both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), word, (n, a) => {
        const value = uniformInteger(KEY, n, a);
        expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
      }),
    );
    const seen = new Set(Array.from({ length: 200 }, (_, i) => uniformInteger(KEY, 6, i)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('cannot round up to n at the largest uniform, for any n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (n) => {
        expect(Math.floor(unitInterval(0xffffffff, 0xffffffff) * n)).toBe(n - 1);
      }),
    );
  });
});

describe('keys', () => {
  it('purposes are unique, their hashes do not collide, and neither do their keys', () => {
    expect(new Set(PURPOSES).size).toBe(PURPOSES.length);
    expect(new Set(PURPOSES.map((purpose) => purposeHash(purpose).join())).size).toBe(PURPOSES.length);
    for (const seed of ['1', '2', 'shoplab', '']) {
      const keys = PURPOSES.map((purpose) => drawKey(seedWords(seed), purpose));
      expect(new Set(keys.map(({ k0, k1 }) => `${k0},${k1}`)).size).toBe(PURPOSES.length);
    }
  });

  it('hashes purposes by 64-bit FNV-1a (published: "a" is af63dc4c8601ec8c, "foobar" 85944171f73967e8)', () => {
    const hex = (purpose: string): string => {
      const [low, high] = purposeHash(purpose);
      return ((BigInt(high) << 32n) | BigInt(low)).toString(16);
    };
    expect(hex('')).toBe('cbf29ce484222325');
    expect(hex('a')).toBe('af63dc4c8601ec8c');
    expect(hex('foobar')).toBe('85944171f73967e8');
  });

  it('every seed word counts', () => {
    const keys = [0, 1, 2, 3].map((changed) =>
      drawKey(
        [1, 2, 3, 4].map((value, i) => (i === changed ? 99 : value)) as [number, number, number, number],
        'ties',
      ),
    );
    expect(new Set([drawKey([1, 2, 3, 4], 'ties'), ...keys].map(({ k0 }) => k0)).size).toBe(5);
  });

  it('a sub-key shares no word with the draw at the same counter', () => {
    const words = new Uint32Array(4);
    philox4x32(KEY.k0, KEY.k1, 7, 0, 0, 0, words);
    expect(subKey(KEY, 7)).toEqual({ k0: words[2], k1: words[3] });
    expect(uniform(KEY, 7)).toBe(unitInterval(words[0]!, words[1]!));
  });
});
