import { type Csr, countingOrder } from '../../numerics/csr.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { allocateBesideResidents, residentColumns } from '../../numerics/kernels/resident.ts';
import { amounts, f64, matrix, pairs, permutation } from '../state/arrays.ts';
import { also, fields, flag, nullable, oneOf, real, type Shape, whole } from '../state/shape.ts';

/**
 * Which columns of a product of sparse matrices are nearest to each of its rows:
 *
 *   dot(r, c) = sum over terms t of left_rt right_tc,   in f64, terms ascending
 *   cosine    dot / (rowSize_r columnSize_c + shrinkage)
 *   jaccard   dot / (rowSize_r + columnSize_c - dot + shrinkage)
 *
 * in f64, rounded to f32. Columns above 0 are kept, the k most similar ones, equal ones by place.
 */
export interface NearestProblem {
  /** (rows x terms); its values are not read */
  readonly left: Csr;
  /** (pairs of left); null: all are 1, and all values of `right` */
  readonly leftWeights: Float64Array | null;
  /** (terms x columns) */
  readonly right: Csr;
  /** (rows) at least 0 */
  readonly rowSizes: Float64Array;
  /** (columns) at least 0 */
  readonly columnSizes: Float64Array;
  readonly kind: 'cosine' | 'jaccard';
  readonly shrinkage: number;
  readonly k: number;
  /** (columns) order among equally similar ones, from `tiePlaces` */
  readonly places: Uint32Array;
  /** false: column r is left out of row r */
  readonly keepOwn: boolean;
}

/** The shape of a problem with rows, terms and columns of these names. */
export const nearestShape = (rows: string, terms: string, columns: string): Shape<NearestProblem> =>
  also(
    fields<NearestProblem>({
      left: pairs(rows, terms, 'pairs'),
      leftWeights: nullable(f64('pairs')),
      right: matrix(terms, columns),
      rowSizes: amounts(rows),
      columnSizes: amounts(columns),
      kind: oneOf(['cosine', 'jaccard'] as const),
      shrinkage: real(0),
      k: whole(),
      places: permutation(columns),
      keepOwn: flag,
    }),
    ({ k, right }) => (k > right.cols ? `k ${k}; there are ${right.cols} ${columns}` : undefined),
  );

export interface NearestFinder {
  /** Multiply-adds that row r takes. */
  workOf(row: number): number;
  /** Row n of the answer: the columns nearest to rows[n], ascending, with their similarity; none for a row that does not exist. */
  find(rows: Uint32Array): Csr;
  /** Gives back the memory of the kernels until the next `find`. */
  release(): void;
}

const NONE = new Float32Array(0);
const BLOCK = 64;
const ROWS_A_CHUNK = 8;
/** Columns that fit 16 bits are read twice as fast. */
const NARROW = 65_536;

/** Finds nearest columns by the kernel `nearestRows`, bit for bit as `nearestRowsPlainly` does. */
export function nearestFinder(problem: NearestProblem, kernels: KernelHost): NearestFinder {
  const { left, right, k } = problem;
  const columns = right.cols;
  const padded = Math.ceil(columns / BLOCK) * BLOCK;
  const isCounting = problem.leftWeights === null;
  const hasValues = problem.leftWeights !== null && !isOnes(right.values);
  const sumBytes = !isCounting ? 8 : longestRow(left) < NARROW ? 2 : 4;
  const work = productsOfRows(left, right);
  const room = k >= columns ? padded : Math.min(padded, Math.max(4 * k, k + 4 * BLOCK));
  const columnOf = largestFirst(problem.columnSizes);
  const labelOf = new Uint32Array(columns);
  for (let label = 0; label < columns; label++) labelOf[columnOf[label]!] = label;
  const sizes = new Float64Array(padded);
  for (let label = 0; label < columns; label++) sizes[label] = problem.columnSizes[columnOf[label]!]!;
  const resident = residentColumns(kernels.memory, [
    withEmptyRow(left.rowPtr),
    left.colIdx,
    problem.leftWeights ?? NONE,
    right.rowPtr,
    labelled(right.colIdx, labelOf),
    hasValues ? right.values : NONE,
    padTo(problem.rowSizes, left.rows + 1),
    sizes,
    leastOfBlocks(sizes, columns),
    columnOf.map((column) => problem.places[column]!),
    columnOf,
    labelOf,
  ]);
  const scratch = 9 * padded + 20 * room + 12 * BLOCK;

  function find(asked: Uint32Array): Csr {
    // The row behind the last one is empty.
    const rows = asked.map((row) => Math.min(row, left.rows));
    const at = new Uint32Array(rows.length + 1);
    for (let n = 0; n < rows.length; n++) at[n + 1] = at[n]! + Math.min(k, columns, work[rows[n]!]!);
    const size = at[rows.length]!;
    const { scope, result } = allocateBesideResidents(kernels.memory, (blocks) => [
      ...[blocks.put(rows), blocks.put(at)],
      ...[blocks.alloc(4 * size), blocks.alloc(4 * size), blocks.alloc(4 * rows.length)],
    ]);
    try {
      const [which, starts, outColumns, outValues, outLengths] = result as [
        number,
        number,
        number,
        number,
        number,
      ];
      const [
        leftPtr,
        leftColumns,
        weights,
        rightPtr,
        rightColumns,
        values,
        rowSizes,
        columnSizes,
        leastSizes,
        places,
        columnsByLabel,
        labels,
      ] = resident.addresses();
      const args = [
        ...[which, rows.length, ROWS_A_CHUNK, leftPtr!, leftColumns!, isCounting ? 0 : weights!],
        ...[rightPtr!, rightColumns!, hasValues ? values! : 0, columns, rowSizes!],
        ...[columnSizes!, leastSizes!],
        ...[problem.shrinkage, Number(problem.kind === 'jaccard'), k, places!, Number(problem.keepOwn)],
        ...[starts, outColumns, outValues, outLengths, room],
        ...[columnsByLabel!, labels!, sumBytes],
      ];
      kernels.run('nearestRows', Math.ceil(rows.length / ROWS_A_CHUNK), args, scratch);
      const { memory } = kernels;
      const lengths = memory.u32(outLengths, rows.length);
      return closeGaps(columns, at, lengths, memory.u32(outColumns, size), memory.f32(outValues, size));
    } finally {
      scope.close();
    }
  }
  return { workOf: (row) => work[row]!, find, release: resident.release };
}

export function isOnes(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 1) return false;
  return true;
}

function longestRow({ rows, rowPtr }: Csr): number {
  let longest = 0;
  for (let row = 0; row < rows; row++) longest = Math.max(longest, rowPtr[row + 1]! - rowPtr[row]!);
  return longest;
}

/** Indices by size, the largest first but for a part in 256; linear in time. */
function largestFirst(sizes: Float64Array): Uint32Array {
  // The upper half of a positive f32: its exponent and 8 bits of its fraction.
  const bits = new Uint32Array(Float32Array.from(sizes).buffer);
  return countingOrder(
    bits.map((word) => 0xffff - (word >>> 15)),
    0x10000,
  );
}

/** (blocks) the least size in each block of columns */
function leastOfBlocks(sizes: Float64Array, columns: number): Float64Array {
  const least = new Float64Array(sizes.length / BLOCK).fill(Number.POSITIVE_INFINITY);
  for (let label = 0; label < columns; label++) {
    const block = Math.floor(label / BLOCK);
    least[block] = Math.min(least[block]!, sizes[label]!);
  }
  return least;
}

function labelled(columns: Uint32Array, labelOf: Uint32Array): Uint16Array | Uint32Array {
  const size = columns.length;
  const labels = labelOf.length <= NARROW ? new Uint16Array(size) : new Uint32Array(size);
  for (let p = 0; p < size; p++) labels[p] = labelOf[columns[p]!]!;
  return labels;
}

function withEmptyRow(rowPtr: Uint32Array): Uint32Array {
  const out = new Uint32Array(rowPtr.length + 1);
  out.set(rowPtr);
  out[rowPtr.length] = rowPtr[rowPtr.length - 1]!;
  return out;
}

function padTo(values: Float64Array, size: number): Float64Array {
  const padded = new Float64Array(size);
  padded.set(values);
  return padded;
}

/** (rows + 1) multiply-adds of each row of left x right, which bound its columns too; 0 behind the last row. */
export function productsOfRows(left: Csr, right: Csr): Float64Array {
  const work = new Float64Array(left.rows + 1);
  const { rowPtr } = right;
  for (let row = 0; row < left.rows; row++) {
    let products = 0;
    const end = left.rowPtr[row + 1]!;
    for (let p = left.rowPtr[row]!; p < end; p++) {
      const term = left.colIdx[p]!;
      products += rowPtr[term + 1]! - rowPtr[term]!;
    }
    work[row] = products;
  }
  return work;
}

/** Row n from at[n] on, lengths[n] long, without what lies between. */
export function closeGaps(
  cols: number,
  at: Uint32Array,
  lengths: Uint32Array,
  columns: Uint32Array,
  values: Float32Array,
): Csr {
  const rows = lengths.length;
  const rowPtr = new Uint32Array(rows + 1);
  for (let n = 0; n < rows; n++) rowPtr[n + 1] = rowPtr[n]! + lengths[n]!;
  if (rowPtr[rows] === columns.length)
    return { rows, cols, rowPtr, colIdx: columns.slice(), values: values.slice() };
  const out: Csr = {
    rows,
    cols,
    rowPtr,
    colIdx: new Uint32Array(rowPtr[rows]!),
    values: new Float32Array(rowPtr[rows]!),
  };
  for (let n = 0; n < rows; n++) {
    const [from, to] = [at[n]!, at[n]! + lengths[n]!];
    out.colIdx.set(columns.subarray(from, to), rowPtr[n]!);
    out.values.set(values.subarray(from, to), rowPtr[n]!);
  }
  return out;
}
