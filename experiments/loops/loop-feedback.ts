/** What a round leaves in the log of a loop: feedback, first clicks, clicks on home slates. */

import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import { type FeedbackSpec, feedbackFrom } from '../../datasets/feedback.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import type { ShownLog } from '../../datasets/shown.ts';
import { ACTION_KINDS, createTable, SURFACES } from '../../datasets/tables.ts';
import type { ShardLog } from '../../simulator/filing/shard-log.ts';
import type { SteppedWorld } from '../../simulator/rounds/stepped-world.ts';

const CLICK = ACTION_KINDS.indexOf('click');

const HOME = SURFACES.indexOf('home');

export function joinTimes(before: Uint32Array, after: Uint32Array): Uint32Array {
  const joined = new Uint32Array(before.length + after.length);
  joined.set(before);
  joined.set(after, before.length);
  return joined;
}

/** Adds the clicks of a shard's sessions on home slates, (shoppers), signed in or not. */
export function addHomeClicks(clicks: Float64Array, { sessions, slates, actions }: ShardLog): void {
  let slate = 0;
  let action = 0;
  for (let session = 0; session < sessions.length; session++) {
    const shopper = sessions.columns.shopper[session]!;
    for (const end = action + sessions.columns.actions[session]!; action < end; action++) {
      if (actions.columns.kind[action] !== CLICK) continue;
      const from = slate + actions.columns.slate[action]!;
      if (slates.columns.surface[from] === HOME) clicks[shopper]!++;
    }
    slate += sessions.columns.slates[session]!;
  }
}

export const noFeedback = ({ shoppers, catalog }: SteppedWorld): Feedback => ({
  length: 0,
  shoppers: shoppers.length,
  items: catalog.length,
  shopper: new Uint32Array(0),
  item: new Uint32Array(0),
  time: new Uint32Array(0),
  value: new Float32Array(0),
  relevant: new Uint8Array(0),
  session: new Uint32Array(0),
});

/** Feedback of one round, with sessions as the whole log numbers them. */
export function feedbackOf(
  { sessions, impressions, actions }: ShownLog,
  world: SteppedWorld,
  spec: FeedbackSpec,
): Feedback {
  if (actions.length === 0) return noFeedback(world);
  const first = sessions.session[0]!;
  const { catalog, shoppers } = world;
  const own = feedbackFrom(
    {
      log: {
        origin: world.world.scenario.origin,
        sessions,
        impressions,
        actions: { ...actions, session: actions.session.map((session) => session - first) },
        reviews: createTable(REVIEWS, 0),
      },
      catalog,
      shoppers,
    },
    spec,
  );
  return { ...own, session: own.session!.map((session) => session + first) };
}

export function joinFeedback(before: Feedback, after: Feedback): Feedback {
  const join = <T extends Uint8Array | Uint32Array | Float32Array>(a: T, b: T): T => {
    const joined = new (a.constructor as new (length: number) => T)(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    return joined;
  };
  return {
    length: before.length + after.length,
    shoppers: before.shoppers,
    items: before.items,
    shopper: join(before.shopper, after.shopper),
    item: join(before.item, after.item),
    time: join(before.time, after.time),
    value: join(before.value, after.value),
    relevant: join(before.relevant, after.relevant),
    session: join(before.session!, after.session!),
  };
}
