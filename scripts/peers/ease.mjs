/** The inverse in f64 that EASE needs, of co-occurrences with a penalty on the diagonal: our core beside numpy.linalg.inv. */
import { quietRun, skewedTraining } from '../../dist/algorithms/small-training.node.js';
import { allocateTiles, invertTiles } from '../../dist/numerics/kernels/symmetric-inverse.js';
import { readColumn } from './problem.mjs';

const SIZES = { usual: 5000, short: 600 };
const PENALTY = 500;
/** Rows of the inverse that are answered. */
const ROWS = 40;
/** Of each entry of matrix x inverse, from the identity. */
const TOLERANCE = 1e-9;

export const peers = ['numpy'];

export const makeProblem =
  () =>
  async ({ short }, write) => {
    const n = SIZES[short ? 'short' : 'usual'];
    const { interactions } = skewedTraining('peers', 2 * n, n, 40);
    const { rows, rowPtr, colIdx } = interactions;
    const matrix = new Float64Array(n * n);
    for (let row = 0; row < rows; row++) {
      const own = colIdx.subarray(rowPtr[row], rowPtr[row + 1]);
      for (const item of own) for (const other of own) matrix[item * n + other]++;
    }
    for (let item = 0; item < n; item++) matrix[item * n + item] += PENALTY;
    write('matrix', matrix, [n, n]);
    write(
      'rows',
      Uint32Array.from({ length: ROWS }, (_, row) => Math.floor((row * (n - 1)) / (ROWS - 1))),
    );
    return { n, ...(short ? {} : { repeats: 1 }) };
  };

/** Start of row i of tile (tall, wide), in numbers. */
const rowAt = (size, tall, wide, i) => ((tall * (tall + 1)) / 2 + wide) * size * size + (i % size) * size;

/** The lower triangle in tiles; the identity behind the last row. */
function fillTiles(cells, { n, size, side }, matrix) {
  cells.fill(0);
  for (let i = 0; i < side * size; i++) {
    const tall = Math.floor(i / size);
    if (i >= n) cells[rowAt(size, tall, tall, i) + (i % size)] = 1;
    else
      for (let wide = 0; wide <= tall; wide++) {
        const end = Math.min(n, (wide + 1) * size, wide === tall ? i + 1 : n);
        cells.set(matrix.subarray(i * n + wide * size, i * n + end), rowAt(size, tall, wide, i));
      }
  }
}

function takeRow(cells, { n, size }, row) {
  return Float64Array.from({ length: n }, (_, column) => {
    const [low, high] = row < column ? [row, column] : [column, row];
    return -cells[rowAt(size, Math.floor(high / size), Math.floor(low / size), high) + (low % size)];
  });
}

async function invert(kernels, matrix, n, rows) {
  const scope = kernels.memory.openScope();
  try {
    const tiles = allocateTiles(n, scope);
    const cells = () => kernels.memory.f64(tiles.tiles, tiles.bytes / 8);
    const started = performance.now();
    fillTiles(cells(), tiles, matrix);
    await invertTiles(kernels, tiles, async () => {});
    const seconds = (performance.now() - started) / 1000;
    const inverse = new Float64Array(rows.length * n);
    for (const [index, row] of rows.entries()) inverse.set(takeRow(cells(), tiles, row), index * n);
    return { seconds, inverse };
  } finally {
    scope.close();
  }
}

export async function ours({ n, threads, repeats }, { matrix, rows }) {
  const { kernels } = quietRun('peers', threads);
  const small = Math.min(n, 500);
  const corner = new Float64Array(small * small);
  for (let row = 0; row < small; row++) corner.set(matrix.subarray(row * n, row * n + small), row * small);
  await invert(kernels, corner, small, []);
  const runs = [];
  for (let repeat = 0; repeat < repeats; repeat++) runs.push(await invert(kernels, matrix, n, rows));
  return {
    seconds: runs.map(({ seconds }) => seconds),
    version: `node ${process.version}`,
    answers: { inverse: runs[0].inverse },
  };
}

export const answersOf = (folder, { inverse }) => ({ inverse: readColumn(folder, inverse, 'float64') });

/** The rows that are answered times the matrix are rows of the identity; null when so. */
export function compare({ n }, { matrix, rows }, { inverse }) {
  let most = 0;
  for (const [index, row] of rows.entries()) {
    const product = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const value = inverse[index * n + k];
      for (let j = 0; j < n; j++) product[j] += value * matrix[k * n + j];
    }
    product[row] -= 1;
    for (const value of product) most = Math.max(most, Number.isNaN(value) ? Infinity : Math.abs(value));
  }
  return most <= TOLERANCE ? null : `matrix x inverse is off the identity by ${most}`;
}
