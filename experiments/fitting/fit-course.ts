/** What a fit tells besides its model, from its first second on: where it goes on after a kill, the record tells of all of it. */

import type { Trace } from '../run-record.ts';
import { collectTraces } from './traces.ts';

export interface FitCourse {
  /** Spent on the fit, without what was lost by a kill. */
  seconds(): number;
  /** null: not asked for. */
  readonly traces: readonly Trace[] | null;
  /** For `FitRun.trace`; absent where traces are not asked for. */
  readonly trace?: (measure: string, epoch: number, value: number) => void;
  /** Takes the course of a fit that goes on for its own so far. */
  goOn(seconds: number, traces: readonly Trace[]): void;
}

export function openCourse(clock: () => number, isTraced: boolean): FitCourse {
  const collected = isTraced ? collectTraces() : null;
  let [before, since] = [0, clock()];
  return {
    seconds: () => before + clock() - since,
    traces: collected?.traces ?? null,
    ...(collected && { trace: collected.trace }),
    goOn(seconds, traces) {
      [before, since] = [seconds, clock()];
      collected?.restore(traces);
    },
  };
}
