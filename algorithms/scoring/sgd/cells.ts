/**
 * SGD in cells, so that threads change nothing: shoppers stand in fixed consecutive blocks, items in as many blocks drawn anew
 * for each epoch. In stratum s the chunks (shopper block b, item block (b + s) mod blocks) share no vector, so they may run in
 * any order and side by side; the strata follow one another.
 *
 * Gemulla, Haas, Nijkamp, Sismanis, "Large-scale matrix factorization with distributed stochastic gradient descent", KDD 2011.
 */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { KernelName } from '../../../numerics/kernels/kernels.ts';
import type { Scope } from '../../../numerics/kernels/memory.ts';
import { type DrawKey, philox4x32 } from '../../../numerics/rng.ts';
import type { FitRun } from '../../algorithm.ts';
import { pause } from '../../pause.ts';

/** Small enough that the vectors of a cell stay in the second cache at 64 factors and 20,000 x 10,000. */
const MOST_BLOCKS = 16;
const LEAST_ROWS_A_BLOCK = 32;

/** Blocks of either side: they follow from the data alone. */
export function blocksFor(pairs: Interactions): number {
  const items = new Set(pairs.colIdx).size;
  return Math.max(1, Math.min(MOST_BLOCKS, Math.floor(Math.min(pairs.rows, items) / LEAST_ROWS_A_BLOCK)));
}

/** (blocks + 1) the first shopper of each block: consecutive ranges with about as many pairs each. */
export function shopperBlocks({ rows, rowPtr }: Interactions, blocks: number): Uint32Array {
  const start = new Uint32Array(blocks + 1).fill(rows);
  start[0] = 0;
  const pairs = rowPtr[rows]!;
  let block = 1;
  for (let row = 0; row < rows && block < blocks; row++) {
    while (block < blocks && rowPtr[row + 1]! * blocks >= pairs * block) start[block++] = row + 1;
  }
  return start;
}

export interface ItemBlocks {
  /** (items) */
  readonly blockOf: Uint32Array;
  /** (blocks + 1) into `items` */
  readonly start: Uint32Array;
  /** The trained items, block by block, ascending within each. */
  readonly items: Uint32Array;
}

/** Each item goes to a block of its own draw at counters (item, epoch). */
export function drawItemBlocks(trained: Uint8Array, blocks: number, key: DrawKey, epoch: number): ItemBlocks {
  const blockOf = new Uint32Array(trained.length);
  const start = new Uint32Array(blocks + 1);
  const words = new Uint32Array(4);
  for (let item = 0; item < trained.length; item++) {
    if (trained[item] === 0) continue;
    if (blocks > 1) philox4x32(key.k0, key.k1, item, epoch, 0, 0, words);
    blockOf[item] = blocks > 1 ? Math.floor((words[0]! / 2 ** 32) * blocks) : 0;
    start[blockOf[item]! + 1]!++;
  }
  for (let block = 0; block < blocks; block++) start[block + 1]! += start[block]!;
  const items = new Uint32Array(start[blocks]!);
  const next = start.slice(0, blocks);
  for (let item = 0; item < trained.length; item++) {
    if (trained[item] === 1) items[next[blockOf[item]!]!++] = item;
  }
  return { blockOf, start, items };
}

export interface CellSweep {
  readonly pairs: Interactions;
  /** (items) 1 for those with a pair */
  readonly trained: Uint8Array;
  readonly blocks: number;
  readonly epochs: number;
  /** Draws of the item blocks, and of the steps. */
  readonly blockKey: DrawKey;
  readonly stepKey: DrawKey;
  readonly kernel: KernelName;
  /** Multiply-adds of one pair, about. */
  readonly work: number;
  /** Bytes of scratch before the rows and the order. */
  readonly scratch: number;
}

/** Addresses that a kernel may be given besides its own. */
export interface CellAddresses {
  readonly blockStart: number;
  readonly blockItems: number;
  readonly cellValue: number;
}

export interface CellWatch {
  afterStratum(): void;
  afterEpoch(epoch: number): void;
}

/** Multiply-adds between two pauses: about 40 ms of one thread. */
const WORK_BETWEEN_PAUSES = 3e8;

/**
 * Runs all epochs of a kernel over cells.
 *
 * @param own the arguments of the kernel in an epoch, from 0, behind the common ones of assembly/cells.ts
 * @param watch is told of each stratum, after which what the kernel counted by chunk is written over, and of each epoch, from 1
 */
export async function sweepCells(
  sweep: CellSweep,
  scope: Scope,
  own: (addresses: CellAddresses, epoch: number) => readonly number[],
  run: FitRun,
  watch?: CellWatch,
): Promise<void> {
  const { pairs, trained, blocks, epochs, stepKey } = sweep;
  const { kernels } = run;
  const starts = shopperBlocks(pairs, blocks);
  const shopperStart = scope.put(starts);
  const matrix = [scope.put(pairs.rowPtr), scope.put(pairs.colIdx)];
  const usesValues = sweep.kernel === 'svdCell';
  const values = usesValues ? scope.put(pairs.values) : 0;
  const cellValue = usesValues ? scope.alloc(4 * pairs.colIdx.length) : 0;
  const cellStart = scope.alloc(4 * (blocks * blocks + 1));
  const cells = [scope.alloc(4 * pairs.colIdx.length), scope.alloc(4 * pairs.colIdx.length)];
  const blockOf = scope.alloc(4 * trained.length);
  const blockStart = scope.alloc(4 * (blocks + 1));
  const blockItems = scope.alloc(4 * trained.length);
  const largest = starts.reduce((most, from, b) => Math.max(most, b === 0 ? 0 : from - starts[b - 1]!), 0);
  let work = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const args = own({ blockStart, blockItems, cellValue }, epoch);
    const drawn = drawItemBlocks(trained, blocks, sweep.blockKey, epoch);
    kernels.memory.u32(blockOf, trained.length).set(drawn.blockOf);
    kernels.memory.u32(blockStart, blocks + 1).set(drawn.start);
    kernels.memory.u32(blockItems, drawn.items.length).set(drawn.items);
    const gather = [blocks, shopperStart, ...matrix, blockOf, cellStart, ...cells, values, cellValue];
    kernels.run('gatherCells', blocks, gather, 4 * blocks);
    const bounds = kernels.memory.u32(cellStart, blocks * blocks + 1).slice();
    const most = bounds.reduce((size, from, c) => Math.max(size, c === 0 ? 0 : from - bounds[c - 1]!), 0);
    const scratch = sweep.scratch + 4 * (largest + 1) + 4 * most;
    for (let stratum = 0; stratum < blocks; stratum++) {
      const common = [blocks, stratum, epoch, stepKey.k0, stepKey.k1, shopperStart, cellStart, ...cells];
      kernels.run(sweep.kernel, blocks, [...common, ...args], scratch);
      watch?.afterStratum();
      work += (pairs.colIdx.length / blocks) * sweep.work;
      if (work < WORK_BETWEEN_PAUSES) continue;
      work = 0;
      await pause(run, epoch * blocks + stratum + 1, epochs * blocks);
    }
    watch?.afterEpoch(epoch + 1);
  }
}
