/** Shown: slots of slates, and whether they were clicked. What policies learn from, and what off-policy estimates weigh. */

import { isForgotten } from './consent.ts';
import {
  ACTION_KINDS,
  type Actions,
  type Impressions,
  NO_SHOPPER,
  type Sessions,
  SURFACES,
} from './tables.ts';

/** One row a slot, in log order; the slots of a slate stand together. */
export interface Shown {
  readonly length: number;
  /** Slates that the rows are of. */
  readonly slates: number;
  /** (length) slate of the row, numbered from 0. */
  readonly slate: Uint32Array;
  /** (length) NO_SHOPPER where not signed in. */
  readonly shopper: Uint32Array;
  /** (length) */
  readonly item: Uint32Array;
  /** (length) slot, from 0 at the top. */
  readonly position: Uint8Array;
  /** (length) start of the visit, seconds since the origin. */
  readonly time: Uint32Array;
  /** (length) probability of the item in its slot, given the slots above. */
  readonly propensity: Float32Array;
  /** (length) 1 where the slot was clicked. */
  readonly clicked: Uint8Array;
}

/** Second of a click that there was not: after all others. */
export const NOT_CLICKED = 0xffffffff;

export interface ShownLog {
  readonly sessions: Sessions;
  readonly impressions: Impressions;
  readonly actions: Actions;
}

const HOME = SURFACES.indexOf('home');
const CLICK = ACTION_KINDS.indexOf('click');

/** The home slates of a log whose session ids run from `sessions.session[0]` without a gap. */
export function shownFrom({ sessions, impressions, actions }: ShownLog): Shown {
  const first = sessions.length > 0 ? sessions.session[0]! : 0;
  const rows = homeRows(impressions);
  const visitOf = (row: number): number => impressions.session[row]! - first;
  const slate = slateNumbers(impressions, rows);
  return {
    length: rows.length,
    slates: rows.length === 0 ? 0 : slate[rows.length - 1]! + 1,
    slate,
    shopper: rows.map((row) => sessions.shopper[visitOf(row)]!),
    item: rows.map((row) => impressions.item[row]!),
    position: Uint8Array.from(rows, (row) => impressions.position[row]!),
    time: rows.map((row) => sessions.start[visitOf(row)]!),
    propensity: Float32Array.from(rows, (row) => impressions.propensity[row]!),
    clicked: Uint8Array.from(clickTimesOf(impressions, actions, rows), (time) =>
      time === NOT_CLICKED ? 0 : 1,
    ),
  };
}

/** (rows of `shownFrom`) second of the first click on each slot; NOT_CLICKED where there was none. */
export const clickTimes = ({ impressions, actions }: ShownLog): Uint32Array =>
  clickTimesOf(impressions, actions, homeRows(impressions));

const homeRows = ({ length, surface }: Impressions): Uint32Array =>
  rowsWhere(length, (row) => surface[row] === HOME);

function rowsWhere(length: number, isIn: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (isIn(row)) rows[count++] = row;
  return rows.slice(0, count);
}

/** The rows of shoppers who may be learnt from at `asOf`, and of visits that were not signed in. `optOut` by shopper. */
export function consentedShown(shown: Shown, optOut: Uint32Array, asOf: number): Shown {
  const { shopper } = shown;
  const rows = rowsWhere(
    shown.length,
    (row) => shopper[row] === NO_SHOPPER || !isForgotten(optOut, shopper[row]!, asOf),
  );
  if (rows.length === shown.length) return shown;
  const slate = new Uint32Array(rows.length);
  for (let i = 1; i < rows.length; i++)
    slate[i] = slate[i - 1]! + (shown.slate[rows[i]!] === shown.slate[rows[i - 1]!] ? 0 : 1);
  return {
    length: rows.length,
    slates: rows.length === 0 ? 0 : slate[rows.length - 1]! + 1,
    slate,
    shopper: rows.map((row) => shopper[row]!),
    item: rows.map((row) => shown.item[row]!),
    position: Uint8Array.from(rows, (row) => shown.position[row]!),
    time: rows.map((row) => shown.time[row]!),
    propensity: Float32Array.from(rows, (row) => shown.propensity[row]!),
    clicked: Uint8Array.from(rows, (row) => shown.clicked[row]!),
  };
}

function slateNumbers({ session, slate }: Impressions, rows: Uint32Array): Uint32Array {
  const numbers = new Uint32Array(rows.length);
  for (let i = 1; i < rows.length; i++) {
    const [row, before] = [rows[i]!, rows[i - 1]!];
    const isNew = session[row] !== session[before] || slate[row] !== slate[before];
    numbers[i] = numbers[i - 1]! + (isNew ? 1 : 0);
  }
  return numbers;
}

/** Both tables are sorted by session, so actions are found by one pass. */
function clickTimesOf(impressions: Impressions, actions: Actions, rows: Uint32Array): Uint32Array {
  const clicked = new Uint32Array(rows.length).fill(NOT_CLICKED);
  let from = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const session = impressions.session[row]!;
    while (from < actions.length && actions.session[from]! < session) from++;
    for (let a = from; a < actions.length && actions.session[a] === session; a++) {
      if (
        actions.kind[a] === CLICK &&
        actions.slate[a] === impressions.slate[row] &&
        actions.position[a] === impressions.position[row]
      )
        clicked[i] = Math.min(clicked[i]!, actions.time[a]!);
    }
  }
  return clicked;
}

/** Rows of several logs one after another. */
export function joinShown(parts: readonly Shown[]): Shown {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = {
    length,
    slates: 0,
    slate: new Uint32Array(length),
    shopper: new Uint32Array(length),
    item: new Uint32Array(length),
    position: new Uint8Array(length),
    time: new Uint32Array(length),
    propensity: new Float32Array(length),
    clicked: new Uint8Array(length),
  };
  let at = 0;
  for (const part of parts) {
    for (const name of ['shopper', 'item', 'position', 'time', 'propensity', 'clicked'] as const)
      joined[name].set(part[name], at);
    for (let row = 0; row < part.length; row++) joined.slate[at + row] = joined.slates + part.slate[row]!;
    joined.slates += part.slates;
    at += part.length;
  }
  return joined;
}
