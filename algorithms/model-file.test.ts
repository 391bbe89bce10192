import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../datasets/config-error.ts';
import { sha256 } from '../numerics/digest.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { popularity } from './baselines/popularity.ts';
import { modelHost } from './fitting.ts';
import { openModelFile, readModelFile, writeModelFile } from './model-file.node.ts';
import { decodeModel, encodeModel, type ModelFile } from './model-file.ts';
import type { SavedModel, StateValue } from './model-state.ts';
import { quietRun, smallTraining } from './small-training.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

const withState = (state: object): SavedModel => ({
  schema: 'shoplab.model/1',
  algorithm: 'als.v3',
  params: { factors: 2 },
  state,
});
const back = (state: object): object => decodeModel(encodeModel({ saved: withState(state) })).saved.state;

const small = async (): Promise<SavedModel> => {
  const data = smallTraining(3, 2, [
    [0, 0],
    [0, 1],
    [2, 1],
  ]);
  return (await popularity.fit(data, {}, quietRun('s'))).save();
};

/** A file of that JSON and those bytes of arrays, with a digest that is right. */
function crafted(header: string, arrays = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(header);
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(24 + headerBytes + arrays.length + 32).fill(0x20);
  bytes.set(encodeModel({ saved: withState({}) }).subarray(0, 12));
  const view = new DataView(bytes.buffer);
  view.setUint32(12, headerBytes, true);
  view.setBigUint64(16, BigInt(bytes.length), true);
  bytes.set(text, 24);
  bytes.set(arrays, 24 + headerBytes);
  bytes.set(sha256(bytes.subarray(0, bytes.length - 32)), bytes.length - 32);
  return bytes;
}

const faultOf = (bytes: Uint8Array): string => {
  try {
    decodeModel(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return 'read';
};

describe('what is written', () => {
  it('has the layout that is told of, byte by byte', () => {
    const bytes = encodeModel({ saved: withState({ a: Uint8Array.of(7, 8, 9), b: Float32Array.of(1.5) }) });
    const view = new DataView(bytes.buffer);
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, ...Buffer.from('shoplab')]);
    expect([view.getUint32(8, true), Number(view.getBigUint64(16, true))]).toEqual([1, bytes.length]);
    const end = 24 + view.getUint32(12, true);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(24, end)))).toEqual({
      schema: 'shoplab.model/1',
      algorithm: 'als.v3',
      params: { factors: 2 },
      state: { a: { $: 'u8', offset: 0, length: 3 }, b: { $: 'f32', offset: 8, length: 1 } },
    });
    expect([end % 8, bytes.length]).toEqual([0, end + 16 + 32]);
    expect([...bytes.subarray(end, end + 8)]).toEqual([7, 8, 9, 0, 0, 0, 0, 0]);
    expect(view.getFloat32(end + 8, true)).toBe(1.5);
    expect(bytes.subarray(-32)).toEqual(sha256(bytes.subarray(0, -32)));
  });

  it('holds an array that is met twice once, and gives it back as one', () => {
    const shared = Uint32Array.of(1, 2, 3);
    const [twice, once] = [
      { a: shared, b: { c: shared } },
      { a: shared, b: {} },
    ];
    expect(
      encodeModel({ saved: withState(twice) }).length - encodeModel({ saved: withState(once) }).length,
    ).toBeLessThan(64);
    const state = back(twice) as typeof twice;
    expect(state).toEqual(twice);
    expect(state.a).toBe(state.b.c);
  });

  it('is refused where it is not plain data', () => {
    for (const wrong of [
      new Map(),
      () => 1,
      1n,
      Symbol('s'),
      new Date(0),
      new BigInt64Array(1),
      new DataView(new ArrayBuffer(1)),
    ])
      expect(() => encodeModel({ saved: withState({ wrong }) })).toThrow(TypeError);
  });
});

describe('what is read back', () => {
  const arrays = fc.oneof(
    fc.uint8Array({ maxLength: 9 }),
    fc.uint32Array({ maxLength: 5 }),
    fc.int32Array({ maxLength: 5 }),
    fc.float32Array({ maxLength: 5 }),
    fc.float64Array({ maxLength: 5 }),
  );
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'toString', '$', '$$', '$f32', 'offset'),
  );
  const { tree } = fc.letrec<{ tree: StateValue }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      arrays,
      fc.string({ unit: 'binary' }),
      fc.constant('\ud800'),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(null, -0, Number.NaN, Number.NEGATIVE_INFINITY),
      fc.array(fc.oneof(tie('tree'), fc.constant(undefined)), { maxLength: 4 }) as fc.Arbitrary<StateValue>,
      fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));

  it('is what was written, whatever the keys and numbers, and touches no prototype', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const state = back({ value }) as { value: unknown };
        expect([state, isDeepStrictEqual(state, { value })]).toEqual([{ value }, true]);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves keys without a value out, and keeps parts within parts and draw keys', () => {
    const part = withState({
      key: { k0: 0xffffffff, k1: 1 },
      a: undefined,
      inner: withState({ v: Float64Array.of(-0, Number.NaN) }),
    });
    const { a: _, ...state } = part.state as { a: unknown };
    expect(back({ part })).toStrictEqual({ part: { ...part, state } });
  });

  it('has the prototype of a plain object even for a crafted __proto__', () => {
    const bytes = crafted(
      '{"schema":"shoplab.model/1","algorithm":"als.v3","params":{},"state":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    );
    const { state } = decodeModel(bytes).saved;
    expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
    expect(Object.keys(state)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('lies anywhere in memory', () => {
    const bytes = encodeModel({ saved: withState({ a: Float64Array.of(1, 2) }) });
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(decodeModel(moved.subarray(3)).saved.state).toEqual({ a: Float64Array.of(1, 2) });
  });
});

describe('a damaged or foreign file', () => {
  it('is refused with any one byte changed', async () => {
    const names = { shoppers: ['a', 'b', 'c'], items: ['x', 'y'], titles: ['', 'Y'] };
    const bytes = encodeModel({ saved: await small(), names });
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x80, 0xff]) {
        const wrong = bytes.slice();
        wrong[at]! ^= change;
        expect(faultOf(wrong)).toMatch(/^model file: \S.*(damaged|no model of shoplab|version|fit|sha256)/);
      }
    }
  });

  it('is refused when cut or lengthened anywhere', async () => {
    const bytes = encodeModel({ saved: await small() });
    for (let length = 0; length < bytes.length; length++)
      expect(faultOf(bytes.subarray(0, length))).toMatch(/empty|no model of shoplab|cut short/);
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(faultOf(longer)).toMatch(`${longer.length} bytes; it says that it has ${bytes.length}`);
  });

  it('is told by how it begins', () => {
    expect(faultOf(new TextEncoder().encode('{"schema": "shoplab.run/1"}'))).toBe(
      `model file: it begins with '{"schema'; it is no model of shoplab`,
    );
    expect(faultOf(Uint8Array.of(0x1b, 0x5b, 0x32, 0x4a))).toMatch("it begins with '\\u001b[2J'");
  });

  const HEADER = '{"schema":"shoplab.model/1","algorithm":"als.v3","params":{},"state":';
  it.each([
    [`${HEADER}{"a":{"$":"f32","offset":0,"length":3}}}`, 'an array of 3 f32 at 0 does not fit 8 bytes'],
    [`${HEADER}{"a":{"$":"f64","offset":0,"length":4294967296000}}}`, 'does not fit'],
    [`${HEADER}{"a":{"$":"u8","offset":4,"length":1}}}`, 'an array at 4 of 1 values'],
    [`${HEADER}{"a":{"$":"u8","offset":-8,"length":1}}}`, 'an array at -8'],
    [`${HEADER}{"a":{"$":"u8","offset":0,"length":1.5}}}`, 'an array at 0 of 1.5'],
    [`${HEADER}{"a":{"$":"u8"}}}`, 'an array at undefined'],
    [`${HEADER}{"a":{"$":"constructor","offset":0,"length":1}}}`, "'constructor' marks nothing"],
    [`${HEADER}{"a":{"$":7}}}`, 'a mark is no text'],
    [`${HEADER}${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'deep'],
    [`${HEADER}{"a":1}`, 'its header cannot be read'],
    ['[]', 'header: a list of 0; a map is expected'],
    ['7', 'header: 7; a map is expected'],
    [`${HEADER}[]}`, 'header.state: a list of 0; a map is expected'],
    ['{"schema":"shoplab.model/1","algorithm":1,"params":{},"state":{}}', 'header.algorithm: 1; a text'],
    [
      '{"schema":"shoplab.model/9","algorithm":"x","params":{},"state":{}}',
      "header.schema: 'shoplab.model/9'",
    ],
    [
      `${HEADER}{},"names":{"shoppers":["a"],"items":["b"],"titles":[]}}`,
      'header.names.titles: 0 texts; 1 (items)',
    ],
    [`${HEADER}{},"code":"x"}`, "'code' is no part of it"],
  ])('is refused when it was made by hand: %s', (header, message) => {
    expect(faultOf(crafted(header, new Uint8Array(8)))).toMatch(message);
  });

  it('may not say that it has more header than there is, before any of it is read', () => {
    const bytes = encodeModel({ saved: withState({}) });
    new DataView(bytes.buffer).setUint32(12, 0xfffffff8, true);
    expect(faultOf(bytes)).toMatch('a header of 4294967288 bytes does not fit its');
  });
});

describe('files', () => {
  const open = (path: string) => openModelFile(path, modelHost(kernelHost()));

  it('are written whole, under the name asked for, and opened as what they were', async () => {
    const file: ModelFile = {
      saved: await small(),
      names: { shoppers: ['a', 'b', 'c'], items: ['x', 'y'], titles: ['', 'Y'] },
    };
    const path = join(folder, 'small.model');
    await writeModelFile(path, file);
    expect(readdirSync(folder)).toEqual(['small.model']);
    expect(await readModelFile(path)).toEqual(file);
    const opened = await open(path);
    expect([opened.task, opened.algorithm, opened.names]).toEqual(['rank', 'popularity.v1', file.names]);
    expect(opened.model.save().state).toEqual(file.saved.state);
  });

  it('leave nothing behind when they cannot be written', async () => {
    const saved = withState({ wrong: new Map() });
    await expect(writeModelFile(join(folder, 'never.model'), { saved })).rejects.toThrow(TypeError);
    expect(readdirSync(folder)).toEqual(['small.model']);
  });

  it('are named in every complaint', async () => {
    const path = join(folder, 'odd.model');
    const complaint = async (saved: SavedModel) => {
      await writeModelFile(path, { saved });
      return open(path).catch((error) => {
        expect(error).toBeInstanceOf(ConfigError);
        return (error as Error).message;
      });
    };
    const saved = await small();
    expect(await complaint({ ...saved, algorithm: 'popularity.v9' })).toBe(
      `${path}: model: it is of popularity.v9; this program has popularity.v1, and answers may differ: fit it again`,
    );
    expect(await complaint({ ...saved, algorithm: 'populraity.v1' })).toMatch(
      `${path}: algorithm: 'populraity' is not known; did you mean`,
    );
    expect(await complaint({ ...saved, state: { ...saved.state, counts: Float32Array.of(1) } })).toBe(
      `${path}: model of popularity.v1: state.counts: 1 values; 2 (items) are expected`,
    );
    writeFileSync(path, 'shopper,item\n');
    await expect(open(path)).rejects.toThrow(`${path}: it begins with 'shopper,'; it is no model of shoplab`);
    await expect(open(join(folder, 'absent'))).rejects.toThrow('absent: there is no such file');
    await expect(open(folder)).rejects.toThrow(/no plain file|cannot be read/);
  });
});
