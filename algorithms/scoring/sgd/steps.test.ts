import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bprStep, type StepOptions, svdStep, type Triple, warpStep } from './reference.ts';

const triple = (u: number[], i: number[], j: number[], bi: number, bj: number): Triple => ({
  user: Float32Array.from(u),
  liked: Float32Array.from(i),
  other: Float32Array.from(j),
  likedBias: Float32Array.of(bi),
  otherBias: Float32Array.of(bj),
});
const flat = ({ user, liked, other, likedBias, otherBias }: Triple): number[] =>
  [user, liked, other, likedBias, otherBias].flatMap((part) => [...part]);
const plain: StepOptions = { rate: 0.5, regularisation: 0, biased: true };

describe('one step by hand', () => {
  it('bpr: a margin of 0 moves by half the rate', () => {
    // u = (1, 2), i = j: x = 0, sigma(-x) = 1/2, gain = .25.
    const moved = triple([1, 2], [3, 4], [3, 4], 0, 0);
    bprStep(moved, plain);
    expect(flat(moved)).toEqual([1, 2, 3.25, 4.5, 2.75, 3.5, 0.25, -0.25]);
  });

  it('bpr: the penalty shrinks what moves', () => {
    // Margin 60 and above: the gain is below 1e-26; keep = 1 - .5 x .5.
    const moved = triple([8, 0], [8, 4], [0, 4], 2, 0);
    bprStep(moved, { ...plain, regularisation: 0.5 });
    expect(flat(moved)).toEqual([6, 0, 6, 3, 0, 3, 1.5, -0].map((value) => expect.closeTo(value, 10)));
  });

  it('warp: Adagrad divides by the root of what came before', () => {
    const moved = triple([2], [1], [3], 0, 0);
    const squares = triple([4], [1], [16], 1, 1);
    // loss 3: gradients u 3 (3 - 1) = 6, i -6, j +6, biases -3 and +3; roots 2, 1, 4, 1, 1; rate .5.
    warpStep(moved, squares, 3, plain);
    expect(flat(moved)).toEqual([0.5, 4, 2.25, 1.5, -1.5]);
    expect(flat(squares)).toEqual([40, 37, 52, 10, 10]);
  });

  it('svd: an error of 1', () => {
    const rated = {
      user: Float32Array.of(1),
      item: Float32Array.of(2),
      shopperBias: Float64Array.of(0.5),
      itemBias: Float64Array.of(-0.5),
    };
    // 3 + .5 - .5 + 2 = 5 against 6.
    expect(svdStep(6, 3, rated, { rate: 0.25, regularisation: 1, biased: true })).toBe(1);
    expect([rated.user[0], rated.item[0], rated.shopperBias[0], rated.itemBias[0]]).toEqual([
      1.25, 1.75, 0.625, -0.125,
    ]);
  });
});

const small = fc.float({ min: -1, max: 1, noNaN: true });
const vector = fc.array(small, { minLength: 3, maxLength: 3 });

/** Moves of one step over its rate, against central differences of the loss in f64; f32 steps leave 1e-5. */
function expectGradient(start: Triple, moved: Triple, rate: number, loss: (at: number[]) => number): void {
  const [from, to] = [flat(start), flat(moved)];
  from.forEach((_, n) => {
    const shifted = (by: number) => loss(from.map((value, m) => (m === n ? value + by : value)));
    const slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
    expect(Math.abs((from[n]! - to[n]!) / rate - slope)).toBeLessThan(1e-5);
  });
}

const parts = (at: number[]) => ({
  u: at.slice(0, 3),
  i: at.slice(3, 6),
  j: at.slice(6, 9),
  bi: at[9]!,
  bj: at[10]!,
});
const apart = (at: number[]): number => {
  const { u, i, j, bi, bj } = parts(at);
  return u.reduce((sum, value, k) => sum + value * (i[k]! - j[k]!), bi - bj);
};
const penalty = (at: number[], weight: number): number =>
  (weight / 2) * at.reduce((sum, value) => sum + value * value, 0);

describe('gradients by finite differences', () => {
  it('bpr goes down -ln sigma(x) + penalty', () => {
    fc.assert(
      fc.property(vector, vector, vector, small, small, (u, i, j, bi, bj) => {
        const [start, moved] = [triple(u, i, j, bi, bj), triple(u, i, j, bi, bj)];
        bprStep(moved, { rate: 1, regularisation: 0.1, biased: true });
        expectGradient(start, moved, 1, (at) => Math.log1p(Math.exp(-apart(at))) + penalty(at, 0.1));
      }),
      { numRuns: 50 },
    );
  });

  it('warp goes down loss x (other - liked) + penalty', () => {
    fc.assert(
      fc.property(vector, vector, vector, small, small, (u, i, j, bi, bj) => {
        const [start, moved] = [triple(u, i, j, bi, bj), triple(u, i, j, bi, bj)];
        const ones = triple([1, 1, 1], [1, 1, 1], [1, 1, 1], 1, 1);
        warpStep(moved, ones, 2.5, { rate: 1, regularisation: 0.1, biased: true });
        expectGradient(start, moved, 1, (at) => -2.5 * apart(at) + penalty(at, 0.1));
      }),
      { numRuns: 50 },
    );
  });
});
