/** From a data set to feedback: which actions or ratings count, how much, and as what. */

import { z } from 'zod';
import type { AccountedFeedback } from './accounted-feedback.ts';
import { ConfigError } from './config-error.ts';
import type { Dataset } from './dataset.ts';
import { applyRules } from './quality.ts';
import { isMap } from './schema-shape.ts';
import { sessionsAsShoppers } from './sessions-as-shoppers.ts';
import { ACTION_KINDS, type ActionKind, NO_SHOPPER } from './tables.ts';
import { feedbackFromTexts, TextFeedback } from './text-examples.ts';

const weightOf = (kind: ActionKind) =>
  z.number().positive().max(1e6).optional().describe(`weight of one ${kind}; left out: it does not count`);

/** Weight of each kind of action that counts; kinds without one are left out. */
const Weights = z.strictObject({
  click: weightOf('click'),
  cart: weightOf('cart'),
  order: weightOf('order'),
  video: weightOf('video'),
  favourite: weightOf('favourite'),
  share: weightOf('share'),
} satisfies Record<ActionKind, unknown>);

const ActionFeedback = z
  .strictObject({
    source: z.literal('actions'),
    weights: Weights.refine((weights) => Object.values(weights).some((value) => value !== undefined), {
      message: 'no kind of action has a weight',
    }).describe('kinds of action that count, and how much; kinds without a weight are left out'),
    relevant: z
      .array(z.enum(ACTION_KINDS))
      .min(1)
      .optional()
      .describe('kinds that count as relevant when held out; all weighted kinds unless said'),
    // Optional without a default: what studies wrote before it existed keeps its digest.
    unit: z
      .enum(['shopper', 'session'])
      .optional()
      .describe(
        'session: each visit is a shopper of its own, so that anonymous visits count; shopper unless said, and then visits of ' +
          'shoppers not known at their start are left out',
      ),
  })
  .refine(({ weights, relevant }) => (relevant ?? []).every((kind) => weights[kind] !== undefined), {
    path: ['relevant'],
    message: 'a relevant kind needs a weight',
    // Also where other fields are malformed, so that all mistakes are told at once.
    when: ({ value }) => {
      const { weights, relevant = [] } = isMap(value) ? value : {};
      return isMap(weights) && z.array(z.enum(ACTION_KINDS)).safeParse(relevant).success;
    },
  });

const RatingFeedback = z.strictObject({
  source: z.literal('ratings'),
  positive: z
    .number()
    .optional()
    .describe('stars; only ratings of at least this many count; all ratings unless said'),
});

export type { AccountedFeedback } from './accounted-feedback.ts';

/** What can be judged to be fraud or not. */
export const JUDGED_TABLES = ['payments', 'reviews', 'sessions', 'orders', 'returns'] as const;

export const FraudFeedback = z.strictObject({
  source: z.literal('frauds'),
  of: z
    .enum(JUDGED_TABLES)
    .describe(
      'what is judged, each by what could be known just before; sessions half an hour after their start',
    ),
});
export type FraudFeedback = z.infer<typeof FraudFeedback>;

/** Which part of a log is learnt from and tested on. */
export const FeedbackSpec = z.discriminatedUnion('source', [
  ActionFeedback,
  RatingFeedback,
  TextFeedback,
  FraudFeedback,
]);
export type FeedbackSpec = z.infer<typeof FeedbackSpec>;

/** What feedback is made from. */
export type FeedbackSource = Omit<Dataset, 'provenance' | 'account' | 'timed'>;

/** The data with the shoppers that feedback is about: visits, where the spec says so. The same again when done twice. */
export const withUnits = <T extends FeedbackSource>(dataset: T, spec: FeedbackSpec): T =>
  spec.source === 'actions' && spec.unit === 'session' ? sessionsAsShoppers(dataset) : dataset;

/**
 * Rows of feedback in log order: actions in canonical order, ratings in the order of the published file where the data
 * set says it (`sourceOrder`), else by time. Throws ConfigError where the data has nothing of the source at all.
 */
export function feedbackFrom(dataset: FeedbackSource, spec: FeedbackSpec): AccountedFeedback {
  if (spec.source === 'frauds')
    throw new ConfigError([
      'feedback: `source: frauds` is for studies of a simulated log, which tell the truth',
    ]);
  const { actions, reviews } = dataset.log;
  const rows = { actions: actions.length, ratings: reviews.length, texts: reviews.length };
  if (rows[spec.source] === 0) {
    const other = spec.source === 'actions' ? 'ratings' : 'actions';
    const hint = rows[other] > 0 && spec.source !== 'texts' ? `; use \`source: ${other}\`` : '';
    throw new ConfigError([`feedback: the data has no ${spec.source}${hint}`]);
  }
  if (spec.source === 'ratings') return feedbackFromRatings(dataset, spec);
  if (spec.source === 'texts') return feedbackFromTexts(dataset, spec);
  return feedbackFromActions(withUnits(dataset, spec), spec);
}

function feedbackFromActions(
  { log, catalog, shoppers, part }: FeedbackSource,
  spec: z.infer<typeof ActionFeedback>,
): AccountedFeedback {
  const { actions, sessions } = log;
  const weights = Float32Array.from(ACTION_KINDS, (kind) => spec.weights[kind] ?? 0);
  const counts = Uint8Array.from(ACTION_KINDS, (kind) => Number(spec.relevant?.includes(kind) ?? true));
  const shopperOf = (row: number): number => sessions.shopper[actions.session[row]!]!;
  const { kept, account } = applyRules(actions.length, [
    { rule: 'action of a kind that counts', keep: (row) => weights[actions.kind[row]!]! > 0 },
    { rule: 'shopper known at the start of the session', keep: (row) => shopperOf(row) !== NO_SHOPPER },
  ]);
  return {
    length: kept.length,
    shoppers: shoppers.length,
    items: catalog.length,
    shopper: kept.map(shopperOf),
    item: kept.map((row) => actions.item[row]!),
    time: kept.map((row) => actions.time[row]!),
    value: Float32Array.from(kept, (row) => weights[actions.kind[row]!]!),
    relevant: Uint8Array.from(kept, (row) => counts[actions.kind[row]!]!),
    session: kept.map((row) => actions.session[row]!),
    account: { of: 'actions', ...account },
    ...(part && { part: Uint8Array.from(kept, (row) => part[row]!) }),
  };
}

function feedbackFromRatings(
  { log, catalog, shoppers, sourceOrder }: FeedbackSource,
  { positive = Number.NEGATIVE_INFINITY }: z.infer<typeof RatingFeedback>,
): AccountedFeedback {
  const { reviews } = log;
  const row = (i: number): number => (sourceOrder ? sourceOrder[i]! : i);
  const rule = Number.isFinite(positive) ? `rating of at least ${positive}` : 'is a rating';
  const { kept, account } = applyRules(reviews.length, [
    { rule, keep: (i) => reviews.rating[row(i)]! >= positive },
  ]);
  return {
    length: kept.length,
    shoppers: shoppers.length,
    items: catalog.length,
    shopper: kept.map((i) => reviews.shopper[row(i)]!),
    item: kept.map((i) => reviews.item[row(i)]!),
    time: kept.map((i) => reviews.time[row(i)]!),
    value: Float32Array.from(kept, (i) => reviews.rating[row(i)]!),
    relevant: new Uint8Array(kept.length).fill(1),
    account: { of: 'ratings', ...account },
  };
}
