import type { AccountedFeedback } from '../../datasets/accounted-feedback.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { FraudFeedback } from '../../datasets/feedback.ts';
import type { ManifestFigure } from '../../datasets/store/manifest.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import type { FraudEvents } from '../../simulator/fraud/fraud-truth.ts';
import { fraudExamples } from './fraud-examples.ts';

/** What a study is about, and, where it is about fraud, what was: to be measured against, never learnt from. */
export interface StudyData extends Dataset {
  /** Of a simulated log, with what its scenario claims of them. */
  readonly figures?: readonly ManifestFigure[];
  readonly fraudTruth?: FraudEvents;
}

/**
 * One row for everything that is judged, in the order of its table; `value` is the money at stake in cents, else 1. Whose shopper is not
 * known belongs to nobody, who stands behind all shoppers.
 */
export function feedbackFromFrauds(
  { log, catalog, shoppers }: Dataset,
  truth: FraudEvents | undefined,
  { of }: FraudFeedback,
): AccountedFeedback {
  if (!truth) throw new ConfigError(['feedback: `source: frauds` needs a simulated log with its truth']);
  const examples = fraudExamples({ log }, truth, { of });
  const { length } = examples;
  const nobody = shoppers.length;
  const shopperOf = {
    payments: () => log.fraud!.payments.shopper,
    reviews: () => log.reviews.shopper,
    sessions: () => log.sessions.shopper,
    orders: () => log.afterSale!.orders.shopper,
    returns: () => log.afterSale!.returns.shopper,
  }[of]();
  const itemOf = { reviews: log.reviews.item, returns: log.afterSale?.returns.item }[
    of as 'reviews' | 'returns'
  ];
  return {
    length,
    shoppers: nobody + 1,
    items: catalog.length,
    shopper: shopperOf.map((shopper) => (shopper === NO_SHOPPER ? nobody : shopper)),
    item: itemOf?.slice() ?? new Uint32Array(length),
    time: examples.time.slice(),
    value: examples.amount ? Float32Array.from(examples.amount) : new Float32Array(length).fill(1),
    relevant: examples.label.slice(),
    account: { of, read: length, steps: [], kept: length },
    examples,
  };
}
