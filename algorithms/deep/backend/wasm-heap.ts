/**
 * The memory in which TensorFlow.js's WebAssembly backend keeps its tensors, and kernels of our own that work in it in place.
 * A tensor is a dense block of f32 or i32 at `addressOf(tensor)`; blocks do not move while their tensor lives.
 */

import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { ARGUMENT_BYTES, writeArguments } from '../../../numerics/kernels/jobs.ts';
import type { KernelName } from '../../../numerics/kernels/kernels.ts';

/** The part of the library's backend that is used. */
interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
}

export interface WasmHeap {
  addressOf(tensor: TensorInfo): number;
  /** A tensor that is not yet filled. */
  makeOutput(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
  /** Runs the chunks 0 ... chunks - 1 of a kernel in this thread. */
  run(kernel: KernelName, chunks: number, args: readonly number[]): void;
}

/** As much as the kernels of tensors ask for. */
const SCRATCH_BYTES = 135_296;

export function isWasmHeap(backend: unknown): backend is WasmBackend {
  const known = backend as Partial<WasmBackend> | null;
  return (
    typeof known?.wasm?._malloc === 'function' &&
    known.wasm.asm.memory?.buffer !== undefined &&
    typeof known.dataIdMap?.get === 'function' &&
    typeof known.makeOutput === 'function'
  );
}

export function wasmHeap(backend: WasmBackend, kernels: KernelHost): WasmHeap {
  const { memory } = backend.wasm.asm;
  const own = kernels.over(memory);
  const block = backend.wasm._malloc(ARGUMENT_BYTES + SCRATCH_BYTES + 16);
  const argumentsAt = Math.ceil(block / 16) * 16;
  return {
    addressOf: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    makeOutput: (shape, dtype) => backend.makeOutput(shape, dtype),
    run(kernel, chunks, args) {
      writeArguments(memory, argumentsAt, args);
      const work = own[kernel];
      for (let chunk = 0; chunk < chunks; chunk++) work(argumentsAt, chunk, argumentsAt + ARGUMENT_BYTES);
    },
  };
}
