import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnArray, TableSpec } from '../tables.ts';
import { type Chunk, createWaitingRows, type WaitingRows } from './waiting-rows.ts';

const SPEC = {
  name: 'sample',
  doc: '',
  sortKey: [],
  columns: {
    n: { type: 'u32', doc: '' },
    kind: { type: 'u8', doc: '', labels: ['a', 'b'] },
    state: { type: 'u8', doc: '', labels: ['on'], missing: 9 },
    x: { type: 'f64', doc: '' },
    text: { type: 'text', doc: '' },
  },
} as const satisfies TableSpec;

type Row = readonly [number, number, number, number, string];
const row = fc.tuple(
  fc.nat(),
  fc.constantFrom(0, 1),
  fc.constantFrom(0, 9),
  fc.double({ noNaN: true }),
  fc.string(),
);

const chunkOf = (rows: readonly Row[]): Chunk => ({
  length: rows.length,
  n: Uint32Array.from(rows, ([n]) => n),
  kind: Uint8Array.from(rows, ([, kind]) => kind),
  state: Uint8Array.from(rows, ([, , state]) => state),
  x: Float64Array.from(rows, ([, , , x]) => x),
  text: rows.map(([, , , , text]) => text),
});

const rowsOf = ({ columns, length }: WaitingRows): unknown[][] =>
  Array.from({ length }, (_, i) => columns.map((column: ColumnArray) => column[i]));

describe('waiting rows', () => {
  it('hold what was appended, in order, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 9 }), { maxLength: 6 }), fc.nat(3), (parts, skip) => {
        const waiting = createWaitingRows(SPEC);
        for (const part of parts) waiting.append(chunkOf(part), Math.min(skip, part.length), part.length);
        expect(rowsOf(waiting)).toEqual(parts.flatMap((part) => part.slice(skip)));
      }),
    );
  });

  it('grow beyond their first memory and are used again after being cleared', () => {
    const many: Row[] = Array.from({ length: 5000 }, (_, i) => [i, i & 1, 0, i / 2, `t${i}`]);
    const waiting = createWaitingRows(SPEC);
    waiting.append(chunkOf(many.slice(0, 10)), 0, 10);
    waiting.append(chunkOf(many), 10, 5000);
    expect(rowsOf(waiting)).toEqual(many);
    waiting.clear();
    expect(waiting.length).toBe(0);
    waiting.append(chunkOf(many), 7, 9);
    expect(rowsOf(waiting)).toEqual(many.slice(7, 9));
  });

  it.each<[string, Row, string]>([
    ['a code beyond the labels', [0, 2, 0, 0, ''], 'sample.kind: code 2 has no label; the labels are a, b'],
    ['a sentinel where none is known', [0, 9, 0, 0, ''], 'sample.kind: code 9'],
    ['a code that is neither label nor sentinel', [0, 0, 1, 0, ''], 'sample.state: code 1'],
    ['a NUL', [0, 0, 0, 0, 'ab\0'], 'sample.text: a text holds a NUL'],
    ['half a surrogate pair', [0, 0, 0, 0, '\udc00'], 'sample.text: a text holds a NUL or half a surrogate'],
  ])('refuse %s', (_, bad, message) => {
    const good: Row = [1, 0, 9, 0, 'ünï 😀\n'];
    const waiting = createWaitingRows(SPEC);
    const chunk = chunkOf([good, bad, good]);
    expect(() => waiting.append(chunk, 0, 3)).toThrow(message);
    // Only the rows that are appended are looked at.
    const others = createWaitingRows(SPEC);
    others.append(chunk, 0, 1);
    others.append(chunk, 2, 3);
    expect(rowsOf(others)).toEqual([good, good].map((one) => [...one]));
  });
});
