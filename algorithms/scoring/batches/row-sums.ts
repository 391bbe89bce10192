/** Products with sparse matrices and with small dense ones, rows of f32 vectors in kernel memory. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';

/** A source that is left out, among places. */
export const NOWHERE = 0xffffffff;
const SCRATCH = 4096;
const ROWS_A_CHUNK = 32;

/** Entries by row; several lists are taken one after the other. All addresses; an absent one stands for what is said. */
export interface RowLists {
  /** (lists x (keys + 1)) u32 */
  readonly start: number;
  readonly lists?: number;
  readonly keys: number;
  /** (entries) u32: the source of each */
  readonly source: number;
  /** (entries) f32; absent: 1 */
  readonly coefficient?: number;
  /** (keys) f32: of the whole sum; absent: 1 */
  readonly scale?: number;
}

export interface SumOptions {
  readonly rows: number;
  readonly stride: number;
  readonly out: number;
  /** Added to; absent: zeros. May be `out`. */
  readonly initial?: number;
  /** (rows) u32 the key of each; absent: the row itself. */
  readonly rowKey?: number;
  /** f32 vectors */
  readonly sources: number;
  /** u32 where each source stands among the vectors, NOWHERE for none; absent: at its own number. */
  readonly place?: number;
}

/** out_r = (initial_r + sum over entries of coefficient x source) x scale. */
export function sumRows(kernels: KernelHost, lists: RowLists, options: SumOptions): void {
  const { rows, stride, out, initial = 0, rowKey = 0, sources, place = 0 } = options;
  const { start, lists: count = 1, keys, source, coefficient = 0, scale = 0 } = lists;
  const entries = [count, start, keys, rowKey, source, coefficient, sources, place, scale];
  const args = [rows, ROWS_A_CHUNK, out, initial, stride, ...entries];
  kernels.run('sumRows', Math.ceil(rows / ROWS_A_CHUNK), args, SCRATCH);
}

/** A dense matrix in kernel memory: where it begins, and how many values lie between rows and between terms. */
export interface Strided {
  readonly address: number;
  readonly betweenRows: number;
  readonly betweenTerms: number;
}

/** out_r = initial_r + sum over terms k of left_rk x right_k. */
export function productRows(
  kernels: KernelHost,
  left: Strided,
  {
    rows,
    terms,
    stride,
    right,
    out,
    initial = 0,
  }: Readonly<Record<'rows' | 'terms' | 'stride' | 'right' | 'out', number>> & { readonly initial?: number },
): void {
  const args = [
    rows,
    ROWS_A_CHUNK,
    out,
    initial,
    stride,
    terms,
    left.address,
    left.betweenRows,
    left.betweenTerms,
    right,
  ];
  kernels.run('productRows', Math.ceil(rows / ROWS_A_CHUNK), args, SCRATCH);
}
