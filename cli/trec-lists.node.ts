/** The lists of a fitted model as a TREC run. */

import type { RankModel } from '../algorithms/algorithm.ts';
import type { OpenedModel } from '../algorithms/model-file.node.ts';
import { ConfigError } from '../datasets/config-error.ts';
import { trecRun } from '../experiments/foreign-lists/trec-run.ts';
import { writeLines } from '../experiments/foreign-lists/write-lines.node.ts';
import { checkOptions, type RecommendOptions } from './recommend-answers.node.ts';

/** Of every shopper that the model has a name for, in its order. Throws ConfigError for a model without lists or names. */
export async function writeTrecRun(
  path: string,
  opened: OpenedModel,
  options: RecommendOptions & { readonly trec: string },
): Promise<{ readonly file: string; readonly algorithm: string; readonly shoppers: number }> {
  checkOptions(opened, options);
  const { names, task, algorithm } = opened;
  if (task !== 'rank') throw new ConfigError([`--trec: ${algorithm} predicts ratings; a run is of lists`]);
  if (!names) throw new ConfigError([`${path}: it does not say what the shop calls its shoppers and items`]);
  if (options.shopper.length > 0 || options.history !== undefined || options.explain)
    throw new ConfigError(['--trec: is of all known shoppers; leave --shopper, --history and --explain out']);
  const shoppers = Uint32Array.from(names.shoppers.keys()).filter(
    (shopper) => names.shoppers[shopper] !== '',
  );
  const lines = trecRun(opened.model as RankModel, {
    shoppers,
    k: options.k,
    exclude: options.exclude as 'seen' | 'none',
    shopperId: (shopper) => names.shoppers[shopper]!,
    itemId: (item) => names.items[item]!,
    tag: algorithm,
  });
  await writeLines(options.trec, lines);
  return { file: options.trec, algorithm, shoppers: shoppers.length };
}
