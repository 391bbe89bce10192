/**
 * A recommender as a policy: each shopper sees the list that an algorithm fitted on their feedback makes, with a share epsilon of
 * the slots drawn evenly. How any algorithm of task `rank` enters a closed loop.
 */

import { z } from 'zod';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import { createLists, type PartSchema, type RankModel, type TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { PartShape } from '../part-shape.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { indices, permutation, rowStarts } from '../state/arrays.ts';
import { fields, real, size } from '../state/shape.ts';
import { MIX_SHAPE, mixKeys, shownIn } from './click-counts.ts';
import { onceFor } from './planned-policy.ts';
import { type MixKeys, type SlatePlans, slateMixer } from './slate-plans.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    rank: part.prefault({ name: 'popularity' }).describe('what ranks'),
    epsilon: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('chance that a slot is drawn evenly from what is on sale'),
    repeats: z
      .enum(['include', 'exclude'])
      .default('include')
      .describe('exclude: items of which the shopper has feedback are not listed'),
    depth: z
      .int()
      .min(1)
      .max(1000)
      .default(50)
      .describe('items of each list that are kept, should some not be on sale; the most clicked fill up'),
  });
type Params = z.infer<ReturnType<typeof paramsOf>>;

interface State {
  readonly epsilon: number;
  readonly keys: MixKeys;
  readonly items: number;
  /** Lists of shoppers, and after them that of visits that are not signed in. */
  readonly lists: number;
  readonly rowPtr: Uint32Array;
  readonly listed: Uint32Array;
  /** All items, the most clicked first. */
  readonly fallback: Uint32Array;
}

export const rankedSlates = defineAlgorithm<'policy', Params, State>({
  id: 'ranked-slates.v1',
  task: 'policy',
  family: 'bandits',
  doc: 'each shopper sees the list of a recommender; a share epsilon of the slots is drawn evenly',
  source: 'Sutton and Barto 2018, section 2.2, over any recommender',
  params: paramsOf(PartShape),
  paramsOf,
  coldStart: 'fallback',
  personal: true,
  parts: ['rank'],
  use: 'a recommender that is to be tried in a closed loop',
  cost: { fit: 'that of the recommender and U of its answers', answer: 'slots', memory: 'U depth' },
  async learn(data, { rank, epsilon, repeats, depth }, run) {
    shownIn(data);
    const { model } = await run.fitPart(rank, data);
    return {
      epsilon,
      keys: mixKeys(run),
      items: data.catalog.length,
      ...listsOf(model, data.interactions.rows, depth, repeats),
      fallback: mostClicked(data, run.draw('ties')),
    };
  },
  shape: fields<State>({
    epsilon: real(0, 1),
    keys: MIX_SHAPE,
    items: size('items'),
    fallback: permutation('items'),
    lists: size('lists'),
    listed: indices('items', 'listed'),
    rowPtr: rowStarts('lists', 'listed'),
  }),
  open({ epsilon, keys, items, lists, rowPtr, listed, fallback }) {
    const fillSlate = slateMixer(keys, epsilon, items);
    const plansFor = onceFor((offered, slots) => {
      const isOffered = new Uint8Array(items);
      for (const item of offered) isOffered[item] = 1;
      const plans: SlatePlans[] = [];
      return (list: number): SlatePlans => {
        plans[list] ??= {
          phases: 1,
          slots,
          items: firstOffered([listed.subarray(rowPtr[list], rowPtr[list + 1]), fallback], isOffered, slots),
        };
        return plans[list];
      };
    });
    return {
      fill(visits, offered, slots, slates, propensities) {
        const planOf = plansFor(offered, slots);
        for (let i = 0; i < visits.length; i++) {
          const shopper = visits.shopper[i]!;
          const list = shopper === NO_SHOPPER ? lists - 1 : Math.min(shopper, lists - 1);
          fillSlate(planOf(list), offered, visits, i, slates, propensities);
        }
      },
    };
  },
});

/** The list of every shopper, and that of nobody known. */
function listsOf(
  model: RankModel,
  shoppers: number,
  depth: number,
  repeats: Params['repeats'],
): Pick<State, 'lists' | 'rowPtr' | 'listed'> {
  const lists = shoppers + 1;
  const shopper = Uint32Array.from({ length: lists }, (_, q) => (q < shoppers ? q : NO_SHOPPER));
  const out = createLists(lists, depth);
  const exclude = repeats === 'include' ? 'none' : 'seen';
  model.recommend({ length: lists, shopper, exclude }, depth, out);
  const rowPtr = new Uint32Array(lists + 1);
  for (let q = 0; q < lists; q++) rowPtr[q + 1] = rowPtr[q]! + out.lengths[q]!;
  const listed = new Uint32Array(rowPtr[lists]!);
  for (let q = 0; q < lists; q++)
    listed.set(out.items.subarray(q * depth, q * depth + out.lengths[q]!), rowPtr[q]!);
  return { lists, rowPtr, listed };
}

function mostClicked(data: TrainingData, tieKey: DrawKey): Uint32Array {
  const { length, item, clicked } = shownIn(data);
  const items = data.catalog.length;
  const clicks = new Uint32Array(items);
  for (let row = 0; row < length; row++) clicks[item[row]!]! += clicked[row]!;
  const places = tiePlaces(items, tieKey);
  return Uint32Array.from({ length: items }, (_, i) => i).sort(
    (a, b) => clicks[b]! - clicks[a]! || places[a]! - places[b]!,
  );
}

/** The first `most` items on sale of several lists, none twice. */
function firstOffered(lists: readonly Uint32Array[], isOffered: Uint8Array, most: number): Uint32Array {
  const chosen = new Set<number>();
  for (const list of lists) {
    for (const item of list) {
      if (chosen.size === most) return Uint32Array.from(chosen);
      if (isOffered[item] === 1) chosen.add(item);
    }
  }
  if (chosen.size < most)
    throw new RangeError(`slates: ${chosen.size} items are on sale; slates have ${most}`);
  return Uint32Array.from(chosen);
}
