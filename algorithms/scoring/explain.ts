/** What rank models share that tell why an item has its score. */

import type { Cause, CauseKind, Explanation, Queries, RankModel } from '../algorithm.ts';

/** One way to take a score apart: causes of one kind that add up to it, in any order. */
export interface View {
  (queries: Queries, q: number, item: number): Cause[];
  /** Causes overlap: without two of them a score loses more or less than both contributions. */
  readonly additive?: false;
}

/** A view whose causes overlap. */
export const overlapping = (view: View): View =>
  Object.assign((...asked: Parameters<View>) => view(...asked), { additive: false as const });

/** Own items by what a score loses without each; `left[n]` is the score without the nth, not finite where nothing is left. */
export const leftOut = (items: ArrayLike<number>, score: number, left: ArrayLike<number>): Cause[] =>
  Array.from(items, (item, n) => ({
    kind: 'own-item',
    item,
    contribution: score - (Number.isFinite(left[n]!) ? left[n]! : 0),
  }));

/** By kind of cause; the first is told unless another is asked for. */
export type Views = Readonly<Partial<Record<CauseKind, View>>>;

type Score = NonNullable<RankModel['score']>;

/** `RankModel.explain` of a model that has these views; without one, a score has no cause. */
export function explainBy(score: Score, views: Views): NonNullable<RankModel['explain']> {
  const known = Object.keys(views) as CauseKind[];
  return (queries, q, item, most, by = known[0]): Explanation => {
    requireView(by, known);
    const out = new Float32Array(1);
    score(queryOf(queries, q), Uint32Array.of(item), out);
    const view = by && views[by];
    if (view === undefined || out[0] === Number.NEGATIVE_INFINITY)
      return { score: out[0]!, causes: [], additive: view !== undefined };
    const causes = view(queries, q, item).filter(({ contribution }) => contribution !== 0);
    causes.sort((a, b) => b.contribution - a.contribution);
    return { score: out[0]!, causes: causes.slice(0, most), additive: view.additive ?? true };
  };
}

/** Throws RangeError for a way to tell that a model does not have. */
export function requireView(by: CauseKind | undefined, known: readonly CauseKind[]): void {
  if (by === undefined || known.includes(by)) return;
  throw new RangeError(`explain: '${by}' explains nothing here; ${known.join(', ') || 'nothing'} does`);
}

/** Query q alone. */
export function queryOf({ shopper, time, history }: Queries, q: number): Queries {
  const [from, to] = history ? [history.rowPtr[q]!, history.rowPtr[q + 1]!] : [0, 0];
  return {
    length: 1,
    shopper: shopper.subarray(q, q + 1),
    ...(time && { time: time.subarray(q, q + 1) }),
    ...(history && {
      history: {
        rowPtr: Uint32Array.of(0, to - from),
        item: history.item.subarray(from, to),
        time: history.time.subarray(from, to),
      },
    }),
    exclude: 'none',
  };
}
