import type { Interactions } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { allocateBesideResidents, residentColumns } from '../../numerics/kernels/resident.ts';
import type { Lists, ModelHost, Queries, RankModel } from '../algorithm.ts';
import { matrix, matrixOrDense, pairs, permutation } from '../state/arrays.ts';
import { fields, flag } from '../state/shape.ts';
import { foldIn } from './fold-in.ts';
import { checkRoom } from './scored-model.ts';

export interface ProductParts {
  /** Training pairs: what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  /** Row n: the terms of query from + n and their weights, `shoppers` being those of the queries; empty where nothing is known. */
  readonly profiles: (shoppers: Uint32Array, queries: Queries, from: number) => Interactions;
  /** (terms x items), or dense, (terms * items) */
  readonly right: Interactions | Float32Array;
  readonly kernels: KernelHost;
}

/** What a model is made of whose profiles are rows of a matrix, as it is filed. */
export interface ProfileState {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** (shoppers x items) what a shopper's items weigh */
  readonly profiles: Interactions;
  /** false: an item weighs 1 in a profile however often it was had; true: values of repeats are summed, and 1 is added when told */
  readonly summed: boolean;
  /** (items x items) row j: what item j adds to the score of each item; or dense, (items * items) */
  readonly right: Interactions | Float32Array;
}

export const PROFILE_SHAPE = fields<ProfileState>({
  interactions: pairs('shoppers', 'items'),
  places: permutation('items'),
  profiles: matrix('shoppers', 'items'),
  summed: flag,
  right: matrixOrDense('items', 'items'),
});

/** `productModel` of such a state, which takes in what is told with a query. */
export const profileModel = (
  { profiles, summed, ...state }: ProfileState,
  { kernels }: ModelHost,
): RankModel =>
  productModel({
    ...state,
    profiles: (shoppers, { history }, from) => foldIn(gatherRows(profiles, shoppers), history, from, summed),
    kernels,
  });

const QUERIES_A_BATCH = 512;
const QUERIES_A_CHUNK = 8;

/**
 * A rank model that scores items by a product of matrices and keeps the best k, by the kernel `productLists`:
 *
 *   score(shopper, item) = sum over terms t, ascending, of profile_t right_(t, item)   in f32, multiply and add
 *
 * A score of 0 is no answer.
 */
export function productModel(parts: ProductParts): RankModel {
  const { interactions, places, right, kernels } = parts;
  const isDense = right instanceof Float32Array;
  const resident = residentColumns(
    kernels.memory,
    isDense ? [places, right] : [places, right.rowPtr, right.colIdx, right.values],
  );
  const items = interactions.cols;
  const padded = Math.ceil(items / 64) * 64;

  function answer(queries: Queries, from: number, to: number, k: number, out: Lists): void {
    const shoppers = queries.shopper.subarray(from, to);
    const profiles = parts.profiles(shoppers, queries, from);
    const excluded = excludedOf(queries, interactions, from, to);
    const candidates = queries.candidates && gatherRows(queries.candidates, indices(from, to));
    const n = to - from;
    const { scope, result } = allocateBesideResidents(kernels.memory, (blocks) => {
      const put = (rows: Interactions | undefined): number[] =>
        rows ? [blocks.put(rows.rowPtr), blocks.put(rows.colIdx)] : [0, 0];
      return {
        left: [...put(profiles), blocks.put(profiles.values)],
        limits: [...put(excluded), ...put(candidates)],
        out: [
          blocks.alloc(4 * n * k),
          blocks.alloc(4 * n * k),
          blocks.alloc(4 * n),
          blocks.alloc(n),
        ] as const,
      };
    });
    try {
      const addresses = resident.addresses();
      const matrix = isDense ? [0, 0, addresses[1]!] : addresses.slice(1);
      const room = k >= items ? padded : Math.min(padded, Math.max(4 * k, k + 256));
      const args = [
        ...[n, QUERIES_A_CHUNK, ...result.left, ...matrix, items, k, addresses[0]!],
        ...[...result.limits, k, ...result.out, room],
      ];
      kernels.run('productLists', Math.ceil(n / QUERIES_A_CHUNK), args, 4 * padded + 20 * room + 64);
      copyLists(kernels, result.out, n, k, out, from);
    } finally {
      scope.close();
    }
  }

  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      for (let from = 0; from < queries.length; from += QUERIES_A_BATCH)
        answer(queries, from, Math.min(queries.length, from + QUERIES_A_BATCH), Math.min(k, items), out);
    },
  };
}

function excludedOf(
  queries: Queries,
  seen: Interactions,
  from: number,
  to: number,
): Interactions | undefined {
  if (queries.exclude === 'none') return undefined;
  if (queries.exclude === 'seen') return gatherRows(seen, queries.shopper.subarray(from, to));
  return gatherRows(queries.exclude, indices(from, to));
}

const indices = (from: number, to: number): Uint32Array =>
  Uint32Array.from({ length: to - from }, (_, n) => from + n);

/** Row n is row rows[n] of the matrix, empty where it has no such row. */
export function gatherRows(matrix: Interactions, rows: Uint32Array): Interactions {
  const rowPtr = new Uint32Array(rows.length + 1);
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]!;
    rowPtr[n + 1] = rowPtr[n]! + (row < matrix.rows ? matrix.rowPtr[row + 1]! - matrix.rowPtr[row]! : 0);
  }
  const colIdx = new Uint32Array(rowPtr[rows.length]!);
  const values = new Float32Array(rowPtr[rows.length]!);
  for (let n = 0; n < rows.length; n++) {
    if (rowPtr[n] === rowPtr[n + 1]) continue;
    const [from, to] = [matrix.rowPtr[rows[n]!]!, matrix.rowPtr[rows[n]! + 1]!];
    colIdx.set(matrix.colIdx.subarray(from, to), rowPtr[n]!);
    values.set(matrix.values.subarray(from, to), rowPtr[n]!);
  }
  return { rows: rows.length, cols: matrix.cols, rowPtr, colIdx, values };
}

function copyLists(
  { memory }: KernelHost,
  [items, scores, lengths, tied]: readonly [number, number, number, number],
  n: number,
  k: number,
  out: Lists,
  from: number,
): void {
  const [listed, scored] = [memory.u32(items, n * k), memory.f32(scores, n * k)];
  out.lengths.set(memory.u32(lengths, n), from);
  out.tied.set(memory.u8(tied, n), from);
  for (let q = 0; q < n; q++) {
    const end = q * k + out.lengths[from + q]!;
    out.items.set(listed.subarray(q * k, end), (from + q) * out.k);
    out.scores.set(scored.subarray(q * k, end), (from + q) * out.k);
  }
}
