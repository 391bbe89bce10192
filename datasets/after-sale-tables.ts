/** What becomes of orders: parcels, returns, tickets, reviews. */

import { NO_ORDER, type Table, type TableSpec } from './tables.ts';

export const NO_ANSWER = 0xff;
export const REASONS = ['late', 'quality', 'size', 'taste'] as const;
export const TICKET_STEPS = ['opened', 'answered', 'resolved'] as const;

export const DELIVERIES = {
  name: 'deliveries',
  doc: 'One row an order that arrived.',
  sortKey: ['time', 'shopper', 'order'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time at the door, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    order: { type: 'u32', doc: 'order' },
  },
} as const satisfies TableSpec;
export type Deliveries = Table<typeof DELIVERIES>;

export const RETURNS = {
  name: 'returns',
  doc: 'One row an order line that was sent back, all its units.',
  sortKey: ['time', 'shopper', 'order', 'item'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    order: { type: 'u32', doc: 'order' },
    item: { type: 'u32', doc: 'item' },
    units: { type: 'u32', doc: 'units sent back' },
    reason: { type: 'u8', doc: 'reason given', labels: REASONS },
  },
} as const satisfies TableSpec;
export type Returns = Table<typeof RETURNS>;

export const TICKETS = {
  name: 'tickets',
  doc: 'One row a step of a support ticket; an order line has one ticket at most.',
  sortKey: ['time', 'shopper', 'order', 'item', 'step'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time of the step, since the origin' },
    shopper: { type: 'u32', doc: 'shopper' },
    order: { type: 'u32', doc: 'order' },
    item: { type: 'u32', doc: 'item' },
    step: { type: 'u8', doc: 'what happened to the ticket', labels: TICKET_STEPS },
    topic: { type: 'u8', doc: 'what it is about', labels: REASONS },
    csat: {
      type: 'u8',
      doc: 'survey at the resolution: content with the ticket, 1 to 5',
      missing: NO_ANSWER,
    },
    nps: {
      type: 'u8',
      doc: 'survey at the resolution: would recommend the shop, 0 to 10',
      missing: NO_ANSWER,
    },
    effort: {
      type: 'u8',
      doc: 'survey at the resolution: effort it took, 1 (little) to 7',
      missing: NO_ANSWER,
    },
  },
} as const satisfies TableSpec;
export type Tickets = Table<typeof TICKETS>;

export const REVIEWS = {
  name: 'reviews',
  doc: 'One row a rating that a shopper left.',
  sortKey: ['time', 'shopper', 'item'],
  columns: {
    shopper: { type: 'u32', doc: 'shopper' },
    item: { type: 'u32', doc: 'item' },
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    rating: { type: 'f32', unit: 'stars', doc: 'rating' },
    text: { type: 'text', doc: 'review text, may be empty' },
    order: { type: 'u32', doc: 'order in which it was bought', missing: NO_ORDER },
  },
} as const satisfies TableSpec;
export type Reviews = Table<typeof REVIEWS>;
