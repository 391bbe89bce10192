/** Normalised discounted cumulative gain: Järvelin and Kekäläinen 2002, binary gain, discount 1 / log2(rank + 1). */

import { log } from '../../numerics/math.ts';
import type { HitList, HitMetric, RankMetric } from './definition.ts';

const TABLE = 1024;

const discountAt = (rank: number): number => log(2) / log(rank + 1);

/** [rank - 1]: discount of a rank */
const DISCOUNT = Float64Array.from({ length: TABLE }, (_, i) => discountAt(i + 1));

/** [n]: gain of n hits at the first n ranks */
const IDEAL = new Float64Array(TABLE + 1);
for (let n = 0; n < TABLE; n++) IDEAL[n + 1] = IDEAL[n]! + DISCOUNT[n]!;

/** Discounted gain of the hits. */
function gain({ ranks, hits }: HitList): number {
  let sum = 0;
  for (let i = 0; i < hits; i++) {
    const rank = ranks[i]!;
    sum += rank <= TABLE ? DISCOUNT[rank - 1]! : discountAt(rank);
  }
  return sum;
}

/** The largest gain that n hits can have. */
function idealGain(n: number): number {
  if (n <= TABLE) return IDEAL[n]!;
  let sum = IDEAL[TABLE]!;
  for (let rank = TABLE + 1; rank <= n; rank++) sum += discountAt(rank);
  return sum;
}

export const ndcg: RankMetric = {
  id: 'ndcg.binary.v1',
  name: 'ndcg',
  kind: 'rank',
  task: 'rank',
  doc: 'gain of the hits, worth less the lower they stand, over the most that K places could gain',
  formula: 'sum over hits of 1/log2(rank + 1) / the same sum over ranks 1..min(K, |relevant|)',
  source: 'Järvelin and Kekäläinen 2002; RecBole, implicit, trec_eval ndcg_cut_K, ranx',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: (list) => gain(list) / idealGain(Math.min(list.cutoff, list.relevant)),
};

/** Of the first rank's 1 / log2(2) for the second too. */
const clipped = (rank: number): number => (rank <= 2 ? 1 : log(2) / log(rank));

const clippedGain = (ranks: Iterable<number>): number => {
  let sum = 0;
  for (const rank of ranks) sum += clipped(rank);
  return sum;
};

export const ndcgClipped: RankMetric = {
  id: 'ndcg.clipped.v1',
  name: 'ndcgClipped',
  kind: 'rank',
  task: 'rank',
  doc: 'as ndcg, with the discount of the paper: the first two places count whole, each further one 1 / log2(rank)',
  formula: 'sum over hits of 1/log2(max(rank, 2)) / the same sum over ranks 1..min(K, |relevant|)',
  source: 'Järvelin and Kekäläinen 2002, equation 2; LensKit (lkpy) NDCG',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of({ ranks, hits, cutoff, relevant }) {
    const ideal = Math.min(cutoff, relevant);
    return clippedGain(ranks.subarray(0, hits)) / clippedGain(Array.from({ length: ideal }, (_, i) => i + 1));
  },
};

/** Larger ones are counts or amounts of money, whose power says nothing. */
const HIGHEST_GRADE = 30;

/** Sum of 2^grade - 1, discounted, of `count` grades at the ranks that `rankOf` tells. */
function gradedGain(grades: Float32Array, count: number, rankOf: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const grade = grades[i]!;
    if (!(grade >= 0 && grade <= HIGHEST_GRADE))
      throw new RangeError(
        `ndcgGraded: grade ${grade} of a relevant item; grades lie in [0, ${HIGHEST_GRADE}]`,
      );
    sum += (2 ** grade - 1) * discountAt(rankOf(i));
  }
  return sum;
}

export const ndcgGraded: HitMetric = {
  id: 'ndcg.graded.v1',
  name: 'ndcgGraded',
  kind: 'hit',
  task: 'rank',
  doc:
    'as ndcg, with what each relevant item is worth: its rating, or the weight of the action (the largest of several); ' +
    'held out rows that do not count as relevant are worth nothing; 0 where no relevant item is worth anything',
  formula:
    'sum over hits of (2^grade - 1)/log2(rank + 1) / the same sum over the min(K, |relevant|) best grades in order',
  source: 'Burges et al. 2005; TensorFlow Ranking, LightGBM; grades in [0, 30]',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of({ ranks, hits, cutoff, relevant }, { grades, ideal }) {
    const most = gradedGain(ideal, Math.min(cutoff, relevant), (i) => i + 1);
    return most === 0 ? 0 : gradedGain(grades, hits, (i) => ranks[i]!) / most;
  },
};

export const ndcgFound: RankMetric = {
  id: 'ndcg.found.v1',
  name: 'ndcgFound',
  kind: 'rank',
  task: 'rank',
  doc: 'gain of the hits over the gain of the same hits at the top: does not fall when relevant items are missed',
  formula: 'sum over hits of 1/log2(rank + 1) / the same sum over ranks 1..hits; 0 without a hit',
  source: 'a fault in the code of several graph papers, kept to read their tables',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: (list) => (list.hits === 0 ? 0 : gain(list) / idealGain(list.hits)),
};
