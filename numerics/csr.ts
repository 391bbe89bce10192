/** Compressed sparse rows, built by counting sorts: no comparison, no map, cost linear in entries + rows + columns. */

/** Sparse matrix. Columns ascend within a row and do not repeat. */
export interface Csr {
  readonly rows: number;
  readonly cols: number;
  /** (rows + 1) entries of row r are [rowPtr[r], rowPtr[r + 1]) */
  readonly rowPtr: Uint32Array;
  /** (rowPtr[rows]) */
  readonly colIdx: Uint32Array;
  /** (rowPtr[rows]) */
  readonly values: Float32Array;
}

/** `order` (default 0, 1, 2 ...) stably sorted by `keys[i]`, which are below `bound`. */
export function countingOrder(keys: Uint32Array, bound: number, order?: Uint32Array): Uint32Array {
  const length = order ? order.length : keys.length;
  const start = new Uint32Array(bound + 1);
  for (let n = 0; n < length; n++) start[keys[order ? order[n]! : n]! + 1]!++;
  for (let key = 0; key < bound; key++) start[key + 1]! += start[key]!;
  const out = new Uint32Array(length);
  for (let n = 0; n < length; n++) {
    const i = order ? order[n]! : n;
    out[start[keys[i]!]!++] = i;
  }
  return out;
}

export interface TripletOptions {
  /** Triplets to use, in the order in which repeats are added up; all of them by default. */
  readonly order?: Uint32Array;
  /** true (default): repeated (row, col) are added up in f64; false: a repeat is an error. */
  readonly sum?: boolean;
}

/**
 * The matrix of triplets (rowOf[i], colOf[i], valueAt[i]), in any order. Throws RangeError on a row or column out of range,
 * and on a repeat when `sum` is false.
 */
export function fromTriplets(
  rows: number,
  cols: number,
  rowOf: Uint32Array,
  colOf: Uint32Array,
  valueAt: ArrayLike<number>,
  options: TripletOptions = {},
): Csr {
  const { sum = true } = options;
  checkBelow('row', rowOf, rows, options.order);
  checkBelow('column', colOf, cols, options.order);
  // Two stable counting sorts: by column, then by row, leave columns ascending within each row.
  const order = countingOrder(rowOf, rows, countingOrder(colOf, cols, options.order));
  const rowPtr = new Uint32Array(rows + 1);
  const colIdx = new Uint32Array(order.length);
  const sums = new Float64Array(order.length);
  let size = 0;
  let lastRow = -1;
  for (const i of order) {
    const row = rowOf[i]!;
    const col = colOf[i]!;
    if (row === lastRow && colIdx[size - 1] === col) {
      if (!sum) throw new RangeError(`csr: entry (${row}, ${col}) is given twice`);
      sums[size - 1]! += valueAt[i]!;
      continue;
    }
    colIdx[size] = col;
    sums[size] = valueAt[i]!;
    size++;
    lastRow = row;
    rowPtr[row + 1]!++;
  }
  for (let row = 0; row < rows; row++) rowPtr[row + 1]! += rowPtr[row]!;
  const values = Float32Array.from(sums.subarray(0, size));
  return { rows, cols, rowPtr, colIdx: colIdx.slice(0, size), values };
}

function checkBelow(what: string, index: Uint32Array, bound: number, order?: Uint32Array): void {
  const length = order ? order.length : index.length;
  for (let n = 0; n < length; n++) {
    const i = order ? order[n]! : n;
    if (index[i]! >= bound)
      throw new RangeError(`csr: ${what} ${index[i]} of triplet ${i}; there are ${bound}`);
  }
}

/** The same entries with rows and columns exchanged. */
export function transpose({ rows, cols, rowPtr: from, colIdx: columns, values: old }: Csr): Csr {
  const size = columns.length;
  const rowPtr = new Uint32Array(cols + 1);
  for (let p = 0; p < size; p++) rowPtr[columns[p]! + 1]!++;
  for (let col = 0; col < cols; col++) rowPtr[col + 1]! += rowPtr[col]!;
  const at = rowPtr.slice(0, cols);
  const colIdx = new Uint32Array(size);
  const values = new Float32Array(size);
  for (let row = 0; row < rows; row++) {
    const end = from[row + 1]!;
    for (let p = from[row]!; p < end; p++) {
      const col = columns[p]!;
      const to = at[col]!;
      at[col] = to + 1;
      colIdx[to] = row;
      values[to] = old[p]!;
    }
  }
  return { rows: cols, cols: rows, rowPtr, colIdx, values };
}
