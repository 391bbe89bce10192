/** The two workers, and what they have said of the newest job. */

import type { Answer, Order, Side } from '../protocol.ts';
import type { Setting } from '../setting.ts';
import { NOTHING_YET, type ShopRun } from '../shop-run.ts';

const WORKER = 'worker.js';

export interface Shops {
  readonly runs: readonly [ShopRun, ShopRun];
  /** Both shops begin anew and stop before the round after `until`. */
  start(setting: Setting, until: number): void;
  go(until: number): void;
  pause(): void;
  watch(shopper: number): void;
}

type Changing = { -readonly [K in keyof ShopRun]: ShopRun[K] };

/** `onNews` is called for every answer that belongs to the newest job. */
export function openShops(onNews: (side: Side, answer: Answer) => void): Shops {
  let job = 0;
  let runs: [Changing, Changing] = [{ ...NOTHING_YET }, { ...NOTHING_YET }];
  /** Not loaded, or at fault: another begins in its place. */
  const broken = new Set<Side>();
  const begun = (side: Side): Worker => {
    const worker = new Worker(WORKER);
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind !== 'ready') {
        if (data.job !== job) return;
        take(runs[side], data);
      }
      onNews(side, data);
    };
    worker.onerror = (event) => {
      broken.add(side);
      const fault = event.message || 'the worker of this shop could not be loaded';
      take(runs[side], { kind: 'failed', job, side, faults: [fault] });
      onNews(side, { kind: 'failed', job, side, faults: [fault] });
    };
    return worker;
  };
  const workers: [Worker, Worker] = [begun(0), begun(1)];
  const tell = (order: (side: Side) => Order): void => {
    for (const side of [0, 1] as const) workers[side].postMessage(order(side));
  };
  return {
    get runs() {
      return runs;
    },
    start(setting, until) {
      job++;
      for (const side of broken) {
        workers[side].terminate();
        workers[side] = begun(side);
      }
      broken.clear();
      runs = [{ ...NOTHING_YET }, { ...NOTHING_YET }];
      tell((side) => ({ kind: 'start', job, side, setting, until }));
    },
    go: (until) => tell(() => ({ kind: 'go', job, until })),
    pause: () => tell(() => ({ kind: 'pause', job })),
    watch: (shopper) => tell(() => ({ kind: 'watch', job, shopper })),
  };
}

function take(run: Changing, answer: Answer): void {
  if (answer.kind === 'opened') run.world = answer.world;
  if (answer.kind === 'round') {
    run.rounds = [...run.rounds, answer.round];
    run.watched = [...run.watched, answer.round.watched];
  }
  if (answer.kind === 'watched') run.watched = answer.rounds;
  if (answer.kind === 'done') run.outcome = answer.outcome;
  if (answer.kind === 'failed') run.faults = answer.faults;
}
