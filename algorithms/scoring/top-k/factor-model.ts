/**
 * Rank model of factors: the score of an item is the inner product of two vectors, and the best k are found exactly by
 * kernels that seldom score every item.
 *
 * Canonical score: f32 multiply and add in ascending factors from 0, no fused multiply-add; a bias is added last. Lists equal
 * those of `scoredModel` over `dotScores` bit for bit.
 */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { Lists, Queries, RankModel } from '../../algorithm.ts';
import { explainBy, type Views } from '../explain.ts';
import { checkItems, checkRoom } from '../scored-model.ts';
import { choosePath, type TopKPath } from './choose-path.ts';
import { factorCauses, vectorScore } from './factor-causes.ts';
import { type FactorState, isAnswered } from './factor-state.ts';
import { type FactorItems, type ItemOrder, NO_POSITION, orderItems, requireFinite } from './item-order.ts';
import { type PackedItems, packItems, requireRoom } from './pack-items.ts';
import { type BatchRoom, openRoom, type PositionLists, runBatch } from './run-batch.ts';

export { FACTOR_FIELDS, FACTOR_SHAPE, type FactorState } from './factor-state.ts';

export interface FactorModelParts extends FactorState {
  readonly kernels: KernelHost;
  /** Other ways to tell a score than by its factors, for shoppers who have an answer; the first is the default. */
  readonly views?: Views;
}

/** What a model of items' vectors is made of where the other vector is found when it is asked for. */
export interface VectorModelParts extends Omit<FactorState, 'shopperVectors'> {
  readonly kernels: KernelHost;
  /** Is there anything to answer query q from? */
  knows(queries: Queries, q: number): boolean;
  /** (batch * factors) finite, one for each of the queries `batch`. */
  vectors(queries: Queries, batch: Uint32Array): Float32Array;
}

export interface FactorModel extends RankModel {
  readonly score: NonNullable<RankModel['score']>;
  /** How lists are found, and why. */
  readonly path: TopKPath;
  /** Gives back kernel memory now, rather than when the model is collected; the next answer takes it again. */
  close(): void;
}

/** The items in kernel memory, once a list was asked for. */
interface Residence {
  packed?: PackedItems | undefined;
}

/** Queries of a batch; lists of a batch take at most LIST_BYTES. */
const MOST_ROWS = 1024;
const LIST_BYTES = 1 << 25;

const leftBehind = new FinalizationRegistry<Residence>(leave);

function leave(residence: Residence): void {
  residence.packed?.close();
  residence.packed = undefined;
}

/** Shoppers that `isAnswered` knows nothing of get empty lists. Throws RangeError for values that are not finite, and over 4 GiB. */
export function factorModel(parts: FactorModelParts): FactorModel {
  const { shopperVectors, interactions, itemVectors, trained } = parts;
  const factors = trained.length === 0 ? 0 : itemVectors.length / trained.length;
  if (!Number.isInteger(factors) || shopperVectors.length !== interactions.rows * factors) {
    throw new RangeError(
      `top-k: ${itemVectors.length} values of ${trained.length} items and ${shopperVectors.length} of ${interactions.rows} shoppers are not vectors of one length`,
    );
  }
  requireFinite('shopper', shopperVectors, factors);
  const model = vectorModel({
    ...parts,
    knows: ({ shopper }, q) => isAnswered(parts, shopper[q]!),
    vectors({ shopper }, batch) {
      const gathered = new Float32Array(batch.length * factors);
      batch.forEach((q, n) => {
        const from = shopper[q]! * factors;
        gathered.set(shopperVectors.subarray(from, from + factors), n * factors);
      });
      return gathered;
    },
  });
  return Object.assign(model, {
    explain: explainBy(model.score, { ...parts.views, factor: factorCauses(parts) }),
  });
}

/** Queries that `knows` says nothing is known of get empty lists. Throws as `factorModel` does. */
export function vectorModel(parts: VectorModelParts): FactorModel {
  const items = factorItems(parts);
  const order = orderItems(items);
  const width = items.factors + (items.bias ? 1 : 0);
  const path = choosePath(order.norms, width);
  requireRoom(order.ids.length, width, path.kind === 'filter');
  const residence: Residence = {};
  const { kernels } = parts;
  const model: FactorModel = {
    path,
    recommend(queries, k, out) {
      checkRoom(queries, k, out, items.trained.length);
      out.lengths.fill(0, 0, queries.length);
      out.tied.fill(0, 0, queries.length);
      const known = knownQueries(parts, queries);
      const most = Math.min(k, order.ids.length);
      if (most === 0 || known.length === 0) return;
      residence.packed ??= packItems(kernels, items, order, path.kind === 'filter');
      answerAll(parts, path, order, residence.packed, { queries, known, most, out });
    },
    score(queries, item, out) {
      checkItems(queries, items.trained.length);
      const known = knownQueries(parts, queries);
      const vectors = parts.vectors(queries, known);
      out.fill(Number.NEGATIVE_INFINITY, 0, queries.length);
      known.forEach((q, n) => {
        out[q] = vectorScore(parts, vectors, n, item[q]!);
      });
    },
    close: () => leave(residence),
  };
  leftBehind.register(model, residence);
  return model;
}

function factorItems({ itemVectors, trained, places, bias }: VectorModelParts): FactorItems {
  const factors = trained.length === 0 ? 0 : itemVectors.length / trained.length;
  requireFinite('item', itemVectors, factors);
  if (bias) requireFinite('bias', bias, 1);
  return { vectors: itemVectors, factors, places, trained, ...(bias && { bias }) };
}

/** Queries that something is known of. */
function knownQueries({ knows }: VectorModelParts, queries: Queries): Uint32Array {
  return Uint32Array.from({ length: queries.length }, (_, q) => q).filter((q) => knows(queries, q));
}

interface Questions {
  readonly queries: Queries;
  /** Those to be answered. */
  readonly known: Uint32Array;
  readonly most: number;
  readonly out: Lists;
}

function answerAll(
  parts: VectorModelParts,
  path: TopKPath,
  order: ItemOrder,
  packed: PackedItems,
  questions: Questions,
): void {
  const { queries, known, most, out } = questions;
  const { kernels, interactions } = parts;
  const fitting = Math.max(32, Math.floor(LIST_BYTES / (8 * most)));
  const scope = kernels.memory.openScope();
  try {
    const room = openRoom(scope, Math.min(known.length, MOST_ROWS, fitting), most, packed.width);
    for (let from = 0; from < known.length; from += room.rows) {
      const batch = known.subarray(from, from + room.rows);
      const { exclude, candidates } = queries;
      const rowOf = exclude === 'seen' ? (q: number) => queries.shopper[q]! : (q: number) => q;
      const matrix = exclude === 'seen' ? interactions : exclude === 'none' ? undefined : exclude;
      const struck = matrix && positionLists(matrix, batch, rowOf, order.positions);
      const among = candidates && positionLists(candidates, batch, (q) => q, order.positions);
      putVectors(parts, room, batch, parts.vectors(queries, batch), packed.width);
      runBatch(kernels, packed, path, room, batch.length, struck, among);
      takeLists(kernels, room, batch, out);
    }
  } finally {
    scope.close();
  }
}

/** Columns of one row of `matrix` for each query, as positions; items that are never listed left out. */
function positionLists(
  matrix: Interactions,
  batch: Uint32Array,
  rowOf: (q: number) => number,
  positionOf: Uint32Array,
): PositionLists {
  const { rowPtr, colIdx } = matrix;
  const starts = new Uint32Array(batch.length + 1);
  let room = 0;
  for (const q of batch) if (rowOf(q) < matrix.rows) room += rowPtr[rowOf(q) + 1]! - rowPtr[rowOf(q)]!;
  const positions = new Uint32Array(room);
  let size = 0;
  for (let n = 0; n < batch.length; n++) {
    const row = rowOf(batch[n]!);
    const end = row < matrix.rows ? rowPtr[row + 1]! : 0;
    for (let p = row < matrix.rows ? rowPtr[row]! : 0; p < end; p++) {
      const position = positionOf[colIdx[p]!] ?? NO_POSITION;
      if (position !== NO_POSITION) positions[size++] = position;
    }
    starts[n + 1] = size;
  }
  return { starts, positions: positions.subarray(0, size) };
}

function putVectors(
  { kernels, bias }: VectorModelParts,
  room: BatchRoom,
  batch: Uint32Array,
  vectors: Float32Array,
  width: number,
): void {
  const factors = vectors.length / batch.length;
  const to = kernels.memory.f32(room.vectors, batch.length * width);
  to.fill(0);
  for (let n = 0; n < batch.length; n++) {
    to.set(vectors.subarray(n * factors, (n + 1) * factors), n * width);
    if (bias) to[n * width + factors] = 1;
  }
}

function takeLists({ memory }: KernelHost, room: BatchRoom, batch: Uint32Array, out: Lists): void {
  const { k } = room;
  const scores = memory.f32(room.scores, batch.length * k);
  const items = memory.u32(room.items, batch.length * k);
  const states = memory.i32(room.states, 2 * batch.length);
  const tied = memory.u8(room.tied, batch.length);
  for (let n = 0; n < batch.length; n++) {
    const q = batch[n]!;
    const length = states[2 * n]!;
    out.items.set(items.subarray(n * k, n * k + length), q * out.k);
    out.scores.set(scores.subarray(n * k, n * k + length), q * out.k);
    out.lengths[q] = length;
    out.tied[q] = tied[n]!;
  }
}
