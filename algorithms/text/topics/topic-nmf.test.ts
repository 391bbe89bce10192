import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Interactions } from '../../../datasets/interactions.ts';
import { fromTriplets } from '../../../numerics/csr.ts';
import { drawKey } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { dominantTopics, topWords } from './topic-model.ts';
import { factorise, topicNmf } from './topic-nmf.ts';

const key = drawKey(seedWords('nmf'), 'topics.nmf');

function sparse(rows: readonly (readonly number[])[]): Interactions {
  const triplets = rows.flatMap((row, r) =>
    row.flatMap((value, c) => (value > 0 ? [[r, c, value] as const] : [])),
  );
  return fromTriplets(
    rows.length,
    rows[0]!.length,
    Uint32Array.from(triplets, ([r]) => r),
    Uint32Array.from(triplets, ([, c]) => c),
    Float64Array.from(triplets, ([, , value]) => value),
  );
}

describe('factorise', () => {
  it('comes as near as scikit-learn does', async () => {
    const { rows, error } = JSON.parse(
      readFileSync(new URL('./topic-nmf.fixture.json', import.meta.url), 'utf8'),
    ) as { rows: number[][]; error: number };
    const { errors } = await factorise(sparse(rows), { topics: 4, sweeps: 2000, tolerance: 1e-12, key });
    expect(errors.at(-1)!).toBeLessThan(error * 1.0005);
    for (let n = 1; n < errors.length; n++) expect(errors[n]!).toBeLessThan(errors[n - 1]! + 1e-9);
  });

  it('tells its error as it is', async () => {
    const rows = [
      [1, 2, 0],
      [0, 1, 3],
      [4, 0, 1],
      [2, 2, 2],
    ];
    const {
      rows: w,
      cols: h,
      errors,
    } = await factorise(sparse(rows), { topics: 2, sweeps: 30, tolerance: 0, key });
    let sum = 0;
    rows.forEach((row, r) => {
      row.forEach((value, c) => {
        sum += (value - w[2 * r]! * h[2 * c]! - w[2 * r + 1]! * h[2 * c + 1]!) ** 2;
      });
    });
    expect(errors.at(-1)).toBeCloseTo(Math.sqrt(sum), 6);
    expect([...w, ...h].every((value) => value >= 0)).toBe(true);
  });

  it('refuses values below 0 and more topics than fit', async () => {
    const options = { topics: 2, sweeps: 5, tolerance: 0, key };
    const matrix = sparse([
      [1, 1],
      [1, 2],
    ]);
    await expect(factorise({ ...matrix, values: matrix.values.map((v) => -v) }, options)).rejects.toThrow(
      'value -1',
    );
    await expect(factorise(matrix, { ...options, topics: 3 })).rejects.toThrow('3 topics; there are 1 to 2');
  });
});

describe('topicNmf', () => {
  it('parts documents of different words', async () => {
    const words = ['a', 'b', 'c', 'd'];
    const matrix = sparse([
      [2, 1, 0, 0],
      [1, 2, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 2, 1],
      [1, 1, 0, 0],
    ]);
    const model = await topicNmf(matrix, words, { topics: 2, sweeps: 200, tolerance: 1e-9, key });
    const own = dominantTopics(model);
    expect(own[0]).toBe(own[1]);
    expect(own[2]).toBe(own[3]);
    expect(own[0]).not.toBe(own[2]);
    expect(topWords(model, own[2]!, 2).map((w) => words[w])).toEqual(['c', 'd']);
    for (let k = 0; k < 2; k++)
      expect(model.wordShare.subarray(4 * k, 4 * k + 4).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });
});
