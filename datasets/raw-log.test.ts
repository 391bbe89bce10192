import { describe, expect, it } from 'vitest';
import { checkLog } from './log-invariants.ts';
import { copyColumns } from './raw-columns.ts';
import { cleanRawLog, type RawLog } from './raw-log.ts';
import { NO_CODE, NO_ITEM, RAW_ACTIONS, RAW_SESSIONS } from './raw-tables.ts';
import { createSampleLog } from './sample-log.ts';
import { createTable, NO_SHOPPER, type Table, type TableSpec } from './tables.ts';

const { catalog, shoppers, ...sample } = createSampleLog();
const { afterSale: _, ...log } = sample.log;
// What item 3 was sold for.
catalog.price[3] = 5;

/** Rows of a clean table as delivered on `batches`, in that order. */
function delivered<S extends TableSpec>(
  spec: S,
  clean: { readonly length: number },
  rows: readonly number[],
  batches: readonly number[],
): Table<S> {
  const raw = createTable(spec, rows.length);
  copyColumns(clean, raw, spec, Uint32Array.from(rows));
  (raw['batch'] as Uint32Array).set(batches);
  return raw;
}

/** The sample log as delivered without a fault: days 0, 0 and 1. */
const rawSample = (): RawLog => ({
  ...log,
  sessions: delivered(RAW_SESSIONS, log.sessions, [0, 1, 2], [0, 0, 1]),
  actions: delivered(RAW_ACTIONS, log.actions, [0, 1, 2, 3], [0, 0, 0, 1]),
});

/** Cleans the sample log after `change`; the result is a valid log with an account that adds up. */
function cleanAfter(change: (raw: RawLog) => Partial<RawLog> | undefined) {
  const raw = rawSample();
  const cleaned = cleanRawLog({ ...raw, ...change(raw) }, catalog, shoppers);
  expect(checkLog(cleaned.log, catalog, shoppers)).toEqual([]);
  const dropped = cleaned.account.steps.filter((step) => step.dropped > 0);
  return {
    log: cleaned.log,
    dropped: Object.fromEntries(dropped.map((step) => [step.rule, step.dropped])),
    notes: Object.fromEntries((cleaned.account.notes ?? []).map(({ note, rows }) => [note, rows])),
  };
}

describe('cleanRawLog', () => {
  it('leaves a log without faults as it is', () => {
    const { log: cleaned, dropped, notes } = cleanAfter(() => undefined);
    expect(cleaned).toEqual(log);
    expect([dropped, notes]).toEqual([{}, {}]);
  });

  it('drops repeats, puts late rows and rows out of order back', () => {
    const {
      log: cleaned,
      dropped,
      notes,
    } = cleanAfter(() => ({
      sessions: delivered(RAW_SESSIONS, log.sessions, [1, 1, 2, 0], [0, 0, 1, 3]),
      actions: delivered(RAW_ACTIONS, log.actions, [2, 0, 1, 0, 3], [0, 0, 0, 0, 2]),
    }));
    expect(cleaned).toEqual(log);
    expect(dropped).toEqual({
      'sessions: delivered for the first time': 1,
      'actions: delivered for the first time': 1,
    });
    expect(notes).toEqual({
      'sessions: came after their day': 1,
      'sessions: stood after a later one and were put back': 1,
      'actions: came after their day': 1,
      'actions: stood after a later one and were put back': 2,
    });
  });

  it('puts milliseconds back to seconds', () => {
    const { log: cleaned, notes } = cleanAfter(({ sessions, actions }) => {
      sessions.start[2] = 90_000_000;
      actions.time[1] = 110_000;
      actions.time[3] = 90_005_000;
    });
    expect(cleaned).toEqual(log);
    expect(notes).toEqual({
      'sessions: starts in milliseconds put back to seconds': 1,
      'actions: times in milliseconds put back to seconds': 2,
    });
  });

  it('tells milliseconds by the actions that follow, even within the day', () => {
    const { log: cleaned } = cleanAfter(({ sessions, actions }) => {
      sessions.start[0] = 20;
      actions.time.set([25_000, 30, 40_000_000], 0);
    });
    expect([...cleaned.actions.time.subarray(0, 2)]).toEqual([25, 30]);
  });

  it('drops actions whose time is absent or cannot be, and counts seq anew', () => {
    const { log: cleaned, dropped } = cleanAfter(({ actions }) => {
      actions.time[0] = 50;
      actions.time[1] = Number.NaN;
    });
    expect(dropped).toEqual({ 'actions: time is given': 1, 'actions: time agrees with its session': 1 });
    expect([...cleaned.actions.session]).toEqual([0, 2]);
    expect([...cleaned.actions.seq]).toEqual([0, 0]);
  });

  it('takes prices from the list where none is given, and whole units back to cents', () => {
    const { log: cleaned, notes } = cleanAfter(({ actions }) => {
      // Item 2 costs 205 cents in the list, item 3 costs 5.
      actions.price.set([Number.NaN, 2.05, 1.9, 12]);
    });
    expect([...cleaned.actions.price]).toEqual([205, 205, 190, 12]);
    expect(notes).toEqual({
      'actions: prices not given taken from the list': 1,
      'actions: prices in whole units of money put back to cents': 2,
    });
  });

  it('drops actions without an item or with one of no catalog, and of a session that is nowhere', () => {
    const { log: cleaned, dropped } = cleanAfter(({ actions }) => {
      actions.item[0] = NO_ITEM;
      actions.item[1] = 5;
      actions.session[3] = 2 ** 31 + 2;
    });
    expect(dropped).toEqual({
      'actions: session is in the log': 1,
      'actions: item is given': 1,
      'actions: item is in the catalog': 1,
    });
    expect(cleaned.actions.length).toBe(1);
  });

  it('drops a session without a start, with its actions and impressions, and numbers the rest anew', () => {
    const { log: cleaned, dropped } = cleanAfter(({ sessions }) => {
      sessions.start[0] = Number.NaN;
    });
    expect(dropped).toEqual({
      'sessions: start is given': 1,
      'actions: session is in the log': 3,
      'impressions: session is in the log': 4,
    });
    expect([...cleaned.sessions.visitor]).toEqual([1, 0]);
    expect([...cleaned.impressions.session]).toEqual([0, 1]);
    expect([...cleaned.actions.session]).toEqual([1]);
  });

  it('takes unknown shoppers as anonymous, and what is not given as unknown', () => {
    const { log: cleaned, notes } = cleanAfter(({ sessions }) => {
      sessions.shopper[0] = 2;
      sessions.channel[1] = NO_CODE;
      sessions.device[2] = NO_CODE;
    });
    expect([...cleaned.sessions.shopper]).toEqual([NO_SHOPPER, NO_SHOPPER, 1]);
    expect([...cleaned.sessions.channel]).toEqual([1, 0, 1]);
    expect([...cleaned.sessions.device]).toEqual([1, 2, 0]);
    expect(Object.values(notes)).toEqual([1, 1, 1]);
  });

  it('takes an empty log', () => {
    const empty = {
      ...log,
      sessions: createTable(RAW_SESSIONS, 0),
      actions: createTable(RAW_ACTIONS, 0),
    };
    const cleaned = cleanRawLog(empty, catalog, shoppers);
    expect(cleaned.log.sessions.length).toBe(0);
    expect(cleaned.account.kept).toBe(0);
    expect(cleaned.account.read).toBe(log.impressions.length);
  });
});
