import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import {
  f32,
  flags,
  indices,
  matrix,
  matrixOrDense,
  pairs,
  permutation,
  rowStarts,
  scores,
  u32,
} from './arrays.ts';
import {
  also,
  drawKeyShape,
  fields,
  flag,
  list,
  named,
  nullable,
  oneOf,
  optional,
  real,
  requireShape,
  type Shape,
  savedPart,
  size,
  text,
  whole,
} from './shape.ts';

const found = (shape: Shape<unknown>, state: unknown): string | undefined => {
  try {
    requireShape(shape, state, 'model of als.v3');
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
};

/** Two rows, {0, 2} and {1}, of three columns. */
const ROWS = {
  rows: 2,
  cols: 3,
  rowPtr: Uint32Array.of(0, 2, 3),
  colIdx: Uint32Array.of(0, 2, 1),
  values: Float32Array.of(1, 1, 4),
};

describe('lengths', () => {
  const shape = fields({
    seen: pairs('shoppers', 'items'),
    vectors: f32('items', 'factors'),
    factors: size('factors'),
  });

  it('agree by name, products included', () => {
    expect(found(shape, { seen: ROWS, vectors: new Float32Array(12), factors: 4 })).toBeUndefined();
    expect(found(shape, { seen: ROWS, vectors: new Float32Array(12), factors: 3 })).toBe(
      'model of als.v3: state.factors: 3 factors; 4 (factors) are expected',
    );
    expect(found(shape, { seen: ROWS, vectors: new Float32Array(13), factors: 4 })).toBe(
      'model of als.v3: state.vectors: 13 values; a multiple of 3 is expected (items x factors)',
    );
  });

  it('may be 0, and then say nothing of the other factor of a product', () => {
    const none = {
      rows: 0,
      cols: 0,
      rowPtr: new Uint32Array(1),
      colIdx: new Uint32Array(0),
      values: new Float32Array(0),
    };
    expect(found(shape, { seen: none, vectors: new Float32Array(0), factors: 64 })).toBeUndefined();
    expect(found(shape, { seen: none, vectors: new Float32Array(1), factors: 64 })).toMatch(
      '1 values; 0 (items) x factors',
    );
  });

  it('may differ by what is added to a name', () => {
    const starts = fields({ items: u32('items'), ends: u32('items+1') });
    expect(found(starts, { items: new Uint32Array(2), ends: new Uint32Array(3) })).toBeUndefined();
    expect(found(starts, { items: new Uint32Array(2), ends: new Uint32Array(2) })).toMatch(
      '2 values; 3 (items+1) are expected',
    );
  });

  it('are not believed where no array is that long', () => {
    const claimed = { ...ROWS, cols: 4_000_000_000 };
    expect(found(matrix('shoppers', 'words'), claimed)).toMatch(
      '4000000000 words are claimed, but no array is that long',
    );
    expect(found(list(matrix('shoppers', 'words')), [claimed])).toMatch(
      'state[0]: 4000000000 words are claimed',
    );
    expect(found(matrix('shoppers', 'words'), { ...ROWS, cols: 1000 })).toBeUndefined();
  });

  it('are their own in each value of a list', () => {
    const layers = list(fields({ weights: f32('in', 'shoppers'), bias: f32('in') }));
    const both = fields({ shoppers: f32('shoppers'), layers });
    const layer = (n: number) => ({ weights: new Float32Array(2 * n), bias: new Float32Array(n) });
    expect(found(both, { shoppers: new Float32Array(2), layers: [layer(3), layer(5)] })).toBeUndefined();
    expect(found(both, { shoppers: new Float32Array(4), layers: [layer(3)] })).toMatch(
      'state.layers[0].weights: 6 values',
    );
  });
});

describe('sparse rows', () => {
  const wrong = (part: object) => found(matrix('shoppers', 'items'), { ...ROWS, ...part });

  it.each([
    [{ rowPtr: Uint32Array.of(0, 3) }, 'state.rows: 2 rows; 1 (shoppers) are expected'],
    [{ rowPtr: Uint32Array.of(1, 2, 3) }, 'state.rowPtr: it begins with 1'],
    [{ rowPtr: Uint32Array.of(0, 4, 3) }, 'state.rowPtr: 3 at 2 after 4; starts do not fall'],
    [
      { rowPtr: Uint32Array.of(0, 2, 0xffffffff) },
      'state.rowPtr: 4294967295 places in the rows; 3 are expected',
    ],
    [{ rowPtr: new Uint32Array(0) }, 'state.rowPtr: empty'],
    [{ colIdx: Uint32Array.of(0, 3, 1) }, 'state.colIdx: 3 at 1; numbers below 3'],
    [{ colIdx: Uint32Array.of(2, 0, 1) }, 'state.colIdx: 0 at 1 after 2; columns ascend within a row'],
    [{ colIdx: Uint32Array.of(2, 2, 1) }, 'state.colIdx: 2 at 1 after 2'],
    [{ values: Float32Array.of(1, Number.NaN, 1) }, 'state.values: NaN at 1; finite numbers are expected'],
    [{ values: Float64Array.of(1, 1, 1) }, 'state.values: Float64Array; a Float32Array is expected'],
    [{ rows: 2.5 }, 'state.rows: 2.5; a whole number'],
    [{ more: 1 }, "state: 'more' is no part of it; rows, cols, rowPtr, colIdx, values are"],
  ])('are refused with %o', (part, message) => {
    expect(wrong(part)).toMatch(message);
  });

  it('may hold any values where they are not read, and may be dense where said', () => {
    const odd = { ...ROWS, values: new Float32Array(3).fill(Number.NaN) };
    expect(found(pairs('shoppers', 'items'), odd)).toBeUndefined();
    const either = fields({ seen: pairs('shoppers', 'items'), right: matrixOrDense('items', 'items') });
    expect(found(either, { seen: ROWS, right: new Float32Array(9) })).toBeUndefined();
    expect(found(either, { seen: ROWS, right: new Float32Array(8) })).toMatch(
      '8 values; 3 (items) x 3 (items)',
    );
  });
});

describe('single values', () => {
  it.each<[Shape<unknown>, unknown[], unknown[]]>([
    [real(0, 1), [0, 0.5, 1], [-0.1, Number.NaN, '0', undefined]],
    [real(), [-1e300], [Number.POSITIVE_INFINITY, null]],
    [whole(1, 5), [1, 5], [0, 6, 1.5, '1']],
    [flag, [true, false], [0, undefined]],
    [text, ['', 'a'], [1, null]],
    [oneOf(['a', 'b']), ['a'], ['c', 0]],
    [nullable(text), [null, 'a'], [undefined, 1]],
    [
      fields<{ a?: string }>({ a: optional(text) }),
      [{}, { a: 'x' }, { a: undefined }],
      [{ a: 1 }, { b: 1 }, [], new Map()],
    ],
    [list(text, 2), [['a', 'b']], [['a'], {}, 'ab']],
    [named(whole()), [{}, { a: 1, b: 2 }], [{ a: 'x' }, []]],
    [also(whole(), (n) => (n % 2 === 1 ? `${n} is odd` : undefined)), [2], [3]],
    [drawKeyShape, [{ k0: 1, k1: 0xffffffff }], [{ k0: -1, k1: 1 }, { k0: 1 }]],
    [
      permutation('items'),
      [Uint32Array.of(2, 0, 1), new Uint32Array(0)],
      [Uint32Array.of(0, 0, 1), Uint32Array.of(0, 1, 3)],
    ],
    [flags('items'), [Uint8Array.of(0, 1)], [Uint8Array.of(2), new Uint8ClampedArray(1)]],
    [
      scores('items'),
      [Float32Array.of(1, Number.NEGATIVE_INFINITY)],
      [Float32Array.of(Number.POSITIVE_INFINITY), Float32Array.of(Number.NaN)],
    ],
    [indices(4, 'places'), [Uint32Array.of(3, 3)], [Uint32Array.of(4)]],
    [rowStarts('rows', 5), [Uint32Array.of(0, 2, 5)], [Uint32Array.of(0, 2), Uint32Array.of(0)]],
  ])('%# takes what it should and refuses the rest', (shape, good, bad) => {
    for (const value of good) expect([value, found(shape, value)]).toEqual([value, undefined]);
    for (const value of bad) expect([value, typeof found(shape, value)]).toEqual([value, 'string']);
  });

  it('knows a part of a hybrid by what surrounds its state', () => {
    const part = { schema: 'shoplab.model/1', algorithm: 'als.v3', params: {}, state: {} };
    expect(found(savedPart, part)).toBeUndefined();
    expect(found(savedPart, { ...part, schema: 'shoplab.model/2' })).toMatch('state.schema');
    expect(found(savedPart, { ...part, state: new Uint8Array(3) })).toMatch(
      'state.state: Uint8Array; a map is expected',
    );
  });
});
