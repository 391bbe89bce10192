/** The rows that recommenders learn from, with fraud and without, and the shoppers who are asked. */

import type { Algorithm, LabelModel, TrainingData } from '../../algorithms/algorithm.ts';
import { algorithmNamed, type fitRun } from '../../algorithms/fitting.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { consentedShoppers } from '../../datasets/consent.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { type Feedback, selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { knownCatalog } from '../../datasets/known-catalog.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { requireHonestRows } from '../leaks/loop-leaks.ts';
import type { AttackOptions } from './attack-options.ts';

/** (examples) 1 where the detector, or a label that the shop has, says fraud and no label says otherwise. */
export async function suspects(
  examples: Examples,
  { catalog, shoppers }: Pick<Dataset, 'catalog' | 'shoppers'>,
  { name, params, threshold }: AttackOptions['detector'],
  run: ReturnType<typeof fitRun>,
): Promise<Uint8Array> {
  const algorithm = algorithmNamed(name);
  if (algorithm.task !== 'label' || algorithm.reads === 'text')
    throw new ConfigError([
      `attack: detector ${name} has task '${algorithm.task}'; one of task 'label' that reads features is needed`,
    ]);
  const label = examples.known?.label ?? examples.label;
  const rows = Uint32Array.from(label.keys());
  const model: LabelModel = await (algorithm as Algorithm<'label'>).fit(
    { ...emptyTraining({ catalog, shoppers }), examples: { all: examples, rows, label } },
    params,
    run,
  );
  const chance = new Float64Array(2 * rows.length);
  model.probabilities(examples, rows, chance);
  return Uint8Array.from(rows, (row) =>
    label[row] === NO_CLASS ? Number(chance[2 * row + 1]! >= threshold) : label[row]!,
  );
}

function emptyTraining({ catalog, shoppers }: Pick<Dataset, 'catalog' | 'shoppers'>): TrainingData {
  const none: Feedback = {
    ...{ length: 0, shoppers: shoppers.length, items: catalog.length },
    ...{ shopper: new Uint32Array(0), item: new Uint32Array(0), time: new Uint32Array(0) },
    ...{ value: new Float32Array(0), relevant: new Uint8Array(0) },
  };
  return {
    asOf: Number.POSITIVE_INFINITY,
    feedback: none,
    interactions: toInteractions(none),
    catalog,
    shoppers,
  };
}

export function trainingOf(
  { catalog, shoppers }: Pick<Dataset, 'catalog' | 'shoppers'>,
  feedback: Feedback,
  asOf: number,
  keep: (row: number) => boolean,
): TrainingData {
  const rows = selectFeedback(
    feedback,
    Uint32Array.from({ length: feedback.length }, (_, row) => row).filter(keep),
  );
  const data: TrainingData = {
    asOf,
    feedback: rows,
    interactions: toInteractions(rows),
    catalog: knownCatalog(catalog, asOf),
    shoppers: consentedShoppers(shoppers, asOf),
  };
  requireHonestRows({ data, asOf, optOut: shoppers.optOut });
  return data;
}

/** Ascending; who has a row that may be learnt from, and none that is fraud. Drawn where there are more than `most`. */
export function honestShoppers(
  feedback: Feedback,
  isFraud: Uint8Array,
  isLearnt: Uint8Array,
  most: number,
  key: DrawKey,
): Uint32Array {
  const seen = new Uint8Array(feedback.shoppers);
  for (let row = 0; row < feedback.length; row++)
    if (isLearnt[row] === 1) seen[feedback.shopper[row]!]! |= isFraud[row] === 1 ? 2 : 1;
  const honest = Uint32Array.from(seen.keys()).filter((shopper) => seen[shopper] === 1);
  if (honest.length <= most) return honest;
  const drawn = honest.slice().sort((a, b) => uniform(key, a) - uniform(key, b) || a - b);
  return drawn.subarray(0, most).sort();
}
