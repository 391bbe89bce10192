/** Lists of a model as a TREC run: query, Q0, document, rank, score, tag. */

import { createLists, type Queries, type RankModel } from '../../algorithms/algorithm.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { quoteValue } from '../../datasets/schema-faults.ts';

export interface RunPlan {
  /** Whose lists, by index. */
  readonly shoppers: Uint32Array;
  readonly k: number;
  readonly exclude: 'seen' | 'none';
  shopperId(shopper: number): string;
  itemId(item: number): string;
  /** Names the run; no spaces. */
  readonly tag: string;
}

const BLOCK = 256;

/**
 * Scores are those of the model as far as they order its list; where two places have the same, the lower one's is made smaller, since
 * readers of runs sort by score and know no ties. Throws ConfigError for an id with spaces in it, which the format cannot hold.
 */
export function* trecRun(model: RankModel, plan: RunPlan): Generator<string> {
  const lists = createLists(BLOCK, plan.k);
  for (let from = 0; from < plan.shoppers.length; from += BLOCK) {
    const shopper = plan.shoppers.subarray(from, from + BLOCK);
    const queries: Queries = { length: shopper.length, shopper, exclude: plan.exclude };
    model.recommend(queries, plan.k, lists);
    for (let q = 0; q < shopper.length; q++) {
      const query = word(plan.shopperId(shopper[q]!), 'shopper');
      let before = Number.POSITIVE_INFINITY;
      for (let place = 0; place < lists.lengths[q]!; place++) {
        const at = q * plan.k + place;
        const score = Math.min(lists.scores[at]!, nextBelow(before));
        before = score;
        yield `${query} Q0 ${word(plan.itemId(lists.items[at]!), 'item')} ${place + 1} ${score} ${plan.tag}\n`;
      }
    }
  }
}

/** The largest number below `value`, as far as its text tells them apart. */
const nextBelow = (value: number): number =>
  Number.isFinite(value) ? value - Math.max(Math.abs(value) * 2 ** -52, Number.MIN_VALUE) : value;

function word(id: string, what: string): string {
  if (id !== '' && !/\s/.test(id)) return id;
  throw new ConfigError([
    `${what} ${quoteValue(id)}: a TREC run cannot hold an id that is empty or has spaces`,
  ]);
}
