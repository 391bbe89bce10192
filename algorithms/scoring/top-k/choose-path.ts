/** Which of the exact ways answers: chosen from the data alone, never by timing; all give the same bits. */

export interface TopKPath {
  /** 'scan' scores every item in f32; 'filter' looks at 16-bit products first and scores what may count. */
  readonly kind: 'scan' | 'filter';
  /** Queries are grouped by how many items they have to look at. */
  readonly isRegrouped: boolean;
  /** Longest lists that the filter is used for; longer ones are scanned. */
  readonly mostK: number;
  readonly reason: string;
}

const FEWEST_ITEMS = 1024;
const FEWEST_FACTORS = 8;
/** The bound of the filter needs integer vectors shorter than 2^15 after rounding. */
const MOST_FACTORS = 4096;
/** Above it the middle item is nearly as long as the longest: no item is beyond reach by its norm. */
const EVEN_NORMS = 0.7;
const ITEMS_A_PLACE = 32;

/**
 * @param norms of the items that may be listed, falling
 * @param factors length of a vector, the bias included
 */
export function choosePath(norms: Float64Array, factors: number): TopKPath {
  const items = norms.length;
  const high = norms[Math.floor(items / 100)] ?? 0;
  const middle = norms[Math.floor(items / 2)] ?? 0;
  const spread = high > 0 ? middle / high : 1;
  const isRegrouped = items >= FEWEST_ITEMS && spread < EVEN_NORMS;
  const ofNorms = `the middle norm is ${spread.toFixed(2)} of the highest hundredth's`;
  const scan = (why: string): TopKPath => ({
    kind: 'scan',
    isRegrouped,
    mostK: 0,
    reason: `${why}; ${ofNorms}`,
  });
  if (items < FEWEST_ITEMS) return scan(`${items} items are fewer than ${FEWEST_ITEMS}`);
  if (factors < FEWEST_FACTORS) return scan(`${factors} factors are fewer than ${FEWEST_FACTORS}`);
  if (factors > MOST_FACTORS) return scan(`${factors} factors are more than ${MOST_FACTORS}`);
  const mostK = Math.floor(items / ITEMS_A_PLACE);
  return { kind: 'filter', isRegrouped, mostK, reason: `${items} items of ${factors} factors; ${ofNorms}` };
}
