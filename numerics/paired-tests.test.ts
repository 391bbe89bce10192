import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { kernelHost } from './kernels/open-host.node.ts';
import { benjaminiHochberg, holm } from './multiple-tests.ts';
import { signFlipTests, wilcoxonSignedRank } from './paired-tests.ts';
import { minimumDetectable } from './power.ts';
import { compareRanks, studentizedRange } from './rank-comparison.ts';
import { drawKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';

afterAll(() => {
  for (const threads of [1, 2]) kernelHost(threads).close();
});

const key = drawKey(seedWords('paired'), 'permutation');

/** `permutation`: all flips; `permutation200000`: of 200,000 drawn ones. */
interface PairCase {
  readonly seed: number;
  readonly n: number;
  readonly shift: number;
  readonly step: number;
  readonly statistic: number;
  readonly p: number;
  readonly permutation?: number;
  readonly permutation200000?: number;
}
interface RankCase {
  readonly seed: number;
  readonly N: number;
  readonly k: number;
  readonly round: number;
  readonly friedman: number;
  readonly p: number;
  readonly q: number;
}
/**
 * scipy.stats.wilcoxon(a, b), permutation_test(permutation_type='samples') of the mean, friedmanchisquare, studentized_range.ppf(.95, k, inf),
 * f.sf of Iman and Davenport's F; statsmodels multipletests. Columns are a Lehmer generator's (48271 modulo 2^31 - 1) over 2147483647.
 */
const FIXTURE = JSON.parse(readFileSync(new URL('paired-tests.fixture.json', import.meta.url), 'utf8')) as {
  readonly source: string;
  readonly pairs: readonly PairCase[];
  readonly p: readonly number[];
  readonly holm: readonly number[];
  readonly bh: readonly number[];
  readonly friedman: readonly RankCase[];
};

function lehmer(seed: number, n: number): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  });
}

function columnsOf({ seed, n, shift, step }: PairCase): [number[], number[]] {
  const rounded = (value: number): number => {
    if (step === 0) return value;
    // As numpy rounds: halves to even.
    const whole = Math.round(value / step);
    return (
      (Math.abs(value / step - Math.trunc(value / step)) === 0.5 ? 2 * Math.round(value / step / 2) : whole) *
      step
    );
  };
  return [lehmer(seed, n).map((value) => rounded(value + shift)), lehmer(seed + 1000, n).map(rounded)];
}

describe.each(FIXTURE.pairs)(`beside ${FIXTURE.source}: $n pairs, shift $shift, steps of $step`, (own) => {
  const [a, b] = columnsOf(own);

  it('Wilcoxon has the same statistic and p', () => {
    const { statistic, p } = wilcoxonSignedRank(a.map((value, i) => value - b[i]!));
    expect(statistic).toBe(own.statistic);
    expect(Math.abs(p / own.p - 1)).toBeLessThan(1e-9);
  });

  it('flips of signs have the same p', () => {
    const p = signFlipTests([a, b], [[0, 1]], { key, draws: 19_999 })[0]!;
    if (own.permutation !== undefined) expect(p).toBeCloseTo(own.permutation, 12);
    else {
      const wanted = own.permutation200000!;
      // Four standard errors of a share of 19,999 draws beside one of 200,000.
      const error = Math.sqrt(wanted * (1 - wanted) * (1 / 19_999 + 1 / 200_000));
      expect(Math.abs(p - wanted)).toBeLessThan(4 * error + 1e-4);
    }
  });
});

describe('flips of signs', () => {
  it('by hand: differences 1, 2, 3 of one sign are reached by 2 of 8 flips', () => {
    expect(
      signFlipTests(
        [
          [1, 2, 3],
          [0, 0, 0],
        ],
        [[0, 1]],
        { key },
      )[0],
    ).toBe(0.25);
  });

  it('tell nothing of no pair, and 1 of no difference', () => {
    const nothing = [Number.NaN, 1];
    expect([
      ...signFlipTests(
        [nothing, [1, Number.NaN], [1, 1]],
        [
          [0, 1],
          [2, 2],
        ],
        { key },
      ),
    ]).toEqual([Number.NaN, 1]);
  });

  it('are never certain: at least 1 in draws + 1, or the bound of the share of all flips where that is less', () => {
    const far = Array.from({ length: 40 }, (_, i) => (i < 27 ? 1 : -1));
    const none = far.map(() => 0);
    // 27 of 40 signs: t^2 = 14^2 / 40, 2 exp(-2.45) = .1726; the share of all flips is P(|heads - 20| >= 7) = .0385.
    const drawn = signFlipTests([far, none], [[0, 1]], { key, draws: 19_999 })[0]!;
    expect(Math.abs(drawn - 0.0385)).toBeLessThan(4 * Math.sqrt((0.0385 * 0.9615) / 19_999));
    const farther = far.map(() => 1);
    expect(signFlipTests([farther, none], [[0, 1]], { key, draws: 99 })[0]).toBeCloseTo(
      2 * Math.exp(-20),
      15,
    );
    // 2 exp(-20) = 4e-9 stands for 2^-39 = 2e-12: a bound is never less than the share that it bounds.
    const exact = (n: number, heads: number): number => {
      let [ways, sum] = [1, 0];
      for (let k = n; k >= heads; k--) {
        sum += ways;
        ways = (ways * k) / (n - k + 1);
      }
      return (2 * sum) / 2 ** n;
    };
    for (const heads of [34, 36, 38]) {
      const signs = far.map((_, i) => (i < heads ? 1 : -1));
      const p = signFlipTests([signs, none], [[0, 1]], { key, draws: 99 })[0]!;
      expect(p).toBeCloseTo(2 * Math.exp(-((2 * heads - 40) ** 2) / 80), 15);
      expect(p).toBeGreaterThan(exact(40, heads));
    }
  });

  it('leave out who is not paired, whatever stands there', () => {
    const a = lehmer(5, 60);
    const b = lehmer(6, 60);
    const holes = a.map((value, i) => (i % 3 === 0 ? Number.NaN : value));
    const p = signFlipTests([holes, b], [[0, 1]], { key, draws: 9999 })[0]!;
    const paired = holes.flatMap((value, i) => (Number.isNaN(value) ? [] : [value - b[i]!]));
    const alone = signFlipTests([paired, paired.map(() => 0)], [[0, 1]], { key, draws: 9999 })[0]!;
    expect(Math.abs(p - alone)).toBeLessThan(4 * Math.sqrt((2 * alone * (1 - alone)) / 9999));
  });

  it('has the bits of the reference by kernel, for any size and threads', () => {
    const input = fc.record({
      n: fc.integer({ min: 15, max: 400 }),
      columns: fc.integer({ min: 2, max: 11 }),
      missing: fc.constantFrom(0, 0.2),
      draws: fc.integer({ min: 1, max: 60 }),
      threads: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(input, ({ n, columns, missing, draws, threads }) => {
        const given = Array.from({ length: columns }, (_, c) =>
          Float64Array.from({ length: n }, (_, i) =>
            uniform(key, i, c, 1) < missing && c % 2 === 1 ? Number.NaN : uniform(key, i, c) + c / 50,
          ),
        );
        const pairs = given.flatMap((_, a) => given.slice(0, a).map((_, b) => [a, b] as const));
        const expected = signFlipTests(given, pairs, { key, draws });
        expect(signFlipTests(given, pairs, { key, draws, kernels: kernelHost(threads) })).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('rejects a true null hypothesis as often as its level says', () => {
    const p = Float64Array.from({ length: 400 }, (_, round) => {
      const column = Array.from({ length: 30 }, (_, i) => uniform(key, i, round, 7) - 0.5);
      const shifted = column.map((value) => (value > 0 ? value ** 2 : -(value ** 2)));
      return signFlipTests([shifted, shifted.map(() => 0)], [[0, 1]], { key, draws: 399 })[0]!;
    });
    const rejected = p.filter((value) => value <= 0.1).length;
    // Mean 40, standard deviation 6.
    expect(rejected).toBeGreaterThan(22);
    expect(rejected).toBeLessThan(58);
  });
});

describe('corrections', () => {
  it(`Holm and Benjamini-Hochberg are those of ${FIXTURE.source}`, () => {
    holm(FIXTURE.p).forEach((value, i) => {
      expect(value).toBeCloseTo(FIXTURE.holm[i]!, 12);
    });
    benjaminiHochberg(FIXTURE.p).forEach((value, i) => {
      expect(value).toBeCloseTo(FIXTURE.bh[i]!, 12);
    });
  });

  it('what is no test counts for nothing', () => {
    expect([...holm([0.01, Number.NaN, 0.04])]).toEqual([0.02, Number.NaN, 0.04]);
    expect([...benjaminiHochberg([Number.NaN, 0.02])]).toEqual([Number.NaN, 0.02]);
    expect([...holm([])]).toEqual([]);
  });
});

describe('ranks over blocks', () => {
  it.each(FIXTURE.friedman)(`beside ${FIXTURE.source}: $N blocks of $k`, (own) => {
    const all = lehmer(own.seed, own.N * own.k);
    const blocks = Array.from({ length: own.N }, (_, block) =>
      Array.from({ length: own.k }, (_, t) => {
        const value = all[block * own.k + t]! + t * 0.12;
        return own.round === 0 ? value : Math.round(value * 10) / 10;
      }),
    );
    const { friedman, p, criticalDifference } = compareRanks(blocks, 0.05);
    expect(friedman).toBeCloseTo(own.friedman, 9);
    expect(Math.abs(p / own.p - 1)).toBeLessThan(1e-8);
    const wanted = (own.q / Math.SQRT2) * Math.sqrt((own.k * (own.k + 1)) / (6 * own.N));
    expect(Math.abs(criticalDifference / wanted - 1)).toBeLessThan(1e-6);
  });

  it('has the quantiles of Demsar 2006, table 5 (a): the studentized range over root 2, level .05', () => {
    // Printed: q to three decimals over root 2, to three decimals again.
    const table = [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164];
    table.forEach((wanted, i) => {
      expect(Math.abs(studentizedRange(0.95, i + 2) / Math.SQRT2 - wanted)).toBeLessThan(0.00086);
    });
  });

  it.each([
    [0.95, 2, 2.7718076486993626],
    [0.95, 7, 4.169554155006544],
    [0.99, 10, 5.156634960089702],
    [0.9, 50, 5.356686875267435],
    [0.5, 3, 1.5877877504463456],
    [0.99999, 4, 6.771914198732873],
    [1e-6, 5, 0.06483733799856357],
  ])('has the bits of sixty halvings on the fine grid alone: p %d of %d treatments', (p, k, wanted) => {
    // Written down from the plain loop, before most of its steps were decided on a coarse grid.
    expect(studentizedRange(p, k)).toBe(wanted);
    expect(studentizedRange(p, k)).toBe(wanted);
  });

  it('by hand: the order 1, 2, 3 in both of two blocks', () => {
    const { meanRanks, friedman, p } = compareRanks(
      [
        [3, 2, 1],
        [9, 5, 4],
      ],
      0.05,
    );
    expect([...meanRanks]).toEqual([1, 2, 3]);
    expect(friedman).toBeCloseTo(4, 12);
    expect(p).toBe(0);
  });
});

describe('the least difference that can be found', () => {
  it('by hand: (1.95996 + .84162) x .3 / root 900 = .028016', () => {
    expect(minimumDetectable(0.3, 900)).toBeCloseTo(0.028016, 6);
  });

  it('is found with the power that is asked for', () => {
    const [pairs, deviation] = [200, Math.sqrt(1 / 12)];
    const shift = minimumDetectable(deviation, pairs);
    const found = Array.from({ length: 300 }, (_, round) => {
      const differences = Array.from({ length: pairs }, (_, i) => uniform(key, i, round, 9) - 0.5 + shift);
      return Number(
        signFlipTests([differences, differences.map(() => 0)], [[0, 1]], { key, draws: 499 })[0]! <= 0.05,
      );
    }).reduce((sum, one) => sum + one, 0);
    // Mean 240, standard deviation 7.
    expect(found).toBeGreaterThan(212);
    expect(found).toBeLessThan(268);
  });
});
