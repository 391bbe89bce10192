/** Rank models whose scores a kernel makes row by row, and whose lists it keeps (numerics/kernels/assembly/row-lists.ts). */

import type { Interactions } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { KernelName } from '../../numerics/kernels/kernels.ts';
import { allocateBesideResidents } from '../../numerics/kernels/resident.ts';
import type { Lists, Queries, RankModel } from '../algorithm.ts';
import { checkRoom } from './scored-model.ts';

export interface ListParts {
  readonly kernel: KernelName;
  /** Training pairs: what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  readonly kernels: KernelHost;
  /** Address of the order among equal scores, from `tiePlaces`. */
  places(): number;
  /** What the scores of these shoppers, of the queries from `from` on, are made of. */
  scores(shoppers: Uint32Array, queries: Queries, from: number): RowScores;
}

const QUERIES_A_BATCH = 512;
const QUERIES_A_CHUNK = 8;

export interface RowScores {
  /** Put into memory for the kernel. */
  readonly columns: readonly (Uint32Array | Float32Array)[];
  /** The arguments 2 to 7 of the kernel, given the addresses of the columns. */
  args(columns: readonly number[]): readonly number[];
}

export function listModel(parts: ListParts): RankModel {
  const { interactions, kernels } = parts;
  const items = interactions.cols;
  const padded = Math.ceil(items / 64) * 64;

  function answer(queries: Queries, from: number, to: number, k: number, out: Lists): void {
    const shoppers = queries.shopper.subarray(from, to);
    const scores = parts.scores(shoppers, queries, from);
    const excluded = excludedOf(queries, interactions, from, to);
    const candidates = queries.candidates && gatherRows(queries.candidates, indices(from, to));
    const n = to - from;
    const { scope, result } = allocateBesideResidents(kernels.memory, (blocks) => {
      const put = (rows: Interactions | undefined): number[] =>
        rows ? [blocks.put(rows.rowPtr), blocks.put(rows.colIdx)] : [0, 0];
      return {
        scores: scores.columns.map((column) => blocks.put(column)),
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
      const room = k >= items ? padded : Math.min(padded, Math.max(4 * k, k + 256));
      const args = [
        ...[n, QUERIES_A_CHUNK, ...scores.args(result.scores), items, k, parts.places()],
        ...[...result.limits, k, ...result.out, room],
      ];
      kernels.run(parts.kernel, Math.ceil(n / QUERIES_A_CHUNK), args, 4 * padded + 20 * room + 64);
      copyLists(kernels, result.out, n, k, out, from);
    } finally {
      scope.close();
    }
  }

  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out, items);
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
