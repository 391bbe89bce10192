/**
 * What TensorFlow.js's WebAssembly backend lacks for training, through its public `registerKernel`: `UnsortedSegmentSum`, the
 * gradient of gather, has no kernel there; and `BatchMatMul` goes by a plain loop (1.5 GFLOPS, batches less) when a factor is
 * transposed or there is a batch, as in every gradient and in attention.
 */

import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { Tf } from './tensorflow.ts';
import type { WasmHeap } from './wasm-heap.ts';

export function mendWasm(tf: Tf, heap: WasmHeap): void {
  const kernels: Record<string, KernelFunc> = {
    BatchMatMul: batchMatMul(tf, heap),
    UnsortedSegmentSum: unsortedSegmentSum(tf, heap),
  };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  }
}

const requireF32 = (kernel: string, { dtype }: TensorInfo): void => {
  if (dtype !== 'float32') throw new TypeError(`deep: ${kernel} of ${dtype}; it is for float32`);
};

function batchMatMul(tf: Tf, heap: WasmHeap): KernelFunc {
  return ({ inputs, attrs }) => {
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
    requireF32('a product', a);
    requireF32('a product', b);
    const [transposeA, transposeB] = [attrs!['transposeA'] as boolean, attrs!['transposeB'] as boolean];
    const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
    const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
    const [rows, steps] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const columns = transposeB ? bRows : bColumns;
    const [aBatch, bBatch] = [a, b].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2))) as [
      number,
      number,
    ];
    if ((transposeB ? bColumns : bRows) !== steps || (aBatch !== bBatch && aBatch !== 1 && bBatch !== 1)) {
      throw new RangeError(`deep: no product of shapes ${a.shape} and ${b.shape}`);
    }
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const out = heap.makeOutput([...outer, rows, columns], 'float32');
    heap.run('matrixProduct', Math.max(aBatch, bBatch), [
      ...[heap.addressOf(a), heap.addressOf(b), heap.addressOf(out), rows, columns, steps],
      ...(transposeA ? [1, rows] : [steps, 1]),
      ...(transposeB ? [1, steps] : [columns, 1]),
      ...[aBatch > 1 ? rows * steps : 0, bBatch > 1 ? steps * columns : 0],
    ]);
    return out;
  };
}

function unsortedSegmentSum(tf: Tf, heap: WasmHeap): KernelFunc {
  return ({ inputs, attrs }) => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    requireF32('segment sums', x);
    if (segmentIds.dtype !== 'int32')
      throw new TypeError(`deep: segments of ${segmentIds.dtype}; they are int32`);
    const segments = attrs!['numSegments'] as number;
    const [count] = segmentIds.shape as [number];
    if (segmentIds.shape.length !== 1 || x.shape[0] !== count) {
      throw new RangeError(`deep: no segment sums of shape ${x.shape} by ${segmentIds.shape}`);
    }
    const inner = x.shape.slice(1);
    const out = heap.makeOutput([segments, ...inner], 'float32');
    const width = tf.util.sizeFromShape(inner);
    const addresses = [heap.addressOf(x), heap.addressOf(segmentIds)];
    heap.run('segmentSums', 1, [...addresses, count, width, heap.addressOf(out), segments]);
    return out;
  };
}
