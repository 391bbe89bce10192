/** The core: what factor models answer with, asked as they are asked. */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { factorModel } from '../top-k/factor-model.ts';
import type { BackendOffer, TopKProblem, TopKScorer } from './backend.ts';

export const core: BackendOffer = {
  doc: 'what factor models of this project answer with: kernels on 1 ... N threads',
  canonical: true,
  threaded: true,
  load: async ({ version, threads, kernels }) => ({
    version,
    threads,
    open: async (problem) => openCore(problem, kernels),
  }),
};

function openCore(problem: TopKProblem, kernels: KernelHost): TopKScorer {
  const { users, items, k, userVectors, itemVectors, places } = problem;
  const before = kernels.memory.used;
  const model = factorModel({
    interactions: oneItemEach(users, items),
    places,
    shopperVectors: userVectors,
    itemVectors,
    trained: new Uint8Array(items).fill(1),
    kernels,
  });
  const everyone = Uint32Array.from({ length: users }, (_, user) => user);
  return {
    recommend: (from, to, out) =>
      model.recommend({ length: to - from, shopper: everyone.subarray(from, to), exclude: 'none' }, k, out),
    // Items move into kernel memory with the first answer.
    get itemBytes() {
      return itemVectors.byteLength + places.byteLength + kernels.memory.used - before;
    },
    userBytes: userVectors.byteLength,
    path: model.path,
    close: () => model.close(),
  };
}

/** Training pairs that make every user known; nothing is excluded by them. */
export function oneItemEach(users: number, items: number): Interactions {
  return {
    rows: users,
    cols: items,
    rowPtr: Uint32Array.from({ length: users + 1 }, (_, user) => user),
    colIdx: new Uint32Array(users),
    values: new Float32Array(users).fill(1),
  };
}
