/** How alike shoppers are to each other, over pairs that are drawn once for a world and compared in every round and under every policy. */

import type { BagContext, BagMetric, Bags, Measured } from './definition.ts';

/** Mean of `of` over the pairs (a[i], b[i]) of which both have something. */
function meanOverPairs(
  bags: Bags,
  pairs: number,
  pairAt: (p: number) => readonly [number, number],
  of: (bags: Bags, a: number, b: number) => number,
): Measured {
  let sum = 0;
  let n = 0;
  const isEmpty = (row: number): boolean => bags.rowPtr[row] === bags.rowPtr[row + 1];
  for (let p = 0; p < pairs; p++) {
    const [a, b] = pairAt(p);
    if (isEmpty(a) || isEmpty(b)) continue;
    sum += of(bags, a, b);
    n++;
  }
  return { value: n === 0 ? Number.NaN : sum / n, n };
}

/** |A and B| / |A or B| of the items of two rows, of which at least one holds something. */
export function jaccard({ rowPtr, colIdx }: Bags, a: number, b: number): number {
  let [i, j] = [rowPtr[a]!, rowPtr[b]!];
  const [endA, endB] = [rowPtr[a + 1]!, rowPtr[b + 1]!];
  const sizes = endA - i + (endB - j);
  let both = 0;
  while (i < endA && j < endB) {
    if (colIdx[i] === colIdx[j]) {
      both++;
      i++;
      j++;
    } else if (colIdx[i]! < colIdx[j]!) i++;
    else j++;
  }
  return both / (sizes - both);
}

/** Cosine of the counts of two rows that hold something. */
export function cosine({ rowPtr, colIdx, values }: Bags, a: number, b: number): number {
  let [i, j] = [rowPtr[a]!, rowPtr[b]!];
  const [endA, endB] = [rowPtr[a + 1]!, rowPtr[b + 1]!];
  let product = 0;
  while (i < endA && j < endB) {
    if (colIdx[i] === colIdx[j]) product += values[i++]! * values[j++]!;
    else if (colIdx[i]! < colIdx[j]!) i++;
    else j++;
  }
  const squares = (row: number): number => {
    let sum = 0;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) sum += values[p]! * values[p]!;
    return sum;
  };
  return product / Math.sqrt(squares(a) * squares(b));
}

const drawn = ({ pairs }: BagContext) => ({
  count: pairs.length / 2,
  at: (p: number) => [pairs[2 * p]!, pairs[2 * p + 1]!] as const,
});

export const interJaccard: BagMetric = {
  id: 'interJaccard.v1',
  name: 'interJaccard',
  doc: 'how alike two shoppers are on average: shared items over all items of both; pairs of which one has nothing are left out',
  formula: 'mean over sampled pairs of |A and B| / |A or B|',
  source: 'Chaney, Stewart and Engelhardt 2018, users paired at random',
  unit: 'share',
  direction: 'none',
  of(bags, context) {
    const { count, at } = drawn(context);
    return meanOverPairs(bags, count, at, jaccard);
  },
};

export const interCosine: BagMetric = {
  id: 'interCosine.v1',
  name: 'interCosine',
  doc: 'the same by how often each item occurs: cosine of counts',
  formula: 'mean over sampled pairs of a b / (|a| |b|)',
  source: 'Chaney, Stewart and Engelhardt 2018 with counts in place of sets',
  unit: 'cosine',
  direction: 'none',
  of(bags, context) {
    const { count, at } = drawn(context);
    return meanOverPairs(bags, count, at, cosine);
  },
};

export const nearestJaccard: BagMetric = {
  id: 'nearestJaccard.v1',
  name: 'nearestJaccard',
  doc: 'how alike each shopper is to the one whose latent taste is nearest: some of it is legitimate',
  formula:
    'mean over shoppers of |A and B| / |A or B|, B of the nearest by cosine of latent taste at the start',
  source: 'Chaney, Stewart and Engelhardt 2018, users paired by similarity',
  unit: 'share',
  direction: 'none',
  of: (bags, { nearest }) =>
    meanOverPairs(bags, nearest.length, (shopper) => [shopper, nearest[shopper]!], jaccard),
};
