import { type BackendOffer, DENSE_BLOCK, type TopKProblem, type TopKScorer } from './backend.ts';
import { topKModel } from './onnx-model.ts';
import { isAbsent, optionalPackage, packageVersion } from './optional-package.node.ts';
import { keepRows } from './tensorflow.node.ts';

const NAME = 'onnxruntime-node';

/** The part of its interface that is used. */
interface OnnxRuntime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: Float32Array | BigInt64Array, shape: readonly number[]) => object;
}
interface Session {
  run(
    inputs: Readonly<Record<string, object>>,
  ): Promise<Readonly<Record<string, { readonly data: ArrayLike<unknown> }>>>;
  release(): Promise<void>;
}

export const onnxruntimeNode: BackendOffer = {
  doc: 'ONNX Runtime: a model of MatMul and TopK',
  canonical: false,
  threaded: true,
  async load({ threads }) {
    const runtime = await optionalPackage<OnnxRuntime>(NAME, 'InferenceSession');
    if (isAbsent(runtime)) return runtime;
    return { version: packageVersion(NAME), threads, open: (problem) => open(runtime, problem, threads) };
  },
};

async function open(
  { InferenceSession, Tensor }: OnnxRuntime,
  problem: TopKProblem,
  threads: number,
): Promise<TopKScorer> {
  const { items, dimensions, userVectors, itemVectors } = problem;
  const k = Math.min(problem.k, items);
  const session = await InferenceSession.create(topKModel(), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const columns = new Float32Array(itemVectors.length);
  for (let item = 0; item < items; item++)
    for (let f = 0; f < dimensions; f++) columns[f * items + item] = itemVectors[item * dimensions + f]!;
  const fixed = {
    items: new Tensor('float32', columns, [dimensions, items]),
    k: new Tensor('int64', BigInt64Array.of(BigInt(k)), [1]),
  };
  return {
    async recommend(from, to, out) {
      for (let start = from; start < to; start += DENSE_BLOCK) {
        const end = Math.min(to, start + DENSE_BLOCK);
        const own = userVectors.slice(start * dimensions, end * dimensions);
        const users = new Tensor('float32', own, [end - start, dimensions]);
        const { scores, picked } = await session.run({ users, ...fixed });
        keepRows(
          Uint32Array.from(picked!.data as ArrayLike<bigint>, Number),
          scores!.data as ArrayLike<number>,
          k,
          out,
          start - from,
        );
      }
    },
    itemBytes: itemVectors.byteLength,
    userBytes: userVectors.byteLength,
    close: () => void session.release(),
  };
}
