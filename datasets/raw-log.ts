/** A raw log cleaned: what a shop's analyst would make of the rows as delivered, with an account of every one of them. */

import { countingOrder } from '../numerics/csr.ts';
import type { Log } from './dataset.ts';
import { type Account, applyRules, joinAccounts } from './quality.ts';
import { cleanActions } from './raw-actions.ts';
import { NONE } from './raw-columns.ts';
import { cleanSessions } from './raw-sessions.ts';
import type { RawActions, RawSessions } from './raw-tables.ts';
import { gatherRows } from './table-rows.ts';
import { type Catalog, IMPRESSIONS, type Impressions, type Shoppers } from './tables.ts';

/**
 * A log in which sessions and actions are as delivered; impressions and reviews are without faults. What orders came to is
 * left out: its sums are those of the clean lines.
 */
export interface RawLog extends Omit<Log, 'sessions' | 'actions' | 'afterSale'> {
  readonly sessions: RawSessions;
  readonly actions: RawActions;
}

/**
 * Sessions first, then the actions and impressions of those that are left, under new session ids. The account is of the
 * rows of all three tables.
 */
export function cleanRawLog(
  raw: RawLog,
  catalog: Catalog,
  shoppers: Shoppers,
): { readonly log: Log; readonly account: Account } {
  const sessions = cleanSessions(raw.sessions, shoppers.length);
  const actions = cleanActions(raw.actions, sessions, catalog);
  const shown = impressionsOf(raw.impressions, sessions.idOf, sessions.sessions.length);
  return {
    log: {
      origin: raw.origin,
      sessions: sessions.sessions,
      impressions: shown.impressions,
      actions: actions.actions,
      reviews: raw.reviews,
    },
    account: joinAccounts({
      sessions: sessions.account,
      actions: actions.account,
      impressions: shown.account,
    }),
  };
}

function impressionsOf(
  raw: Impressions,
  idOf: Uint32Array,
  sessions: number,
): { readonly impressions: Impressions; readonly account: Account } {
  const id = raw.session.map((session) => idOf[session] ?? NONE);
  const { kept, account } = applyRules(raw.length, [
    { rule: 'session is in the log', keep: (row) => id[row] !== NONE },
  ]);
  const order = countingOrder(id, sessions, kept);
  const impressions = gatherRows(IMPRESSIONS, raw, order);
  order.forEach((row, at) => {
    impressions.session[at] = id[row]!;
  });
  return { impressions, account };
}
