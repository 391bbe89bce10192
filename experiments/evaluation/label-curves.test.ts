import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { LabelAnswers } from '../metrics/definition.ts';
import { isSealed } from '../run-record.ts';
import { labelCurves } from './label-curves.ts';

const DAY = 86_400;
const AT = {
  requests: [
    { name: 'alertRecall', cutoff: 3 },
    { name: 'alertRecall', cutoff: 1 },
    { name: 'auc', cutoff: null },
  ],
  level: 0.95,
};

/** Of two classes; `p` is the probability of the last. */
function told(
  p: readonly number[],
  label: readonly number[],
  more: Partial<LabelAnswers> = {},
): LabelAnswers {
  const chance = Float64Array.from(p.flatMap((one) => [1 - one, one]));
  return { classes: 2, chance, label: Uint8Array.from(label), time: new Uint32Array(p.length), ...more };
}
function examplesOf(length: number, kinds?: readonly number[]): Examples {
  return {
    length,
    classes: ['good', 'fraud'],
    label: new Uint8Array(length),
    time: new Uint32Array(length),
    groups: kinds
      ? [{ name: 'kind', values: ['a', 'b', 'c'], of: Uint8Array.from(kinds), besideFirst: true }]
      : [],
  } as unknown as Examples;
}
const all = (length: number): Uint32Array => Uint32Array.from({ length }, (_, i) => i);

describe('curves of answers that were worked by hand', () => {
  // Surest first: .9 fraud, .8 good, .8 fraud (a tie), .6 fraud, .4 good, .1 fraud.
  const p = [0.6, 0.9, 0.8, 0.1, 0.8, 0.4];
  const label = [1, 1, 0, 1, 1, 0];
  const N = NO_CLASS;
  const curves = labelCurves(
    examplesOf(6, [1, 0, N, 1, 0, N]),
    all(6),
    told(p, label, {
      amount: Float64Array.of(100, 200, 50, 400, 300, 5),
      time: Uint32Array.of(0, DAY, DAY, 4 * DAY, 1, 2),
    }),
    AT,
  )!;

  it('find so many per cent of the class with the fewest alerts, equals together', () => {
    const at = (percent: number) => [
      curves.threshold[percent - 1],
      curves.alerts[percent - 1],
      curves.hits[percent - 1],
      curves.money!.found[percent - 1],
    ];
    expect([curves.class, curves.n, curves.positives, curves.money!.all]).toEqual(['fraud', 6, 4, 1000]);
    expect([1, 25].map(at)).toEqual([
      [0.9, 1, 1, 200],
      [0.9, 1, 1, 200],
    ]);
    // The second fraud stands behind a good one that was told the same.
    expect([26, 50].map(at)).toEqual([
      [0.8, 3, 2, 500],
      [0.8, 3, 2, 500],
    ]);
    expect(at(75)).toEqual([0.6, 4, 3, 600]);
    expect(at(100)).toEqual([0.1, 6, 4, 1000]);
    expect(curves.threshold).toHaveLength(100);
  });

  it('choose the threshold of the least budget, and tell kinds and days at it', () => {
    // One alert a day for days 1 to 5: five alerts.
    expect(curves.chosen).toMatchObject({ budget: 1, threshold: 0.4, alerts: 5, hits: 3 });
    expect(curves.chosen.kinds!.map(({ kind, n, hits }) => [kind, n, hits])).toEqual([
      ['a', 2, 2],
      ['b', 2, 1],
    ]);
    // Wilson's interval of 1 of 2.
    expect(curves.chosen.kinds![1]!.low).toBeCloseTo(0.0945, 4);
    expect(curves.chosen.days).toEqual({
      ...{ first: 0, count: 5, step: 1 },
      right: [2, 1, 0, 0, 0],
      wrong: [1, 1, 0, 0, 0],
      missed: [0, 0, 0, 0, 1],
    });
    expect(isSealed(curves)).toBe(true);
    expect(isSealed({ ...curves, n: 7 })).toBe(false);
    const { digest, ...body } = curves;
    expect(digest).toBe(digestJson(body));
  });

  it('take one half where there are no days or no budget, and are not there of one class alone', () => {
    const untimed = labelCurves(examplesOf(6), all(6), told(p, label), AT)!;
    expect(untimed.chosen).toEqual({ threshold: 0.5, alerts: 4, hits: 3 });
    expect(untimed).not.toHaveProperty('money');
    expect(labelCurves(examplesOf(2), all(2), told([0.1, 0.2], [0, 0]), AT)).toBeUndefined();
    expect(labelCurves(examplesOf(2), all(2), told([0.1, 0.2], [1, 1]), AT)).toBeUndefined();
    expect(labelCurves(examplesOf(0), all(0), told([], []), AT)).toBeUndefined();
    const unsure = labelCurves(examplesOf(2), all(2), told([0.1, 0.2], [0, 1]), AT)!;
    expect(unsure.chosen).toEqual({ threshold: 0.5, alerts: 0, hits: 0 });
  });

  it('cut long series of days into spans', () => {
    const n = 1000;
    const time = Uint32Array.from({ length: n }, (_, i) => i * DAY);
    const { days } = labelCurves(
      examplesOf(n),
      all(n),
      told(
        new Array<number>(n).fill(0.6),
        [...all(n)].map((i) => i % 2),
        { time },
      ),
      {
        ...AT,
        requests: [],
      },
    )!.chosen;
    expect([days!.step, days!.right.length, days!.right[0], days!.wrong[0], days!.right.at(-1)]).toEqual([
      3, 334, 1, 2, 1,
    ]);
  });
});

it('count as a count of every answer against every threshold does', () => {
  const answer = fc.record({ p: fc.integer({ min: 0, max: 20 }), is: fc.boolean() });
  fc.assert(
    fc.property(fc.array(answer, { minLength: 1, maxLength: 60 }), (answers) => {
      const p = answers.map((one) => one.p / 20);
      const curves = labelCurves(
        examplesOf(p.length),
        all(p.length),
        told(
          p,
          answers.map(({ is }) => Number(is)),
        ),
        AT,
      );
      const positives = answers.filter(({ is }) => is).length;
      if (positives === 0 || positives === p.length) {
        expect(curves).toBeUndefined();
        return;
      }
      for (let i = 0; i < 100; i++) {
        const threshold = curves!.threshold[i]!;
        const raised = answers.filter((_, at) => p[at]! >= threshold);
        expect(curves!.alerts[i]).toBe(raised.length);
        expect(curves!.hits[i]).toBe(raised.filter(({ is }) => is).length);
        expect(100 * curves!.hits[i]!).toBeGreaterThanOrEqual((i + 1) * positives);
        const higher = answers.filter((one, at) => p[at]! > threshold && one.is).length;
        expect(100 * higher).toBeLessThan((i + 1) * positives);
      }
    }),
  );
});
