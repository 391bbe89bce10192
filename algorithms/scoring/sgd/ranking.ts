/** Vectors of shoppers and items, and biases of items, from pairs against drawn items that the shopper did not have. */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { DrawKey } from '../../../numerics/rng.ts';
import type { FitRun } from '../../algorithm.ts';
import { trainedItems } from '../scored-model.ts';
import { tiePlaces } from '../ties.ts';
import type { FactorState } from '../top-k/factor-model.ts';
import { blocksFor, type CellSweep, type CellWatch, sweepCells } from './cells.ts';
import { checkFinite, drawVectors, requireVectors, strideOf, takeVectors } from './vectors.ts';

export interface RankingOptions {
  readonly name: 'bpr' | 'warp';
  readonly factors: number;
  readonly epochs: number;
  /** Standard deviation of the first vectors, times the root of `factors`. */
  readonly initialScale: number;
  /** 'popular': an item as often as it has pairs with the shoppers of the block. */
  readonly negatives: 'uniform' | 'popular';
  /** Draws of one step; when all are items of the shopper, the step is left out. */
  readonly attempts: number;
  readonly itemBias: boolean;
  readonly keys: Readonly<Record<'first' | 'blocks' | 'steps', DrawKey>>;
}

export interface RankingFactors {
  readonly factors: number;
  /** (shoppers * factors), (items * factors), (items) */
  readonly shoppers: Float32Array;
  readonly items: Float32Array;
  readonly itemBias: Float32Array;
}

/** What a kernel is told of its own, given the addresses of vectors and biases. */
export interface RankingKernel {
  readonly kernel: 'bprCell' | 'warpCell';
  readonly scratch: number;
  /** Rate and penalty in an epoch, from 0. */
  args(epoch: number): readonly number[];
  /** What the kernel is given last. */
  readonly last?: readonly number[];
  /** The kernel keeps a sum of squared gradients for each value, 1 at first, and looks up losses. */
  readonly adaptive?: { readonly losses: Float32Array };
}

/** Told of each epoch, from 1: steps taken, and those where the pair scored above the drawn item before the step. */
export type AfterEpoch = (epoch: number, taken: number, correct: number) => void;

/** The fit of BPR and of WARP. */
export async function fitRanking(
  pairs: Interactions,
  options: RankingOptions,
  kernel: RankingKernel,
  run: FitRun,
  afterEpoch?: AfterEpoch,
): Promise<RankingFactors> {
  run.signal.throwIfAborted();
  const { memory } = run.kernels;
  const { factors, keys } = options;
  const stride = strideOf(factors);
  const blocks = blocksFor(pairs);
  const copies = kernel.adaptive ? 2 : 1;
  requireVectors(memory, options.name, { rows: copies * (pairs.rows + pairs.cols), factors, each: 1 });
  const scope = memory.openScope();
  try {
    const shoppers = scope.alloc(4 * stride * pairs.rows);
    const items = scope.alloc(4 * stride * pairs.cols);
    const deviation = options.initialScale / Math.sqrt(factors);
    const first = { factors, deviation, key: keys.first };
    await drawVectors(shoppers, { ...first, rows: pairs.rows, side: 'shoppers' }, run);
    await drawVectors(items, { ...first, rows: pairs.cols, side: 'items' }, run);
    const itemBias = scope.put(new Float32Array(pairs.cols));
    const state = kernel.adaptive
      ? [
          ...[stride * pairs.rows, stride * pairs.cols, pairs.cols].map((length) => {
            const address = scope.alloc(4 * length);
            memory.f32(address, length).fill(1);
            return address;
          }),
          scope.put(kernel.adaptive.losses),
        ]
      : [];
    const counts = scope.alloc(8 * blocks);
    const popular = options.negatives === 'popular' ? 1 : 0;
    const sweep: CellSweep = {
      pairs,
      trained: trainedItems(pairs),
      blocks,
      epochs: options.epochs,
      blockKey: keys.blocks,
      stepKey: keys.steps,
      kernel: kernel.kernel,
      work: 10 * stride,
      scratch: kernel.scratch,
    };
    await sweepCells(
      sweep,
      scope,
      ({ blockStart, blockItems }, epoch) => [
        ...[blockStart, blockItems, popular, options.attempts],
        ...[shoppers, items, itemBias, stride, ...kernel.args(epoch), options.itemBias ? 1 : 0, counts],
        ...[...state, ...(kernel.last ?? [])],
      ],
      run,
      afterEpoch && countSteps(() => memory.u32(counts, 2 * blocks), afterEpoch),
    );
    const biases = memory.f32(itemBias, pairs.cols).slice();
    checkFinite(biases, options.name);
    return {
      factors,
      shoppers: takeVectors(memory, shoppers, pairs.rows, factors, options.name),
      items: takeVectors(memory, items, pairs.cols, factors, options.name),
      itemBias: biases,
    };
  } finally {
    scope.close();
  }
}

/** Adds up what the chunks of all strata of an epoch counted: (steps taken, steps in order) each. */
function countSteps(counted: () => Uint32Array, afterEpoch: AfterEpoch): CellWatch {
  let [taken, correct] = [0, 0];
  return {
    afterStratum() {
      counted().forEach((count, i) => {
        if (i % 2 === 0) taken += count;
        else correct += count;
      });
    },
    afterEpoch(epoch) {
      afterEpoch(epoch, taken, correct);
      [taken, correct] = [0, 0];
    },
  };
}

/** Ranks by <shopper, item> + bias of the item, in f32; items without a pair are never listed. */
export function rankingState(pairs: Interactions, fitted: RankingFactors, run: FitRun): FactorState {
  const { shoppers, items, itemBias } = fitted;
  return {
    interactions: pairs,
    places: tiePlaces(pairs.cols, run.draw('ties')),
    shopperVectors: shoppers,
    itemVectors: items,
    trained: trainedItems(pairs),
    bias: itemBias,
  };
}
