/** A review just before it is shown. */

import { NO_ORDER } from '../../../datasets/tables.ts';
import type { ShopEvent } from '../events.ts';
import { meanRating, ratingDeviation } from '../memory/ratings.ts';
import type { ShopMemory } from '../memory/shop-memory.ts';
import { PAYMENT_SPANS, REVIEW_CHANNELS, REVIEW_SPANS } from '../memory/tables.ts';
import { ageOf, share, since, spanName } from './columns.ts';

const SPANS = REVIEW_SPANS.length;
const CHANNELS = REVIEW_CHANNELS.length;
/** Place of 30 d among spans of payments. */
const MONTH = PAYMENT_SPANS.length - 1;
const NAMES = REVIEW_SPANS.map(spanName);

export const REVIEW_FEATURES: readonly string[] = [
  'rating',
  'deviation',
  'absoluteDeviation',
  'hasOrder',
  'letters',
  ...['account', 'item'].flatMap((who) => [
    ...NAMES.flatMap((span) => [
      `${who}Reviews${span}`,
      `${who}Fives${span}`,
      `${who}Ones${span}`,
      `${who}Unbacked${span}`,
      `${who}New${span}`,
      `${who}Mean${span}`,
    ]),
    `${who}Reviews`,
    `${who}Mean`,
    `${who}Spread`,
    `${who}Burst`,
  ]),
  'itemMoved',
  'itemClicks1d',
  'itemDevices1d',
  'accountAge',
  'accountSinceReview',
  'accountSinceSession',
  'accountSessions',
  'accountMeanDeviation',
  'accountFiveShare',
  'accountOrders',
  'accountPayments30d',
  'accountReviewsPerOrder',
  'deviceAccounts30d',
  'deviceAge',
];

export function writeReviewFeatures(memory: ShopMemory, event: ShopEvent, out: Float32Array): void {
  const { accounts, items, devices } = memory.tables;
  const { time, rating } = event;
  const account = accounts.find(event.shopper);
  const item = items.find(event.item);
  const deviation = ratingDeviation(memory, item, rating);
  let at = 0;
  out[at++] = rating;
  out[at++] = deviation;
  out[at++] = Math.abs(deviation);
  out[at++] = event.order === NO_ORDER ? 0 : 1;
  out[at++] = event.letters;
  at = writeReviewed(accounts, account, out, at);
  at = writeReviewed(items, item, out, at);
  const week = (item * SPANS + 2) * CHANNELS;
  out[at++] =
    share(items.columns.reviewSums[item * SPANS + 2]!, items.columns.reviewCounts[week]!) -
    meanOf(memory, item);
  out[at++] = items.columns.clickCounts[(item * 3 + 2) * 2]!;
  out[at++] = items.columns.clickPairs[item * 3 + 2]!;
  const { columns } = accounts;
  const reviews = columns.reviews[account]!;
  const hasDevice = columns.sessions[account] !== 0;
  const device = hasDevice ? devices.find(columns.device[account]!) : 0;
  out[at++] = ageOf(accounts, account, time);
  out[at++] = since(columns.lastReview[account]!, time);
  out[at++] = since(columns.lastSession[account]!, time);
  out[at++] = columns.sessions[account]!;
  out[at++] = share(columns.deviation[account]!, reviews);
  out[at++] = share(columns.fives[account]!, reviews);
  out[at++] = columns.orders[account]!;
  out[at++] = columns.paymentCounts[(account * PAYMENT_SPANS.length + MONTH) * 3]!;
  out[at++] = (reviews + 1) / (columns.orders[account]! + 1);
  out[at++] = devices.columns.paymentPairs[device * 3 * PAYMENT_SPANS.length + MONTH]!;
  out[at++] = ageOf(devices, device, time);
}

const meanOf = (memory: ShopMemory, item: number): number => {
  const { reviews, ratingSum } = memory.tables.items.columns;
  return reviews[item] === 0 ? meanRating(memory) : ratingSum[item]! / reviews[item]!;
};

function writeReviewed(
  { columns }: ShopMemory['tables']['accounts' | 'items'],
  row: number,
  out: Float32Array,
  start: number,
): number {
  const { reviewCounts, reviewSums, reviews, ratingSum, ratingSquares } = columns;
  let at = start;
  for (let span = 0; span < SPANS; span++) {
    const counts = (row * SPANS + span) * CHANNELS;
    for (let channel = 0; channel < CHANNELS; channel++) out[at++] = reviewCounts[counts + channel]!;
    out[at++] = share(reviewSums[row * SPANS + span]!, reviewCounts[counts]!);
  }
  const count = reviews[row]!;
  const mean = share(ratingSum[row]!, count);
  out[at++] = count;
  out[at++] = mean;
  out[at++] = Math.sqrt(Math.max(0, share(ratingSquares[row]!, count) - mean * mean));
  // Reviews of the last day over those of a usual day of the last thirty.
  const [day, month] = [
    reviewCounts[(row * SPANS + 1) * CHANNELS]!,
    reviewCounts[(row * SPANS + 3) * CHANNELS]!,
  ];
  out[at++] = (day + 1) / (month / 30 + 1);
  return at;
}
