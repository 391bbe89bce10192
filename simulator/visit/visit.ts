/** A session under way, and what is done in it. */

import { fileAction } from '../filing/shard-log.ts';
import { offeredPrice } from '../sale/offers.ts';
import type { Run } from './run.ts';

/** A session under way. */
export interface Visit {
  /** Row of the shopper in `world.shoppers`. */
  readonly row: number;
  /** Row of the shopper in `lives`. */
  readonly life: number;
  /** The shopper's lasting key. */
  readonly key: number;
  /** Sessions the shopper had before. */
  readonly visit: number;
  /** Row of the session in the shard's log. */
  readonly session: number;
  /** Code of MISSIONS. */
  mission: number;
  /** Cents, or NO_BUDGET. */
  budget: number;
  /** Seconds since the origin, now. */
  time: number;
  /** Actions so far. */
  actions: number;
  /** Slates so far. */
  slates: number;
}

/** A slate in view. */
export interface View {
  /** Code of SURFACES. */
  readonly surface: number;
  /** Number of the slate within the session, as it is filed. */
  readonly slate: number;
  /** Key of its draws within the visit: no slate that may or may not be there shifts the scene of another. */
  readonly scene: number;
  /** Slots. */
  readonly shown: number;
}

/** Scenes: the home slate is 0, then one each time that the shopper looks on; the others have scenes of their own. */
export const BANNER_SCENE = 1000;
export const sceneOfSimilar = (itemKey: number): number => 1024 + itemKey;

/** Price in cents of an item for the shopper whose session it is. */
export function seenPrice({ world, shop, mind }: Run, item: number): number {
  return offeredPrice(shop.state.price[item]!, mind.offers.factor[world.items.department[item]!]!);
}

/** Files an action at the present moment, at the price that the visitor sees. */
export function act(
  run: Run,
  now: Visit,
  kind: number,
  item: number,
  slate: number,
  position: number,
  quantity: number,
  utility: number,
): void {
  now.actions++;
  const price = seenPrice(run, item);
  fileAction(run.log, Math.floor(now.time), kind, item, slate, position, price, quantity, utility);
}
