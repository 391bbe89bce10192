import { integer, pointer } from './arguments';
import { selectNearest } from './nearest-columns';

/** Columns go in blocks of 64: sums and sizes are padded to whole blocks with zeros. */
const BLOCK: i32 = 64;
/** Rows of the right matrix between the one that is added and the one that the cache is asked for. */
const AHEAD: u32 = 4;
let touched: u32 = 0;

/**
 * The nearest columns of some rows. With a sparse left matrix (rows x terms), weighted, and a sparse right one (terms x columns),
 *
 *   dot(r, c) = sum over terms t of left_rt right_tc     in f64, terms ascending
 *   similarity = dot / (rowSize_r columnSize_c + shrinkage), or with `isJaccard`
 *                dot / (rowSize_r + columnSize_c - dot + shrinkage)     in f64, rounded to f32
 *
 * the k largest above 0 are kept, equal ones by place, and written with their columns ascending. All sizes, and the shrinkage,
 * are at least 0. Columns have labels, by which they stand in the right matrix, the sizes and the places; where the labels of
 * columns of like size are near each other, few columns that are not kept are looked at.
 *
 * Arguments: 0 rows asked for (u32), 1 their number, 2 a chunk's, 3 left rowPtr, 4 left columns (u32), 5 left weights (f64), or 0
 * when all weights and right values are 1; 6 right rowPtr, 7 right labels (u16 up to 65,536 columns, else u32), 8 right values
 * (f32) or 0 when all are 1; 9 columns, 10 row sizes (f64), 11 column sizes (f64, padded, by label), 12 the least of each block of
 * 64 labels (f64), 13 shrinkage, 14 isJaccard, 15 k, 16 places (u32, by label), 17 keepOwn: else column r of row r is left out, 18
 * where each row asked for is written (u32, an index), 19 out columns (u32), 20 out similarities (f32), 21 out lengths (u32), 22
 * room of a selection, above k or all columns, 23 columns by label (u32), 24 labels by column (u32), 25 bytes of a sum: 8 (f64), or,
 * when all weights and values are 1, 4 or 2 (counts; 2: no row of the left matrix is longer than 65,535). Scratch: sums (8 bytes a
 * padded column), marks (1 a block), and what `selectNearest` takes, from a multiple of 64 on.
 */
export function nearestRows(args: usize, chunk: i32, scratch: usize): void {
  const isNarrow = integer(args, 9) <= 65536;
  const bytes = integer(args, 25);
  if (bytes == 2) {
    if (isNarrow) nearest<u16, u16>(args, chunk, scratch);
    else nearest<u32, u16>(args, chunk, scratch);
  } else if (bytes == 4) {
    if (isNarrow) nearest<u16, u32>(args, chunk, scratch);
    else nearest<u32, u32>(args, chunk, scratch);
  } else if (isNarrow) nearest<u16, f64>(args, chunk, scratch);
  else nearest<u32, f64>(args, chunk, scratch);
}

/** T: of labels; S: of sums. */
@inline
function nearest<T, S>(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 2);
  const padded = (integer(args, 9) + BLOCK - 1) & ~(BLOCK - 1);
  const marks = scratch + (<usize>padded << 3);
  const rest = (marks + <usize>(padded / BLOCK) + 63) & ~63;
  memory.fill(scratch, 0, <usize>padded * sizeof<S>());
  memory.fill(marks, 0, rest - marks + <usize>(padded >> 3));
  const end = min(integer(args, 1), (chunk + 1) * size);
  for (let n = chunk * size; n < end; n++) {
    const row = load<u32>(pointer(args, 0) + (<usize>n << 2));
    const leftPtr = pointer(args, 3) + (<usize>row << 2);
    if (load<u32>(leftPtr) == load<u32>(leftPtr, 4)) {
      store<u32>(pointer(args, 21) + (<usize>n << 2), 0);
      continue;
    }
    addProducts<T, S>(args, row, scratch, marks);
    selectNearest<S>(args, n, row, scratch, sizeof<T>() == 4 ? marks : 0, rest);
  }
}

function addProducts<T, S>(args: usize, row: u32, sums: usize, marks: usize): void {
  const terms = pointer(args, 4);
  const weights = pointer(args, 5);
  const rightPtr = pointer(args, 6);
  const labels = pointer(args, 7);
  const rightValues = pointer(args, 8);
  const leftPtr = pointer(args, 3) + (<usize>row << 2);
  const last = load<u32>(leftPtr, 4);
  let ahead: u32 = 0;
  for (let p = load<u32>(leftPtr); p < last; p++) {
    if (p + AHEAD < last) {
      // Asks the cache for a row to come; what is read goes nowhere.
      const next = rightPtr + (<usize>load<u32>(terms + (<usize>(p + AHEAD) << 2)) << 2);
      const line = labels + <usize>load<u32>(next) * sizeof<T>();
      ahead ^= <u32>load<u8>(line) ^ <u32>load<u8>(line, 64);
    }
    const span = rightPtr + (<usize>load<u32>(terms + (<usize>p << 2)) << 2);
    const from = load<u32>(span);
    const start = labels + <usize>from * sizeof<T>();
    const stop = labels + <usize>load<u32>(span, 4) * sizeof<T>();
    if (!isFloat<S>()) countColumns<T, S>(start, stop, sums);
    else {
      const weight = load<f64>(weights + (<usize>p << 3));
      if (rightValues == 0) addWeight<T>(start, stop, weight, sums);
      else addValues<T>(start, stop, weight, rightValues + (<usize>from << 2), sums);
    }
    if (sizeof<T>() == 4) {
      for (let at = start; at < stop; at += 4) store<u8>(marks + <usize>(load<u32>(at) >> 6), 1);
    }
  }
  touched = ahead;
}

@inline
function countOne<S>(sums: usize, label: usize): void {
  const at = sums + label * sizeof<S>();
  store<S>(at, <S>(load<S>(at) + 1));
}

@inline
function countColumns<T, S>(start: usize, stop: usize, sums: usize): void {
  let at = start;
  for (; at + 4 * sizeof<T>() <= stop; at += 4 * sizeof<T>()) {
    if (sizeof<T>() == 2) {
      const four = load<u64>(at);
      countOne<S>(sums, <usize>(four & 0xffff));
      countOne<S>(sums, <usize>((four >> 16) & 0xffff));
      countOne<S>(sums, <usize>((four >> 32) & 0xffff));
      countOne<S>(sums, <usize>(four >> 48));
    } else {
      countOne<S>(sums, <usize>load<T>(at));
      countOne<S>(sums, <usize>load<T>(at, sizeof<T>()));
      countOne<S>(sums, <usize>load<T>(at, 2 * sizeof<T>()));
      countOne<S>(sums, <usize>load<T>(at, 3 * sizeof<T>()));
    }
  }
  for (; at < stop; at += sizeof<T>()) countOne<S>(sums, <usize>load<T>(at));
}

@inline
function addOne(sums: usize, column: usize, value: f64): void {
  const at = sums + (column << 3);
  store<f64>(at, load<f64>(at) + value);
}

function addWeight<T>(start: usize, stop: usize, weight: f64, sums: usize): void {
  let at = start;
  for (; at + 4 * sizeof<T>() <= stop; at += 4 * sizeof<T>()) {
    addOne(sums, <usize>load<T>(at), weight);
    addOne(sums, <usize>load<T>(at, sizeof<T>()), weight);
    addOne(sums, <usize>load<T>(at, 2 * sizeof<T>()), weight);
    addOne(sums, <usize>load<T>(at, 3 * sizeof<T>()), weight);
  }
  for (; at < stop; at += sizeof<T>()) addOne(sums, <usize>load<T>(at), weight);
}

function addValues<T>(start: usize, stop: usize, weight: f64, values: usize, sums: usize): void {
  let value = values;
  for (let at = start; at < stop; at += sizeof<T>()) {
    addOne(sums, <usize>load<T>(at), weight * <f64>load<f32>(value));
    value += 4;
  }
}
