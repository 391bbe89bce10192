import { describe, expect, it } from 'vitest';
import { alertPrecision, alertRecall, cardPrecision, moneySaved } from './alert-scores.ts';
import { accuracy, confusionOf, f1, likeliest, macroF1 } from './label-scores.ts';

const THREE = {
  classes: 3,
  chance: Float64Array.of(
    ...[0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.5, 0.25, 0.25],
    ...[0.2, 0.5, 0.3, 0.4, 0.4, 0.2, 0.1, 0.2, 0.7, 0.6, 0.3, 0.1],
  ),
  label: Uint8Array.of(0, 1, 2, 2, 1, 0, 2, 1),
  time: new Uint32Array(8),
};

describe('classes of eight examples, beside scikit-learn', () => {
  it('says the likeliest class, the first of equals', () => {
    expect([...THREE.label].map((_, i) => likeliest(THREE, i))).toEqual([0, 1, 2, 0, 1, 0, 2, 0]);
  });
  it('confusion_matrix', () => {
    expect([...confusionOf(THREE)]).toEqual([2, 0, 0, 1, 2, 0, 1, 0, 2]);
  });
  it('accuracy_score, f1_score', () => {
    expect([...THREE.label].map((_, i) => accuracy.of(THREE, i))).toEqual([1, 1, 1, 0, 1, 1, 1, 0]);
    expect(macroF1.of(THREE, 0)).toBeCloseTo(0.7555555555555556, 12);
    expect(f1.of(THREE, 0)).toBeCloseTo(0.8, 12);
  });
  it('leaves classes out that are neither there nor said', () => {
    const none = {
      ...THREE,
      chance: Float64Array.of(0.9, 0.1, 0),
      label: Uint8Array.of(0),
      time: new Uint32Array(1),
    };
    expect(macroF1.of(none, 0)).toBe(1);
    expect(f1.of(none, 0)).toBeNaN();
  });
});

const DAY = 86_400;
/** [second, probability, class, cents, card] */
const PAYMENTS = [
  [10, 0.9, 1, 500, 7],
  [20, 0.8, 0, 100, 8],
  [30, 0.7, 1, 300, 7],
  [40, 0.2, 1, 200, 9],
  [DAY, 0.6, 1, 400, 7],
  [DAY + 1, 0.5, 0, 900, 5],
  [DAY + 2, 0.4, 1, 600, 6],
  [DAY + 3, 0.1, 0, 50, 0],
] as const;
const ALERTS = {
  classes: 2,
  chance: Float64Array.from(PAYMENTS.flatMap(([, p]) => [1 - p, p])),
  label: Uint8Array.from(PAYMENTS, ([, , label]) => label),
  time: Uint32Array.from(PAYMENTS, ([second]) => second),
  amount: Float64Array.from(PAYMENTS, ([, , , cents]) => cents),
  holder: Uint32Array.from(PAYMENTS, ([, , , , card]) => card),
};

describe('alerts of two days, by hand', () => {
  it.each([
    // day 1: fraud, not; day 2: fraud, not
    [alertPrecision, 2, (1 / 2 + 1 / 2) / 2],
    [alertPrecision, 3, (2 / 3 + 2 / 3) / 2],
    // places are counted that a day cannot fill
    [alertPrecision, 5, (3 / 5 + 2 / 5) / 2],
    [alertRecall, 1, 2 / 5],
    [alertRecall, 3, 4 / 5],
    [moneySaved, 1, (500 + 400) / 2000],
    [moneySaved, 3, (500 + 300 + 400 + 600) / 2000],
    // day 1 asks cards 7 and 8 and finds 7; day 2 leaves 7 alone, asks 5 and 6 and finds 6
    [cardPrecision, 2, (1 / 2 + 1 / 2) / 2],
    // day 1 finds 7; day 2 asks 5
    [cardPrecision, 1, (1 + 0) / 2],
  ] as const)('$0.name at $1', (metric, k, expected) => {
    expect(metric.of(ALERTS, k)).toBeCloseTo(expected, 12);
  });
  it('finds those of a group among all others', () => {
    const ofCard7 = Uint8Array.from(ALERTS.holder, (card) => Number(card === 7));
    // of its 500, 300 and 400 cents, the first of day 1 and of day 2
    expect(alertRecall.among!(ALERTS, 1, ofCard7)).toBeCloseTo(2 / 3, 12);
    expect(moneySaved.among!(ALERTS, 1, ofCard7)).toBeCloseTo(900 / 1200, 12);
    // 0.4 is the third of day 2, behind one that is none
    expect(
      alertRecall.among!(
        ALERTS,
        2,
        Uint8Array.from(ALERTS.holder, (card) => Number(card === 6)),
      ),
    ).toBe(0);
  });
  it('is not defined without fraud, money or cards', () => {
    const { amount: _amount, holder: _holder, ...bare } = ALERTS;
    expect(moneySaved.of(bare, 2)).toBeNaN();
    expect(cardPrecision.of(bare, 2)).toBeNaN();
    expect(alertRecall.of({ ...ALERTS, label: new Uint8Array(8) }, 2)).toBeNaN();
    expect(alertPrecision.of({ ...ALERTS, label: new Uint8Array(0), time: new Uint32Array(0) }, 2)).toBeNaN();
  });
});
