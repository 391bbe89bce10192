import { createSelection, selectTopK } from '../top-k/select-row.ts';
import { type BackendOffer, DENSE_BLOCK, type TopKProblem, type TopKScorer } from './backend.ts';
import { isAbsent, optionalPackage, packageVersion } from './optional-package.node.ts';
import { keepSelection } from './reference.ts';

const NAME = 'ml-matrix';

/** The part of its interface that is used; `data` has a Float64Array a row. */
interface MlMatrix {
  readonly Matrix: new (rows: number, columns: number) => Dense;
}
interface Dense {
  readonly data: readonly Float64Array[];
  mmul(other: Dense): Dense;
}

export const mlMatrix: BackendOffer = {
  doc: 'ml-matrix: its product of matrices in f64, then our selection',
  canonical: false,
  threaded: false,
  async load() {
    const library = await optionalPackage<MlMatrix>(NAME, 'Matrix');
    if (isAbsent(library)) return library;
    return {
      version: packageVersion(NAME),
      threads: 1,
      open: async (problem) => open(library, problem),
    };
  },
};

function open({ Matrix }: MlMatrix, problem: TopKProblem): TopKScorer {
  const { items, dimensions, k, userVectors, itemVectors, places } = problem;
  const columns = new Matrix(dimensions, items);
  for (let f = 0; f < dimensions; f++)
    for (let item = 0; item < items; item++) columns.data[f]![item] = itemVectors[item * dimensions + f]!;
  const scores = new Float32Array(items);
  const selection = createSelection(k);
  const block = (from: number, to: number): Dense => {
    const users = new Matrix(to - from, dimensions);
    for (let user = from; user < to; user++)
      users.data[user - from]!.set(userVectors.subarray(user * dimensions, (user + 1) * dimensions));
    return users.mmul(columns);
  };
  return {
    recommend(from, to, out) {
      for (let start = from; start < to; start += DENSE_BLOCK) {
        block(start, Math.min(to, start + DENSE_BLOCK)).data.forEach((row, n) => {
          scores.set(row);
          selectTopK(scores, places, k, null, selection);
          keepSelection(selection, scores, out, start + n - from);
        });
      }
    },
    itemBytes: 8 * dimensions * items,
    userBytes: userVectors.byteLength,
    close() {},
  };
}
