import { afterAll, describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../rng.ts';
import { seedWords } from '../seed.ts';
import { gramMatrix, panelPlace } from './gram.ts';
import { kernelHost } from './open-host.node.ts';

const key = drawKey(seedWords('gram.test'), 'choice.item');

async function gramOf(rows: number, width: number, threads: number) {
  const vectors = Float32Array.from({ length: rows * width }, (_, i) => 2 * uniform(key, i) - 1);
  const host = kernelHost(threads);
  const scope = host.memory.openScope();
  const gram = await gramMatrix(host, scope.put(vectors), rows, width, async () => {});
  scope.close();
  return { vectors, gram };
}

afterAll(() => {
  for (const threads of [1, 2]) kernelHost(threads).close();
});

describe('gramMatrix', () => {
  it.each([
    [1, 8],
    [63, 16],
    [65, 24],
    [1024, 8],
    [2500, 72],
  ])('of %i vectors of %i is the sum of their outer products', async (rows, width) => {
    const { vectors, gram } = await gramOf(rows, width, 1);
    for (let i = 0; i < width; i++) {
      for (let j = i; j < width; j += 1 + (i % 5)) {
        let expected = 0;
        for (let row = 0; row < rows; row++)
          expected += vectors[row * width + i]! * vectors[row * width + j]!;
        // At most 64 roundings of 6e-8 on sums of 64 products below 1, in any direction.
        expect(Math.abs(gram[panelPlace(i, j, width)]! - expected)).toBeLessThan(2e-7 * 8 * Math.sqrt(rows));
      }
    }
  });

  it('has the same bits at any number of threads', async () => {
    expect((await gramOf(20_000, 16, 2)).gram).toEqual((await gramOf(20_000, 16, 1)).gram);
  });
});
