/** How the rows of a day reach the shop: some late, some twice, some out of order. The same for every raw table. */

import { FAULT_KINDS, type FaultColumn, type FaultKind } from '../../datasets/raw-tables.ts';
import { gatherRows } from '../../datasets/table-rows.ts';
import type { Table, TableSpec } from '../../datasets/tables.ts';

/** What is wrong with a row. */
export interface Fault {
  readonly kind: FaultKind;
  readonly column: FaultColumn;
  /** NaN where there is none. */
  readonly original: number;
}

/** A fault in its place. */
export interface PlacedFault extends Fault {
  /** Row of the parcel. */
  readonly row: number;
  /** True session and place within it. */
  readonly session: number;
  readonly seq: number;
}

/** Rows that come together, in the order in which they come; faults by row, then kind. */
export interface Parcel<S extends TableSpec> {
  readonly rows: Table<S>;
  readonly faults: readonly PlacedFault[];
}

/** What befalls row `row` on its way. */
export interface Transit {
  /** Days by which it comes late; 0: on time. */
  daysLate(row: number): number;
  /** Rows by which a copy stands behind it; 0: no copy. */
  copyBehind(row: number): number;
  /** Rows by which it is out of order; 0: it is not. */
  moved(row: number): number;
}

/** A day's rows on their way. */
export interface Consignment<S extends TableSpec> {
  readonly spec: S;
  readonly day: number;
  readonly rows: Table<S>;
  /** Faults that rows have already; copies have them too. */
  readonly faults: ReadonlyMap<number, readonly Fault[]>;
  readonly transit: Transit;
  /** True session and seq of a row. */
  identify(row: number): { readonly session: number; readonly seq: number };
}

interface Delivery {
  readonly row: number;
  /** Rows of a parcel stand by this: 2 row + 1 when nothing befalls them. */
  readonly place: number;
  readonly day: number;
  readonly faults: readonly Fault[];
}

/** Parcels by the day on which they come, the first on the day itself. */
export function send<S extends TableSpec>(consignment: Consignment<S>): Map<number, Parcel<S>> {
  const byDay = new Map<number, Delivery[]>([[consignment.day, []]]);
  for (let row = 0; row < consignment.rows.length; row++) {
    for (const delivery of deliveriesOf(consignment, row)) {
      const parcel = byDay.get(delivery.day);
      if (parcel) parcel.push(delivery);
      else byDay.set(delivery.day, [delivery]);
    }
  }
  return new Map([...byDay].map(([day, deliveries]) => [day, pack(consignment, deliveries)]));
}

function deliveriesOf<S extends TableSpec>(
  { day, rows, transit, faults }: Consignment<S>,
  row: number,
): Delivery[] {
  const daysLate = transit.daysLate(row);
  const late = daysLate > 0 ? [fault('late', day)] : [];
  const own = [...(faults.get(row) ?? []), ...late];
  const comes = day + daysLate;
  const last = rows.length - 1;
  const moved = last > 0 ? transit.moved(row) : 0;
  const behind = transit.copyBehind(row);
  const first: Delivery =
    moved > 0
      ? { row, place: movedPlace(row, moved, last), day: comes, faults: [...own, fault('out of order')] }
      : { row, place: 2 * row + 1, day: comes, faults: own };
  if (behind === 0) return [first];
  return [first, { row, place: 2 * (row + behind) + 2, day: comes, faults: [...own, fault('duplicated')] }];
}

/** Behind row `row + by`; the last row can only stand too early, before row `row - by`. */
function movedPlace(row: number, by: number, last: number): number {
  return row < last ? 2 * (row + by) + 2 : 2 * (row - by);
}

function fault(kind: FaultKind, original = Number.NaN): Fault {
  return { kind, column: 'row', original };
}

function pack<S extends TableSpec>(
  { spec, rows, identify }: Consignment<S>,
  deliveries: Delivery[],
): Parcel<S> {
  deliveries.sort((a, b) => a.place - b.place);
  const faults = deliveries.flatMap(({ row, faults: own }, at) =>
    own
      .toSorted((a, b) => FAULT_KINDS.indexOf(a.kind) - FAULT_KINDS.indexOf(b.kind))
      .map((one): PlacedFault => ({ ...one, row: at, ...identify(row) })),
  );
  const order = deliveries.map(({ row }) => row);
  return { rows: gatherRows(spec, rows, order), faults };
}
