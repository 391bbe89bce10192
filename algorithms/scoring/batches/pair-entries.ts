/** What the pairs of a batch pull on: entries of items with coefficients, sorted by item, and gradients by the vectors of shoppers. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { Scope } from '../../../numerics/kernels/memory.ts';
import type { DrawKey } from '../../../numerics/rng.ts';
import type { Batch } from './batches.ts';
import type { RowLists } from './row-sums.ts';

/** Pairs of a chunk of a loss, and of a list of sorted entries. */
const PAIRS_A_CHUNK = 32;
const PAIRS_A_LIST = 128;

export interface EntryPlan {
  /** Pairs of a batch at most. */
  readonly size: number;
  /** Entries of a pair at most. */
  readonly per: number;
  readonly stride: number;
  readonly shoppers: number;
  readonly items: number;
}

/** Addresses, and how much they hold. */
export interface PairEntries extends EntryPlan {
  readonly pairShopper: number;
  readonly pairItem: number;
  readonly gradient: number;
  readonly entryItem: number;
  readonly entryCoefficient: number;
  readonly entryCount: number;
  readonly losses: number;
  /** Lists by item, source is the pair. */
  readonly byItem: Required<Omit<RowLists, 'scale' | 'lists'>>;
  /** One list by vector of a shopper, source is the pair. */
  readonly byShopper: Required<Omit<RowLists, 'scale' | 'lists' | 'coefficient'>>;
}

export function openEntries(scope: Scope, plan: EntryPlan): PairEntries {
  const { size, per, stride, shoppers, items } = plan;
  const lists = Math.ceil(size / PAIRS_A_LIST);
  const words = (n: number): number => scope.alloc(4 * n);
  return {
    ...plan,
    pairShopper: words(size),
    pairItem: words(size),
    gradient: words(size * stride),
    entryItem: words(size * per),
    entryCoefficient: words(size * per),
    entryCount: words(size),
    losses: scope.alloc(8 * size),
    byItem: {
      start: words(lists * (items + 1)),
      keys: items,
      source: words(size * per),
      coefficient: words(size * per),
    },
    byShopper: { start: words(shoppers + 1), keys: shoppers, source: words(size) },
  };
}

export interface LossKernel {
  readonly kernel: 'bprPairs' | 'simplexPairs' | 'ultragcnPairs';
  /** Bytes besides 4 for each entry at most. */
  readonly scratch: number;
  readonly shopperVectors: number;
  readonly itemVectors: number;
  readonly drawKey: DrawKey;
  /** u32 addresses of the items that are drawn from, and how many. */
  readonly pool: number;
  readonly poolSize: number;
  readonly negatives: number;
  /** Arguments of its own. */
  readonly args: readonly number[];
}

/** Runs a loss over a batch; `pairShopper` says which vector each pair has. Returns the sum of the losses where asked for. */
export function pullPairs(
  kernels: KernelHost,
  entries: PairEntries,
  batch: Batch,
  pairShopper: Uint32Array,
  loss: LossKernel,
  wantsLoss: boolean,
): number | null {
  const { memory } = kernels;
  memory.u32(entries.pairShopper, batch.size).set(pairShopper);
  memory.u32(entries.pairItem, batch.size).set(batch.items);
  const { k0, k1 } = loss.drawKey;
  const drawn = [k0, k1, batch.epoch, batch.first, loss.pool, loss.poolSize, loss.negatives];
  const vectors = [entries.stride, loss.shopperVectors, loss.itemVectors];
  const out = [
    entries.entryItem,
    entries.entryCoefficient,
    entries.entryCount,
    entries.per,
    entries.gradient,
  ];
  const common = [
    batch.size,
    PAIRS_A_CHUNK,
    entries.pairShopper,
    entries.pairItem,
    ...vectors,
    ...drawn,
    ...out,
  ];
  const args = [...common, wantsLoss ? entries.losses : 0, ...loss.args];
  kernels.run(loss.kernel, Math.ceil(batch.size / PAIRS_A_CHUNK), args, loss.scratch + 4 * entries.per);
  return wantsLoss ? memory.f64(entries.losses, batch.size).reduce((sum, value) => sum + value, 0) : null;
}

/** The entries of a batch by item, after `pullPairs`. */
export function entriesByItem(kernels: KernelHost, entries: PairEntries, size: number): RowLists {
  const { per, items, entryItem, entryCoefficient, entryCount, byItem } = entries;
  const lists = Math.ceil(size / PAIRS_A_LIST);
  const from = [entryItem, entryCoefficient, entryCount, items];
  const args = [size, PAIRS_A_LIST, per, ...from, byItem.start, byItem.source, byItem.coefficient];
  kernels.run('sortEntries', lists, args);
  return { ...byItem, lists };
}

/** The pairs of a batch by the vector of their shopper. */
export function pairsByShopper(kernels: KernelHost, entries: PairEntries, size: number): RowLists {
  const { shoppers, pairShopper, byShopper } = entries;
  const args = [size, size, 1, pairShopper, 0, 0, shoppers, byShopper.start, byShopper.source, 0];
  kernels.run('sortEntries', 1, args);
  return byShopper;
}
