import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Feedback, selectFeedback, toInteractions, transpose } from './interactions.ts';

const SHOPPERS = 6;
const ITEMS = 4;

interface Row {
  shopper: number;
  item: number;
  value: number;
  relevant: boolean;
}

const rows = fc.array(
  fc.record({
    shopper: fc.nat(SHOPPERS - 1),
    item: fc.nat(ITEMS - 1),
    value: fc.integer({ min: 1, max: 5 }),
    relevant: fc.boolean(),
  }),
  { maxLength: 40 },
);

function feedbackOf(entries: readonly Row[]): Feedback {
  return {
    length: entries.length,
    shoppers: SHOPPERS,
    items: ITEMS,
    shopper: Uint32Array.from(entries, (row) => row.shopper),
    item: Uint32Array.from(entries, (row) => row.item),
    time: Uint32Array.from(entries, (_, i) => i * 10),
    value: Float32Array.from(entries, (row) => row.value),
    relevant: Uint8Array.from(entries, (row) => Number(row.relevant)),
  };
}

/** (shopper, item) -> sum, by a plain map. */
function sums(entries: readonly Row[]): [string, number][] {
  const out = new Map<string, number>();
  for (const { shopper, item, value } of entries) {
    out.set(`${shopper},${item}`, (out.get(`${shopper},${item}`) ?? 0) + value);
  }
  return [...out].sort();
}

function entriesOf(matrix: ReturnType<typeof toInteractions>): [string, number][] {
  const out: [string, number][] = [];
  for (let r = 0; r < matrix.rows; r++) {
    for (let p = matrix.rowPtr[r]!; p < matrix.rowPtr[r + 1]!; p++) {
      out.push([`${r},${matrix.colIdx[p]!}`, matrix.values[p]!]);
    }
  }
  return out.sort();
}

describe('toInteractions', () => {
  it('keeps the sum of every (shopper, item) pair', () => {
    fc.assert(
      fc.property(rows, (entries) => {
        const matrix = toInteractions(feedbackOf(entries));
        expect([matrix.rows, matrix.cols]).toEqual([SHOPPERS, ITEMS]);
        expect(entriesOf(matrix)).toEqual(sums(entries));
      }),
    );
  });

  it('relevantOnly keeps just the relevant rows', () => {
    fc.assert(
      fc.property(rows, (entries) => {
        const matrix = toInteractions(feedbackOf(entries), { relevantOnly: true });
        expect(entriesOf(matrix)).toEqual(sums(entries.filter((row) => row.relevant)));
      }),
    );
  });

  it('transposes to items by shoppers', () => {
    const matrix = toInteractions(feedbackOf([{ shopper: 5, item: 2, value: 3, relevant: true }]));
    const flipped = transpose(matrix);
    expect([flipped.rows, flipped.cols]).toEqual([ITEMS, SHOPPERS]);
    expect(entriesOf(flipped)).toEqual([['2,5', 3]]);
  });
});

describe('selectFeedback', () => {
  it('copies the rows at the given indices, in that order', () => {
    const feedback = feedbackOf([
      { shopper: 0, item: 1, value: 1, relevant: true },
      { shopper: 1, item: 2, value: 2, relevant: false },
      { shopper: 2, item: 3, value: 3, relevant: true },
    ]);
    expect(selectFeedback(feedback, Uint32Array.of(2, 0, 2))).toEqual({
      length: 3,
      shoppers: SHOPPERS,
      items: ITEMS,
      shopper: Uint32Array.of(2, 0, 2),
      item: Uint32Array.of(3, 1, 3),
      time: Uint32Array.of(20, 0, 20),
      value: Float32Array.of(3, 1, 3),
      relevant: Uint8Array.of(1, 1, 1),
    });
  });
});
