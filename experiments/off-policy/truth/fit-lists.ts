/** Recommenders fitted on the clicks of a frozen world, as full lists of every shopper. */

import { createLists, type RankModel } from '../../../algorithms/algorithm.ts';
import { algorithmNamed, fitRun } from '../../../algorithms/fitting.ts';
import { completeParams } from '../../../algorithms/parts.ts';
import { type Feedback, selectFeedback, toInteractions } from '../../../datasets/interactions.ts';
import type { Catalog, Shoppers } from '../../../datasets/tables.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { SeedWords } from '../../../numerics/rng.ts';
import type { SlateLog } from './slate-log.ts';

export interface AlgorithmSpec {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A row a click, in log order. */
export function clickFeedback(log: SlateLog, shoppers: number, items: number): Feedback {
  const { slots } = log;
  const rows = Uint32Array.from(log.clicked.keys()).filter((at) => log.clicked[at] === 1);
  const visit = rows.map((at) => Math.floor(at / slots));
  return {
    length: rows.length,
    shoppers,
    items,
    shopper: visit.map((row) => log.shopper[row]!),
    item: rows.map((at) => log.item[at]!),
    time: visit.map((row) => log.time[row]!),
    value: new Float32Array(rows.length).fill(1),
    relevant: new Uint8Array(rows.length).fill(1),
    session: visit,
  };
}

export interface FitContext {
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  readonly seed: SeedWords;
  readonly signal: AbortSignal;
  readonly kernels: KernelHost;
}

/** (shoppers x items) all items for every shopper, best first; what the algorithm does not list comes last, in order of number. */
export async function fitLists(
  { name, params }: AlgorithmSpec,
  feedback: Feedback,
  rows: Uint32Array,
  asOf: number,
  context: FitContext,
): Promise<Uint32Array> {
  const { catalog, shoppers, seed, signal, kernels } = context;
  const algorithm = algorithmNamed(name);
  const learnt = selectFeedback(feedback, rows);
  const data = { asOf, feedback: learnt, interactions: toInteractions(learnt), catalog, shoppers };
  const model = (await algorithm.fit(
    data,
    completeParams(name).parse(params),
    fitRun({ seed, signal, kernels }),
  )) as RankModel;
  const items = feedback.items;
  const out = createLists(feedback.shoppers, items);
  const shopper = Uint32Array.from({ length: feedback.shoppers }, (_, row) => row);
  model.recommend({ length: shopper.length, shopper, exclude: 'none' }, items, out);
  const lists = new Uint32Array(feedback.shoppers * items);
  for (let row = 0; row < feedback.shoppers; row++) {
    const listed = [...out.items.subarray(row * items, row * items + out.lengths[row]!)];
    const rest = Array.from({ length: items }, (_, item) => item).filter((item) => !listed.includes(item));
    lists.set([...listed, ...rest], row * items);
  }
  return lists;
}
