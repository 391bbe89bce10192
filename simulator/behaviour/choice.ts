/**
 * Choice: a multinomial logit with an outside option (McFadden 1974), drawn as Gumbel-max: the option with the largest
 * utility plus its own standard Gumbel draw. Draws are keyed by (shopper, item, visit, slate); a slate allows up to four
 * choices, one 32-bit word each.
 */

import { gumbelQuantile } from '../../numerics/distributions.ts';
import { log1p, pow } from '../../numerics/math.ts';
import { type DrawKey, philox4x32 } from '../../numerics/rng.ts';

/** Most items taken from one slate. */
export const CHOICES_A_SLATE = 4;

/** Standing for "nothing (more) from this slate". */
export const OUTSIDE = -1;

const BINS = 256;
/** No draw whose word starts with this byte exceeds this; the margin covers the last bits of the logarithms. */
const LARGEST_OF_BIN = Float64Array.from({ length: BINS }, (_, bin) =>
  bin === BINS - 1 ? Number.POSITIVE_INFINITY : gumbelQuantile((bin + 1) / BINS) + 1e-9,
);
const words = new Uint32Array(4);

/** The standard Gumbel draw of a 32-bit word. */
export function gumbelOfWord(word: number): number {
  return gumbelQuantile((word + 0.5) / 4294967296);
}

/** Four words for the choices of one slate, to out[4 * candidate ..]. */
export function drawChoiceWords(
  key: DrawKey,
  shopperKey: number,
  itemKey: number,
  visit: number,
  slate: number,
  out: Uint32Array,
  candidate: number,
): void {
  philox4x32(key.k0, key.k1, shopperKey, itemKey, visit, slate, words);
  for (let step = 0; step < CHOICES_A_SLATE; step++) out[CHOICES_A_SLATE * candidate + step] = words[step]!;
}

/**
 * The candidate with the largest utility plus Gumbel draw at this step, or OUTSIDE. Candidates are 0 .. count - 1; one
 * whose utility is NaN has been taken. `wordsOf` holds four words a candidate, then four of the outside option.
 */
export function choose(
  step: number,
  count: number,
  utilities: Float64Array,
  outside: number,
  wordsOf: Uint32Array,
): number {
  let best = outside + gumbelOfWord(wordsOf[CHOICES_A_SLATE * count + step]!);
  let chosen = OUTSIDE;
  for (let candidate = 0; candidate < count; candidate++) {
    const word = wordsOf[CHOICES_A_SLATE * candidate + step]!;
    const utility = utilities[candidate]!;
    // Also false for NaN. Most candidates cannot win whatever the rest of their word: no logarithm for those.
    if (!(utility + LARGEST_OF_BIN[word >>> 24]! > best)) continue;
    const total = utility + gumbelOfWord(word);
    if (total > best) {
      best = total;
      chosen = candidate;
    }
  }
  return chosen;
}

/** What being new adds to utility, `days` after the launch: it halves every `halfLife` days. */
export function newnessAppeal(days: number, weight: number, halfLife: number): number {
  if (days <= 0) return weight;
  return halfLife > 0 ? weight * pow(0.5, days / halfLife) : 0;
}

/** What the number of others who clicked adds to utility: weight * log(1 + clicks / mean clicks an item). */
export function conformityAppeal(clicks: number, meanClicks: number, weight: number): number {
  return weight > 0 && meanClicks > 0 ? weight * log1p(clicks / meanClicks) : 0;
}
