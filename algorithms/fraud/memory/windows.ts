/**
 * What happened within the last minutes, hours and days: exact sliding windows over events in time order. Every event lies in a ring
 * until the longest window has passed it; each window has a place in the ring up to which it has forgotten. Counts and sums stand with the
 * holders (cards, items, ...) that events are about; how many different cards an address has had, with the pair of both.
 */

import type { Keyed } from './keyed.ts';

export interface WindowsSpec {
  /** Seconds, ascending. */
  readonly spans: readonly number[];
  /** Events counted of each holder: all, and those of a kind each. */
  readonly channels: number;
  /** By place: whose events are counted. Each has the columns `counts` (spans x channels) and, where amounts matter, `sums` (spans). */
  readonly holders: readonly Keyed<string>[];
  readonly counts: string;
  readonly sums?: string;
  /** Pairs of places of holders, with the column `pairs` (spans): how many different ones each has, in the column `distinct` (spans x sides). */
  readonly pairs: readonly PairSpec[];
  readonly pairCounts: string;
  readonly distinct: string;
  /** Events remembered at most: then the oldest is forgotten early, by all windows. */
  readonly most: number;
}

export interface PairSpec {
  readonly table: Keyed<string>;
  /** Places of both holders, and which of the distinct counts of each is meant. */
  readonly sides: readonly { readonly holder: number; readonly side: number }[];
}

export interface SavedWindows {
  readonly time: Float64Array;
  readonly amount: Float64Array;
  readonly marks: Uint32Array;
  readonly rows: Uint32Array;
  readonly heads: Uint32Array;
}

export interface Windows {
  /** Lets every window forget what lies its span or more before `time`. */
  advance(time: number): void;
  /**
   * Takes in an event of now: `marks` has bit c for channel c, `rows` a row of each holder, then of each pair; 0: none.
   */
  add(time: number, amount: number, marks: number, rows: ArrayLike<number>): void;
  /** Events that are remembered. */
  count(): number;
  save(): SavedWindows;
  restore(saved: SavedWindows): void;
}

const FIRST_EVENTS = 256;

/** Number of distinct counts a holder has: places in its `distinct` column. */
export const sidesOf = (pairs: readonly PairSpec[], holder: number): number =>
  pairs.flatMap(({ sides }) => sides).filter((one) => one.holder === holder).length;

export function createWindows(spec: WindowsSpec): Windows {
  const { spans, channels, holders, pairs } = spec;
  const width = holders.length + pairs.length;
  const longest = spans.length - 1;
  let capacity = FIRST_EVENTS;
  let times = new Float64Array(capacity);
  let amounts = new Float64Array(capacity);
  let marked = new Uint32Array(capacity);
  let rowsOf = new Uint32Array(capacity * width);
  // Numbers of events since the ring was made: [start, end) are in it, window w holds [heads[w], end).
  let end = 0;
  const heads = new Float64Array(spans.length);

  const grow = (): void => {
    const start = heads[longest]!;
    const to = 2 * capacity;
    const ring = [
      new Float64Array(to),
      new Float64Array(to),
      new Uint32Array(to),
      new Uint32Array(to * width),
    ] as const;
    for (let event = start; event < end; event++) {
      const from = event & (capacity - 1);
      const at = event & (to - 1);
      ring[0][at] = times[from]!;
      ring[1][at] = amounts[from]!;
      ring[2][at] = marked[from]!;
      for (let i = 0; i < width; i++) ring[3][at * width + i] = rowsOf[from * width + i]!;
    }
    [times, amounts, marked, rowsOf] = ring;
    capacity = to;
  };

  const sides = holders.map((_, holder) => sidesOf(pairs, holder));
  // Columns as they were when last looked up: tables replace them as they grow.
  const tables = [...holders, ...pairs.map(({ table }) => table)];
  const counts: Uint32Array[] = [];
  const sums: Float64Array[] = [];
  const hasSums = spec.sums !== undefined;
  const distinct: Uint32Array[] = [];
  const pairCounts: Uint32Array[] = [];
  let version = -1;
  const lookUp = (): void => {
    let now = 0;
    for (let i = 0; i < tables.length; i++) now += tables[i]!.version;
    if (now === version) return;
    version = now;
    holders.forEach(({ columns }, h) => {
      counts[h] = columns[spec.counts] as Uint32Array;
      if (spec.sums) sums[h] = columns[spec.sums] as Float64Array;
      if (sides[h]! > 0) distinct[h] = columns[spec.distinct] as Uint32Array;
    });
    pairs.forEach(({ table }, p) => {
      pairCounts[p] = table.columns[spec.pairCounts] as Uint32Array;
    });
  };

  /** Adds the event at `at` of the ring to window `w`, or takes it away (`by` -1). */
  const count = (at: number, w: number, by: 1 | -1): void => {
    const marks = marked[at]!;
    const amount = by * amounts[at]!;
    const place = at * width;
    for (let h = 0; h < holders.length; h++) {
      const row = rowsOf[place + h]!;
      if (row === 0) continue;
      const own = counts[h]!;
      const base = (row * spans.length + w) * channels;
      for (let c = 0; c < channels; c++) own[base + c]! += by * ((marks >>> c) & 1);
      if (hasSums) sums[h]![row * spans.length + w]! += amount;
    }
    for (let p = 0; p < pairs.length; p++) {
      const row = rowsOf[place + holders.length + p]!;
      if (row === 0) continue;
      const own = pairCounts[p]!;
      const now = own[row * spans.length + w]! + by;
      own[row * spans.length + w] = now;
      // Of those there, this is the first one, or the last one left.
      if (now !== (by === 1 ? 1 : 0)) continue;
      const both = pairs[p]!.sides;
      for (let i = 0; i < both.length; i++) {
        const { holder, side } = both[i]!;
        distinctOf(holder, rowsOf[place + holder]!, side, w, by);
      }
    }
  };

  const distinctOf = (holder: number, row: number, side: number, w: number, by: number): void => {
    if (row !== 0) distinct[holder]![(row * sides[holder]! + side) * spans.length + w]! += by;
  };

  const dropOldest = (): void => {
    const oldest = heads[longest]!;
    for (let w = 0; w < spans.length; w++) {
      if (heads[w] !== oldest) continue;
      count(oldest & (capacity - 1), w, -1);
      heads[w] = oldest + 1;
    }
  };

  // Before it no window has anything to forget.
  let due = Number.NEGATIVE_INFINITY;
  return {
    advance(time) {
      if (time < due) return;
      lookUp();
      due = Number.POSITIVE_INFINITY;
      for (let w = 0; w < spans.length; w++) {
        const before = time - spans[w]!;
        let head = heads[w]!;
        while (head < end && times[head & (capacity - 1)]! <= before) count(head++ & (capacity - 1), w, -1);
        heads[w] = head;
        if (head < end) due = Math.min(due, times[head & (capacity - 1)]! + spans[w]!);
      }
    },
    add(time, amount, marks, rows) {
      lookUp();
      due = Math.min(due, time + spans[0]!);
      if (end - heads[longest]! === spec.most) dropOldest();
      if (end - heads[longest]! === capacity) grow();
      const at = end & (capacity - 1);
      times[at] = time;
      amounts[at] = amount;
      marked[at] = marks;
      for (let i = 0; i < width; i++) rowsOf[at * width + i] = rows[i]!;
      end++;
      for (let w = 0; w < spans.length; w++) count(at, w, 1);
    },
    count: () => end - heads[longest]!,
    save() {
      const start = heads[longest]!;
      const length = end - start;
      const rows = new Uint32Array(length * width);
      const placeOf = (event: number): number => (start + event) & (capacity - 1);
      for (let event = 0; event < length; event++)
        for (let i = 0; i < width; i++) rows[event * width + i] = rowsOf[placeOf(event) * width + i]!;
      return {
        time: Float64Array.from({ length }, (_, event) => times[placeOf(event)]!),
        amount: Float64Array.from({ length }, (_, event) => amounts[placeOf(event)]!),
        marks: Uint32Array.from({ length }, (_, event) => marked[placeOf(event)]!),
        rows,
        heads: Uint32Array.from(heads, (head) => head - start),
      };
    },
    restore(saved) {
      capacity = FIRST_EVENTS;
      while (capacity < saved.time.length) capacity *= 2;
      end = saved.time.length;
      times = new Float64Array(capacity);
      times.set(saved.time);
      amounts = new Float64Array(capacity);
      amounts.set(saved.amount);
      marked = new Uint32Array(capacity);
      marked.set(saved.marks);
      rowsOf = new Uint32Array(capacity * width);
      rowsOf.set(saved.rows);
      heads.set(saved.heads);
      due = Number.NEGATIVE_INFINITY;
    },
  };
}
