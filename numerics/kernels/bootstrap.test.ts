import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { bootstrapMeans } from '../bootstrap.ts';
import { drawKey, uniform } from '../rng.ts';
import { seedWords } from '../seed.ts';
import { kernelHost } from './open-host.node.ts';

const key = drawKey(seedWords('bootstrap.test'), 'bootstrap');
const values = drawKey(seedWords('bootstrap.test'), 'split');

afterAll(() => {
  for (const threads of [1, 2]) kernelHost(threads).close();
});

/** (n) uniform draws, of which `missing` are NaN. */
const column = (n: number, c: number, missing: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) =>
    uniform(values, i, c, 1) < missing ? Number.NaN : uniform(values, i, c, 0) - 0.3,
  );

describe('bootstrap by kernel', () => {
  it('has the bits of the reference for any number of shoppers, columns, threads, and undefined values', () => {
    const input = fc.record({
      n: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 41, max: 700 })),
      columns: fc.integer({ min: 0, max: 19 }),
      missing: fc.constantFrom(0, 0.3, 1),
      resamples: fc.integer({ min: 1, max: 40 }),
      threads: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(input, ({ n, columns, missing, resamples, threads }) => {
        const given = Array.from({ length: columns }, (_, c) => column(n, c, c % 2 === 0 ? missing : 0));
        const expected = bootstrapMeans(given, { key, resamples, level: 0.9 });
        const found = bootstrapMeans(given, { key, resamples, level: 0.9, kernels: kernelHost(threads) });
        expect(found).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('gives back the memory it took', () => {
    const host = kernelHost(1);
    const given = [column(1000, 0, 0)];
    bootstrapMeans(given, { key, resamples: 5, kernels: host });
    const before = host.memory.used;
    for (let again = 0; again < 5; again++) bootstrapMeans(given, { key, resamples: 5, kernels: host });
    expect(host.memory.used).toBe(before);
  });
});
