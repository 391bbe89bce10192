/** Shapes of arrays and of sparse matrices. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { StateArray } from '../model-state.ts';
import { inside, kindOf, type Place, requireObject, ShapeFault } from './place.ts';
import { fields, type Shape, whole } from './shape.ts';
import { requireSize, requireSizes, type Size, sizeOf } from './sizes.ts';

interface Accepted {
  readonly accepts: (value: number) => boolean;
  readonly expected: string;
}

type ArrayClass<A extends StateArray> = { new (length: number): A; readonly name: string };

/** An array of one kind, as long as the product of the sizes. */
const arrayOf =
  <A extends StateArray>(kind: ArrayClass<A>, accepted?: Accepted) =>
  (...sizes: readonly Size[]): Shape<A> => ({
    check(value, at) {
      const array = requireArray(value, kind, at);
      requireSizes(array.length, sizes, at);
      if (accepted) requireEach(array, accepted, at);
    },
  });

const FINITE = { accepts: Number.isFinite, expected: 'finite numbers are expected' };

/** Finite values, as many as the product of the sizes: f32('items', 'factors'). */
export const f32 = arrayOf<Float32Array>(Float32Array, FINITE);
export const f64 = arrayOf<Float64Array>(Float64Array, FINITE);
export const u32 = arrayOf<Uint32Array>(Uint32Array);
export const i32 = arrayOf<Int32Array>(Int32Array);
export const u8 = arrayOf<Uint8Array>(Uint8Array);

/** f32 of finite values, and of -Infinity where there is no answer. */
export const scores = arrayOf<Float32Array>(Float32Array, {
  accepts: (value) => value < Number.POSITIVE_INFINITY,
  expected: 'finite numbers and -Infinity are expected',
});

/** f64 of values of at least 0. */
export const amounts = arrayOf<Float64Array>(Float64Array, {
  accepts: (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
  expected: 'finite numbers of at least 0 are expected',
});

/** u8 of 0 and 1. */
export const flags = arrayOf<Uint8Array>(Uint8Array, {
  accepts: (value) => value <= 1,
  expected: '0 or 1 is expected',
});

/** u32, each below `end`. */
export const indices = (end: Size, ...sizes: readonly Size[]): Shape<Uint32Array> => ({
  check(value, at) {
    u32(...sizes).check(value, at);
    const bound = sizeOf(end, at);
    if (bound === undefined) throw new Error(`shape: ${at.path} points into ${end}, which are not known yet`);
    requireEach(value as Uint32Array, below(bound, end), at);
  },
});

/** Each of 0 ... length - 1 once, as `tiePlaces` makes them. */
export const permutation = (length: Size): Shape<Uint32Array> => ({
  check(value, at) {
    indices(length, length).check(value, at);
    const met = new Uint8Array((value as Uint32Array).length);
    for (const one of value as Uint32Array) met[one] = 1;
    const absent = met.indexOf(0);
    if (absent >= 0) throw new ShapeFault(at, `${absent} does not occur; each place is expected once`);
  },
});

/** Where the rows of something begin: (rows + 1) values from 0 to `end`, never falling. */
export const rowStarts = (rows: Size, end: Size): Shape<Uint32Array> => ({
  check(value, at) {
    const starts = requireArray<Uint32Array>(value, Uint32Array, at);
    if (starts.length === 0)
      throw new ShapeFault(at, 'empty; one value more than there are rows is expected');
    requireSize(starts.length - 1, rows, at, 'rows');
    if (starts[0] !== 0) throw new ShapeFault(at, `it begins with ${starts[0]}; 0 is expected`);
    const fall = starts.findIndex((start, row) => row > 0 && start < starts[row - 1]!);
    if (fall >= 0)
      throw new ShapeFault(at, `${starts[fall]} at ${fall} after ${starts[fall - 1]}; starts do not fall`);
    requireSize(starts[starts.length - 1]!, end, at, 'places in the rows');
  },
});

/** Sparse rows whose columns ascend without repeats and whose values are finite; `count` names how many there are. */
export const matrix = (rows: Size, cols: Size, count?: string): Shape<Interactions> =>
  csr(f32, rows, cols, count);

/** The same where only the places count: the values are not read. */
export const pairs = (rows: Size, cols: Size, count?: string): Shape<Interactions> =>
  csr(arrayOf(Float32Array), rows, cols, count);

/** Sparse, or dense with (rows * cols) values. */
export const matrixOrDense = (rows: Size, cols: Size): Shape<Interactions | Float32Array> => ({
  check(value, at) {
    (value instanceof Float32Array ? f32(rows, cols) : matrix(rows, cols)).check(value, at);
  },
});

function csr(
  values: (length: number) => Shape<Float32Array>,
  rows: Size,
  cols: Size,
  countName?: string,
): Shape<Interactions> {
  return {
    check(value, at) {
      const { colIdx } = requireObject(value, at);
      const count = requireArray<Uint32Array>(colIdx, Uint32Array, inside(at, 'colIdx')).length;
      fields<Interactions>({
        rows: whole(),
        cols: whole(),
        rowPtr: rowStarts(rows, count),
        colIdx: u32(count),
        values: values(count),
      }).check(value, at);
      const found = value as Interactions;
      requireSize(found.rows, rows, inside(at, 'rows'), 'rows');
      requireSize(found.cols, cols, inside(at, 'cols'), 'columns', { isBorne: found.cols <= count });
      if (countName !== undefined) requireSize(count, countName, at, 'pairs');
      requireColumns(found, inside(at, 'colIdx'));
    },
  };
}

function requireColumns({ rows, cols, rowPtr, colIdx }: Interactions, at: Place): void {
  requireEach(colIdx, below(cols, 'columns'), at);
  for (let row = 0; row < rows; row++) {
    for (let p = rowPtr[row]! + 1; p < rowPtr[row + 1]!; p++) {
      if (colIdx[p]! > colIdx[p - 1]!) continue;
      throw new ShapeFault(at, `${colIdx[p]} at ${p} after ${colIdx[p - 1]}; columns ascend within a row`);
    }
  }
}

const below = (bound: number, end: Size): Accepted => ({
  accepts: (value) => value < bound,
  expected: `numbers below ${bound}${typeof end === 'string' ? ` (${end})` : ''} are expected`,
});

function requireEach(array: StateArray, { accepts, expected }: Accepted, at: Place): void {
  for (let n = 0; n < array.length; n++) {
    if (!accepts(array[n]!)) throw new ShapeFault(at, `${array[n]} at ${n}; ${expected}`);
  }
}

/** Of this very kind, over memory of its own. */
function requireArray<A extends StateArray>(value: unknown, kind: ArrayClass<A>, at: Place): A {
  if (value instanceof kind) return value;
  throw new ShapeFault(at, `${kindOf(value)}; a ${kind.name} is expected`);
}
