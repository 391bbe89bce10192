/** Corrections for many tests: adjusted p, each to be held against the level that a single one would be. NaN are no tests, and stay. */

/** Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6(2), 1979: bounds the chance of any false one. */
export function holm(p: ArrayLike<number>): Float64Array {
  const order = defined(p);
  const adjusted = new Float64Array(p.length).fill(Number.NaN);
  let most = 0;
  order.forEach((test, place) => {
    most = Math.max(most, Math.min(1, (order.length - place) * p[test]!));
    adjusted[test] = most;
  });
  return adjusted;
}

/**
 * Benjamini, Hochberg, "Controlling the false discovery rate", JRSS B 57(1), 1995: bounds the expected share of false ones among those
 * found, of tests that are independent or positively dependent.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const order = defined(p);
  const adjusted = new Float64Array(p.length).fill(Number.NaN);
  let least = 1;
  for (let place = order.length - 1; place >= 0; place--) {
    const test = order[place]!;
    least = Math.min(least, (p[test]! * order.length) / (place + 1));
    adjusted[test] = least;
  }
  return adjusted;
}

/** Indices of what is defined, by ascending p. */
const defined = (p: ArrayLike<number>): number[] =>
  Array.from(p, (_, test) => test)
    .filter((test) => !Number.isNaN(p[test]!))
    .sort((a, b) => p[a]! - p[b]! || a - b);
