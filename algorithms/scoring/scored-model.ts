import type { Interactions } from '../../datasets/interactions.ts';
import type { Cause, CauseKind, Lists, Queries, RankModel } from '../algorithm.ts';
import { explainBy, type View } from './explain.ts';
import { noItem, type Told, toldIn } from './fold-in.ts';
import { createSelection, type Selection, selectTopK } from './top-k/select-row.ts';

/**
 * Fills one dense row: the score of every item for one shopper. -Infinity is no answer. The row still holds the scores of
 * an earlier query. `told` is what is told with the query; models that do not declare `usesHistory` leave it alone.
 */
export type ScoreItems = (shopper: number, scores: Float32Array, told: Told) => void;

/** What the score of one item is made of, for a shopper with what is told. */
export type CausesOf = (shopper: number, item: number, told: Told) => Cause[];

export interface ScoredModelParts {
  /** Training pairs: who is known, and what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  /** Scores for a shopper with at least one training row. */
  readonly score: ScoreItems;
  /** true: `score` answers for everyone of whom something is told, too. */
  readonly usesHistory?: boolean;
  /** Scores for everyone else; without it they get empty lists. */
  readonly scoreCold?: ScoreItems;
  /** By kind, causes that add up to a score; {}: a score has no cause. Absent: it cannot be told. */
  readonly causes?: Readonly<Partial<Record<CauseKind, CausesOf>>>;
}

/** A rank model that scores all items of one shopper at a time and keeps the best k. */
export function scoredModel(parts: ScoredModelParts): RankModel {
  const { interactions } = parts;
  const scores = new Float32Array(interactions.cols);
  let selection = createSelection(0);

  /** The scores of everything for query q; false where there is no answer. */
  function fill(queries: Queries, q: number): boolean {
    const shopper = queries.shopper[q]!;
    const told = toldIn(queries, q);
    const strange = told.item.find((item) => item >= interactions.cols);
    if (strange !== undefined) throw noItem('history', strange, interactions.cols);
    const known = hasRows(interactions, shopper) || (parts.usesHistory && told.item.length > 0);
    const score = known ? parts.score : parts.scoreCold;
    score?.(shopper, scores, told);
    return score !== undefined;
  }

  function answer(queries: Queries, q: number, k: number): void {
    if (!fill(queries, q)) {
      selection.length = 0;
      selection.tied = false;
      return;
    }
    const shopper = queries.shopper[q]!;
    if (queries.exclude === 'seen') strike(scores, interactions, shopper);
    else if (queries.exclude !== 'none') strike(scores, queries.exclude, q);
    const among = queries.candidates === undefined ? null : columnsOfRow(queries.candidates, q);
    selectTopK(scores, parts.places, k, among, selection);
  }

  const score: NonNullable<RankModel['score']> = (queries, item, out) => {
    for (let q = 0; q < queries.length; q++)
      out[q] = (fill(queries, q) ? scores[item[q]!] : undefined) ?? Number.NEGATIVE_INFINITY;
  };
  const views = Object.entries(parts.causes ?? {}).map(([kind, causesOf]): [string, View] => [
    kind,
    (queries, q, item) => causesOf(queries.shopper[q]!, item, toldIn(queries, q)),
  ]);

  return {
    score,
    ...(parts.causes && { explain: explainBy(score, Object.fromEntries(views)) }),
    recommend(queries, k, out) {
      checkRoom(queries, k, out, interactions.cols);
      if (selection.picked.length < k) selection = createSelection(k);
      for (let q = 0; q < queries.length; q++) {
        answer(queries, q, k);
        writeSelection(selection, scores, out, q);
      }
    },
  };
}

/** true when `shopper` is a row of `interactions` that is not empty. */
export function hasRows(interactions: Interactions, shopper: number): boolean {
  return shopper < interactions.rows && interactions.rowPtr[shopper]! < interactions.rowPtr[shopper + 1]!;
}

/** (items) 1 for the items of the training catalogue: those with at least one training row. */
export function trainedItems(interactions: Interactions): Uint8Array {
  const trained = new Uint8Array(interactions.cols);
  for (const item of interactions.colIdx) trained[item] = 1;
  return trained;
}

function columnsOfRow(matrix: Interactions, row: number): Uint32Array {
  return matrix.colIdx.subarray(matrix.rowPtr[row]!, matrix.rowPtr[row + 1]!);
}

/** Makes the columns of one row no answer; a row outside the matrix strikes nothing. */
function strike(scores: Float32Array, matrix: Interactions, row: number): void {
  if (row >= matrix.rows) return;
  const end = matrix.rowPtr[row + 1]!;
  for (let p = matrix.rowPtr[row]!; p < end; p++) scores[matrix.colIdx[p]!] = Number.NEGATIVE_INFINITY;
}

export function writeSelection(selection: Selection, scores: Float32Array, out: Lists, q: number): void {
  const { picked, length } = selection;
  const start = q * out.k;
  for (let n = 0; n < length; n++) {
    out.items[start + n] = picked[n]!;
    out.scores[start + n] = scores[picked[n]!]!;
  }
  out.lengths[q] = length;
  out.tied[q] = selection.tied ? 1 : 0;
}

/**
 * Throws RangeError when the lists have no room for the answers, a matrix has too few rows for the queries, or something told, excluded
 * or to be listed is none of the `items`; models that hand their queries on leave that to those who answer.
 */
export function checkRoom(queries: Queries, k: number, out: Lists, items = Number.POSITIVE_INFINITY): void {
  if (k > out.k) throw new RangeError(`recommend: k ${k} does not fit lists of ${out.k} places`);
  if (queries.length > out.length) {
    throw new RangeError(`recommend: ${queries.length} queries do not fit ${out.length} lists`);
  }
  for (const name of ['exclude', 'candidates'] as const) {
    const matrix = queries[name];
    if (typeof matrix !== 'object' || matrix.rows >= queries.length) continue;
    throw new RangeError(`recommend: ${name} has ${matrix.rows} rows; there are ${queries.length} queries`);
  }
  if (items !== Number.POSITIVE_INFINITY) checkItems(queries, items);
}

export function checkItems({ length, history, exclude, candidates }: Queries, items: number): void {
  const check = (name: string, { rowPtr }: { readonly rowPtr: Uint32Array }, columns: Uint32Array): void => {
    const end = rowPtr[length]!;
    for (let p = rowPtr[0]!; p < end; p++) if (!(columns[p]! < items)) throw noItem(name, columns[p], items);
  };
  if (history) check('history', history, history.item);
  if (typeof exclude === 'object') check('exclude', exclude, exclude.colIdx);
  if (candidates) check('candidates', candidates, candidates.colIdx);
}
