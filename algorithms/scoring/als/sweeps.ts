/**
 * Sweeps of implicit ALS in kernels. Vectors, systems and their solutions are f32; the Gram matrix of all rows, the lengths that
 * decide the steps of conjugate gradients, and the loss are summed in f64. A row whose f32 system is singular or leaves the range
 * of f32 is solved again, exactly, in f64. The number of threads changes no bit.
 */

import { type Interactions, transpose } from '../../../datasets/interactions.ts';
import { gramBytes, gramMatrix, PANEL, panelPlace } from '../../../numerics/kernels/gram.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { FitRun } from '../../algorithm.ts';
import { pause } from '../../pause.ts';
import { rightExtra } from '../als-solver.ts';
import { createSide, fillSide, type Side, type SideAddresses, sideSizes } from './side.ts';
import { solveAgain } from './singular-rows.ts';
import { type AlsSolverOptions, solverKernel } from './solvers.ts';

/** Multiply-adds of a job for each thread: 10 to 40 ms. */
const JOB_WORK = 1.5e8;

export type SideName = 'shoppers' | 'items';

export interface AlsFit {
  /** Improves all vectors of a side against the other's, which stay. */
  sweep(side: SideName): Promise<void>;
  /** (rows * factors) a copy */
  vectors(side: SideName): Float32Array;
  setVectors(side: SideName, vectors: ArrayLike<number>): void;
  /** The loss, as `alsLoss` defines it. */
  loss(): Promise<number>;
  /** Gives the memory back. */
  close(): void;
}

/**
 * Brings pairs into the memory of the kernels; all vectors are 0. Throws RangeError, before it takes any, when they do not fit.
 *
 * @param byShopper values are the weights of the pairs
 * @param sweeps that will be asked for, to tell progress by
 */
export function openAlsFit(
  byShopper: Interactions,
  options: AlsSolverOptions,
  run: FitRun,
  sweeps: number,
): AlsFit {
  const { memory } = run.kernels;
  const width = Math.ceil(options.factors / PANEL) * PANEL;
  const kernel = solverKernel(options, width);
  const byItem = transpose(byShopper);
  const sides: Record<SideName, Side> = {
    shoppers: createSide(byShopper, options, kernel),
    items: createSide(byItem, options, kernel),
  };
  const { block, shared, addresses } = placeAll(run.kernels, sides, width);
  for (const name of ['shoppers', 'items'] as const)
    fillSide(memory, addresses[name], sides[name], options, width);
  const total = sweeps * (byShopper.rows + byItem.rows);
  let done = 0;
  let work = 0;
  const rest = async (more: number): Promise<void> => {
    work += more;
    if (work < JOB_WORK * run.kernels.threads) return;
    work = 0;
    await pause(run, done, total);
  };
  const gram = (name: SideName) =>
    gramMatrix(run.kernels, addresses[name].vectors, sides[name].pairs.rows, width, rest);
  const commonArgs = (name: SideName): number[] => {
    const own = addresses[name];
    const fixed = addresses[otherThan(name)].vectors;
    const { rowPtr, columns, weights, vectors, penalty, bounds, failed } = own;
    return [
      rowPtr,
      columns,
      weights,
      fixed,
      vectors,
      width,
      shared,
      penalty,
      bounds,
      failed,
      rightExtra(options),
    ];
  };
  const fit: AlsFit = {
    async sweep(name) {
      const side = sides[name];
      const sum = await gram(otherThan(name));
      memory.f32(shared, width * width).set(sharedSystem(sum, width, options, kernel.inPanels));
      const args = [...commonArgs(name), ...kernel.args];
      for (const { from, to, work } of jobsOf(side.work, JOB_WORK * run.kernels.threads)) {
        run.kernels.run(kernel.kernel, { from, to }, args, kernel.scratch(side.longest));
        const rows = { from: side.bounds[from]!, to: side.bounds[to]! };
        const again = {
          memory,
          side,
          own: addresses[name],
          fixed: args[3]!,
          fixedRows: side.pairs.cols,
          width,
          options,
        };
        done += await solveAgain(again, rows, rest);
        await rest(work);
      }
    },
    vectors: (name) =>
      unpadded(memory.f32(addresses[name].vectors, sides[name].pairs.rows * width), width, options.factors),
    setVectors(name, vectors) {
      const { rows } = sides[name].pairs;
      if (vectors.length !== rows * options.factors)
        throw new RangeError(`als: ${vectors.length} numbers for ${rows} vectors of ${options.factors}`);
      const to = memory.f32(addresses[name].vectors, rows * width);
      for (let i = 0; i < vectors.length; i++)
        to[Math.floor(i / options.factors) * width + (i % options.factors)] = vectors[i]!;
    },
    async loss() {
      const shopperGram = await gram('shoppers');
      const itemGram = await gram('items');
      const chunks = sides.shoppers.work.length;
      const { errors } = addresses.shoppers;
      for (const { from, to, work } of jobsOf(sides.shoppers.work, JOB_WORK * run.kernels.threads)) {
        run.kernels.run('alsErrors', { from, to }, [...commonArgs('shoppers'), errors]);
        await rest(work);
      }
      let loss = options.unobservedWeight * gramProduct(shopperGram, itemGram, width);
      for (const sum of memory.f64(errors, chunks)) loss += sum;
      for (const name of ['shoppers', 'items'] as const) {
        const { pairs, penalty } = sides[name];
        const vectors = memory.f32(addresses[name].vectors, pairs.rows * width);
        loss += penaltyLoss(vectors, penalty, width);
      }
      return loss;
    },
    close: () => memory.free(block),
  };
  return fit;
}

const otherThan = (name: SideName): SideName => (name === 'shoppers' ? 'items' : 'shoppers');

/** One block for all that a fit keeps, so that what does not fit is refused as a whole. */
function placeAll({ memory, threads }: KernelHost, sides: Record<SideName, Side>, width: number) {
  const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64;
  const sizes = { shoppers: sideSizes(sides.shoppers, width), items: sideSizes(sides.items, width) };
  const sum = (of: Record<string, number>) =>
    Object.values(of).reduce((bytes, size) => bytes + aligned(size), 0);
  const square = aligned(4 * width * width);
  const needed = square + sum(sizes.shoppers) + sum(sizes.items);
  memory.free(memory.alloc(needed + gramBytes(threads, width)));
  const block = memory.alloc(needed);
  let next = block + square;
  const placed = (of: Record<keyof SideAddresses, number>) =>
    Object.fromEntries(
      Object.entries(of).map(([column, size]) => {
        const at = next;
        next += aligned(size);
        return [column, at];
      }),
    ) as unknown as SideAddresses;
  const addresses = { shoppers: placed(sizes.shoppers), items: placed(sizes.items) };
  return { block, shared: block, addresses };
}

/** Stretches of chunks of about so much work; they group chunks only. */
function* jobsOf(work: Float64Array, most: number): Generator<{ from: number; to: number; work: number }> {
  let sum = 0;
  let from = 0;
  for (let chunk = 0; chunk < work.length; chunk++) {
    sum += work[chunk]!;
    if (sum < most && chunk + 1 < work.length) continue;
    yield { from, to: chunk + 1, work: sum };
    from = chunk + 1;
    sum = 0;
  }
}

/** a0 times the Gram matrix: in panels, or row by row with both triangles. */
function sharedSystem(
  gram: Float64Array,
  width: number,
  { unobservedWeight }: AlsSolverOptions,
  inPanels: boolean,
): Float32Array {
  if (inPanels) return Float32Array.from(gram, (value) => unobservedWeight * value);
  const out = new Float32Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      const value = unobservedWeight * gram[panelPlace(i, j, width)]!;
      out[i * width + j] = value;
      out[j * width + i] = value;
    }
  }
  return out;
}

/** Sum over all pairs of rows of the square of their inner product, from both Gram matrices. */
function gramProduct(a: Float64Array, b: Float64Array, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      const place = panelPlace(i, j, width);
      sum += (i === j ? 1 : 2) * a[place]! * b[place]!;
    }
  }
  return sum;
}

function penaltyLoss(vectors: Float32Array, penalty: Float64Array, width: number): number {
  let loss = 0;
  for (let row = 0; row < penalty.length; row++) {
    let square = 0;
    for (let f = row * width; f < (row + 1) * width; f++) square += vectors[f]! * vectors[f]!;
    loss += penalty[row]! * square;
  }
  return loss;
}

function unpadded(vectors: Float32Array, width: number, factors: number): Float32Array {
  const out = new Float32Array((vectors.length / width) * factors);
  for (let i = 0; i < out.length; i++) out[i] = vectors[Math.floor(i / factors) * width + (i % factors)]!;
  return out;
}
