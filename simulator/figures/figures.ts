/**
 * The figures of a log: what sources publish of real shops, and what a scenario may claim under `targets`. Each is a number,
 * or the reason for which this log has none.
 */

import { mean, quantile } from '../../numerics/stats.ts';
import {
  above,
  actionsByItem,
  giniOf,
  meanOfBuyers,
  ofActiveShoppers,
  ofHistogram,
  ofMonths,
  ofWeekdays,
  ratio,
  sumOf,
  type Unmeasured,
  unmeasured,
} from './figure-measures.ts';
import { CDNOW_DAYS, type Tally } from './figure-tally.ts';

export interface FigureSpec {
  readonly doc: string;
  /** None for a ratio or share. */
  readonly unit?: string;
  measure(tally: Tally): number | Unmeasured;
}

const NO_CLICKS = 'the log has no clicks';
const NO_CARTS = 'nothing was put into a cart';
const NO_SESSIONS = 'the log has no sessions';
const NO_REVIEWS = 'the log has no reviews';
const NO_ORDERS = 'the log has no orders';
const NO_GAPS = 'no shopper ordered twice';

export const FIGURES = {
  clicksPerImpression: {
    doc: 'clicks over impressions',
    measure: ({ clicks, impressions }) => ratio(clicks, impressions, 'the log has no impressions'),
  },
  cartsPerClick: {
    doc: 'things put into a cart over clicks',
    measure: ({ carts, clicks }) => ratio(carts, clicks, NO_CLICKS),
  },
  orderLinesPerClick: {
    doc: 'order lines over clicks',
    measure: ({ lines, clicks }) => ratio(lines, clicks, NO_CLICKS),
  },
  orderLinesPerCart: {
    doc: 'order lines over things put into a cart: 1 less those left there',
    measure: ({ lines, carts }) => ratio(lines, carts, NO_CARTS),
  },
  actionsPerShopperMedian: {
    doc: 'clicks, carts and order lines of a known shopper with at least 2 in the first four weeks: median',
    measure: (tally) => ofActiveShoppers(tally, 0.5),
  },
  actionsPerShopperP90: {
    doc: 'the same: 9 in 10 have at most as many',
    measure: (tally) => ofActiveShoppers(tally, 0.9),
  },
  actionsPerShopperP95: {
    doc: 'the same: 19 in 20 have at most as many',
    measure: (tally) => ofActiveShoppers(tally, 0.95),
  },
  actionsPerItemGini: {
    doc: 'Gini coefficient of clicks, carts and order lines over all items of the catalog',
    measure: (tally) => giniOf(actionsByItem(tally), 'the log has no actions'),
  },
  actionsPerItemMeanOverMedian: {
    doc: 'mean over median of clicks, carts and order lines over all items of the catalog',
    measure(tally) {
      const counts = actionsByItem(tally);
      return ratio(mean(counts), quantile(counts, 0.5), 'half of the items or more have no action');
    },
  },
  lowestHour: {
    doc: 'hour of the day, from 0, in which fewest sessions start; the first of equals',
    unit: 'hour',
    measure: ({ hours, sessions }) =>
      sessions > 0 ? hours.indexOf(Math.min(...hours)) : unmeasured(NO_SESSIONS),
  },
  highestHour: {
    doc: 'hour of the day, from 0, in which most sessions start; the first of equals',
    unit: 'hour',
    measure: ({ hours, sessions }) =>
      sessions > 0 ? hours.indexOf(Math.max(...hours)) : unmeasured(NO_SESSIONS),
  },
  highestHourOverMean: {
    doc: 'sessions that start in the highest hour over those of a mean hour',
    measure: ({ hours, sessions }) => ratio(24 * Math.max(...hours), sessions, NO_SESSIONS),
  },
  largestWeekdayOverSmallest: {
    doc: 'sessions on the busiest weekday over those on the quietest, in the whole weeks of the log',
    measure: (tally) =>
      ofWeekdays(tally, (days) =>
        ratio(Math.max(...days), Math.min(...days), 'on one weekday there is no session'),
      ),
  },
  busiestWeekday: {
    doc: 'weekday on which most sessions start, in the whole weeks of the log: 1 Monday to 7 Sunday',
    unit: 'weekday',
    measure: (tally) => ofWeekdays(tally, (days) => 1 + days.indexOf(Math.max(...days))),
  },
  quietestWeekday: {
    doc: 'weekday on which fewest sessions start, in the whole weeks of the log: 1 Monday to 7 Sunday',
    unit: 'weekday',
    measure: (tally) => ofWeekdays(tally, (days) => 1 + days.indexOf(Math.min(...days))),
  },
  fiveStarShare: {
    doc: 'share of reviews with five stars',
    measure: ({ stars }) => ratio(stars[5]!, sumOf(stars), NO_REVIEWS),
  },
  meanRating: {
    doc: 'mean rating',
    unit: 'stars',
    measure: ({ stars }) =>
      ratio(
        stars.reduce((sum, count, star) => sum + star * count, 0),
        sumOf(stars),
        NO_REVIEWS,
      ),
  },
  onesOverTwos: {
    doc: 'reviews with one star over reviews with two: above 1 where ratings have the shape of a J',
    measure: ({ stars }) => ratio(stars[1]!, stars[2]!, 'no review has two stars'),
  },
  ordersPerBuyerIn78Weeks: {
    doc: 'orders in the first 78 weeks of a shopper who has any: mean',
    measure: ({ earlyOrders, size }) =>
      size.days < CDNOW_DAYS
        ? unmeasured(`the log has ${size.days} days, not ${CDNOW_DAYS}`)
        : meanOfBuyers(earlyOrders, NO_ORDERS),
  },
  fakeReviewShare: {
    doc: 'share of reviews that are fake',
    measure: ({ reviewOrigins }) =>
      reviewOrigins
        ? ratio(reviewOrigins.fake, reviewOrigins.reviews, NO_REVIEWS)
        : unmeasured('nobody counted fake reviews'),
  },
  paymentFraudByValue: {
    doc: 'fraud among settled payments, after the checks of the shop, by value',
    measure: ({ payments }) =>
      payments
        ? ratio(payments.fraudSettled, payments.settled, 'no payment was settled')
        : unmeasured('nobody counted payments'),
  },
  paymentFraudByCount: {
    doc: 'fraud among attempts to pay, before the checks of the shop, by count',
    measure: ({ payments }) =>
      payments
        ? ratio(payments.fraudAttempts, payments.attempts, 'nobody tried to pay')
        : unmeasured('nobody counted payments'),
  },
  clicksPerSessionMedian: {
    doc: 'clicks of a session that has any: median',
    measure: ({ clicksPerSession }) => ofHistogram(clicksPerSession, 0.5, NO_CLICKS),
  },
  clicksPerSessionMean: {
    doc: 'the same: mean',
    measure: ({ clicksPerSession: { sum, n } }) => ratio(sum, n, NO_CLICKS),
  },
  clicksPerSessionP90: {
    doc: 'the same: 9 in 10 have at most as many',
    measure: ({ clicksPerSession }) => ofHistogram(clicksPerSession, 0.9, NO_CLICKS),
  },
  clicksPerSessionP99: {
    doc: 'the same: 99 in 100 have at most as many',
    measure: ({ clicksPerSession }) => ofHistogram(clicksPerSession, 0.99, NO_CLICKS),
  },
  singleClickSessionShare: {
    doc: 'share, among sessions with clicks, of those with one',
    measure: ({ clicksPerSession: { counts, n } }) => ratio(counts[1]!, n, NO_CLICKS),
  },
  orderGapMedian: {
    doc: 'time from one order of a shopper to the next, to the hour: median',
    unit: 'days',
    measure({ gapHours }) {
      const hours = ofHistogram(gapHours, 0.5, NO_GAPS);
      return typeof hours === 'number' ? hours / 24 : hours;
    },
  },
  orderGapMean: {
    doc: 'the same, to the second: mean',
    unit: 'days',
    measure: ({ gapHours, gapSeconds }) => ratio(gapSeconds / 86_400, gapHours.n, NO_GAPS),
  },
  ordersPerCustomerMedian: {
    doc: 'orders in the whole log of a shopper who has any: median',
    measure: ({ ordersByShopper }) => {
      const counts = above(ordersByShopper, 0);
      return counts.length > 0 ? quantile(counts, 0.5) : unmeasured(NO_ORDERS);
    },
  },
  ordersPerCustomerMean: {
    doc: 'the same: mean',
    measure: ({ ordersByShopper }) => meanOfBuyers(ordersByShopper, NO_ORDERS),
  },
  singleOrderShare: {
    doc: 'share, among shoppers with orders, of those with one',
    measure({ ordersByShopper }) {
      const buyers = above(ordersByShopper, 0);
      return ratio(buyers.length - above(buyers, 1).length, buyers.length, NO_ORDERS);
    },
  },
  linesPerOrderMedian: {
    doc: 'lines of an order: median',
    measure: ({ linesPerOrder }) => ofHistogram(linesPerOrder, 0.5, NO_ORDERS),
  },
  itemGiniByClicks: {
    doc: 'Gini coefficient of clicks over the items that have any',
    measure: ({ clicksByItem }) => giniOf(above(clicksByItem, 0), NO_CLICKS),
  },
  itemGiniByLines: {
    doc: 'Gini coefficient of order lines over the items that have any',
    measure: ({ linesByItem }) => giniOf(above(linesByItem, 0), NO_ORDERS),
  },
  itemGiniByUnits: {
    doc: 'Gini coefficient of units ordered over the items that have any',
    measure: ({ unitsByItem }) => giniOf(above(unitsByItem, 0), NO_ORDERS),
  },
  peakMonth: {
    doc: 'calendar month, 1 to 12, with most orders a day; of a log of a year or more',
    unit: 'month',
    measure: (tally) => ofMonths(tally, (months) => 1 + months.indexOf(Math.max(...months))),
  },
  peakMonthOverJanuary: {
    doc: 'orders a day in that month over those in January',
    measure: (tally) =>
      ofMonths(tally, (months) => ratio(Math.max(...months), months[0]!, 'January has no order')),
  },
} as const satisfies Record<string, FigureSpec>;

export type FigureName = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];

/** Every figure of what was counted. */
export type Figures = Readonly<Record<FigureName, number | Unmeasured>>;

export function measureFigures(tally: Tally): Figures {
  const entries = Object.entries<FigureSpec>(FIGURES).map(([name, { measure }]) => [name, measure(tally)]);
  return Object.fromEntries(entries) as Figures;
}
