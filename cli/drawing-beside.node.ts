/** Draws what a report will show of the data beside the last fits of a study, on a thread that the report then goes on with. */

import type { ReportOptions } from '../reports/page/chart-files.node.ts';
import type { Drawer } from '../reports/pictures/drawer.node.ts';

export interface DrawingBeside {
  /** Told how many fits are done. */
  onFits(done: number, total: number): void;
  /** When what was begun is drawn: what draws the rest, on all threads. */
  drawer(): Promise<Drawer>;
  close(): Promise<void>;
}

/** @param threads of the fits: when fewer are left than these, one is free */
export function drawingBeside(out: string, threads: number, signal: AbortSignal): DrawingBeside {
  let opened: Promise<Drawer> | undefined;
  let ahead: Promise<void> = Promise.resolve();
  let isBegun = false;
  const open = (): Promise<Drawer> => {
    opened ??= import('../reports/pictures/drawer.node.ts').then(({ openDrawer, remembering }) =>
      remembering(openDrawer(1)),
    );
    return opened;
  };
  const begin = async (options: ReportOptions): Promise<void> => {
    const { drawDataAhead } = await import('../reports/study/site.node.ts');
    await drawDataAhead(out, { ...options, drawer: await open() });
  };
  return {
    onFits(done, total) {
      if (isBegun || done <= total - threads) return;
      isBegun = true;
      // What cannot be drawn now is drawn, or its fault told, with the report.
      ahead = begin({ signal }).catch(() => {});
    },
    async drawer() {
      await ahead;
      const drawer = await open();
      drawer.widen(threads);
      return drawer;
    },
    async close() {
      await (await opened)?.close();
      await ahead;
    },
  };
}
