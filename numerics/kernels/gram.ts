/** V^T V of f32 vectors in kernel memory: products summed in f32 over 64 rows, these sums in f64, in the order of the rows. */

import type { KernelHost } from './host.ts';

/** Rows whose sum a chunk makes. */
const CHUNK = 1024;
/** Multiply-adds of a job for each thread: some 20 ms. */
const JOB_WORK = 2e8;
const MOST_PARTIALS = 16;

/** Columns of a panel: in panels, element (i, j) lies at `panelPlace(i, j, width)`, and only i <= j means anything. */
export const PANEL = 8;

export const panelPlace = (i: number, j: number, width: number): number =>
  (j >> 3) * PANEL * width + i * PANEL + (j & 7);

/** Chunks of a job; it changes no bit of the sum. */
function batchOf(threads: number, width: number): number {
  const chunks = Math.ceil((JOB_WORK * threads) / (CHUNK * ((width * width) / 2)));
  return Math.min(Math.max(chunks, threads), MOST_PARTIALS);
}

/** What `gramMatrix` will ask of the memory, bytes. */
export const gramBytes = (threads: number, width: number): number =>
  8 * width * width * batchOf(threads, width);

/**
 * @param vectors address of (rows * width) f32; @param width a multiple of 8
 * @param pause called after each job with its multiply-adds
 * @returns (width * width) f64 in panels of 8 columns; the same bits for any number of threads
 */
export async function gramMatrix(
  host: KernelHost,
  vectors: number,
  rows: number,
  width: number,
  pause: (work: number) => Promise<void>,
): Promise<Float64Array> {
  const square = width * width;
  const sum = new Float64Array(square);
  const chunks = Math.ceil(rows / CHUNK);
  const batch = batchOf(host.threads, width);
  const scope = host.memory.openScope();
  try {
    const partials = scope.alloc(8 * square * batch);
    for (let first = 0; first < chunks; first += batch) {
      const count = Math.min(batch, chunks - first);
      const at = vectors + 4 * first * CHUNK * width;
      const args = [at, rows - first * CHUNK, width, CHUNK, partials];
      host.run('gramChunks', count, args, 4 * width * (64 + width));
      const found = host.memory.f64(partials, count * square);
      for (let c = 0; c < count; c++) for (let n = 0; n < square; n++) sum[n]! += found[c * square + n]!;
      await pause(count * CHUNK * (square / 2));
    }
  } finally {
    scope.close();
  }
  return sum;
}
