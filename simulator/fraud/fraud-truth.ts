/** Truth of fraud: which campaigns there were, and everything that they did. */

import { FRAUD_KINDS, FRAUD_OBJECTS } from '../../datasets/fraud-tables.ts';
import { createTable, type Table, type TableSpec } from '../../datasets/tables.ts';
import { type Campaign, DIRECTIONS, NO_TARGET } from './deeds.ts';

export const FRAUD_CAMPAIGNS = {
  name: 'fraud_campaigns',
  doc: 'One row a campaign of fraud or of an attack.',
  sortKey: ['campaign'],
  columns: {
    campaign: { type: 'u32', doc: 'campaign: the row number' },
    key: { type: 'u32', doc: 'lasting key of the campaign' },
    kind: { type: 'u8', doc: 'kind', labels: FRAUD_KINDS },
    start: { type: 'u32', unit: 's', doc: 'start, since the origin' },
    end: { type: 'u32', unit: 's', doc: 'end of what it does in sessions, since the origin' },
    accounts: { type: 'u16', doc: 'accounts that act in it, opened for it or taken over' },
    item: { type: 'u32', doc: 'item that it is about', missing: NO_TARGET },
    direction: { type: 'u8', doc: 'what it wants for the item', labels: DIRECTIONS },
  },
} as const satisfies TableSpec;
export type FraudCampaigns = Table<typeof FRAUD_CAMPAIGNS>;

export const FRAUD_EVENTS = {
  name: 'fraud_events',
  doc: 'One row a session, payment, order, review or return that belongs to a campaign and is fraudulent.',
  sortKey: ['round', 'object', 'id'],
  columns: {
    round: { type: 'u32', doc: 'round that filed it' },
    object: { type: 'u8', doc: 'what it is', labels: FRAUD_OBJECTS },
    id: {
      type: 'u32',
      doc: 'session, payment or order; of a review or return: the row of its table, from 0',
    },
    time: { type: 'u32', unit: 's', doc: 'when it happened, since the origin' },
    campaign: { type: 'u32', doc: 'campaign' },
    kind: { type: 'u8', doc: 'kind of the campaign', labels: FRAUD_KINDS },
  },
} as const satisfies TableSpec;
export type FraudEvents = Table<typeof FRAUD_EVENTS>;

export function campaignTable(campaigns: readonly Campaign[]): FraudCampaigns {
  const table = createTable(FRAUD_CAMPAIGNS, campaigns.length);
  campaigns.forEach((campaign, row) => {
    table.campaign[row] = row;
    table.key[row] = campaign.key;
    table.kind[row] = FRAUD_KINDS.indexOf(campaign.kind);
    table.start[row] = Math.floor(campaign.start);
    table.end[row] = Math.floor(campaign.end);
    table.accounts[row] = campaign.accounts;
    table.item[row] = campaign.target;
    table.direction[row] = DIRECTIONS.indexOf(campaign.direction);
  });
  return table;
}
