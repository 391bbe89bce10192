/** What visitors ask the shop for, and what is said of its items elsewhere. */

import type { Table, TableSpec } from './tables.ts';

export const SEARCH_MODES = ['typed', 'spoken'] as const;
/** Of typed queries, known to the truth alone: `not corrected` finds nothing. */
export const TYPOS = ['none', 'corrected', 'not corrected'] as const;

export const SEARCHES = {
  name: 'searches',
  doc: 'One row a query; its results are the slate of surface `search`, which has no impressions where nothing was found.',
  sortKey: ['session', 'slate'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    slate: { type: 'u16', doc: 'slate within the session that shows the results' },
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    query: { type: 'text', doc: 'the query as typed, or as the recogniser heard it; may be empty' },
    mode: { type: 'u8', doc: 'how it was asked', labels: SEARCH_MODES },
    results: { type: 'u32', doc: 'items found' },
    page: { type: 'u32', doc: 'page of the results that was looked at, from 0' },
  },
} as const satisfies TableSpec;
export type Searches = Table<typeof SEARCHES>;

export const NETWORKS = ['microblog', 'pictures', 'videos', 'forum'] as const;
export const STANCES = ['negative', 'neutral', 'positive'] as const;

export const MENTIONS = {
  name: 'mentions',
  doc: 'One row a post on a social network that names an item of the shop.',
  sortKey: ['time', 'author', 'item'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    author: {
      type: 'u32',
      doc: 'token of the account on the network: equal tokens, equal accounts; the shop knows no more of it',
    },
    item: { type: 'u32', doc: 'item' },
    brand: { type: 'text', doc: 'brand that is named' },
    network: { type: 'u8', doc: 'network', labels: NETWORKS },
    stance: { type: 'u8', doc: 'what is said of the item', labels: STANCES },
    text: { type: 'text', doc: 'text' },
    reach: { type: 'u32', unit: 'people', doc: 'followers who see it' },
  },
} as const satisfies TableSpec;
export type Mentions = Table<typeof MENTIONS>;
