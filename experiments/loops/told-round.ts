/** A round of the simulated shop as it is told to a tally: what was shown, clicked and bought, and what became of everyone. */

import { ACTION_KINDS, SURFACES } from '../../datasets/tables.ts';
import type { ShardLog } from '../../simulator/filing/shard-log.ts';
import { STILL_HERE } from '../../simulator/people/lives.ts';
import type { SteppedRound, WorldState } from '../../simulator/rounds/stepped-world.ts';
import { addToTotals } from '../../simulator/rounds/twins.ts';
import { expectedUtility } from '../../simulator/world/oracle.ts';
import type { World } from '../../simulator/world/world.ts';
import type { BegunRound } from './begun-round.ts';
import type { Outcomes } from './measures/definition.ts';
import type { RoundTold } from './tally.ts';

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');
const HOME = SURFACES.indexOf('home');

export function tellRound(
  world: World,
  begun: BegunRound,
  { next, logs }: SteppedRound,
): Omit<RoundTold, 'latent'> {
  const outcomes = outcomesOf(world, next);
  for (const log of logs) {
    addToTotals(outcomes, log, world.scenario.choice.outside);
    addHome(outcomes, world, begun, log);
  }
  return { ...shownOf(logs), ...actedOf(logs), outcomes };
}

type OwnOutcomes = { [K in keyof Outcomes]: Outcomes[K] };

function outcomesOf({ shoppers: { length } }: World, { lives }: WorldState): OwnOutcomes {
  const column = (): Float64Array => new Float64Array(length);
  const { satisfaction, left } = lives.columns;
  return {
    ...{ utility: column(), clicks: column(), orders: column(), revenue: column() },
    ...{ homeSlots: column(), homeUtility: column(), bestUtility: column() },
    satisfaction: Float64Array.from(satisfaction),
    left: Uint8Array.from(left, (moment) => (moment === STILL_HERE ? 0 : 1)),
  };
}

/** Slots that the policy filled, what they were worth and what the best would have been worth. */
function addHome(
  { homeSlots, homeUtility, bestUtility }: OwnOutcomes,
  world: World,
  { known, round, bestOf }: BegunRound,
  { sessions, slates, impressions }: ShardLog,
): void {
  const { item } = impressions.columns;
  let [slate, impression] = [0, 0];
  for (let session = 0; session < sessions.length; session++) {
    const shopper = sessions.columns.shopper[session]!;
    const slatesEnd = slate + sessions.columns.slates[session]!;
    for (; slate < slatesEnd; slate++) {
      const end = impression + slates.columns.shown[slate]!;
      if (slates.columns.surface[slate] === HOME) {
        homeSlots[shopper]! += end - impression;
        bestUtility[shopper]! += bestOf(shopper, end - impression);
        for (let row = impression; row < end; row++)
          homeUtility[shopper]! += expectedUtility(world, known[shopper]!, round, item[row]!);
      }
      impression = end;
    }
  }
}

/** Every slot of every slate, with its place on it. */
function shownOf(logs: readonly ShardLog[]): Pick<RoundTold, 'shown'> {
  const length = logs.reduce((sum, { impressions }) => sum + impressions.length, 0);
  const shopper = new Uint32Array(length);
  const item = new Uint32Array(length);
  const place = new Uint8Array(length);
  let at = 0;
  for (const { sessions, slates, impressions } of logs) {
    item.set(impressions.columns.item.subarray(0, impressions.length), at);
    let slate = 0;
    for (let session = 0; session < sessions.length; session++) {
      const slatesEnd = slate + sessions.columns.slates[session]!;
      for (; slate < slatesEnd; slate++)
        for (let slot = 0; slot < slates.columns.shown[slate]!; slot++, at++) {
          shopper[at] = sessions.columns.shopper[session]!;
          place[at] = slot;
        }
    }
  }
  return { shown: { shopper, item, place } };
}

/** Every click and every order line. */
function actedOf(logs: readonly ShardLog[]): Pick<RoundTold, 'engaged' | 'bought'> {
  const engaged = { shopper: [] as number[], item: [] as number[] };
  const bought = { item: [] as number[], cents: [] as number[] };
  for (const { sessions, actions } of logs) {
    const { kind, item, price, quantity } = actions.columns;
    let action = 0;
    for (let session = 0; session < sessions.length; session++)
      for (const end = action + sessions.columns.actions[session]!; action < end; action++) {
        if (kind[action] === CLICK) {
          engaged.shopper.push(sessions.columns.shopper[session]!);
          engaged.item.push(item[action]!);
        }
        if (kind[action] === ORDER) {
          bought.item.push(item[action]!);
          bought.cents.push(price[action]! * quantity[action]!);
        }
      }
  }
  return { engaged, bought };
}
