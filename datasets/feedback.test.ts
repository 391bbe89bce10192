import { describe, expect, it } from 'vitest';
import { REVIEWS } from './after-sale-tables.ts';
import { ConfigError } from './config-error.ts';
import type { Dataset } from './dataset.ts';
import { FeedbackSpec, feedbackFrom, withUnits } from './feedback.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  CATALOG,
  createTable,
  IMPRESSIONS,
  NO_SHOPPER,
  SESSIONS,
  SHOPPERS,
} from './tables.ts';

/** Sessions of shopper 1, of nobody known, of shopper 0; actions [session, kind, item, time]; reviews by time. */
function shop(): Dataset {
  const sessions = createTable(SESSIONS, 3);
  sessions.session.set([0, 1, 2]);
  sessions.shopper.set([1, NO_SHOPPER, 0]);
  const rows = [
    [0, 'click', 4, 10],
    [0, 'order', 4, 20],
    [1, 'click', 2, 30],
    [1, 'order', 2, 31],
    [2, 'cart', 0, 40],
    [2, 'click', 3, 50],
  ] as const;
  const actions = createTable(ACTIONS, rows.length);
  rows.forEach(([session, kind, item, time], i) => {
    actions.session[i] = session;
    actions.kind[i] = ACTION_KINDS.indexOf(kind);
    actions.item[i] = item;
    actions.time[i] = time;
  });
  const reviews = createTable(REVIEWS, 3);
  reviews.shopper.set([0, 1, 0]);
  reviews.item.set([1, 2, 3]);
  reviews.time.set([5, 6, 7]);
  reviews.rating.set([4, 2, 5]);
  return {
    provenance: { name: 'shop', title: 'shop', source: 'hand', licence: 'none', digest: '' },
    account: { read: 0, steps: [], kept: 0 },
    log: {
      origin: '2020-01-01T00:00:00Z',
      sessions,
      impressions: createTable(IMPRESSIONS, 0),
      actions,
      reviews,
    },
    catalog: createTable(CATALOG, 5),
    shoppers: createTable(SHOPPERS, 2),
    timed: true,
  };
}

describe('unit: session', () => {
  const spec = FeedbackSpec.parse({ source: 'actions', weights: { click: 1 }, unit: 'session' });
  it('makes each visit a shopper of its own, anonymous ones too, who keeps what is known of the shopper', () => {
    const data = shop();
    data.shoppers.region.splice(0, 2, 'north', 'south');
    data.shoppers.optOut.set([0, 77]);
    const units = withUnits(data, spec);
    const feedback = feedbackFrom(data, spec);
    expect([...feedback.shopper]).toEqual([0, 1, 2]);
    expect([...feedback.session!]).toEqual([0, 1, 2]);
    expect([feedback.shoppers, units.shoppers.length]).toEqual([3, 3]);
    expect(units.shoppers.region).toEqual(['south', '', 'north']);
    expect([...units.shoppers.optOut]).toEqual([77, 0, 0]);
    expect([...units.shoppers.key]).toEqual([0, 1, 2]);
    expect(feedback.account.kept).toBe(3);
    expect(data).toEqual({ ...shop(), shoppers: data.shoppers });
  });
  it('is the same done twice, and nothing is done for shoppers', () => {
    const units = withUnits(shop(), spec);
    expect(withUnits(units, spec)).toEqual(units);
    expect(feedbackFrom(units, spec)).toEqual(feedbackFrom(shop(), spec));
    const { unit: _, ...plain } = spec as { unit?: string } & FeedbackSpec;
    const data = shop();
    expect(withUnits(data, plain)).toBe(data);
    expect(FeedbackSpec.parse({ source: 'actions', weights: { click: 1 } })).not.toHaveProperty('unit');
  });
});

describe('feedbackFrom actions', () => {
  it('takes weighted kinds in log order and leaves anonymous sessions out, counted', () => {
    const feedback = feedbackFrom(shop(), { source: 'actions', weights: { click: 1, order: 3 } });
    expect([...feedback.shopper]).toEqual([1, 1, 0]);
    expect([...feedback.item]).toEqual([4, 4, 3]);
    expect([...feedback.time]).toEqual([10, 20, 50]);
    expect([...feedback.value]).toEqual([1, 3, 1]);
    expect([...feedback.relevant]).toEqual([1, 1, 1]);
    expect([feedback.length, feedback.shoppers, feedback.items]).toEqual([3, 2, 5]);
    expect(feedback.part).toBeUndefined();
    expect(feedback.account).toEqual({
      of: 'actions',
      read: 6,
      steps: [
        { rule: 'action of a kind that counts', dropped: 1, left: 5 },
        { rule: 'shopper known at the start of the session', dropped: 2, left: 3 },
      ],
      kept: 3,
    });
  });

  it('marks only the relevant kinds when they are said', () => {
    const feedback = feedbackFrom(shop(), {
      source: 'actions',
      weights: { click: 1, order: 3 },
      relevant: ['order'],
    });
    expect([...feedback.relevant]).toEqual([0, 1, 0]);
  });

  it('carries the published part of each row that stays', () => {
    const feedback = feedbackFrom(
      { ...shop(), part: Uint8Array.of(0, 1, 0, 1, 0, 1) },
      { source: 'actions', weights: { order: 1, cart: 0.5 } },
    );
    expect([...feedback.item]).toEqual([4, 0]);
    expect([...feedback.value]).toEqual([1, 0.5]);
    expect([...feedback.part!]).toEqual([1, 0]);
  });
});

describe('feedbackFrom ratings', () => {
  it('takes ratings by time where the data set has no order of its own', () => {
    const feedback = feedbackFrom(shop(), { source: 'ratings' });
    expect([...feedback.shopper]).toEqual([0, 1, 0]);
    expect([...feedback.value]).toEqual([4, 2, 5]);
  });

  it('takes ratings in the order of the published file where there is one', () => {
    const feedback = feedbackFrom({ ...shop(), sourceOrder: Uint32Array.of(2, 0, 1) }, { source: 'ratings' });
    expect([...feedback.item]).toEqual([3, 1, 2]);
    expect([...feedback.time]).toEqual([7, 5, 6]);
    expect([...feedback.value]).toEqual([5, 4, 2]);
  });

  it('refuses data without a rating, or without an action, and says what there is instead', () => {
    const { log, ...rest } = shop();
    const without = (name: 'actions' | 'reviews') => ({
      ...rest,
      log: { ...log, [name]: { ...log[name], length: 0 } },
    });
    const refusal = (name: 'actions' | 'reviews', spec: FeedbackSpec): unknown => {
      try {
        return feedbackFrom(without(name), spec);
      } catch (error) {
        return error;
      }
    };
    expect(refusal('reviews', { source: 'ratings' })).toEqual(
      new ConfigError(['feedback: the data has no ratings; use `source: actions`']),
    );
    expect(refusal('actions', { source: 'actions', weights: { click: 1 } })).toEqual(
      new ConfigError(['feedback: the data has no actions; use `source: ratings`']),
    );
  });

  it('keeps only positive ratings when a bound is said, the bound included', () => {
    const feedback = feedbackFrom(
      { ...shop(), sourceOrder: Uint32Array.of(2, 1, 0) },
      { source: 'ratings', positive: 4 },
    );
    expect([...feedback.value]).toEqual([5, 4]);
    expect([...feedback.relevant]).toEqual([1, 1]);
    expect(feedback.account.steps).toEqual([{ rule: 'rating of at least 4', dropped: 1, left: 2 }]);
  });
});

describe('FeedbackSpec', () => {
  const refused = (value: unknown): string =>
    JSON.stringify(FeedbackSpec.safeParse(value).error?.issues ?? 'accepted');

  it('accepts what feedbackFrom takes', () => {
    expect(
      FeedbackSpec.parse({ source: 'actions', weights: { click: 1 }, relevant: ['click'] }),
    ).toBeDefined();
    expect(FeedbackSpec.parse({ source: 'ratings', positive: 4 })).toBeDefined();
  });

  it('refuses no weight at all, weights that are not positive, unknown kinds, and relevance without weight', () => {
    expect(refused({ source: 'actions', weights: {} })).toContain('no kind of action has a weight');
    expect(refused({ source: 'actions', weights: { click: 0 } })).toContain('too_small');
    expect(refused({ source: 'actions', weights: { klick: 1 } })).toContain('klick');
    expect(refused({ source: 'actions', weights: { click: 1 }, relevant: ['order'] })).toContain(
      'a relevant kind needs a weight',
    );
    expect(refused({ source: 'votes' })).toContain('source');
  });
});
