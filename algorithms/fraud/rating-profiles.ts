/**
 * What profiles of ratings tell of who made them: Chirita, Nejdl, Zamfir, "Preventing shilling attacks in online recommender systems",
 * WIDM 2005 (RDMA, degree of similarity); Burke, Mobasher, Williams, Bhaumik, "Classification features for attack detection in collaborative
 * recommender systems", KDD 2006 (WDMA, WDA, length variance). Of a profile as it is `hindsight` after the review in question.
 */

import type { RatingEdges } from '../../datasets/examples.ts';

export const PROFILE_FEATURES = [
  'rdma',
  'wdma',
  'wda',
  'lengthVariance',
  'similarity',
  'ratings',
  'deviation',
  'extremeShare',
  'othersOfItem',
] as const;

export interface ProfileOptions {
  /** Seconds after a review up to which ratings count. */
  readonly hindsight: number;
  /** Most similar others whose mean similarity is taken. */
  readonly neighbours: number;
}

/** Latest raters of an item that are compared, at most. */
const MOST_RATERS = 200;
/** Items in common from which a similarity is one. */
const LEAST_COMMON = 2;

interface Rated {
  readonly item: number;
  readonly value: number;
}

/** (rows x PROFILE_FEATURES) of the reviews `rows`, from these alone. */
export function profileFeatures(
  { shopper, item, value }: RatingEdges,
  time: Uint32Array,
  rows: Uint32Array,
  { hindsight, neighbours }: ProfileOptions,
): Float32Array {
  const width = PROFILE_FEATURES.length;
  const out = new Float32Array(rows.length * width);
  const order = Uint32Array.from(rows.keys()).sort((i, j) => time[rows[i]!]! - time[rows[j]!]! || i - j);
  const profiles = new Map<number, Rated[]>();
  const raters = new Map<number, number[]>();
  const items = new Map<number, { count: number; sum: number }>();
  // Of lengths of profiles: how many, their sum and the sum of their squares.
  const lengths = { count: 0, sum: 0, squares: 0 };
  let next = 0;
  const add = (row: number): void => {
    const own = profiles.get(shopper[row]!) ?? [];
    profiles.set(shopper[row]!, own);
    if (own.length === 0) lengths.count++;
    lengths.sum++;
    lengths.squares += 2 * own.length + 1;
    own.push({ item: item[row]!, value: value[row]! });
    const those = raters.get(item[row]!) ?? [];
    raters.set(item[row]!, those);
    those.push(shopper[row]!);
    const stats = items.get(item[row]!) ?? { count: 0, sum: 0 };
    items.set(item[row]!, stats);
    stats.count++;
    stats.sum += value[row]!;
  };
  for (const i of order) {
    const row = rows[i]!;
    while (next < order.length && time[rows[order[next]!]!]! <= time[row]! + hindsight)
      add(rows[order[next++]!]!);
    const own = profiles.get(shopper[row]!)!;
    let [rdma, wdma, extreme] = [0, 0, 0];
    for (const rated of own) {
      const { count, sum } = items.get(rated.item)!;
      const off = Math.abs(rated.value - sum / count);
      rdma += off / count;
      wdma += off / (count * count);
      if (rated.value >= 5 || rated.value <= 1) extreme++;
    }
    const meanLength = lengths.sum / lengths.count;
    const spread = lengths.squares - lengths.count * meanLength * meanLength;
    const { count, sum } = items.get(item[row]!)!;
    out.set(
      [
        rdma / own.length,
        wdma / own.length,
        rdma,
        spread > 0 ? Math.abs(own.length - meanLength) / spread : 0,
        similarityOf(shopper[row]!, profiles, raters, neighbours),
        own.length,
        value[row]! - sum / count,
        extreme / own.length,
        count - 1,
      ],
      i * width,
    );
  }
  return out;
}

/** Mean Pearson correlation with the most similar others; 0 where nobody has enough in common. */
export function similarityOf(
  shopper: number,
  profiles: ReadonlyMap<number, readonly Rated[]>,
  raters: ReadonlyMap<number, readonly number[]>,
  neighbours: number,
): number {
  const own = new Map(profiles.get(shopper)!.map((rated) => [rated.item, rated.value]));
  const common = new Map<number, number>();
  for (const item of own.keys())
    for (const other of new Set(raters.get(item)!.slice(-MOST_RATERS)))
      if (other !== shopper) common.set(other, (common.get(other) ?? 0) + 1);
  const found: number[] = [];
  for (const [other, count] of common)
    if (count >= LEAST_COMMON)
      found.push(pearson(own, new Map(profiles.get(other)!.map((rated) => [rated.item, rated.value]))));
  const top = found.sort((a, b) => b - a).slice(0, neighbours);
  return top.length === 0 ? 0 : top.reduce((sum, one) => sum + one, 0) / top.length;
}

/** Of what both have, from the mean of what each has there; 0 where one of them does not vary. */
export function pearson(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const shared = [...a.keys()].filter((item) => b.has(item));
  const mean = (of: ReadonlyMap<number, number>): number =>
    shared.reduce((sum, item) => sum + of.get(item)!, 0) / shared.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [product, sa, sb] = [0, 0, 0];
  for (const item of shared) {
    const [da, db] = [a.get(item)! - ma, b.get(item)! - mb];
    product += da * db;
    sa += da * da;
    sb += db * db;
  }
  return sa > 0 && sb > 0 ? product / Math.sqrt(sa * sb) : 0;
}
