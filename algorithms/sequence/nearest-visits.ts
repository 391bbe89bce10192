/** Training visits by item, and those most like a sequence. The formulas stand in session-knn.ts. */

import { countingOrder } from '../../numerics/csr.ts';
import { exp, log } from '../../numerics/math.ts';
import type { Told } from '../scoring/fold-in.ts';
import { createSelection, selectTopK } from '../scoring/top-k/select-row.ts';
import { amounts, indices, rowStarts, u32 } from '../state/arrays.ts';
import { fields } from '../state/shape.ts';
import { latestItems, type Sequences } from './sequences.ts';

const SECONDS_A_DAY = 86_400;

export const VARIANTS = ['sknn', 'v-sknn', 'stan', 'vstan'] as const;

/** Parameters of session-knn.ts. */
export interface NearnessOptions {
  readonly variant: (typeof VARIANTS)[number];
  readonly neighbours: number;
  readonly sample: number;
  readonly recent: number;
  readonly positions: number;
  readonly age: number;
  readonly distance: number;
  readonly matches: number;
  readonly idf: number;
}

/** Visits by the moment at which they ended, ties in log order; none is empty. */
export interface Visits {
  /** (visits + 1) */
  readonly rowPtr: Uint32Array;
  /** The items of each visit once, by place. */
  readonly item: Uint32Array;
  /** The last place of each in its visit, from 1. */
  readonly place: Uint32Array;
  /** (visits) seconds since the origin, never falling */
  readonly end: Float64Array;
  /** (visits) */
  readonly shopper: Uint32Array;
}

export const visitsShape = fields<Visits>({
  rowPtr: rowStarts('visits', 'places'),
  item: indices('items', 'places'),
  place: u32('places'),
  end: amounts('visits'),
  shopper: indices('shoppers', 'visits'),
});

export function visitsOf(
  { rowPtr, item, time, shopper }: Sequences & { readonly shopper: Uint32Array },
  items: number,
): Visits {
  const filled = Uint32Array.from({ length: shopper.length }, (_, s) => s).filter(
    (s) => rowPtr[s]! < rowPtr[s + 1]!,
  );
  const endOf = (s: number): number => time[rowPtr[s + 1]! - 1]!;
  filled.sort((a, b) => endOf(a) - endOf(b) || a - b);
  const seen = new Uint32Array(items);
  const out = { item: new Uint32Array(item.length), place: new Uint32Array(item.length) };
  const starts = new Uint32Array(filled.length + 1);
  let size = 0;
  filled.forEach((s, visit) => {
    const last: number[] = [];
    for (let p = rowPtr[s + 1]! - 1; p >= rowPtr[s]!; p--) {
      if (seen[item[p]!] === visit + 1) continue;
      seen[item[p]!] = visit + 1;
      last.push(p);
    }
    for (const p of last.reverse()) {
      out.item[size] = item[p]!;
      out.place[size++] = p - rowPtr[s]! + 1;
    }
    starts[visit + 1] = size;
  });
  return {
    rowPtr: starts,
    item: out.item.slice(0, size),
    place: out.place.slice(0, size),
    end: Float64Array.from(filled, endOf),
    shopper: filled.map((s) => shopper[s]!),
  };
}

/** Weights of one variant, as the header of session-knn.ts names them. */
interface Weights {
  /** a of an item `back` places before the last of `length` */
  a(back: number, length: number): number;
  b(back: number, length: number): number;
  c(distance: number): number;
  /** (items) */
  readonly d: Float64Array;
  /** Seconds after which a visit counts 1 / e; null: however old. */
  readonly age: number | null;
  /** sim is divided by sizes: of both as vectors, or of the sequence as a set. */
  readonly size: 'vectors' | 'set';
}

/** exp(-n / scale) of whole n */
function fading(scale: number): (n: number) => number {
  const near = Float64Array.from({ length: 64 }, (_, n) => exp(-n / scale));
  return (n) => (n < near.length ? near[n]! : exp(-n / scale));
}

function weightsOf(visits: Visits, items: number, options: NearnessOptions): Weights {
  const one = () => 1;
  const plain: Weights = {
    a: one,
    b: one,
    c: one,
    d: new Float64Array(items).fill(1),
    age: null,
    size: 'vectors',
  };
  const weighted = { ...plain, d: seldom(visits, items, options.idf) };
  const timed = {
    a: fading(options.positions),
    c: fading(options.distance),
    age: options.age * SECONDS_A_DAY,
  };
  switch (options.variant) {
    case 'sknn':
      return plain;
    case 'v-sknn':
      return {
        ...weighted,
        a: (back, length) => (length - back) / length,
        b: (back) => 1 / (back + 1),
        size: 'set',
      };
    case 'stan':
      return { ...plain, ...timed };
    case 'vstan':
      return { ...weighted, ...timed, b: fading(options.matches) };
  }
}

/** (items) 1 + factor x ln(visits / visits with the item) */
function seldom({ rowPtr, item }: Visits, items: number, factor: number): Float64Array {
  const counts = new Uint32Array(items);
  for (const one of item) counts[one]!++;
  const visits = rowPtr.length - 1;
  return Float64Array.from(counts, (count) => (count === 0 ? 1 : 1 + factor * log(visits / count)));
}

/** The visits that count for one query, most similar first, and the sequence that they are near to. */
export interface Nearest {
  readonly visit: readonly number[];
  /** sim x b of each */
  readonly weight: readonly number[];
  /** The last place in each of an item of the sequence. */
  readonly shared: readonly number[];
}

/** Finds the visits nearest to a sequence, and what a visit adds to its items. */
export function visitFinder(
  visits: Visits,
  tails: Sequences,
  items: number,
  asOf: number,
  options: NearnessOptions,
) {
  const { rowPtr, item, place, end } = visits;
  const count = rowPtr.length - 1;
  const weights = weightsOf(visits, items, options);
  const visitOf = new Uint32Array(item.length);
  for (let visit = 0; visit < count; visit++) visitOf.fill(visit, rowPtr[visit], rowPtr[visit + 1]);
  // Visits with item i, the earliest first: posting[postingPtr[i] ... postingPtr[i + 1])
  const posting = countingOrder(item, items).map((p) => visitOf[p]!);
  const postingPtr = new Uint32Array(items + 1);
  for (const one of item) postingPtr[one + 1]!++;
  for (let i = 0; i < items; i++) postingPtr[i + 1]! += postingPtr[i]!;
  const roots = Float64Array.from({ length: count }, (_, v) => Math.sqrt(rowPtr[v + 1]! - rowPtr[v]!));

  const sample = Math.min(options.sample, count);
  const candidates = new Uint32Array(sample);
  const similarities = new Float32Array(sample);
  const exact = new Float64Array(sample);
  const order = Uint32Array.from({ length: sample }, (_, n) => n);
  const selection = createSelection(Math.min(options.neighbours, sample));
  // (items) places before the end at which the sequence last has the item, plus 1; 0 where it does not
  const back = new Uint32Array(items);

  /** Fills candidates, the latest first, and their similarities; returns how many there are. */
  function compare(distinct: readonly number[], length: number, at: number): number {
    const heads = distinct.map((i) => postingPtr[i + 1]! - 1);
    const a = distinct.map((i) => weights.a(back[i]! - 1, length));
    const norm = Math.sqrt(a.reduce((sum, one) => sum + one * one, 0));
    let [size, fade, fadeOf] = [0, 1, Number.NaN];
    while (size < sample) {
      let latest = -1;
      for (let n = 0; n < heads.length; n++) {
        if (heads[n]! >= postingPtr[distinct[n]!]!) latest = Math.max(latest, posting[heads[n]!]!);
      }
      if (latest < 0) break;
      let sum = 0;
      for (let n = 0; n < heads.length; n++) {
        if (heads[n]! < postingPtr[distinct[n]!]! || posting[heads[n]!] !== latest) continue;
        sum += a[n]!;
        heads[n]!--;
      }
      if (weights.age !== null && end[latest] !== fadeOf) {
        fadeOf = end[latest]!;
        fade = exp(-Math.max(0, at - fadeOf) / weights.age);
      }
      exact[size] = (sum / (weights.size === 'set' ? distinct.length : norm * roots[latest]!)) * fade;
      similarities[size] = exact[size]!;
      candidates[size++] = latest;
    }
    return size;
  }

  function find(shopper: number, told: Told): Nearest {
    const latest = latestItems(tails, shopper, told, options.recent);
    const distinct: number[] = [];
    for (let n = latest.length - 1; n >= 0; n--) {
      if (back[latest[n]!]! > 0) continue;
      back[latest[n]!] = latest.length - n;
      distinct.push(latest[n]!);
    }
    const size = compare(distinct, latest.length, told.at ?? told.time.at(-1) ?? asOf);
    selectTopK(similarities.subarray(0, size), order, selection.picked.length, null, selection);
    const nearest = [...selection.picked.subarray(0, selection.length)].filter((n) => exact[n]! > 0);
    const shared = nearest.map((n) => lastShared(candidates[n]!));
    const out = {
      visit: nearest.map((n) => candidates[n]!),
      weight: nearest.map((n, i) => exact[n]! * weights.b(shared[i]!.back - 1, latest.length)),
      shared: shared.map((one) => one.place),
    };
    for (const i of distinct) back[i] = 0;
    return out;
  }

  /** The last place of `visit` with an item of the sequence, and how near the end of the sequence its latest item is. */
  function lastShared(visit: number): { place: number; back: number } {
    let [lastPlace, nearest] = [0, Number.POSITIVE_INFINITY];
    for (let p = rowPtr[visit]!; p < rowPtr[visit + 1]!; p++) {
      if (back[item[p]!] === 0) continue;
      lastPlace = place[p]!;
      nearest = Math.min(nearest, back[item[p]!]!);
    }
    return { place: lastPlace, back: nearest };
  }

  return {
    find,
    /** What a visit of `weight` whose last shared place is `shared` adds to the item at p. */
    added: (weight: number, shared: number, p: number): number =>
      weight * weights.c(Math.abs(place[p]! - shared)) * weights.d[item[p]!]!,
  };
}
