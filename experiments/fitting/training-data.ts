/** From a fold to what may be learnt from. */

import type { LearntExamples, TrainingData } from '../../algorithms/algorithm.ts';
import type { AccountedFeedback } from '../../datasets/accounted-feedback.ts';
import type { Reviews } from '../../datasets/after-sale-tables.ts';
import { consentedShoppers } from '../../datasets/consent.ts';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { knownCatalog } from '../../datasets/known-catalog.ts';
import type { Catalog, Shoppers } from '../../datasets/tables.ts';
import type { Catalogue } from '../run-record.ts';
import { type Fold, knownUntil } from '../splits/split.ts';
import { learntReviews } from './learnt-reviews.ts';

/** What folds are of. */
export interface LearntSource {
  readonly feedback: AccountedFeedback;
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  /** Of the whole log; absent where nothing learns from them. */
  readonly reviews?: Reviews;
  /** 'all': items that are new after the cut are ranked too, so the catalog tells of them. */
  readonly catalogue?: Catalogue;
}

/** What a fit on this fold may learn from. */
export function trainingData(
  { feedback, catalog, shoppers, reviews, catalogue }: LearntSource,
  fold: Fold,
): TrainingData {
  const rows = selectFeedback(feedback, fold.train);
  const asOf = knownUntil(fold);
  return {
    asOf,
    feedback: rows,
    interactions: toInteractions(rows),
    catalog: catalogue === 'all' ? catalog : knownCatalog(catalog, asOf),
    shoppers: consentedShoppers(shoppers, asOf),
    ...(reviews && { reviews: learntReviews(reviews, feedback, fold, shoppers.optOut) }),
    ...(feedback.examples && { examples: learntExamples(feedback.examples, fold.train, asOf) }),
  };
}

/** Training rows with their classes as they were known at `asOf`. */
function learntExamples(all: Examples, rows: Uint32Array, asOf: number): LearntExamples {
  const label = labelsKnownAt(all, asOf);
  return { all, rows, label: Uint8Array.from(rows, (row) => label[row]!) };
}

/** (examples) classes as they were known at `asOf` */
export function labelsKnownAt({ known, label }: Examples, asOf: number): Uint8Array {
  if (!known) return label;
  return known.label.map((own, row) => (known.time[row]! < asOf ? own : NO_CLASS));
}
