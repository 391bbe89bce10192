import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabelModel } from '../../algorithms/algorithm.ts';
import { createEventStream } from '../../algorithms/fraud/event-stream.ts';
import { createEvent } from '../../algorithms/fraud/events.ts';
import { featureTables } from '../../algorithms/fraud/feature-tables.ts';
import { type Judged, LOOK_BACK_FEATURES } from '../../algorithms/fraud/look-back.ts';
import { readStore } from '../../datasets/store/reader.node.ts';
import { runSimulation } from '../../simulator/rounds/run-simulation.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { openStoreLog } from './log-slices.node.ts';
import { checkpointOf, runWatch, type WatchedDetector } from './run-watch.node.ts';
import { judgedBy } from './watcher.ts';

let folder = '';
let log = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-watch-'));
  log = join(folder, 'log');
  const set = ['days=4', 'shoppers.count=150', 'truth=none'];
  const scenario = await loadScenario('tiny', { set });
  await runSimulation({ scenario, out: log, threads: 1, signal: new AbortController().signal });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Its probability is a feature, squeezed: the word of any model follows from what it is given, and so does this one. */
function detector(of: Judged, feature: string, threshold: number): WatchedDetector {
  const names = LOOK_BACK_FEATURES[of];
  const at = names.indexOf(feature);
  expect(at).toBeGreaterThanOrEqual(0);
  const model: LabelModel = {
    classes: ['legitimate', 'fraud'],
    features: names,
    probabilities({ features }, rows, out) {
      rows.forEach((row, i) => {
        const value = features!.values[row * names.length + at]!;
        out[2 * i + 1] = value > 0 ? value / (1 + value) : 0;
        out[2 * i] = 1 - out[2 * i + 1]!;
      });
    },
    explain: ({ features }, row) => ({
      score: 0,
      additive: false,
      causes: [
        { kind: 'attribute', name: feature, contribution: features!.values[row * names.length + at]! },
      ],
    }),
  };
  return { name: `${of} by ${feature}`, of, model, threshold, digest: `${of}/${feature}` };
}
const PAYMENTS = LOOK_BACK_FEATURES.payments[0]!;
const detectors = () => [
  detector('payments', PAYMENTS, 0.1),
  detector('reviews', LOOK_BACK_FEATURES.reviews[0]!, 0),
];
const signal = new AbortController().signal;
const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

describe('slices of a log', () => {
  it('give the events of the whole log, in its order, from any place at which a slice began', async () => {
    const { dataset } = await readStore(log);
    const whole = createEventStream();
    const source = await openStoreLog(log, undefined, 7);
    const { reviews, sessions, actions, afterSale } = dataset.log;
    const { orders, deliveries, returns } = afterSale!;
    const told = ['sessions', 'actions', 'orders', 'deliveries', 'reviews', 'returns'] as const;
    whole.push({ sessions, actions, orders, deliveries, reviews, returns });
    const expected: string[] = [];
    const event = createEvent();
    const spelled = () =>
      `${event.time} ${event.kind} ${event.kind === 0 || event.kind === 5 ? event.id : ''}`;
    while (whole.next(event, Number.POSITIVE_INFINITY)) expected.push(spelled());
    source.close();

    const part = await openStoreLog(log, told, 7);
    const parts = createEventStream();
    const found: string[] = [];
    const places = [];
    for await (const slice of part.slices()) {
      places.push(slice.from);
      parts.push(slice.tables);
      while (parts.next(event, slice.until)) found.push(spelled());
    }
    expect(found).toEqual(expected);
    expect(found).toHaveLength(part.events);
    expect(places.length).toBeGreaterThan(10);

    const from = places[5]!;
    const again = createEventStream(from);
    const rest: string[] = [];
    for await (const slice of part.slices(from)) {
      again.push(slice.tables);
      while (again.next(event, slice.until)) rest.push(spelled());
    }
    // What waited at that place came from slices before it.
    const late = new Set(rest);
    expect(rest).toEqual(expected.filter((one) => late.has(one)));
    expect(rest.length).toBeGreaterThan(expected.length / 3);
    part.close();
  });
});

describe('runWatch', () => {
  it('says of each thing what a study over the whole log says', async () => {
    const out = join(folder, 'whole.jsonl');
    const outcome = await runWatch(log, { detectors: detectors(), out, signal });
    const alerts = lines(out).map((line) => JSON.parse(line) as Record<string, never>);
    expect(outcome.alerts).toBe(alerts.length);
    expect(outcome.alerts).toBeGreaterThan(20);
    expect(outcome.judged).toBeLessThan(outcome.events);
    expect(outcome.latency!.p99).toBeGreaterThanOrEqual(outcome.latency!.p50);
    const { dataset } = await readStore(log);
    const { afterSale, ...rest } = dataset.log;
    const { readTable } = await import('../../datasets/store/reader.node.ts');
    const { PAYMENTS: SPEC } = await import('../../datasets/payment-tables.ts');
    const payments = await readTable(log, SPEC);
    const { orders, deliveries, returns } = afterSale!;
    const tables = { ...rest, orders, deliveries, returns, payments };
    const { sessions, actions, reviews } = tables;
    const { payments: table } = featureTables(
      { sessions, actions, payments, orders, deliveries, reviews, returns },
      ['payments'],
    );
    const expected = Array.from(
      { length: payments.length },
      (_, row) => table.values[row * table.names.length]!,
    )
      .map((value, id) => [id, value > 0 ? value / (1 + value) : 0])
      .filter(([, score]) => score! >= 0.1);
    const told = alerts
      .filter((alert) => alert['of'] === 'payments')
      .map((alert) => [alert['id'], alert['score']] as number[]);
    expect(told.toSorted((a, b) => a[0]! - b[0]!)).toEqual(expected);
    const times = alerts.map((alert) => Date.parse(alert['time']!));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('goes on after being stopped at any moment, without losing or doubling an alert', async () => {
    const whole = join(folder, 'whole.jsonl');
    const out = join(folder, 'stopped.jsonl');
    for (let stop = 1; ; stop++) {
      const abort = new AbortController();
      let raised = 0;
      const run = runWatch(log, {
        detectors: detectors(),
        out,
        signal: abort.signal,
        checkpointSeconds: 0,
        onAlert: () => {
          raised++;
          if (raised === 17) abort.abort(new Error('stopped'));
        },
      });
      const outcome = await run.catch((error: Error) => error.message);
      // What a kill leaves behind what the checkpoint counts.
      appendFileSync(out, '{"half a li');
      if (outcome !== 'stopped') break;
      expect(stop).toBeLessThan(100);
    }
    const done = await runWatch(log, { detectors: detectors(), out, signal });
    expect(done.resumed).toBe(done.events);
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(whole, 'utf8'));
    expect(done.alerts).toBe(lines(whole).length);
  });

  it('refuses the checkpoint of another watch, alerts without one, and lost alerts; --fresh begins anew', async () => {
    const out = join(folder, 'refused.jsonl');
    const one = [detector('payments', PAYMENTS, 0.1)];
    await runWatch(log, { detectors: one, out, signal });
    const text = readFileSync(out, 'utf8');
    const other = [detector('payments', PAYMENTS, 0.2)];
    await expect(runWatch(log, { detectors: other, out, signal })).rejects.toThrow(
      'with other detectors or thresholds',
    );
    writeFileSync(out, '');
    await expect(runWatch(log, { detectors: one, out, signal })).rejects.toThrow('has lost alerts');
    rmSync(checkpointOf(out));
    await expect(runWatch(log, { detectors: one, out, signal })).rejects.toThrow('is there already, without');
    await runWatch(log, { detectors: one, out, signal, fresh: true });
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect(existsSync(checkpointOf(out))).toBe(true);
    writeFileSync(checkpointOf(out), 'torn');
    await expect(runWatch(log, { detectors: one, out, signal })).rejects.toThrow('it is no model of shoplab');
  });

  it('refuses models that read something else', () => {
    const { model } = detector('payments', PAYMENTS, 0.1);
    expect(judgedBy(model, 'a.model')).toBe('payments');
    expect(() => judgedBy({ ...model, features: ['x', 'y'] }, 'a.model')).toThrow(
      'a.model: it reads features (x, y ...) that a log does not give',
    );
    const { features: _, ...none } = model;
    expect(() => judgedBy(none, 'a.model')).toThrow('a.model: it reads no features');
  });
});

describe('a file of payments', () => {
  const write = (rows: readonly object[]): string => {
    const file = join(folder, 'payments.jsonl');
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return file;
  };
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    time: Math.floor(i / 3),
    amount: 100 + (i % 500),
    card: 1 + (i % 40),
    address: i % 30,
    method: 'card',
    outcome: i % 50 === 0 ? 'declined' : 'settled',
    order: null,
  }));

  it('is watched like a log, and again from where it was stopped', async () => {
    const file = write(many);
    const out = join(folder, 'payments-alerts.jsonl');
    const own = [detector('payments', PAYMENTS, 0.9)];
    const whole = await runWatch(file, { detectors: own, out, signal });
    expect(whole).toMatchObject({ events: 20_000, judged: 20_000 });
    const text = readFileSync(out, 'utf8');
    const abort = new AbortController();
    const onAlert = () => abort.abort(new Error('stopped'));
    const stopped = runWatch(file, { detectors: own, out, signal: abort.signal, fresh: true, onAlert });
    await expect(stopped).rejects.toThrow('stopped');
    const { resumed } = await runWatch(file, { detectors: own, out, signal });
    expect(resumed).toBeGreaterThan(0);
    expect(resumed).toBeLessThan(20_000);
    expect(readFileSync(out, 'utf8')).toBe(text);
  });

  it('may grow, and goes on to what a watch over all of it raises', async () => {
    const own = [detector('payments', PAYMENTS, 0.9)];
    const out = join(folder, 'grown-alerts.jsonl');
    await runWatch(write(many), { detectors: own, out: join(folder, 'at-once.jsonl'), signal });
    const first = await runWatch(write(many.slice(0, 9001)), { detectors: own, out, signal });
    const rest = await runWatch(write(many), { detectors: own, out, signal });
    expect([first.events, rest.resumed, rest.events]).toEqual([9001, 9001, 20_000]);
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(join(folder, 'at-once.jsonl'), 'utf8'));
  });

  it('is refused where a byte of what was read is another, or what was read is gone', async () => {
    const own = [detector('payments', PAYMENTS, 0.9)];
    const out = join(folder, 'changed-alerts.jsonl');
    await runWatch(write(many), { detectors: own, out, signal });
    const text = readFileSync(out, 'utf8');
    const changed = many.map((row, i) => (i === 15_000 ? { ...row, card: row.card === 7 ? 8 : 7 } : row));
    const refused = 'bytes are not those that an earlier watch has read';
    await expect(runWatch(write(changed), { detectors: own, out, signal })).rejects.toThrow(refused);
    await expect(runWatch(write(many.slice(0, -1)), { detectors: own, out, signal })).rejects.toThrow(
      refused,
    );
    expect(readFileSync(out, 'utf8')).toBe(text);
    // What stands behind it is another matter.
    const more = [...many, { time: 7000, amount: 5 }];
    const { resumed, events } = await runWatch(write(more), { detectors: own, out, signal });
    expect([resumed, events]).toEqual([20_000, 20_001]);
  });

  it('has blank lines, ends of lines of two kinds, letters of many bytes, and rows longer than what is read at once', async () => {
    const file = join(folder, 'odd.jsonl');
    const row = (time: number, note: string) => JSON.stringify({ time, amount: 1, note });
    const rows = [
      row(1, 'é'.repeat(700_000)),
      '',
      row(2, '€'),
      '  ',
      row(3, 'x'.repeat(1_500_000)),
      row(4, ''),
    ];
    writeFileSync(file, rows.join('\r\n'));
    const { events } = await runWatch(file, { detectors: [], out: null, signal });
    expect(events).toBe(4);
    writeFileSync(file, `${rows.join('\n')}\n{"time": 5}`);
    await expect(runWatch(file, { detectors: [], out: null, signal })).rejects.toThrow(':7 amount: missing');
  });

  it.each([
    [
      [
        { time: 5, amount: 1 },
        { time: 4, amount: 1 },
      ],
      ':2 time 4 is before that of the line before it, 5; sort the file',
    ],
    [[{ time: 5 }], ':1 amount: missing; a number from 0 on is needed'],
    [[{ time: 5, amount: 1, method: 'crad' }], ':1 method: "crad" is not one of'],
    [[{ time: 5, amount: 1, card: -3 }], ':1 card: -3 is not a whole number from 0 on'],
    [[[1, 2]], ':1 is not an object'],
  ])('refuses %j by its line', async (rows, message) => {
    await expect(runWatch(write(rows), { detectors: [], out: null, signal })).rejects.toThrow(message);
  });
});
