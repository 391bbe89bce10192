/**
 * Where tensors are computed: TensorFlow.js on its WebAssembly backend, mended (wasm-kernels.ts), or on the native library of
 * `@tensorflow/tfjs-node` where the user has installed that. Nothing of it is loaded before the first fit or opening of a deep model.
 */

import { z } from 'zod';
import { ConfigError } from '../../../datasets/config-error.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { oneOf } from '../../state/shape.ts';
import type { TensorBackend, Tf } from './tensorflow.ts';
import { isWasmHeap, wasmHeap } from './wasm-heap.ts';
import { mendWasm } from './wasm-kernels.ts';

const CHOICES = ['fastest', 'wasm', 'native'] as const;
export const backendParam = z
  .enum(CHOICES)
  .default('fastest')
  .describe(
    'what computes: native where @tensorflow/tfjs-node is installed, else wasm; results differ between them in their last bits',
  );
export type BackendChoice = z.infer<typeof backendParam>;
/** Of a state. */
export const backendShape = oneOf<BackendChoice>(CHOICES);

// Names as values: bundlers and types do not ask for the package that need not be installed.
const NATIVE: string = '@tensorflow/tfjs-node';

let wasm: Promise<TensorBackend> | undefined;
let native: Promise<TensorBackend | Error> | undefined;

/** The same backend whenever it is asked for, in this thread. Throws ConfigError where `native` is asked for and does not start. */
export async function openBackend(choice: BackendChoice, kernels: KernelHost): Promise<TensorBackend> {
  if (choice !== 'wasm') {
    native ??= openNative();
    const found = await native;
    if (!(found instanceof Error)) return chosen(found, 'tensorflow');
    if (choice === 'native') throw noNative(found);
  }
  wasm ??= openWasm(kernels);
  return chosen(await wasm, 'wasm');
}

/** The id of what would compute a fit with these parameters; nothing else of it is opened than what that takes. */
export async function backendId(params: { readonly backend: BackendChoice }): Promise<string> {
  if (params.backend !== 'wasm') {
    native ??= openNative();
    const found = await native;
    if (!(found instanceof Error)) return found.id;
    if (params.backend === 'native') throw noNative(found);
  }
  return wasmId(await loadWasm());
}

/** The backend may have been set otherwise since. */
async function chosen(backend: TensorBackend, name: string): Promise<TensorBackend> {
  if (backend.tf.getBackend() !== name) await backend.tf.setBackend(name);
  return backend;
}

const noNative = ({ message }: Error): ConfigError =>
  new ConfigError([`backend: native was asked for, and ${NATIVE} does not start: ${message}`]);

const loadWasm = async (): Promise<Tf> => named(await import('@tensorflow/tfjs-core'));
const wasmId = (tf: Tf): string => `wasm ${tf.version_core}`;

async function openWasm(kernels: KernelHost): Promise<TensorBackend> {
  const tf = await loadWasm();
  // Of this package nothing but the gradients is wanted: the core keeps them in files that Node cannot load.
  await import('@tensorflow/tfjs-layers');
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('deep: the WebAssembly backend does not start');
  await tf.ready();
  const backend: unknown = tf.backend();
  if (!isWasmHeap(backend))
    throw new Error('deep: the memory of the WebAssembly backend is not where it was');
  const heap = wasmHeap(backend, kernels);
  mendWasm(tf, heap);
  return { tf, id: wasmId(tf), heap };
}

async function openNative(): Promise<TensorBackend | Error> {
  try {
    const tf = named((await import(NATIVE)) as object);
    if (!(await tf.setBackend('tensorflow'))) return new Error('its backend is not there');
    return { tf, id: `tensorflow ${tf.version_core}` };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Node gives a CommonJS module's names at the top or under `default`. */
function named(module: object): Tf {
  return ('matMul' in module ? module : (module as { readonly default?: object }).default) as Tf;
}
