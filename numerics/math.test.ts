import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from './elementary/reference-values.json' with { type: 'json' };
import { cos, exp, expm1, lgamma, log, log1p, pow, sin, tanh } from './math.ts';

const cells = new BigInt64Array(1);
const asDouble = new Float64Array(cells.buffer);

/** Place of a double in the order of all doubles. */
function place(x: number): bigint {
  asDouble[0] = x;
  return cells[0]! < 0n ? -(cells[0]! & 0x7fffffffffffffffn) : cells[0]!;
}

/** How many doubles apart a and b are; 0 when both are NaN. */
function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Object.is(a, b) ? 0 : Infinity;
  return Math.abs(Number(place(a) - place(b)));
}

const UNARY = { cos, exp, expm1, lgamma, log, log1p, sin, tanh };
/** Doubles between the answer and the nearest double to the truth: the stated bound plus a half, rounded down. */
const BOUND = { cos: 1, exp: 1, expm1: 1, lgamma: 4, log: 1, log1p: 1, sin: 1, tanh: 2 };
type Unary = keyof typeof UNARY;
const NAMES = Object.keys(UNARY) as Unary[];

describe('against high precision (elementary/reference-values.json)', () => {
  it.each(NAMES)('%s', (name) => {
    for (const [x, truth] of reference.values[name] as [number, number][]) {
      expect(ulps(UNARY[name](x), truth), `${name}(${x})`).toBeLessThanOrEqual(BOUND[name]);
    }
  });

  it('pow', () => {
    for (const [x, y, truth] of reference.values.pow as [number, number, number][]) {
      expect(ulps(pow(x, y), truth), `pow(${x}, ${y})`).toBeLessThanOrEqual(1);
    }
  });

  // A bound of 0.52 ulp means the nearest double in all but a few of a hundred; 0.8 ulp in all but one in five.
  it.each([
    ['exp', 0.03],
    ['log', 0.03],
    ['log1p', 0.03],
    ['expm1', 0.03],
    ['sin', 0.15],
    ['cos', 0.15],
  ] as const)('%s: all but a share of %d are the nearest double', (name, share) => {
    const pairs = reference.values[name] as [number, number][];
    const missed = pairs.filter(([x, truth]) => UNARY[name](x) !== truth);
    expect(missed.length / pairs.length).toBeLessThanOrEqual(share);
  });

  it('pow: all but a share of 0.03 are the nearest double', () => {
    const triples = reference.values.pow as [number, number, number][];
    const missed = triples.filter(([x, y, truth]) => pow(x, y) !== truth);
    expect(missed.length / triples.length).toBeLessThanOrEqual(0.03);
  });
});

const finite = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const any = fc.double({ noNaN: true });

describe('against the engine (itself within 1 ulp)', () => {
  const RUNS = { numRuns: 3000 };
  it.each([
    ['exp', Math.exp, fc.oneof(any, finite(-745, 710), finite(-2, 2)), 2],
    ['log', Math.log, fc.oneof(any, finite(0.5, 2), finite(0, 1e6)), 2],
    ['log1p', Math.log1p, fc.oneof(any, finite(-1, 1), finite(0, 1e6)), 2],
    ['expm1', Math.expm1, fc.oneof(any, finite(-45, 60), finite(-1, 1)), 2],
    ['tanh', Math.tanh, fc.oneof(any, finite(-25, 25), finite(-1, 1)), 4],
    ['sin', Math.sin, fc.oneof(finite(-1647099, 1647099), finite(-7, 7)), 2],
    ['cos', Math.cos, fc.oneof(finite(-1647099, 1647099), finite(-7, 7)), 2],
  ] as const)('%s', (name, engine, arguments_, bound) => {
    fc.assert(
      fc.property(arguments_, (x) => {
        expect(ulps(UNARY[name](x), engine(x)), `${name}(${x})`).toBeLessThanOrEqual(bound);
      }),
      RUNS,
    );
  });

  it('pow: relative 1e-14 (engines differ among themselves by several ulp)', () => {
    fc.assert(
      fc.property(
        fc.oneof(any, finite(0, 100)),
        fc.oneof(any, finite(-50, 50), fc.integer({ min: -9, max: 9 })),
        (x, y) => {
          const [ours, theirs] = [pow(x, y), x ** y];
          const near =
            Math.abs(ours - theirs) <= 1e-14 * Math.abs(theirs) || Math.abs(ours - theirs) < 1e-322;
          expect(near || Object.is(ours, theirs), `pow(${x}, ${y}): ${ours}, ${theirs}`).toBe(true);
        },
      ),
      RUNS,
    );
  });
});

describe('special values', () => {
  it('equal the engine at zeros, infinities and NaN', () => {
    const corners = [0, -0, Infinity, -Infinity, NaN, 5e-324, -5e-324];
    for (const x of corners) {
      expect(exp(x), `exp(${x})`).toBe(Math.exp(x));
      expect(log(x), `log(${x})`).toBe(Math.log(x));
      expect(log1p(x), `log1p(${x})`).toBe(Math.log1p(x));
      expect(expm1(x), `expm1(${x})`).toBe(Math.expm1(x));
      expect(tanh(x), `tanh(${x})`).toBe(Math.tanh(x));
      for (const y of [...corners, 1, -1, 0.5, -2, 3]) expect(pow(x, y), `pow(${x}, ${y})`).toBe(x ** y);
    }
    for (const y of corners) {
      expect(pow(1, y), `pow(1, ${y})`).toBe(1 ** y);
      expect(pow(-1, y), `pow(-1, ${y})`).toBe((-1) ** y);
    }
    expect([log(1), log1p(-1), exp(0)]).toEqual([0, -Infinity, 1]);
    expect(sin(-0)).toBe(-0);
    expect(cos(0)).toBe(1);
    expect([sin(NaN), cos(NaN), pow(-2, 0.5)]).toEqual([NaN, NaN, NaN]);
  });

  it('overflow and underflow at the last doubles', () => {
    expect(exp(709.782712893384)).toBeLessThan(Infinity);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.1332191019411)).toBe(5e-324);
    expect(exp(-745.1332191019412)).toBe(0);
    expect([pow(10, 309), pow(10, -324), pow(-10, 309), pow(1e300, 1e300), pow(1e-300, 1e300)]).toEqual([
      Infinity,
      0,
      -Infinity,
      Infinity,
      0,
    ]);
    expect(Object.is(pow(-10, -325), -0)).toBe(true);
  });

  it('lgamma: poles, zeros and factorials', () => {
    expect([lgamma(0), lgamma(-3), lgamma(Infinity), lgamma(NaN)]).toEqual([
      Infinity,
      Infinity,
      Infinity,
      NaN,
    ]);
    expect([lgamma(1), lgamma(2)]).toEqual([0, 0]);
    let factorial = 1;
    for (let n = 1; n <= 18; n++) {
      factorial *= n;
      expect(exp(lgamma(n + 1)) / factorial).toBeCloseTo(1, 13);
    }
    // Gamma(-1/2) = -2 sqrt(pi), Gamma(-3/2) = 4 sqrt(pi) / 3
    expect(lgamma(-0.5)).toBeCloseTo(Math.log(2 * Math.sqrt(Math.PI)), 14);
    expect(lgamma(-1.5)).toBeCloseTo(Math.log((4 * Math.sqrt(Math.PI)) / 3), 14);
  });

  it('sine and cosine refuse arguments too large to reduce', () => {
    expect(() => sin(1e7)).toThrow('sin: x is 10000000; |x| must be at most 1647099 radians');
    expect(() => cos(-Infinity)).toThrow('cos: x is -Infinity');
  });
});

describe('identities', () => {
  it('powers that are doubles are exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 0, max: 20 }), (base, exponent) => {
        const exact = BigInt(base) ** BigInt(exponent);
        fc.pre(BigInt(Number(exact)) === exact && (exact < 0n ? -exact : exact) < 2n ** 53n);
        expect(pow(base, exponent)).toBe(Number(exact));
      }),
    );
    for (let k = -1074; k <= 1023; k++)
      expect(pow(2, k)).toBe(pow(2, Math.ceil(k / 2)) * pow(2, Math.floor(k / 2)));
    expect(pow(2, -1074)).toBe(Number.MIN_VALUE);
  });

  it('exp and log never fall, also across the seams of their tables', () => {
    const falls = (values: number[]): number[] =>
      values.filter((value, i) => i > 0 && value < values[i - 1]!);
    const steps = Array.from({ length: 4001 }, (_, i) => i - 2000);
    for (const centre of [0, 0.0027, 0.0054, Math.LN2, 1, 30, -20]) {
      expect(falls(steps.map((i) => exp(centre + i * 2 ** -50)))).toEqual([]);
    }
    for (const centre of [1, 90.5 / 128, 127.5 / 128, 128.5 / 128, Math.SQRT1_2, Math.SQRT2, 1000]) {
      expect(falls(steps.map((i) => log(centre * (1 + i * 2 ** -52))))).toEqual([]);
    }
  });

  it('sine, tanh are odd, cosine is even', () => {
    fc.assert(
      fc.property(finite(-1e6, 1e6), (x) => {
        expect(sin(-x)).toBe(-sin(x));
        expect(tanh(-x)).toBe(-tanh(x));
        expect(cos(-x)).toBe(cos(x));
      }),
    );
  });
});
