/** TensorFlow.js: one product and one top-k over a block of users, on its WebAssembly backend or on the native library. */

import type { Lists } from '../../algorithm.ts';
import { type BackendOffer, DENSE_BLOCK, type TopKProblem, type TopKScorer } from './backend.ts';
import { isAbsent, optionalPackage, packageVersion } from './optional-package.node.ts';

const CORE = '@tensorflow/tfjs-core';
const WASM = '@tensorflow/tfjs-backend-wasm';
const NATIVE = '@tensorflow/tfjs-node';

/** The part of its interface that is used. */
interface Tensorflow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  transpose(matrix: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  topk(matrix: Tensor, k: number): { readonly values: Tensor; readonly indices: Tensor };
  tidy<T>(work: () => T): T;
}
interface Tensor {
  dataSync(): Float32Array | Int32Array;
  dispose(): void;
}

export const tfjsWasm: BackendOffer = {
  doc: 'TensorFlow.js on its WebAssembly backend: matMul and topk',
  canonical: false,
  threaded: false,
  async load() {
    const tf = await optionalPackage<Tensorflow>(CORE, 'matMul');
    if (isAbsent(tf)) return tf;
    const backend = await optionalPackage<{ version_wasm: string }>(WASM, 'version_wasm');
    if (isAbsent(backend)) return backend;
    const started = await tf.setBackend('wasm');
    if (!started) return { absent: `${WASM} does not start` };
    await tf.ready();
    return {
      version: `tfjs-core ${packageVersion(CORE)}`,
      threads: 1,
      open: async (problem) => open(tf, problem),
    };
  },
};

export const tfjsNode: BackendOffer = {
  doc: 'TensorFlow.js on the native library, on as many threads as that takes',
  canonical: false,
  threaded: false,
  async load() {
    const tf = await optionalPackage<Tensorflow>(NATIVE, 'matMul');
    if (isAbsent(tf)) return tf;
    if (!(await tf.setBackend('tensorflow'))) return { absent: `${NATIVE} does not start` };
    return {
      version: `tfjs-node ${packageVersion(NATIVE)}`,
      threads: null,
      open: async (problem) => open(tf, problem),
    };
  },
};

function open(tf: Tensorflow, problem: TopKProblem): TopKScorer {
  const { items, dimensions, userVectors, itemVectors } = problem;
  const k = Math.min(problem.k, items);
  // A product with its second factor transposed on the way is ten times slower.
  const columns = tf.tidy(() => tf.transpose(tf.tensor2d(itemVectors, [items, dimensions])));
  return {
    recommend(from, to, out) {
      for (let start = from; start < to; start += DENSE_BLOCK) {
        const end = Math.min(to, start + DENSE_BLOCK);
        tf.tidy(() => {
          const own = userVectors.slice(start * dimensions, end * dimensions);
          const best = tf.topk(tf.matMul(tf.tensor2d(own, [end - start, dimensions]), columns), k);
          keepRows(best.indices.dataSync(), best.values.dataSync(), k, out, start - from);
        });
      }
    },
    itemBytes: itemVectors.byteLength,
    userBytes: userVectors.byteLength,
    close: () => columns.dispose(),
  };
}

/** Rows of k items and scores, as lists from `first`. */
export function keepRows(
  items: ArrayLike<number>,
  scores: ArrayLike<number>,
  k: number,
  out: Lists,
  first: number,
): void {
  for (let at = 0; at < items.length; at++) {
    const to = (first + Math.floor(at / k)) * out.k + (at % k);
    out.items[to] = items[at]!;
    out.scores[to] = scores[at]!;
  }
  out.lengths.fill(k, first, first + items.length / k);
}
