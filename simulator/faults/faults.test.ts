import { describe, expect, it } from 'vitest';
import { checkLog } from '../../datasets/log-invariants.ts';
import { checkAccount } from '../../datasets/quality.ts';
import { createRawCheck } from '../../datasets/raw-invariants.ts';
import { cleanRawLog } from '../../datasets/raw-log.ts';
import {
  FAULT_COLUMNS,
  FAULT_KINDS,
  FAULT_TABLES,
  type FaultKind,
  type FaultTable,
  NO_SEQ,
  RAW_ACTIONS,
  RAW_SESSIONS,
} from '../../datasets/raw-tables.ts';
import { gatherRows } from '../../datasets/table-rows.ts';
import {
  ACTIONS,
  type ColumnArray,
  IMPRESSIONS,
  NO_SHOPPER,
  SESSIONS,
  type Table,
  type TableSpec,
} from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import type { Faults } from '../scenario/scenario-faults.ts';
import { smallScenario } from '../small-world.ts';
import { createFaultStage, deliverAll, type RawBatch } from './faults.ts';

const seed = seedWords('faults');
const ALL = {
  missing: 0.06,
  wrongUnit: 0.05,
  brokenReference: 0.04,
  duplicated: 0.03,
  late: 0.02,
  outOfOrder: 0.05,
};
const SHOPPERS = { count: 300 };
const scenarioWith = (faults: Partial<Faults>) => smallScenario({ shoppers: SHOPPERS, faults });
const world = simulateInMemory(scenarioWith(ALL), seed);
const raw = world.raw!;
const deliver = (faults: Partial<Faults>): RawBatch => deliverAll(scenarioWith(faults), seed, [world.log]);

interface Label {
  readonly table: FaultTable;
  readonly row: number;
  readonly kind: FaultKind;
  readonly column: string;
  readonly original: number;
  readonly session: number;
  readonly seq: number;
}
const labelsOf = ({ faults }: RawBatch): Label[] =>
  Array.from({ length: faults.length }, (_, i) => ({
    table: FAULT_TABLES[faults.table[i]!]!,
    row: faults.row[i]!,
    kind: FAULT_KINDS[faults.kind[i]!]!,
    column: FAULT_COLUMNS[faults.column[i]!]!,
    original: faults.original[i]!,
    session: faults.session[i]!,
    seq: faults.seq[i]!,
  }));
const labels = labelsOf(raw);
/** A clean row. */
const trueRow = ({ table, session, seq }: Label): string => `${table} ${session} ${seq}`;
const rowsWith = (batch: RawBatch, kind: FaultKind): Set<string> =>
  new Set(
    labelsOf(batch)
      .filter((label) => label.kind === kind)
      .map(trueRow),
  );

/** The raw table with every labelled fault undone: what was delivered, in the order of the clean table. */
function undo<S extends TableSpec>(spec: S, table: FaultTable): Table<S> {
  const all = Uint32Array.from({ length: raw[table].length }, (_, row) => row);
  const rows = gatherRows(spec, raw[table] as unknown as Table<S>, all);
  const copies = new Set<number>();
  for (const label of labels.filter((candidate) => candidate.table === table)) {
    if (label.column !== 'row') (rows[label.column] as Float64Array)[label.row] = label.original;
    if (label.kind === 'duplicated') copies.add(label.row);
  }
  const session = rows['session'] as Uint32Array;
  const seq = (rows['seq'] ?? new Uint16Array(rows.length)) as Uint16Array;
  const order = all
    .filter((row) => !copies.has(row))
    .sort((a, b) => session[a]! - session[b]! || seq[a]! - seq[b]!);
  return gatherRows(spec, rows, order);
}

describe('data faults', () => {
  it('leave the clean log and its truth as they are', () => {
    const { raw: none, ...clean } = simulateInMemory(scenarioWith({}), seed);
    expect(none).toBeUndefined();
    expect(world.log).toEqual(clean.log);
    expect(world.truth).toEqual(clean.truth);
  });

  it.each([
    ['sessions', RAW_SESSIONS],
    ['actions', RAW_ACTIONS],
  ] as const)('of %s are all labelled: undone, they leave the clean table', (table, spec) => {
    const undone = undo(spec as TableSpec, table);
    const clean = world.log[table] as unknown as Record<string, ColumnArray>;
    expect(undone.length).toBe(world.log[table].length);
    for (const name of Object.keys(spec.columns).filter((column) => column !== 'batch')) {
      expect([name, [...(undone[name] as Float64Array)]]).toEqual([name, [...(clean[name] as Float64Array)]]);
    }
  });

  it('are real: no labelled value is the original', () => {
    for (const { table, column, row, original } of labels) {
      if (column === 'row') continue;
      const values = raw[table] as unknown as Record<string, Float64Array>;
      expect(Object.is(values[column]![row], original)).toBe(false);
    }
  });

  it('come at the rates asked for, within four standard errors', () => {
    const known = world.log.sessions.shopper.filter((shopper) => shopper !== NO_SHOPPER).length;
    const rate = { ...ALL, 'wrong unit': ALL.wrongUnit, 'out of order': ALL.outOfOrder };
    const expectShare = (kind: FaultKind, share: number, of: number, table: FaultTable) => {
      const found = [...rowsWith(raw, kind)].filter((row) => row.startsWith(table)).length;
      expect(Math.abs(found - share * of)).toBeLessThan(4 * Math.sqrt(of * share * (1 - share)));
    };
    for (const table of FAULT_TABLES) {
      const rows = world.log[table].length;
      for (const kind of ['missing', 'duplicated', 'late', 'out of order'] as const)
        expectShare(kind, rate[kind], rows, table);
      // A value that is missing can be wrong in no other way: one in three of its kind.
      expectShare('wrong unit', ALL.wrongUnit * (1 - ALL.missing / 3), rows, table);
    }
    expectShare('broken reference', ALL.brokenReference, known, 'sessions');
    const broken = ALL.brokenReference * (1 - ALL.missing / 6);
    expectShare('broken reference', broken, world.log.actions.length, 'actions');
  });

  it('of one kind do not depend on other kinds, and a higher rate adds to those of a lower', () => {
    for (const [name, kind] of [
      ['missing', 'missing'],
      ['duplicated', 'duplicated'],
      ['late', 'late'],
      ['outOfOrder', 'out of order'],
    ] as const) {
      const alone = rowsWith(deliver({ [name]: ALL[name] }), kind);
      expect(alone).toEqual(rowsWith(raw, kind));
      const more = rowsWith(deliver({ [name]: 2 * ALL[name] }), kind);
      expect(more.size).toBeGreaterThan(alone.size);
      for (const row of alone) expect(more).toContain(row);
    }
  });

  it('follow visitor and visit, not the session ids that others move', () => {
    const shift = 1000;
    const sessions = { ...world.log.sessions, session: world.log.sessions.session.map((id) => id + shift) };
    const actions = { ...world.log.actions, session: world.log.actions.session.map((id) => id + shift) };
    const moved = deliverAll(scenarioWith(ALL), seed, [{ sessions, actions }]);
    const spelled = (batch: RawBatch, by: number) =>
      labelsOf(batch).map(
        ({ table, row, kind, column, session, seq }) =>
          `${table} ${row} ${kind} ${column} ${session - by} ${seq}`,
      );
    expect(spelled(moved, shift)).toEqual(spelled(deliver(ALL), 0));
  });

  it('hold late rows back for at most lateDays, and bring the last after the end', () => {
    const { days } = scenarioWith({});
    const { sessions, actions } = deliverAll(
      scenarioWith({ late: 0.5, lateDays: 4 }),
      seed,
      roundsOf(world.log.sessions.round),
    );
    const delays = Array.from(
      sessions.batch,
      (batch, row) => batch - Math.floor(sessions.start[row]! / 86_400),
    );
    expect([...new Set(delays)].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(Math.max(...sessions.batch)).toBe(days + 3);
    for (const batch of [sessions.batch, actions.batch])
      expect(batch.every((day, row) => row === 0 || day >= batch[row - 1]!)).toBe(true);
  });

  it('put rows out of order, and copies behind, by at most the reach', () => {
    const { sessions } = deliver({ outOfOrder: 0.1, reach: 5 });
    const displaced = Array.from(sessions.session, (session, row) => Math.abs(session - row));
    expect(Math.max(...displaced)).toBeGreaterThan(3);
    // A row may also be passed by others that are moved.
    expect(Math.max(...displaced)).toBeLessThanOrEqual(10);
    const copied = deliver({ duplicated: 0.1, reach: 5 });
    const places = new Map<number, number[]>();
    copied.sessions.session.forEach((id, row) => {
      places.set(id, [...(places.get(id) ?? []), row]);
    });
    const { round } = world.log.sessions;
    // Nothing but the end of the day stands between the last row of a day and its copy.
    const apart = [...places]
      .filter(([id, rows]) => rows.length === 2 && round[id + 1] === round[id])
      .map(([, [a, b]]) => b! - a!);
    expect(apart.length).toBeGreaterThan(50);
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...apart)).toBeLessThanOrEqual(12);
  });

  it('may befall a single row, and a day without rows', () => {
    const stage = createFaultStage(scenarioWith({ outOfOrder: 1, duplicated: 1, late: 1 }), seed);
    const [first, ...others] = roundsOf(world.log.sessions.round, 1);
    expect(stage.deliver(first!).sessions.length).toBe(0);
    for (const chunk of others) stage.deliver(chunk);
    const rest = stage.rest();
    expect(rest.length).toBeLessThanOrEqual(3);
    expect(stage.rest()).toEqual([]);
  });

  it('pass the check of raw tables, which notices a lost row and a label of none', () => {
    const check = createRawCheck();
    for (const table of FAULT_TABLES) check.updateRows(table, raw[table]);
    check.updateFaults(raw.faults);
    for (const table of FAULT_TABLES) expect(check.tableProblems(table, world.log[table].length)).toEqual([]);
    expect(check.faultProblems()).toEqual([]);
    expect(check.tableProblems('actions', world.log.actions.length + 1)[0]).toMatch(/were delivered$/);
    check.updateFaults({ ...raw.faults, row: raw.faults.row.map((row) => row + 1e6) });
    expect(check.faultProblems()).toHaveLength(2);
  });
});

/** The clean log cut into its rounds; with `rows`, only that many sessions of the first, and no actions. */
function roundsOf(round: Uint32Array, rows?: number) {
  const { sessions, actions } = world.log;
  const { days } = scenarioWith({});
  return Array.from({ length: days }, (_, day) => {
    const own = Uint32Array.from(round.keys()).filter((row) => round[row] === day);
    const chosen = rows === undefined ? own : own.slice(0, day === 0 ? rows : 0);
    const ids = new Set(chosen);
    const acts = Uint32Array.from(actions.session.keys()).filter((row) => ids.has(actions.session[row]!));
    return {
      sessions: gatherRows(SESSIONS, sessions, chosen),
      actions: gatherRows(ACTIONS, actions, acts),
    };
  });
}

describe('cleaning', () => {
  const cleaned = cleanRawLog({ ...world.log, ...raw }, world.catalog, world.shoppers);
  const has = (table: FaultTable, columns: readonly string[], kinds: readonly FaultKind[]) =>
    new Set(
      labels
        .filter((label) => label.table === table && columns.includes(label.column))
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ session, seq }) => session * 65_536 + seq),
    );
  const sessionKey = (session: number): number => session * 65_536 + NO_SEQ;
  const lostStart = has('sessions', ['start'], ['missing']);
  const lostAction = has('actions', ['time', 'item', 'session'], ['missing', 'broken reference']);
  const { sessions, actions, impressions } = world.log;
  const keptSessions = sessions.session.filter((id) => !lostStart.has(sessionKey(id)));
  const idOf = new Map(Array.from(keptSessions, (id, at) => [id, at]));

  it('keeps every session whose start was not lost, and gives back all that can be known', () => {
    const expected = gatherRows(SESSIONS, sessions, keptSessions);
    const unknown = has('sessions', ['shopper'], ['broken reference']);
    const noChannel = has('sessions', ['channel'], ['missing']);
    const noDevice = has('sessions', ['device'], ['missing']);
    keptSessions.forEach((id, at) => {
      expected.session[at] = at;
      if (unknown.has(sessionKey(id))) expected.shopper[at] = NO_SHOPPER;
      if (noChannel.has(sessionKey(id))) expected.channel[at] = 0;
      if (noDevice.has(sessionKey(id))) expected.device[at] = 0;
    });
    expect(cleaned.log.sessions).toEqual(expected);
    expect(lostStart.size).toBeGreaterThan(5);
  });

  it('keeps every action that no fault destroyed, with its time and price', () => {
    const rows = Uint32Array.from(actions.session.keys()).filter(
      (row) =>
        idOf.has(actions.session[row]!) &&
        !lostAction.has(actions.session[row]! * 65_536 + actions.seq[row]!),
    );
    const expected = gatherRows(ACTIONS, actions, rows);
    rows.forEach((_, at) => {
      expected.session[at] = idOf.get(expected.session[at]!)!;
      expected.seq[at] =
        at > 0 && expected.session[at] === expected.session[at - 1] ? expected.seq[at - 1]! + 1 : 0;
    });
    expect(cleaned.log.actions).toEqual(expected);
    expect(rows.length / actions.length).toBeGreaterThan(1 - ALL.missing - ALL.brokenReference - 0.02);
  });

  it('keeps the impressions of its sessions, and a log by all rules', () => {
    const rows = Uint32Array.from(impressions.session.keys()).filter((row) =>
      idOf.has(impressions.session[row]!),
    );
    const expected = gatherRows(IMPRESSIONS, impressions, rows);
    rows.forEach((_, at) => {
      expected.session[at] = idOf.get(expected.session[at]!)!;
    });
    expect(cleaned.log.impressions).toEqual(expected);
    expect(checkLog(cleaned.log, world.catalog, world.shoppers)).toEqual([]);
  });

  it('gives an account that adds up and counts what the labels say', () => {
    const { account } = cleaned;
    checkAccount(account);
    expect(account.read).toBe(raw.sessions.length + raw.actions.length + impressions.length);
    const { log } = cleaned;
    expect(account.kept).toBe(log.sessions.length + log.actions.length + log.impressions.length);
    const dropped = (rule: string) => account.steps.find((step) => step.rule === rule)?.dropped;
    const copies = (table: FaultTable) =>
      labels.filter((label) => label.table === table && label.kind === 'duplicated').length;
    expect(dropped('sessions: delivered for the first time')).toBe(copies('sessions'));
    expect(dropped('actions: delivered for the first time')).toBe(copies('actions'));
    expect(dropped('sessions: start is given')).toBe(lostStart.size);
    expect(dropped('actions: time agrees with its session')).toBe(0);
  });

  it('of rows without faults changes nothing', () => {
    const still = deliverAll(scenarioWith({}), seed, roundsOf(world.log.sessions.round));
    const { afterSale: _, ...clean } = world.log;
    const { log, account } = cleanRawLog({ ...clean, ...still }, world.catalog, world.shoppers);
    expect(log).toEqual(clean);
    expect(account.kept).toBe(account.read);
    expect(account.notes).toEqual([]);
  });
});
