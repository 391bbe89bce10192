/** Parcels between the day on which they are sent and the day on which they come. */

import { concatTables } from '../../datasets/table-rows.ts';
import type { TableSpec } from '../../datasets/tables.ts';
import type { Parcel } from './delivery.ts';

export interface Post<S extends TableSpec> {
  /** Parcels by the day on which they come. */
  take(parcels: ReadonlyMap<number, Parcel<S>>): void;
  /** What comes on `day`, with the row of the raw table at which it begins. */
  give(day: number): Parcel<S> & { readonly firstRow: number };
  /** Days on which something is yet to come. */
  waiting(): number;
}

/** Parcels of a day come in the order in which they were sent, that day's own after older ones. */
export function createPost<S extends TableSpec>(spec: S): Post<S> {
  const due = new Map<number, Parcel<S>[]>();
  let sent = 0;
  return {
    take(parcels) {
      for (const [day, parcel] of parcels) due.set(day, [...(due.get(day) ?? []), parcel]);
    },
    give(day) {
      const parcels = due.get(day) ?? [];
      due.delete(day);
      const rows = concatTables(
        spec,
        parcels.map((parcel) => parcel.rows),
      );
      (rows['batch'] as Uint32Array).fill(day);
      let before = 0;
      const faults = parcels.flatMap((parcel) => {
        const offset = before;
        before += parcel.rows.length;
        return parcel.faults.map((fault) => ({ ...fault, row: offset + fault.row }));
      });
      const firstRow = sent;
      sent += rows.length;
      return { rows, faults, firstRow };
    },
    waiting: () => due.size,
  };
}
