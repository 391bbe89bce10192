import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestJson, sha256, toHex } from './digest.ts';
import { sha256Native } from './sha256.node.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('gives the known answer of FIPS 180-4 for "%s"', (text, hex) => {
    expect(toHex(sha256(utf8(text)))).toBe(hex);
    expect(toHex(sha256Native(utf8(text)))).toBe(hex);
  });

  it('is the same in both forms, also on a view into a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, skip) => {
        const view = bytes.subarray(Math.min(skip, bytes.length));
        expect(sha256(view)).toEqual(sha256Native(view));
      }),
    );
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and writes no spaces', () => {
    expect(canonicalJson({ b: [1, { z: null, a: 'é"\n' }], a: 0.1, A: true })).toBe(
      '{"A":true,"a":0.1,"b":[1,{"a":"é\\"\\n","z":null}]}',
    );
  });

  it('reads back as the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversedKeys(value))).toBe(text);
      }),
    );
  });

  it.each([
    ['$.a is NaN', { a: NaN }],
    ['$.a[1] is Infinity', { a: [1, Infinity] }],
    ['$.a is undefined', { a: undefined }],
    ['$[0] is undefined', new Array(2)],
    ['$ is bigint', 1n],
    ['$ is function', () => 1],
    ['$ is symbol', Symbol('s')],
    ['$.t is Float64Array', { t: new Float64Array(2) }],
    ['$ is Map', new Map()],
    ['$ is Date', new Date(0)],
  ])('refuses: %s', (message, value) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});

describe('digestJson', () => {
  it('is SHA-256 of the canonical text', () => {
    expect(digestJson({ b: 1, a: 2 })).toBe(toHex(sha256(utf8('{"a":2,"b":1}'))));
    expect(digestJson({ a: 2, b: 1 }, sha256Native)).toBe(digestJson({ b: 1, a: 2 }));
  });
});

function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversedKeys(entry)]),
  );
}
