import { describe, expect, it } from 'vitest';
import type { Judged } from '../../algorithms/fraud/look-back.ts';
import { NO_CLASS } from '../../datasets/examples.ts';
import { FRAUD_KINDS, FRAUD_OBJECTS, type FraudKind, type FraudObject } from '../../datasets/fraud-tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { BUSY_FRAUD } from '../../simulator/fraud/busy-fraud.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { fraudExamples } from './fraud-examples.ts';

const DAY = 86_400;
const { log, filed } = simulateInMemory(
  smallScenario({ days: 14, shoppers: { count: 60 }, fraud: BUSY_FRAUD }),
  seedWords('fraud-examples'),
);
const { payments, chargebacks, fraudLabels, fraudEvents } = filed;
const dataset = { log: { ...log, fraud: { payments, chargebacks, fraudLabels } } };
const OBJECTS: readonly (readonly [Judged, FraudObject, readonly FraudKind[]])[] = [
  ['payments', 'payment', ['card testing', 'stolen cards', 'account takeover', 'friendly fraud']],
  ['reviews', 'review', ['fake reviews', 'shilling']],
  [
    'sessions',
    'session',
    ['card testing', 'stolen cards', 'account takeover', 'fake reviews', 'click farm', 'shilling'],
  ],
  [
    'orders',
    'order',
    ['card testing', 'stolen cards', 'account takeover', 'friendly fraud', 'promotion abuse'],
  ],
  ['returns', 'return', ['return abuse']],
];

describe.each(OBJECTS)('%s', (of, object, kinds) => {
  const examples = fraudExamples(dataset, fraudEvents, { of });
  const code = FRAUD_OBJECTS.indexOf(object);
  const events = Array.from(fraudEvents.id.keys()).filter((row) => fraudEvents.object[row] === code);

  it('are guilty where the truth says so, of the kinds that leave such things', () => {
    expect(examples.label.filter((one) => one === 1).length).toBe(events.length);
    const [{ of: kindOf, values, besideFirst }] = examples.groups as unknown as [(typeof examples.groups)[0]];
    expect(besideFirst).toBe(true);
    for (const row of events) {
      expect(examples.label[fraudEvents.id[row]!]).toBe(1);
      expect(kindOf[fraudEvents.id[row]!]).toBe(fraudEvents.kind[row]);
    }
    const found = new Set(
      Array.from(kindOf)
        .filter((one) => one !== NO_CLASS)
        .map((one) => values[one]!),
    );
    expect([...found].sort()).toEqual([...kinds].sort());
    expect(values).toEqual(FRAUD_KINDS);
  });

  it('are known late, not all, and not always rightly', () => {
    const { known, label, time } = examples;
    const rows = Array.from(label.keys());
    const told = rows.filter((row) => known!.label[row] !== NO_CLASS);
    expect(told.length).toBeGreaterThan(5);
    for (const row of told)
      expect(known!.time[row]).toBeGreaterThan(of === 'sessions' ? time[row]! - 1800 : time[row]!);
    const frauds = rows.filter((row) => label[row] === 1);
    const found = frauds.filter((row) => known!.label[row] === 1 && known!.time[row]! < 13 * DAY);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(frauds.length);
  });

  it('have a row of features each, and a holder who is no feature', () => {
    const { features, length, holder, amount } = examples;
    expect(features!.values.length).toBe(length * features!.names.length);
    expect(new Set(holder).size).toBeGreaterThan(10);
    expect(amount !== undefined).toBe(of === 'payments' || of === 'orders');
  });
});

it('what was charged back is known as fraud, whatever no label says', () => {
  const { known, label } = fraudExamples(dataset, fraudEvents, { of: 'payments' });
  for (let row = 0; row < chargebacks.length; row++) {
    const payment = chargebacks.payment[row]!;
    if (known!.label[payment] === 0) continue;
    expect(known!.label[payment]).toBe(1);
    expect(known!.time[payment]).toBeLessThanOrEqual(chargebacks.time[row]!);
  }
  expect(label.length).toBe(payments.length);
});

it('refuses data that tells of no payments', () => {
  expect(() => fraudExamples({ log }, fraudEvents, { of: 'payments' })).toThrow(/tells of no payments/);
});
