/** The public data sets that can be read by name. */

import { distance } from 'fastest-levenshtein';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { dataRoot } from './data-root.node.ts';
import { GOWALLA, MOVIELENS_1M_M1 } from './fixed-split.node.ts';
import { MOVIELENS_100K } from './movielens-100k.node.ts';
import { ONLINE_RETAIL } from './online-retail.node.ts';
import type { LoadOptions, PublicData } from './public-data.ts';

export const DATA = {
  'online-retail': ONLINE_RETAIL,
  'ml-100k': MOVIELENS_100K,
  'movielens1m-m1': MOVIELENS_1M_M1,
  gowalla: GOWALLA,
} as const satisfies Record<string, PublicData>;

export type DataName = keyof typeof DATA;

/** What is known of the data set `name`; throws ConfigError with the nearest name. */
export function publicData(name: string): PublicData {
  const found = Object.entries(DATA).find(([known]) => known === name);
  if (found) return found[1];
  const names = Object.keys(DATA);
  const nearest = names.reduce((best, known) =>
    distance(known, name) < distance(best, name) ? known : best,
  );
  throw new ConfigError([
    `data: no data set '${name.slice(0, 80)}'; did you mean '${nearest}'? known: ${names.join(', ')}`,
  ]);
}

/** Reads and cleans the data set `name` under `root` (default: the data root). */
export async function loadData(
  name: string,
  { root = dataRoot(), ...options }: LoadOptions & { readonly root?: string } = {},
): Promise<Dataset> {
  return publicData(name).load(root, options);
}
