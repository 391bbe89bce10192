import { describe, expect, it } from 'vitest';
import { type Signals, scoreTurns, turnsByLevel, turnsBySegments } from './turns.ts';

/** Values of each shopper, one a day. */
function signals(...series: readonly (readonly number[])[]): Signals {
  const rows = series.flatMap((values, shopper) =>
    values.map((value, day) => ({ shopper, time: 86_400 * day, value })),
  );
  rows.sort((a, b) => a.time - b.time || a.shopper - b.shopper);
  return {
    length: rows.length,
    shopper: Uint32Array.from(rows, ({ shopper }) => shopper),
    time: Uint32Array.from(rows, ({ time }) => time),
    value: Float64Array.from(rows, ({ value }) => value),
  };
}
const days = (turns: readonly { shopper: number; time: number; toward: number }[]) =>
  turns.map(({ shopper, time, toward }) => [shopper, time / 86_400, toward]);

describe('turnsByLevel', () => {
  it('tells when a level crosses 0 on its way from one side to the other: by hand', () => {
    // With rate .5: .5, .75, -.125, -.5625: below 0 from day 2, beyond -.3 on day 3. The second shopper never gets there, the third begins low.
    const found = turnsByLevel(signals([1, 1, -1, -1], [1, 1, -0.8, 1], [-1, -1, -1, -1]), {
      rate: 0.5,
      least: 0.3,
    });
    expect(days(found)).toEqual([[0, 2, -1]]);
  });

  it('needs to have been on a side, and tells each way', () => {
    const found = turnsByLevel(signals([0.1, -1, 0.2, 1]), { rate: 1, least: 0.5 });
    expect(days(found)).toEqual([[0, 2, 1]]);
  });
});

describe('turnsBySegments', () => {
  it('tells where the mean changes sides', () => {
    const noisy = (level: number, n: number) =>
      Array.from({ length: n }, (_, i) => level + (i % 2 === 0 ? 0.2 : -0.2));
    const found = turnsBySegments(
      signals([...noisy(0.8, 8), ...noisy(-0.7, 8)], noisy(0.5, 12), [...noisy(0.2, 6), ...noisy(0.9, 6)]),
      {
        penalty: 2,
        shortest: 2,
        least: 0.1,
      },
    );
    expect(days(found)).toEqual([[0, 8, -1]]);
  });
});

describe('scoreTurns', () => {
  const turn = (shopper: number, day: number, toward: 1 | -1) => ({ shopper, time: 86_400 * day, toward });

  it('counts each true turn once, the same way, within the window: by hand', () => {
    const found = [turn(0, 5, -1), turn(0, 6, -1), turn(1, 5, 1), turn(2, 9, 1)];
    const truth = [turn(0, 4, -1), turn(1, 5, -1), turn(2, 2, 1)];
    const said = signals([0, 0, 0, 0, 0, 0]);
    const scores = scoreTurns(found, truth, said, 3 * 86_400);
    expect(scores).toMatchObject({
      found: 4,
      true: 3,
      hits: 1,
      precision: 0.25,
      recall: 1 / 3,
      meanDelay: 86_400,
    });
    expect(scores.f1).toBeCloseTo(2 / 7, 12);
    // Days 1 to 5 of shopper 0 are near enough, one way of two.
    expect(scores.byChance).toBeCloseTo(5 / 12, 12);
  });
});
