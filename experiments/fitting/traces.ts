/** Keeps what a fit tells of its epochs, a series for each measure. */

import type { Trace } from '../run-record.ts';

export interface Traces {
  /** For `FitRun.trace`. Throws RangeError where epochs of a measure do not rise. */
  trace(measure: string, epoch: number, value: number): void;
  readonly traces: readonly Trace[];
  /** Takes these for what was told so far. */
  restore(traces: readonly Trace[]): void;
}

export function collectTraces(): Traces {
  const traces: { measure: string; epochs: number[]; values: (number | null)[] }[] = [];
  return {
    traces,
    restore(told) {
      traces.splice(
        0,
        traces.length,
        ...told.map(({ measure, epochs, values }) => ({
          measure,
          epochs: [...epochs],
          values: [...values],
        })),
      );
    },
    trace(measure, epoch, value) {
      let own = traces.find((one) => one.measure === measure);
      if (own === undefined) {
        own = { measure, epochs: [], values: [] };
        traces.push(own);
      }
      const last = own.epochs.at(-1) ?? 0;
      if (!Number.isInteger(epoch) || epoch <= last)
        throw new RangeError(`trace: epoch ${epoch} of ${measure} after epoch ${last}; epochs rise, from 1`);
      own.epochs.push(epoch);
      own.values.push(Number.isFinite(value) ? value : null);
    },
  };
}
