import { sumLanes } from './panels';

// Pairs of a row as they are met again and again: lists of groups of four, each the addresses of their vectors (u32) and their
// weights (f32). What the last group lacks is its last pair once more, with weight 0. Loops read addresses and nothing of a
// kernel's arguments: what is computed from those V8 computes again in every turn.

/** Bytes of a group. */
export const GROUP: usize = 32;
/** Pairs that are taken together: first what each is taken with, then the sum, so that neither waits for the other. */
export const STRETCH: usize = 64;
/** Bytes of their list. */
export const STRETCH_BYTES: usize = STRETCH / 4 * GROUP;

/** Lists `count` pairs, at least 1, and returns the end of the list; there are 3 words behind the last weight. */
export function listPairs(columns: usize, weights: usize, count: u32, fixed: usize, bytes: usize, list: usize): usize {
  const last = count - 1;
  for (let pair: u32 = 0; pair < count; pair += 4) {
    store<u32>(list, vectorOf(columns, pair, fixed, bytes));
    store<u32>(list, vectorOf(columns, min(pair + 1, last), fixed, bytes), 4);
    store<u32>(list, vectorOf(columns, min(pair + 2, last), fixed, bytes), 8);
    store<u32>(list, vectorOf(columns, min(pair + 3, last), fixed, bytes), 12);
    const within = i32x4.gt_s(i32x4.splat(<i32>(count - pair)), i32x4(0, 1, 2, 3));
    v128.store(list, v128.and(v128.load(weights + (<usize>pair << 2)), within), 16);
    list += GROUP;
  }
  return list;
}

@inline
function vectorOf(columns: usize, pair: u32, fixed: usize, bytes: usize): u32 {
  return <u32>(fixed + <usize>load<u32>(columns + (<usize>pair << 2)) * bytes);
}

/**
 * Reads a word of every cache line of `bytes` at `offset` of the vectors, so that they come from memory side by side and not one after another. Returns
 * what nobody needs, lest the reading be left out.
 */
export function touch(list: usize, end: usize, offset: usize, bytes: usize): i32 {
  let words = 0;
  for (; list < end; list += GROUP) {
    const h0 = <usize>load<u32>(list) + offset;
    const h1 = <usize>load<u32>(list, 4) + offset;
    const h2 = <usize>load<u32>(list, 8) + offset;
    const h3 = <usize>load<u32>(list, 12) + offset;
    for (let f: usize = 0; f < bytes; f += 64) {
      words |= load<i32>(h0 + f) | load<i32>(h1 + f) | load<i32>(h2 + f) | load<i32>(h3 + f);
    }
  }
  return words;
}

/** factors = weight <h, x> of each listed pair. */
export function weighDots(list: usize, end: usize, x: usize, bytes: usize, factors: usize): void {
  for (; list < end; list += GROUP) {
    v128.store(factors, f32x4.mul(v128.load(list, 16), dotsOfFour(list, 0, x, bytes)));
    factors += 16;
  }
}

/** Sum of weight <h, x>^2: four sums in f64, of products in f32. */
export function squaresOf(list: usize, end: usize, x: usize, bytes: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; list < end; list += GROUP) {
    const dots = dotsOfFour(list, 0, x, bytes);
    const squares = f32x4.mul(v128.load(list, 16), f32x4.mul(dots, dots));
    low = f64x2.add(low, f64x2.promote_low_f32x4(squares));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(squares, squares, 2, 3, 2, 3)));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Inner products of four vectors, from `offset` on, with x: elements f mod 4 in lanes, 8 elements at once. Longer bodies of the loop are slower. */
@inline
export function dotsOfFour(list: usize, offset: usize, x: usize, bytes: usize): v128 {
  const h0 = <usize>load<u32>(list) + offset;
  const h1 = <usize>load<u32>(list, 4) + offset;
  const h2 = <usize>load<u32>(list, 8) + offset;
  const h3 = <usize>load<u32>(list, 12) + offset;
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
  for (let f: usize = 0; f < bytes; f += 32) {
    const low = v128.load(x + f);
    const high = v128.load(x + f, 16);
    d0 = f32x4.add(d0, f32x4.add(f32x4.mul(low, v128.load(h0 + f)), f32x4.mul(high, v128.load(h0 + f, 16))));
    d1 = f32x4.add(d1, f32x4.add(f32x4.mul(low, v128.load(h1 + f)), f32x4.mul(high, v128.load(h1 + f, 16))));
    d2 = f32x4.add(d2, f32x4.add(f32x4.mul(low, v128.load(h2 + f)), f32x4.mul(high, v128.load(h2 + f, 16))));
    d3 = f32x4.add(d3, f32x4.add(f32x4.mul(low, v128.load(h3 + f)), f32x4.mul(high, v128.load(h3 + f, 16))));
  }
  return sumLanes(d0, d1, d2, d3);
}

/** out += the listed vectors, each times its factor. */
export function addWeighed(list: usize, end: usize, factors: usize, out: usize, bytes: usize): void {
  for (; list < end; list += GROUP) {
    const h0 = <usize>load<u32>(list);
    const h1 = <usize>load<u32>(list, 4);
    const h2 = <usize>load<u32>(list, 8);
    const h3 = <usize>load<u32>(list, 12);
    const c0 = v128.load32_splat(factors);
    const c1 = v128.load32_splat(factors, 4);
    const c2 = v128.load32_splat(factors, 8);
    const c3 = v128.load32_splat(factors, 12);
    for (let f: usize = 0; f < bytes; f += 32) {
      const to = out + f;
      const a = f32x4.add(f32x4.mul(c0, v128.load(h0 + f)), f32x4.mul(c1, v128.load(h1 + f)));
      const b = f32x4.add(f32x4.mul(c0, v128.load(h0 + f, 16)), f32x4.mul(c1, v128.load(h1 + f, 16)));
      const c = f32x4.add(f32x4.mul(c2, v128.load(h2 + f)), f32x4.mul(c3, v128.load(h3 + f)));
      const d = f32x4.add(f32x4.mul(c2, v128.load(h2 + f, 16)), f32x4.mul(c3, v128.load(h3 + f, 16)));
      v128.store(to, f32x4.add(v128.load(to), f32x4.add(a, c)));
      v128.store(to, f32x4.add(v128.load(to, 16), f32x4.add(b, d)), 16);
    }
    factors += 16;
  }
}
