/** Files what fell due in a round: consequences of orders, in canonical order, with the numbers of their orders. */

import {
  DELIVERIES,
  type Deliveries,
  NO_ANSWER,
  RETURNS,
  REVIEWS,
  type Returns,
  type Reviews,
  TICKET_STEPS,
  TICKETS,
  type Tickets,
} from '../../datasets/after-sale-tables.ts';
import { SETTLEMENTS, type Settlements } from '../../datasets/payment-tables.ts';
import { createTable, NO_ORDER } from '../../datasets/tables.ts';
import type { Mentions } from '../../datasets/visit-tables.ts';
import { type DrawKey, drawKey, uniform } from '../../numerics/rng.ts';
import { MOST_DAYS_A_STEP, surveyOf } from '../behaviour/after-sale.ts';
import { ASPECTS, feelingOf, type Opinion, opinionsOf, reviewText } from '../behaviour/review-text.ts';
import { normal } from '../behaviour/taste.ts';
import { type FraudDesk, openDesk } from '../fraud/desk.ts';
import {
  CONSEQUENCES,
  type Consequence,
  inOrder,
  joinPending,
  NO_ROUND,
  type Pending,
} from '../people/pending.ts';
import { shopperKey as keyOf, type World } from '../world/world.ts';
import { EXPERIENCES, type Experiences, REVIEW_ASPECTS, type ReviewAspects } from './life-truth.ts';
import { fileMentions } from './mention-filing.ts';
import type { ShardLog } from './shard-log.ts';
import type { MentionTruth } from './visit-truth.ts';

/** What fell due in one round. */
export interface DueLog {
  readonly deliveries: Deliveries;
  readonly returns: Returns;
  readonly settlements: Settlements;
  readonly reviews: Reviews;
  readonly tickets: Tickets;
  readonly experiences: Experiences;
  readonly reviewAspects: ReviewAspects;
  readonly mentions: Mentions;
  readonly mentionTruth: MentionTruth;
}

/** No consequence of an order falls due later: delivery, ticket, response, resolution. */
const ROUNDS_REMEMBERED = 4 * MOST_DAYS_A_STEP + 2;
const VISITS = 2 ** 32;

/** Numbers of orders by round, shopper and visit, as long as something of them may fall due. */
export interface OrderBook {
  note(round: number, shopper: number, visit: number, order: number): void;
  find(round: number, shopper: number, visit: number): number;
  /** `order` is to be paid for later by `payment`. */
  owe(order: number, payment: number): void;
  /** The payment that is owed for `order`, told once. */
  settle(order: number): number;
  /** What the filing of fraud remembers. */
  readonly desk: FraudDesk;
}

/** Rounds must be noted in their order. */
export function createOrderBook(): OrderBook {
  const rounds = new Map<number, Map<number, number>>();
  const owed = new Map<number, number>();
  return {
    desk: openDesk(),
    note(round, shopper, visit, order) {
      const known = rounds.get(round);
      if (known) known.set(shopper * VISITS + visit, order);
      else {
        rounds.set(round, new Map([[shopper * VISITS + visit, order]]));
        for (const old of rounds.keys()) if (old < round - ROUNDS_REMEMBERED) rounds.delete(old);
      }
    },
    find(round, shopper, visit) {
      const order = rounds.get(round)?.get(shopper * VISITS + visit);
      if (order === undefined)
        throw new Error(`orders: no order of shopper ${shopper}, visit ${visit}, in round ${round}`);
      return order;
    },
    owe(order, payment) {
      owed.set(order, payment);
    },
    settle(order) {
      const payment = owed.get(order);
      if (payment === undefined) throw new Error(`payments: nothing is owed for order ${order}`);
      owed.delete(order);
      return payment;
    },
  };
}

/** What fell due in the shards of a round, of which the orders are in `book`; truth without rows when none is filed. */
export function fileDue(logs: readonly ShardLog[], world: World, book: OrderBook): DueLog {
  const due = joinPending(logs.map((log) => log.due));
  const { due: time, round, shopper, visit, item, kind } = due.columns;
  const orders = Uint32Array.from({ length: due.length }, (_, row) =>
    round[row] === NO_ROUND ? NO_ORDER : book.find(round[row]!, shopper[row]!, visit[row]!),
  );
  const byOrder = inOrder(due.length, [time, shopper, orders, item, kind]);
  const byItem = inOrder(due.length, [time, shopper, item, orders, kind]);
  const rowsOf = (sorted: readonly number[], ...kinds: Consequence[]): number[] => {
    const codes = kinds.map((one) => CONSEQUENCES.indexOf(one));
    return sorted.filter((row) => codes.includes(kind[row]!));
  };
  const delivered = rowsOf(byOrder, 'delivery');
  const reviewed = rowsOf(byItem, 'review');
  const isTruthFiled = world.scenario.truth !== 'none';
  const { reviews, reviewAspects } = fileReviews(world, due, orders, reviewed);
  return {
    deliveries: fileDeliveries(due, orders, delivered),
    returns: fileReturns(due, orders, rowsOf(byOrder, 'return')),
    settlements: fileSettlements(due, orders, rowsOf(byOrder, 'settlement'), book),
    reviews,
    tickets: fileTickets(world, due, orders, rowsOf(byOrder, 'opened', 'answered', 'resolved')),
    experiences: fileExperiences(due, orders, isTruthFiled ? delivered : []),
    reviewAspects: isTruthFiled ? reviewAspects : createTable(REVIEW_ASPECTS, 0),
    ...fileMentions(world, due, orders, rowsOf(byOrder, 'mention')),
  };
}

/** The first line of an order stands for its parcel. */
function fileDeliveries({ columns }: Pending, orders: Uint32Array, rows: readonly number[]): Deliveries {
  const parcels = rows.filter((row) => columns.line[row] === 0);
  const table = createTable(DELIVERIES, parcels.length);
  parcels.forEach((row, to) => {
    table.time[to] = columns.due[row]!;
    table.shopper[to] = columns.shopper[row]!;
    table.order[to] = orders[row]!;
  });
  return table;
}

function fileReturns({ columns }: Pending, orders: Uint32Array, rows: readonly number[]): Returns {
  const table = createTable(RETURNS, rows.length);
  rows.forEach((row, to) => {
    table.time[to] = columns.due[row]!;
    table.shopper[to] = columns.shopper[row]!;
    table.order[to] = orders[row]!;
    table.item[to] = columns.item[row]!;
    table.units[to] = columns.units[row]!;
    table.reason[to] = columns.code[row]!;
  });
  return table;
}

function fileSettlements(
  { columns }: Pending,
  orders: Uint32Array,
  rows: readonly number[],
  book: OrderBook,
): Settlements {
  const table = createTable(SETTLEMENTS, rows.length);
  rows.forEach((row, to) => {
    table.time[to] = columns.due[row]!;
    table.shopper[to] = columns.shopper[row]!;
    table.order[to] = orders[row]!;
    table.payment[to] = book.settle(orders[row]!);
    table.amount[to] = columns.price[row]!;
    table.outcome[to] = columns.code[row]!;
  });
  return table;
}

function fileTickets(
  world: World,
  { columns }: Pending,
  orders: Uint32Array,
  rows: readonly number[],
): Tickets {
  const table = createTable(TICKETS, rows.length);
  const surveyKey = drawKey(world.seed, 'sale.survey');
  for (const scale of [table.csat, table.nps, table.effort]) scale.fill(NO_ANSWER);
  rows.forEach((row, to) => {
    const kind = CONSEQUENCES[columns.kind[row]!] as (typeof TICKET_STEPS)[number];
    table.time[to] = columns.due[row]!;
    table.shopper[to] = columns.shopper[row]!;
    table.order[to] = orders[row]!;
    table.item[to] = columns.item[row]!;
    table.step[to] = TICKET_STEPS.indexOf(kind);
    table.topic[to] = columns.code[row]!;
    if (kind !== 'resolved' || !(drawOf(surveyKey, world, columns, row) < world.scenario.support.survey))
      return;
    const { csat, nps, effort } = surveyOf(columns.content[row]!, columns.satisfaction[row]!);
    table.csat[to] = csat;
    table.nps[to] = nps;
    table.effort[to] = effort;
  });
  return table;
}

function fileExperiences({ columns }: Pending, orders: Uint32Array, rows: readonly number[]): Experiences {
  const table = createTable(EXPERIENCES, rows.length);
  rows.forEach((row, to) => {
    table.time[to] = columns.due[row]!;
    table.order[to] = orders[row]!;
    for (const name of ['shopper', 'item'] as const) table[name][to] = columns[name][row]!;
    const felt = ['expected', 'experience', 'quality', 'luck', 'lateDays', 'satisfaction'] as const;
    for (const name of felt) table[name][to] = columns[name][row]!;
  });
  return table;
}

function fileReviews(
  world: World,
  due: Pending,
  orders: Uint32Array,
  rows: readonly number[],
): { reviews: Reviews; reviewAspects: ReviewAspects } {
  const { columns } = due;
  const reviews = createTable(REVIEWS, rows.length);
  const said: { readonly row: number; readonly opinion: Opinion }[] = [];
  const write = createWriter(world);
  rows.forEach((row, to) => {
    const { text, opinions } = write(columns, row);
    reviews.time[to] = columns.due[row]!;
    reviews.shopper[to] = columns.shopper[row]!;
    reviews.item[to] = columns.item[row]!;
    reviews.rating[to] = columns.code[row]!;
    reviews.text[to] = text;
    reviews.order[to] = orders[row]!;
    for (const opinion of opinions) said.push({ row, opinion });
  });
  const reviewAspects = createTable(REVIEW_ASPECTS, said.length);
  said.forEach(({ row, opinion }, to) => {
    reviewAspects.time[to] = columns.due[row]!;
    reviewAspects.shopper[to] = columns.shopper[row]!;
    reviewAspects.item[to] = columns.item[row]!;
    reviewAspects.order[to] = orders[row]!;
    reviewAspects.aspect[to] = opinion.aspect;
    reviewAspects.polarity[to] = opinion.polarity;
    reviewAspects.negated[to] = Number(opinion.negated);
  });
  return { reviews, reviewAspects };
}

/** Writes the text of a review that is due, with what it says; both empty for stars alone. */
function createWriter(
  world: World,
): (columns: Pending['columns'], row: number) => { text: string; opinions: readonly Opinion[] } {
  const { items, scenario, seed } = world;
  const { reviews: rules, experience: weights } = scenario;
  const hasText = drawKey(seed, 'review.has');
  const service = drawKey(seed, 'review.service');
  const words = drawKey(seed, 'review.words');
  const typos = drawKey(seed, 'review.typos');
  return (columns, row) => {
    if (!(drawOf(hasText, world, columns, row) < rules.text)) return { text: '', opinions: [] };
    const shopperKey = keyOf(world, columns.shopper[row]!);
    const item = columns.item[row]!;
    const itemKey = items.keys[item]!;
    const visit = columns.visit[row]!;
    const lateDays = columns.lateDays[row]!;
    const own = {
      size: columns.luck[row]!,
      quality: columns.quality[row]!,
      price: -items.relativePrice[item]!,
      delivery: lateDays > 0 ? -weights.late * lateDays : IN_TIME,
      service: normal(service, shopperKey, itemKey, visit),
    };
    const feelings = ASPECTS.map((aspect) => feelingOf(columns.experience[row]!, own[aspect], rules.halo));
    const opinions = opinionsOf(words, shopperKey, itemKey, visit, feelings, rules);
    const stars = columns.code[row]!;
    const text = reviewText(words, typos, shopperKey, itemKey, visit, stars, opinions, rules);
    return { text, opinions };
  };
}

/** How a parcel in time feels. */
const IN_TIME = 0.5;

function drawOf(key: DrawKey, world: World, columns: Pending['columns'], row: number): number {
  const shopper = keyOf(world, columns.shopper[row]!);
  return uniform(key, shopper, world.items.keys[columns.item[row]!]!, columns.visit[row]!);
}
