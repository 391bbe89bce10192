/** What a plan comes to in numbers: exact before anything runs, because a plan does not depend on the shop. */

import { FRAUD_KINDS, type FraudKind } from '../../datasets/fraud-tables.ts';
import { PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { isOnSale, itemsOnSale } from '../business/assortment.ts';
import type { Items } from '../world/items.ts';
import type { World } from '../world/world.ts';
import type { Due, PlannedDeed } from './plan.ts';

const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');

/** What `explain` calls rows of each kind of action: a row of kind `order` is a line of an order. */
export const ACTION_COUNTS = ACTION_KINDS.map((kind) => (kind === 'order' ? 'order lines' : `${kind}s`));

/** Rows that the underworld adds to a log. */
export interface PlannedCounts {
  /** By what `explain` calls them: sessions, impressions, clicks, carts, order lines, returns, reviews. */
  readonly rows: ReadonlyMap<string, number>;
  /** Payments that are fraudulent: tried, and those of them that were settled. */
  readonly attempts: number;
  readonly settled: number;
  /** Fraudulent sessions, payments, orders, reviews and returns. */
  readonly events: ReadonlyMap<FraudKind, number>;
}

export function countPlan({ plan, items, scenario }: World): PlannedCounts {
  const { deeds } = plan;
  const dues = [...plan.duesOf].flatMap(([round, rows]) => (round < scenario.days ? rows : []));
  const due = (kind: Due['kind']): number => dues.filter((one) => one.kind === kind).length;
  const steps = ACTION_COUNTS.map((name, code): [string, number] => [
    name,
    sum(deeds, (deed) => deed.steps.filter((step) => step.kind === code).length),
  ]);
  const fraudulent = deeds.filter(({ guilty }) => guilty.includes('payment'));
  return {
    rows: new Map([
      ['sessions', deeds.length],
      ['impressions', countShown(plan.deedsOf, items, scenario.exposure.slateSize)],
      ...steps,
      ['returns', due('return')],
      ['reviews', due('review')],
    ]),
    attempts: sum(fraudulent, ({ attempts }) => attempts.length),
    settled: sum(fraudulent, ({ attempts }) => attempts.filter(({ outcome }) => outcome === SETTLED).length),
    events: eventCounts(plan.campaigns, deeds, dues),
  };
}

/** Slots of the home slates, and of the listings of what is on sale when it is looked for; what is not has no listing. */
function countShown(deedsOf: World['plan']['deedsOf'], items: Items, slateSize: number): number {
  return sum([...deedsOf], ([round, deeds]) => {
    const onSale = itemsOnSale(items, round);
    const sizes = new Uint32Array(items.tree.count);
    for (const item of onSale) sizes[items.category[item]!]!++;
    const listed = (item: number): number =>
      isOnSale(items, item, round) ? Math.min(slateSize, sizes[items.category[item]!]!) : 0;
    return sum(deeds, ({ steps }) => {
      const opened = [...new Set(steps.map(({ item }) => item))];
      return slateSize + sum(opened, listed);
    });
  });
}

function eventCounts(
  campaigns: World['plan']['campaigns'],
  deeds: readonly PlannedDeed[],
  dues: readonly Due[],
): Map<FraudKind, number> {
  const counts = new Map<FraudKind, number>();
  const add = (campaign: number, events: number): void => {
    const { kind } = campaigns[campaign]!;
    counts.set(kind, (counts.get(kind) ?? 0) + events);
  };
  for (const { campaign, guilty, attempts, door } of deeds) {
    if (guilty.includes('session')) add(campaign, 1);
    if (guilty.includes('payment')) add(campaign, attempts.length);
    if (guilty.includes('order') && door > 0) add(campaign, 1);
  }
  for (const { campaign, kind } of dues) if (kind !== 'delivery') add(campaign, 1);
  return new Map(FRAUD_KINDS.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind)!]] : [])));
}

const sum = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** The same as in `explain.ts`. */
interface Expectation {
  readonly quantity: string;
  readonly expected: number;
  readonly standardError: number;
  readonly how: string;
}

const HOW = 'exact: the campaigns are planned';

/** What is expected of the honest, with what the underworld adds to it; as it was where there is no campaign. */
export function withFraud<E extends Expectation>(world: World, honest: readonly E[]): (E | Expectation)[] {
  if (world.plan.campaigns.length === 0) return [...honest];
  const { rows, attempts, settled, events } = countPlan(world);
  const added = new Map(rows).set('shoppers', world.plan.accounts.length);
  const before = new Map(honest.map(({ quantity, expected }) => [quantity, expected]));
  const after = (quantity: string): number => (before.get(quantity) ?? 0) + (added.get(quantity) ?? 0);
  const whole = honest.map((row) => {
    const [part, of] = row.quantity.split(' / ');
    if (of === undefined) return { ...row, expected: after(row.quantity) };
    const total = after(of);
    const standardError = total > 0 ? (row.standardError * before.get(of)!) / total : 0;
    return { ...row, expected: total > 0 ? after(part!) / total : 0, standardError };
  });
  const exact = (quantity: string, expected: number): Expectation => ({
    quantity,
    expected,
    standardError: 0,
    how: HOW,
  });
  const sessions = honest.find(({ quantity }) => quantity === 'sessions');
  const share = rows.get('sessions')! / Math.max(1, after('sessions'));
  const error = (share * (sessions?.standardError ?? 0)) / Math.max(1, after('sessions'));
  return [
    ...whole,
    exact('fraud: attempts to pay', attempts),
    exact('fraud: payments settled', settled),
    ...[...events].map(([kind, count]) => exact(`fraud: ${kind}`, count)),
    {
      quantity: 'campaigns’ sessions / sessions',
      expected: share,
      standardError: error,
      how: 'planned, over sessions',
    },
  ];
}
