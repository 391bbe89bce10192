/**
 * How many items of the protected group each beginning of a list has to hold.
 *
 * Zehlike, Bonchi, Castillo, Hajian, Megahed, Baeza-Yates, "FA*IR: a fair top-k ranking algorithm", CIKM 2017: the first i places
 * are fair when a binomial draw of i places, each protected with probability `share`, would not have as few more often than
 * `significance` (definition 3, table 2). Since every beginning is tested, the significance of each test is lowered until the
 * chance that such a draw fails anywhere is what was asked for (section 3.2, model adjustment); here by the exact
 * distribution of the draws that have not failed yet.
 */

/** (length + 1) least number of protected items among the first i places; 0 for i = 0 */
export function fairTable(length: number, share: number, significance: number): Uint32Array {
  const table = new Uint32Array(length + 1);
  /** P(m of i places are protected), of which the first `least` add up to `below`. */
  let chances = Float64Array.of(1);
  for (let i = 1; i <= length; i++) {
    chances = oneMore(chances, share);
    let least = 0;
    let upTo = chances[0]!;
    while (upTo <= significance && least < i) upTo += chances[++least]!;
    table[i] = least;
  }
  return table;
}

/** The chance that draws of `share` fall below the table at some place. */
export function failureOf(table: Uint32Array, share: number): number {
  let alive = Float64Array.of(1);
  for (let i = 1; i < table.length; i++) {
    alive = oneMore(alive, share);
    alive.fill(0, 0, table[i]!);
  }
  return 1 - alive.reduce((a, b) => a + b, 0);
}

const HALVINGS = 60;

/** The greatest significance of each test under which all of them together fail no oftener than `significance`. */
export function adjustedSignificance(length: number, share: number, significance: number): number {
  const holds = (each: number): boolean => failureOf(fairTable(length, share, each), share) <= significance;
  if (holds(significance)) return significance;
  let [least, most] = [0, significance];
  for (let n = 0; n < HALVINGS; n++) {
    const middle = (least + most) / 2;
    if (holds(middle)) least = middle;
    else most = middle;
  }
  return least;
}

/** From P(m of i) to P(m of i + 1). */
function oneMore(chances: Float64Array, share: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(chances.length + 1);
  chances.forEach((chance, m) => {
    next[m]! += chance * (1 - share);
    next[m + 1]! += chance * share;
  });
  return next;
}
