import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { openBackend } from './open-backend.ts';

const key = drawKey(seedWords('wasm-kernels.test'), 'choice.item');
const { tf } = await openBackend('wasm', kernelHost());
const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);
const draws = (shape: readonly number[], n: number): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => 2 * uniform(key, i, n) - 1);

/** f32 multiply and add in ascending steps. */
function plainProduct(a: (row: number, step: number) => number, b: (step: number, column: number) => number) {
  return (rows: number, columns: number, steps: number): Float32Array => {
    const out = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let step = 0; step < steps; step++)
          sum = Math.fround(sum + Math.fround(a(row, step) * b(step, column)));
        out[row * columns + column] = sum;
      }
    }
    return out;
  };
}

describe('BatchMatMul', () => {
  const sizes = [
    [1, 1, 1],
    [4, 8, 3],
    [7, 13, 300],
    [5, 130, 9],
    [33, 17, 513],
    [2, 3, 0],
  ] as const;
  const ways = [false, true].flatMap((left) => [false, true].map((right) => [left, right] as const));
  const cases = sizes.flatMap((size) => ways.map((way) => [...size, ...way] as const));

  it.each(cases)('is the plain loop bit for bit: %d x %d, %d steps, transposed %s %s', (...args) => {
    const [rows, columns, steps, left, right] = args;
    const [a, b] = [draws([rows, steps], 0), draws([steps, columns], 1)];
    const own = tf.tidy(() => {
      const first = tf.tensor2d(a, left ? [steps, rows] : [rows, steps]);
      const second = tf.tensor2d(b, right ? [columns, steps] : [steps, columns]);
      return tf.matMul(first, second, left, right).dataSync<'float32'>();
    });
    const plain = plainProduct(
      (row, step) => a[left ? step * rows + row : row * steps + step]!,
      (step, column) => b[right ? column * steps + step : step * columns + column]!,
    )(rows, columns, steps);
    expect(own).toEqual(plain);
  });

  it.each([
    [3, 3],
    [1, 3],
    [3, 1],
  ])('takes a batch matrix by matrix, one for all where there is one: %d and %d', (lefts, rights) => {
    const [a, b] = [draws([lefts, 5, 6], 2), draws([rights, 9, 6], 3)];
    const own = tf.tidy(() =>
      tf.matMul(tf.tensor3d(a, [lefts, 5, 6]), tf.tensor3d(b, [rights, 9, 6]), false, true).dataSync(),
    );
    for (let n = 0; n < 3; n++) {
      const [left, right] = [lefts === 1 ? 0 : n, rights === 1 ? 0 : n];
      const plain = plainProduct(
        (row, step) => a[(left * 5 + row) * 6 + step]!,
        (step, column) => b[(right * 9 + column) * 6 + step]!,
      )(5, 9, 6);
      expect(own.slice(n * 45, (n + 1) * 45)).toEqual(plain);
    }
  });

  it('refuses integers', () => {
    const ones = () => tf.matMul(tf.tensor2d([1], [1, 1], 'int32'), tf.tensor2d([1], [1, 1], 'int32'));
    expect(() => tf.tidy(ones)).toThrow(/int32/);
  });
});

describe('UnsortedSegmentSum', () => {
  it.each([1, 3, 4, 9])('is the plain loop bit for bit, %d wide; rows out of range are left out', (width) => {
    const segments = [3, 0, 3, 4, -1, 2, 3];
    const values = draws([7, width], 4);
    const own = tf.tidy(() =>
      tf
        .unsortedSegmentSum(tf.tensor2d(values, [7, width]), tf.tensor1d(segments, 'int32'), 4)
        .dataSync<'float32'>(),
    );
    const plain = new Float32Array(4 * width);
    segments.forEach((segment, row) => {
      for (let c = 0; c < width; c++) {
        if (segment >= 0 && segment < 4) plain[segment * width + c]! += values[row * width + c]!;
      }
    });
    expect(own).toEqual(plain);
  });

  it('makes the gradient of gather: how often each row was taken, times what came of it', () => {
    const gradient = tf.tidy(() => {
      const taken = tf.tensor1d([2, 0, 2, 2], 'int32');
      const loss = (table: InstanceType<typeof tf.Tensor>) =>
        tf.sum(
          tf.mul(tf.gather(table, taken), tf.tensor2d([1, 2, 10, 20, 100, 200, 1000, 2000], [4, 2])),
        ) as never;
      return [
        ...tf
          .grad(loss)(tf.zeros([4, 2]))
          .dataSync(),
      ];
    });
    expect(gradient).toEqual([10, 20, 0, 0, 1101, 2202, 0, 0]);
  });
});
