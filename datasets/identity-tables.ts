/** Who visitors turned out to be, and what their accounts became. */

import type { Table, TableSpec } from './tables.ts';

export const IDENTIFIED_BY = ['sign-in', 'order'] as const;
export const TIERS = ['basic', 'silver', 'gold'] as const;

export const IDENTITIES = {
  name: 'identities',
  doc: 'Which account a visitor signed in to, from when it is known; earlier sessions of the visitor can be stitched to it. Few have several.',
  sortKey: ['time', 'visitor', 'shopper'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time at which it became known, since the origin' },
    visitor: { type: 'u32', doc: 'visitor, as in sessions' },
    shopper: { type: 'u32', doc: 'shopper' },
    by: { type: 'u8', doc: 'how it became known', labels: IDENTIFIED_BY },
  },
} as const satisfies TableSpec;
export type Identities = Table<typeof IDENTITIES>;

export const TIER_CHANGES = {
  name: 'tier_changes',
  doc: 'Accounts that reach a tier of loyalty; all begin as basic.',
  sortKey: ['time', 'shopper', 'tier'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    tier: { type: 'u8', doc: 'tier reached', labels: TIERS },
  },
} as const satisfies TableSpec;
export type TierChanges = Table<typeof TIER_CHANGES>;
