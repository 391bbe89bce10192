import { integer, pointer } from './arguments';
import { listRow, paddedColumns, startLists } from './row-lists';

/**
 * The best k columns of rows of left x right: score(q, c) = sum over the terms t of row q, ascending, of left_qt right_tc, f32
 * multiply and add. Lists are those of row-lists.ts.
 *
 * Arguments: 0 queries, 1 a chunk's, 2 left rowPtr (queries + 1), 3 left terms (u32), 4 left values (f32), 5 right rowPtr, or 0 when
 * right is dense (f32, terms x columns), 6 right columns (u32), 7 right values (f32), then those of row-lists.ts.
 */
export function productLists(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const columns = integer(args, 8);
  const padded = paddedColumns(args);
  const end = min(integer(args, 0), (chunk + 1) * size);
  startLists(args, scratch);
  for (let q = chunk * size; q < end; q++) {
    memory.fill(scratch, 0, <usize>padded << 2);
    addRows(args, q, columns, scratch);
    listRow(args, q, scratch);
  }
}

function addRows(args: usize, q: i32, columns: i32, scores: usize): void {
  const rowPtr = pointer(args, 2) + (<usize>q << 2);
  const terms = pointer(args, 3);
  const values = pointer(args, 4);
  const rightPtr = pointer(args, 5);
  const rightColumns = pointer(args, 6);
  const right = pointer(args, 7);
  const last = load<u32>(rowPtr, 4);
  for (let p = load<u32>(rowPtr); p < last; p++) {
    const term = <usize>load<u32>(terms + (<usize>p << 2));
    const value = load<f32>(values + (<usize>p << 2));
    if (rightPtr == 0) addDense(right + (term * <usize>columns << 2), value, columns, scores);
    else {
      const from = <usize>load<u32>(rightPtr + (term << 2));
      const to = <usize>load<u32>(rightPtr + (term << 2), 4);
      addSparse(rightColumns, right, from, to, value, scores);
    }
  }
}

function addDense(row: usize, value: f32, columns: i32, scores: usize): void {
  const v = f32x4.splat(value);
  const end = scores + (<usize>columns << 2);
  let at = scores;
  let from = row;
  for (; at + 32 <= end; at += 32) {
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(v, v128.load(from))));
    v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(v, v128.load(from, 16))), 16);
    from += 32;
  }
  for (; at < end; at += 4) {
    store<f32>(at, load<f32>(at) + value * load<f32>(from));
    from += 4;
  }
}

function addSparse(columns: usize, right: usize, from: usize, to: usize, value: f32, scores: usize): void {
  const end = columns + (to << 2);
  let from4 = right + (from << 2);
  for (let at = columns + (from << 2); at < end; at += 4) {
    const score = scores + (<usize>load<u32>(at) << 2);
    store<f32>(score, load<f32>(score) + value * load<f32>(from4));
    from4 += 4;
  }
}
