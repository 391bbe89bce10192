/** How long the main thread of a page was held, in its own processor time: what else runs on the machine does not count. */

import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; `tdur`: of the thread's own. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface Held {
  /** Milliseconds of processor time of the longest task. */
  readonly longest: number;
  /** The same by the clock. */
  readonly byClock: number;
  readonly tasks: number;
}

/** Of the tasks that end while `act` goes on. The page must be the only one that is open. */
export async function heldWhile(browser: Browser, page: Page, act: () => Promise<void>): Promise<Held> {
  await browser.startTracing(page, {
    categories: ['-*', 'disabled-by-default-devtools.timeline', '__metadata'],
  });
  let trace: Buffer;
  try {
    await act();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && main.has(threadOf(event)));
  const most = (of: (event: TraceEvent) => number | undefined): number =>
    Math.max(0, ...tasks.map((event) => (of(event) ?? 0) / 1000));
  return { longest: most(({ tdur }) => tdur), byClock: most(({ dur }) => dur), tasks: tasks.length };
}
