/** Features of all rows of a log at once: the engine of streams, run over it. */

import type { FeatureTable } from '../../datasets/examples.ts';
import { createEventStream, type EventTables } from './event-stream.ts';
import { createEvent, EVENT_KINDS } from './events.ts';
import { createLookBack, JUDGED, type Judged, LOOK_BACK_FEATURES } from './look-back.ts';
import type { LookBackOptions } from './memory/shop-memory.ts';

/** One table for each of `judged`: a row for every row of its table of the log, in the order of the log. */
export function featureTables<J extends Judged>(
  tables: EventTables,
  judged: readonly J[],
  options: Partial<LookBackOptions> = {},
): { readonly [K in J]: FeatureTable } {
  const made = judged.map((of) => {
    const names = LOOK_BACK_FEATURES[of];
    const values = new Float32Array((tables[of]?.length ?? 0) * names.length);
    return { of, kind: EVENT_KINDS.indexOf(JUDGED[of]), width: names.length, names, values };
  });
  const byKind = EVENT_KINDS.map((_, kind) => made.find((table) => table.kind === kind));
  const rowOf = new Map(made.map(({ of }) => [of, rowsOf(tables, of)]));
  const lookBack = createLookBack(options);
  const stream = createEventStream();
  stream.push(tables);
  const event = createEvent();
  while (stream.next(event, Number.POSITIVE_INFINITY)) {
    const table = byKind[event.kind];
    if (table !== undefined) {
      const row = rowOf.get(table.of)!(event.id);
      lookBack.features(event, table.values.subarray(row * table.width, (row + 1) * table.width));
    }
    lookBack.observe(event);
  }
  return Object.fromEntries(made.map(({ of, names, values }) => [of, { names, values }])) as {
    readonly [K in J]: FeatureTable;
  };
}

/** From ids of events to rows: tables with ids of their own may be a part of a log. */
function rowsOf(tables: EventTables, of: Judged): (id: number) => number {
  const ids = {
    payments: tables.payments?.payment,
    orders: tables.orders?.order,
    sessions: tables.sessions?.session,
  };
  const column = of === 'reviews' || of === 'returns' ? undefined : ids[of];
  if (column === undefined || column.every((id, row) => id === row)) return (id) => id;
  const rows = new Map(Array.from(column, (id, row) => [id, row]));
  return (id) => rows.get(id)!;
}
