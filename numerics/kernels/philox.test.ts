import { describe, expect, it } from 'vitest';
import { philox4x32 } from '../rng.ts';
import { logisticOfMinus } from './logistic.ts';
import { kernelHost } from './open-host.node.ts';

/** Words of the counters (first + n, b, c, d) under (k0, k1): whole fours by SIMD, the rest one by one. */
function kernelWords(
  counter: readonly number[],
  key: readonly number[],
  counters: number,
  size: number,
): Uint32Array {
  const host = kernelHost(1);
  const scope = host.memory.openScope();
  try {
    const out = scope.alloc(16 * counters);
    host.run('philoxWords', Math.ceil(counters / size), [...key, ...counter, counters, size, out]);
    return host.memory.u32(out, 4 * counters).slice();
  } finally {
    scope.close();
  }
}

const hex = (words: Uint32Array): string[] => Array.from(words, (word) => word.toString(16).padStart(8, '0'));

describe('philox kernel', () => {
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ])('gives the known answers of Random123 1.14.0, alone and among four: %j', (counter, key, words) => {
    expect(hex(kernelWords(counter, key, 1, 1)).join(' ')).toBe(words);
    expect(
      hex(kernelWords(counter, key, 4, 4))
        .slice(0, 4)
        .join(' '),
    ).toBe(words);
  });

  it('has the words of numerics/rng.ts for every counter of a run, past the end of 32 bits', () => {
    const [first, b, c, d, k0, k1] = [0xfffffffd, 7, 0x80000001, 3, 0x9abcdef0, 0x12345678];
    const found = kernelWords([first, b, c, d], [k0, k1], 103, 10);
    const words = new Uint32Array(4);
    for (let n = 0; n < 103; n++) {
      philox4x32(k0, k1, (first + n) >>> 0, b, c, d, words);
      expect(found.slice(4 * n, 4 * n + 4)).toEqual(words);
    }
  });
});

describe('logisticOfMinus', () => {
  it('is 1 / (1 + e^x) to 1e-8, and keeps its last value beyond 60', () => {
    for (let x = -60; x <= 60; x += 0.0137) {
      const exact = 1 / (1 + Math.exp(x));
      expect(Math.abs(logisticOfMinus(x) - exact)).toBeLessThan(1e-8 * exact);
    }
    expect(logisticOfMinus(1e300)).toBe(logisticOfMinus(60));
    expect(logisticOfMinus(-1e300)).toBe(logisticOfMinus(-60));
    expect(logisticOfMinus(0)).toBe(0.5);
  });
});
