/** Keeps what is needed to tell of any shopper in any round: what home pages showed, what came of it, what would have been best. */

import { ACTION_KINDS, SURFACES } from '../../datasets/tables.ts';
import { NO_ITEM, type RoundTold } from '../../experiments/loops/tally.ts';
import type { ShardLog } from '../../simulator/filing/shard-log.ts';
import type { Watched } from './protocol.ts';

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');
const HOME = SURFACES.indexOf('home');

/** Slots of a shopper and round that are kept. */
export const MOST_SLOTS = 40;

/** One round: slots in the order of shoppers. */
interface Kept {
  /** (shoppers + 1) */
  readonly start: Uint32Array;
  readonly item: Uint32Array;
  /** 1: clicked; 2: bought; both add up. */
  readonly did: Uint8Array;
  /** (shoppers x liked) */
  readonly best: Uint32Array;
  /** (shoppers x 2) */
  readonly tastes: Float32Array;
  /** (shoppers); NaN: has left. */
  readonly satisfaction: Float32Array;
}

export interface Watching {
  add(logs: readonly ShardLog[], told: RoundTold, tastes: Float32Array): void;
  /** Of a round, from 0. */
  tell(shopper: number, round: number): Watched;
  readonly rounds: number;
  readonly shoppers: number;
}

export function openWatching(shoppers: number, liked: number): Watching {
  const kept: Kept[] = [];
  return {
    shoppers,
    get rounds() {
      return kept.length;
    },
    add(logs, { latent, outcomes: { satisfaction, left } }, tastes) {
      kept.push({
        ...homeSlots(logs, shoppers),
        best: latent!.best.slice(),
        tastes: tastes.slice(),
        satisfaction: Float32Array.from(satisfaction, (value, row) => (left[row] === 1 ? Number.NaN : value)),
      });
    },
    tell(shopper, round) {
      const { start, item, did, best, tastes, satisfaction } = kept[round]!;
      const [from, end] = [start[shopper]!, start[shopper + 1]!];
      return {
        done: round + 1,
        shown: Array.from({ length: end - from }, (_, i) => ({
          item: item[from + i]!,
          clicked: (did[from + i]! & 1) !== 0,
          bought: (did[from + i]! & 2) !== 0,
        })),
        best: [...best.subarray(shopper * liked, (shopper + 1) * liked)].filter((one) => one !== NO_ITEM),
        taste: [tastes[2 * shopper]!, tastes[2 * shopper + 1]!],
        satisfaction: Number.isNaN(satisfaction[shopper]!) ? null : satisfaction[shopper]!,
      };
    },
  };
}

function homeSlots(logs: readonly ShardLog[], shoppers: number): Pick<Kept, 'start' | 'item' | 'did'> {
  const rows: { item: number; did: number }[][] = Array.from({ length: shoppers }, () => []);
  for (const log of logs) addSlots(log, rows);
  const start = new Uint32Array(shoppers + 1);
  rows.forEach((own, row) => {
    start[row + 1] = start[row]! + Math.min(own.length, MOST_SLOTS);
  });
  const slots = rows.flatMap((own) => own.slice(0, MOST_SLOTS));
  return {
    start,
    item: Uint32Array.from(slots, ({ item }) => item),
    did: Uint8Array.from(slots, ({ did }) => did),
  };
}

/** A slot counts as clicked where the click was on its slate; as bought where the visit ordered the item, from wherever on the page. */
function addSlots(
  { sessions, slates, impressions, actions }: ShardLog,
  rows: { item: number; did: number }[][],
): void {
  let [slate, impression, action] = [0, 0, 0];
  for (let session = 0; session < sessions.length; session++) {
    const own = rows[sessions.columns.shopper[session]!]!;
    const slatesEnd = slate + sessions.columns.slates[session]!;
    const actionsEnd = action + sessions.columns.actions[session]!;
    const clicked = new Set<string>();
    const bought = new Set<number>();
    for (; action < actionsEnd; action++) {
      const { kind, item, slate: nth } = actions.columns;
      if (kind[action] === CLICK) clicked.add(`${nth[action]} ${item[action]}`);
      if (kind[action] === ORDER) bought.add(item[action]!);
    }
    for (let nth = 0; slate < slatesEnd; slate++, nth++) {
      const end = impression + slates.columns.shown[slate]!;
      if (slates.columns.surface[slate] === HOME)
        for (let row = impression; row < end; row++) {
          const item = impressions.columns.item[row]!;
          own.push({ item, did: (clicked.has(`${nth} ${item}`) ? 1 : 0) + (bought.has(item) ? 2 : 0) });
        }
      impression = end;
    }
  }
}
