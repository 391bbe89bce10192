import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../rng.ts';
import { seedWords } from '../seed.ts';
import { KERNELS } from './kernels.ts';
import { kernelHost, openOwnHost } from './open-host.node.ts';

const key = drawKey(seedWords('host.test'), 'choice.item');
const matrix = (rows: number, dimensions: number): Float32Array =>
  Float32Array.from({ length: rows * dimensions }, (_, i) => 2 * uniform(key, i) - 1);

function norms(threads: number, rows: number, dimensions: number, size: number): Float64Array {
  const host = kernelHost(threads);
  const scope = host.memory.openScope();
  try {
    const vectors = scope.put(matrix(rows, dimensions));
    const out = scope.alloc(8 * rows);
    host.run('rowNorms', Math.ceil(rows / size), [vectors, rows, dimensions, size, out]);
    return host.memory.f64(out, rows).slice();
  } finally {
    scope.close();
  }
}

afterAll(() => {
  for (const threads of [1, 2, 4]) kernelHost(threads).close();
});

describe('kernels', () => {
  it.each(['kernels.wasm', 'kernels.shared.wasm'])('%s exports what KERNELS lists', (name) => {
    const bytes = readFileSync(new URL(`../../dist/numerics/kernels/${name}`, import.meta.url));
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes))
      .filter(({ kind }) => kind === 'function')
      .map((entry) => entry.name);
    expect(exported.sort()).toEqual([...KERNELS].sort());
  });
});

describe('rowNorms', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 64])('is the root of the sum of squares, %d dimensions', (dimensions) => {
    const rows = 37;
    const vectors = matrix(rows, dimensions);
    const found = norms(1, rows, dimensions, 8);
    for (let row = 0; row < rows; row++) {
      const own = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      expect(found[row]).toBeCloseTo(Math.hypot(...own), 14);
    }
  });
});

describe('host', () => {
  it('leaves the same bits at any number of threads', () => {
    const one = norms(1, 20_000, 24, 64);
    for (const threads of [2, 4]) {
      for (let again = 0; again < 5; again++) {
        const differing = norms(threads, 20_000, 24, 64).findIndex((norm, row) => norm !== one[row]);
        expect(differing).toBe(-1);
      }
    }
  });

  it('is the same host for the same number of threads, with its threads started once', () => {
    expect(kernelHost(2)).toBe(kernelHost(2));
    expect(kernelHost(2)).not.toBe(kernelHost(1));
  });

  it('hands the chunks asked for, each once', () => {
    const host = kernelHost(2);
    const scope = host.memory.openScope();
    const vectors = scope.put(new Float32Array(100).fill(3));
    const out = scope.put(new Float64Array(100).fill(-1));
    host.run('rowNorms', { from: 2, to: 5 }, [vectors, 100, 1, 10, out]);
    expect([...host.memory.f64(out, 100)]).toEqual(
      Array.from({ length: 100 }, (_, row) => (row >= 20 && row < 50 ? 3 : -1)),
    );
    scope.close();
  });

  it('tells of a chunk that fails, in whichever thread, and works on', () => {
    const host = openOwnHost(2);
    try {
      const beyond = 4 * 2 ** 30 - 8;
      expect(() => host.run('rowNorms', 1000, [beyond, 1e6, 64, 10, beyond])).toThrow();
      const scope = host.memory.openScope();
      const vectors = scope.put(Float32Array.of(3, 4));
      const out = scope.alloc(8);
      host.run('rowNorms', 1, [vectors, 1, 2, 1, out]);
      expect(host.memory.f64(out, 1)[0]).toBe(5);
    } finally {
      host.close();
    }
  });
});
