/** The public data sets that can be read by name. */

import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { quoteValue, suggest } from '../schema-faults.ts';
import { dataRoot } from './data-root.node.ts';
import { E_SHOP_CLOTHING } from './e-shop-clothing.node.ts';
import { GOWALLA, MOVIELENS_1M_M1 } from './fixed-split.node.ts';
import { MOVIELENS_100K } from './movielens-100k.node.ts';
import { ONLINE_RETAIL } from './online-retail.node.ts';
import { OPEN_BANDIT } from './open-bandit.node.ts';
import type { LoadOptions, PublicData } from './public-data.ts';
import { SENTIMENT_LABELLED } from './sentiment-labelled.node.ts';
import { WOMENS_CLOTHING_REVIEWS } from './womens-clothing-reviews.node.ts';

export const DATA = {
  'online-retail': ONLINE_RETAIL,
  'ml-100k': MOVIELENS_100K,
  'movielens1m-m1': MOVIELENS_1M_M1,
  gowalla: GOWALLA,
  'e-shop-clothing': E_SHOP_CLOTHING,
  'womens-clothing-reviews': WOMENS_CLOTHING_REVIEWS,
  'sentiment-labelled': SENTIMENT_LABELLED,
  'open-bandit': OPEN_BANDIT,
} as const satisfies Record<string, PublicData>;

export type DataName = keyof typeof DATA;

/** What is wrong with `name` as the name of a data set; undefined when it is one. */
export function dataNameFault(name: string): string | undefined {
  return Object.hasOwn(DATA, name) ? undefined : unknownData(name);
}

const unknownData = (name: string): string =>
  `no data set ${quoteValue(name)}; ${suggest(name, Object.keys(DATA))}`;

/** What is known of the data set `name`; throws ConfigError with the nearest name. */
export function publicData(name: string): PublicData {
  const found = Object.entries(DATA).find(([known]) => known === name);
  if (found) return found[1];
  throw new ConfigError([`data: ${unknownData(name)}`]);
}

/** Reads and cleans the data set `name` under `root` (default: the data root). */
export async function loadData(
  name: string,
  { root = dataRoot(), ...options }: LoadOptions & { readonly root?: string } = {},
): Promise<Dataset> {
  return publicData(name).load(root, options);
}
