/** Clicks by slot: how many slots were shown at each position of each surface, and how many of them were clicked. */

import type { Log } from '../dataset.ts';
import { ACTION_KINDS, DEVICES, NO_PLACE, SURFACES } from '../tables.ts';
import { type Absent, absent } from './absent.ts';
import { boundsOf } from './intervals.ts';

/** Positions below are counted together. */
export const MOST_POSITIONS = 40;

export interface SlotFigures {
  /** By surface that was shown, then position from 1; `MOST_POSITIONS` + 1 stands for all below. */
  readonly slots: readonly {
    readonly surface: string;
    readonly position: number;
    readonly shown: number;
    /** Slots with a click or more. */
    readonly clicked: number;
    /** Interval by Wilson of the share that was clicked, as if slots were independent. */
    readonly low: number;
    readonly high: number;
  }[];
  /** Clicks of which the log tells no slot. */
  readonly elsewhere: number;
}

const CLICK = ACTION_KINDS.indexOf('click');
const WIDTH = MOST_POSITIONS + 1;

export function slotFigures({ impressions, actions }: Log, level: number): SlotFigures | Absent {
  if (impressions.length === 0) return absent('the data does not tell what was shown');
  const [shown, clicked] = [0, 1].map(() => new Uint32Array(SURFACES.length * WIDTH)) as [
    Uint32Array,
    Uint32Array,
  ];
  const { surface, position } = impressions;
  const cellOf = (row: number): number => surface[row]! * WIDTH + Math.min(position[row]!, MOST_POSITIONS);
  for (let row = 0; row < impressions.length; row++) shown[cellOf(row)]!++;
  const { rows, elsewhere } = clickedRows(impressions, actions);
  for (const row of rows) clicked[cellOf(row)]!++;
  return {
    slots: [...shown.keys()]
      .filter((cell) => shown[cell]! > 0)
      .map((cell) => ({
        surface: SURFACES[Math.floor(cell / WIDTH)]!,
        position: (cell % WIDTH) + 1,
        shown: shown[cell]!,
        clicked: clicked[cell]!,
        ...boundsOf(clicked[cell]!, shown[cell]!, level),
      })),
    elsewhere,
  };
}

/** Rows of impressions that were clicked, each once. Both tables are sorted by session. */
function clickedRows(
  { length, session, slate, position }: Log['impressions'],
  actions: Log['actions'],
): { readonly rows: ReadonlySet<number>; readonly elsewhere: number } {
  const rows = new Set<number>();
  let [from, elsewhere] = [0, 0];
  for (let action = 0; action < actions.length; action++) {
    if (actions.kind[action] !== CLICK) continue;
    const visit = actions.session[action]!;
    while (from < length && session[from]! < visit) from++;
    const [onSlate, at] = [actions.slate[action]!, actions.position[action]!];
    let row = from;
    while (row < length && session[row] === visit && (slate[row] !== onSlate || position[row] !== at)) row++;
    if (row < length && session[row] === visit) rows.add(row);
    else elsewhere++;
  }
  return { rows, elsewhere };
}

/** Classes of places across the page, and of `PLACE_HEIGHT` pixels down it; clicks further down count in the last. */
export const PLACE_COLUMNS = 20;
export const PLACE_ROWS = 30;
export const PLACE_HEIGHT = 100;
const WHOLE_WIDTH = 1000;

/** Where on the page was clicked. */
export interface PlaceFigures {
  readonly device: string;
  readonly n: number;
  /** (PLACE_ROWS x PLACE_COLUMNS) from the top left, line by line; to the last line with any. */
  readonly counts: readonly number[];
}

/** By device, most clicks first; [] where no place of a click is known. */
export function placeFigures({ sessions, actions }: Log): PlaceFigures[] {
  const first = sessions.session[0] ?? 0;
  const counts = DEVICES.map(() => new Uint32Array(PLACE_ROWS * PLACE_COLUMNS));
  const { kind, session, x, y } = actions;
  for (let row = 0; row < actions.length; row++) {
    if (kind[row] !== CLICK || x[row] === NO_PLACE) continue;
    const column = Math.floor(((x[row]! - 1) * PLACE_COLUMNS) / WHOLE_WIDTH);
    const line = Math.min(PLACE_ROWS - 1, Math.floor(y[row]! / PLACE_HEIGHT));
    counts[sessions.device[session[row]! - first]!]![line * PLACE_COLUMNS + column]!++;
  }
  return counts
    .map((own, device): PlaceFigures => {
      const end = own.findLastIndex((count) => count > 0);
      const lines = Math.ceil((end + 1) / PLACE_COLUMNS);
      return {
        device: DEVICES[device]!,
        n: own.reduce((sum, count) => sum + count, 0),
        counts: [...own.subarray(0, lines * PLACE_COLUMNS)],
      };
    })
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n);
}
