/**
 * Data faults: a stage of its own after the barrier. The clean rows of each round go to the shop as raw rows, and every
 * fault that befalls them is listed. Draws are keyed by (visitor, visit, seq, kind), so shards, rounds and other shoppers
 * change nothing, and a higher rate adds faults to those of a lower one.
 */

import {
  FAULT_COLUMNS,
  FAULT_KINDS,
  FAULT_TABLES,
  type FaultTable,
  INJECTED_FAULTS,
  type InjectedFaults,
  NO_SEQ,
  RAW_ACTIONS,
  RAW_SESSIONS,
  type RawActions,
  type RawSessions,
} from '../../datasets/raw-tables.ts';
import { concatTables } from '../../datasets/table-rows.ts';
import {
  type Actions,
  type ColumnArray,
  createTable,
  type Sessions,
  type Table,
  type TableSpec,
} from '../../datasets/tables.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { accountsOpened } from '../fraud/kinds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type PlacedFault, send } from './delivery.ts';
import { makeChances, transitOf } from './fault-chances.ts';
import { createPost } from './post.ts';
import { actionSpoilings, sessionSpoilings, spoil } from './spoil.ts';

/** One batch as the shop receives it, with the faults in it. */
export interface RawBatch {
  readonly sessions: RawSessions;
  readonly actions: RawActions;
  readonly faults: InjectedFaults;
}

export interface FaultStage {
  /** The batch of the next round, given its clean rows. */
  deliver(chunk: { readonly sessions: Sessions; readonly actions: Actions }): RawBatch;
  /** The batches after the last round: what comes late. */
  rest(): RawBatch[];
}

/** Called once for each round, in order. Holds the rows that are yet to come, and no others. */
export function createFaultStage(scenario: Scenario, seed: SeedWords): FaultStage {
  const { faults: rates, shoppers, catalog } = scenario;
  const chancesOf = makeChances(rates, seed);
  const sessionWays = sessionSpoilings(shoppers.count + accountsOpened(scenario.fraud));
  const actionWays = actionSpoilings(catalog.items);
  const sessionPost = createPost(RAW_SESSIONS);
  const actionPost = createPost(RAW_ACTIONS);
  let day = 0;

  const sendSessions = (clean: Sessions): void => {
    const chances = chancesOf({
      visitor: (row) => clean.visitor[row]!,
      visit: (row) => clean.visit[row]!,
      seq: () => NO_SEQ,
    });
    const rows = rawRows(RAW_SESSIONS, clean);
    const faults = spoil(RAW_SESSIONS, rows, sessionWays, chances);
    const identify = (row: number) => ({ session: clean.session[row]!, seq: NO_SEQ });
    sessionPost.take(
      send({ spec: RAW_SESSIONS, day, rows, faults, transit: transitOf(rates, chances), identify }),
    );
  };

  const sendActions = (clean: Actions, sessions: Sessions): void => {
    const first = sessions.session[0]!;
    const sessionRow = (row: number): number => clean.session[row]! - first;
    const chances = chancesOf({
      visitor: (row) => sessions.visitor[sessionRow(row)]!,
      visit: (row) => sessions.visit[sessionRow(row)]!,
      seq: (row) => clean.seq[row]!,
    });
    const rows = rawRows(RAW_ACTIONS, clean);
    const faults = spoil(RAW_ACTIONS, rows, actionWays, chances);
    const identify = (row: number) => ({ session: clean.session[row]!, seq: clean.seq[row]! });
    actionPost.take(
      send({ spec: RAW_ACTIONS, day, rows, faults, transit: transitOf(rates, chances), identify }),
    );
  };

  const nextBatch = (): RawBatch => {
    const sessions = sessionPost.give(day);
    const actions = actionPost.give(day);
    const faults = concatTables(INJECTED_FAULTS, [
      faultTable('sessions', day, sessions.firstRow, sessions.faults),
      faultTable('actions', day, actions.firstRow, actions.faults),
    ]);
    day++;
    return { sessions: sessions.rows, actions: actions.rows, faults };
  };

  return {
    deliver({ sessions, actions }) {
      sendSessions(sessions);
      sendActions(actions, sessions);
      return nextBatch();
    },
    rest() {
      const batches: RawBatch[] = [];
      while (sessionPost.waiting() > 0 || actionPost.waiting() > 0) batches.push(nextBatch());
      return batches;
    },
  };
}

/** All batches of a log one after another, given the clean rows of all its rounds. */
export function deliverAll(
  scenario: Scenario,
  seed: SeedWords,
  chunks: readonly { readonly sessions: Sessions; readonly actions: Actions }[],
): RawBatch {
  const stage = createFaultStage(scenario, seed);
  const batches = [...chunks.map((chunk) => stage.deliver(chunk)), ...stage.rest()];
  return {
    sessions: concatTables(
      RAW_SESSIONS,
      batches.map(({ sessions }) => sessions),
    ),
    actions: concatTables(
      RAW_ACTIONS,
      batches.map(({ actions }) => actions),
    ),
    faults: concatTables(
      INJECTED_FAULTS,
      batches.map(({ faults }) => faults),
    ),
  };
}

/** A copy of clean rows in the columns of a raw table; the batch is filled in on delivery. */
function rawRows<S extends TableSpec>(spec: S, clean: { readonly length: number }): Table<S> {
  const rows = createTable(spec, clean.length);
  const sources = clean as Readonly<Record<string, ColumnArray | number>>;
  for (const name of Object.keys(spec.columns)) {
    const source = sources[name] as Exclude<ColumnArray, string[]> | undefined;
    if (source) (rows[name] as Exclude<ColumnArray, string[]>).set(source);
  }
  return rows;
}

function faultTable(
  table: FaultTable,
  batch: number,
  firstRow: number,
  faults: readonly PlacedFault[],
): InjectedFaults {
  const rows = createTable(INJECTED_FAULTS, faults.length);
  rows.batch.fill(batch);
  rows.table.fill(FAULT_TABLES.indexOf(table));
  faults.forEach(({ row, kind, column, original, session, seq }, i) => {
    rows.row[i] = firstRow + row;
    rows.kind[i] = FAULT_KINDS.indexOf(kind);
    rows.column[i] = FAULT_COLUMNS.indexOf(column);
    rows.original[i] = original;
    rows.session[i] = session;
    rows.seq[i] = seq;
  });
  return rows;
}
