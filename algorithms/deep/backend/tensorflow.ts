import type * as TensorFlow from '@tensorflow/tfjs-core';
import type { WasmHeap } from './wasm-heap.ts';

export type Tf = typeof TensorFlow;

export interface TensorBackend {
  readonly tf: Tf;
  /** What computes, with its version: results are the same only on the same: `wasm 4.22.0`. */
  readonly id: string;
  /** The memory of the tensors, where kernels of our own can work in it. */
  readonly heap?: WasmHeap;
}
