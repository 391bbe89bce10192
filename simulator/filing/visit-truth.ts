/** Truth of queries and of mentions. */

import type { Table, TableSpec } from '../../datasets/tables.ts';
import { TYPOS } from '../../datasets/visit-tables.ts';

export const SEARCH_TRUTH = {
  name: 'searches',
  doc: 'What each query was meant to be.',
  sortKey: ['session', 'slate'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    slate: { type: 'u16', doc: 'slate within the session that shows the results' },
    meant: { type: 'text', doc: 'the query as it was meant' },
    category: { type: 'text', doc: 'category wanted, as in the catalog' },
    errors: { type: 'u8', unit: 'words', doc: 'spoken queries: words heard wrong; an article is one word' },
    typo: {
      type: 'u8',
      doc: 'typed queries: a letter wrong, and whether the shop understood',
      labels: TYPOS,
    },
  },
} as const satisfies TableSpec;
export type SearchTruth = Table<typeof SEARCH_TRUTH>;

export const MENTION_TRUTH = {
  name: 'mentions',
  doc: 'Who is behind each mention, and what they speak of.',
  sortKey: ['time', 'author', 'item'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    author: { type: 'u32', doc: 'token of the account' },
    item: { type: 'u32', doc: 'item' },
    shopper: { type: 'u32', doc: 'shopper' },
    order: { type: 'u32', doc: 'order in which it was bought' },
    experience: { type: 'f32', doc: 'experienced utility; 0 is neither good nor bad' },
  },
} as const satisfies TableSpec;
export type MentionTruth = Table<typeof MENTION_TRUTH>;
