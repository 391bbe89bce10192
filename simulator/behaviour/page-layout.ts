/** Page layout: where on the page a slot stands, so that places of clicks show the position bias. */

import { DEVICES, SURFACES } from '../../datasets/tables.ts';

export interface Grid {
  /** Cells side by side. */
  readonly columns: number;
  /** Pixels. */
  readonly cellHeight: number;
}

const GRIDS: Readonly<Record<(typeof DEVICES)[number], Grid>> = {
  unknown: { columns: 5, cellHeight: 340 },
  desktop: { columns: 5, cellHeight: 340 },
  phone: { columns: 2, cellHeight: 280 },
  tablet: { columns: 3, cellHeight: 320 },
};
/** By code of DEVICES. */
export const GRID_OF_DEVICE: readonly Grid[] = DEVICES.map((device) => GRIDS[device]);

const TOPS: Readonly<Record<(typeof SURFACES)[number], number>> = {
  home: 460,
  category: 180,
  search: 150,
  similar: 900,
  banner: 100,
};
/** By code of SURFACES: pixels above the first row of cells; the banner stands over the home slate. */
export const TOP_OF_SURFACE: readonly number[] = SURFACES.map((surface) => TOPS[surface]);

const BANNER = SURFACES.indexOf('banner');

/** Of the half of a cell in which a click falls, each way from its middle. */
const REACH = 0.9;
const WIDTH = 1000;

/** Cells side by side: a banner of `shown` items is one row. */
export function columnsOf(device: number, surface: number, shown: number): number {
  return surface === BANNER ? shown : GRID_OF_DEVICE[device]!.columns;
}

/** Place in thousandths of the page's width, 1 to 1000; `u` and `v` are uniform in (0, 1): clicks thin out from the middle. */
export function clickX(columns: number, position: number, u: number, v: number): number {
  const inCell = 0.5 + (REACH / 2) * (u + v - 1);
  return Math.min(WIDTH, Math.max(1, Math.ceil((WIDTH * ((position % columns) + inCell)) / columns)));
}

/** Pixels from the top of the page; `u` and `v` as above. */
export function clickY(
  device: number,
  surface: number,
  columns: number,
  position: number,
  u: number,
  v: number,
): number {
  const inCell = 0.5 + (REACH / 2) * (u + v - 1);
  const row = Math.floor(position / columns) + inCell;
  return Math.round(TOP_OF_SURFACE[surface]! + row * GRID_OF_DEVICE[device]!.cellHeight);
}
