/**
 * Checks texts in a worker, the newest alone: a text that is superseded while it is checked is not told of, and where its check takes long
 * (a hostile text of a megabyte takes seconds) the worker is ended with it and another takes the next.
 */

import type { Checked } from '../../editor/checked.ts';
import type { CheckAnswer, CheckOrder } from '../../protocol.ts';
import type { Setting } from '../../setting.ts';

const WORKER = 'worker.js';
/** Milliseconds that a superseded check may go on, for a worker takes as long to begin. */
const GRACE = 400;

export interface Checker {
  check(text: string, setting: Setting): void;
  end(): void;
}

export interface Told {
  checked(checked: Checked): void;
  /** No worker can be had. */
  failed(why: string): void;
}

export function openChecker({ checked, failed }: Told): Checker {
  let worker: Worker | undefined;
  let job = 0;
  let running: number | undefined;
  let next: { readonly text: string; readonly setting: Setting } | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;

  function end(): void {
    clearTimeout(grace);
    worker?.terminate();
    worker = undefined;
    running = undefined;
  }
  function opened(): Worker {
    const own = new Worker(WORKER);
    own.onmessage = ({ data }: MessageEvent<CheckAnswer | { readonly kind: 'ready' }>) => {
      if (own !== worker || data.kind !== 'checked' || data.job !== running) return;
      clearTimeout(grace);
      running = undefined;
      if (next) goOn();
      else checked(data.checked);
    };
    own.onerror = (event) => {
      if (own !== worker) return;
      end();
      next = undefined;
      failed(event.message || 'its worker could not be loaded');
    };
    return own;
  }
  function goOn(): void {
    const order: CheckOrder = { kind: 'check', job: ++job, ...next! };
    next = undefined;
    worker ??= opened();
    running = job;
    worker.postMessage(order);
  }
  return {
    check(text, setting) {
      const waits = next !== undefined;
      next = { text, setting };
      if (running === undefined) return goOn();
      if (waits) return;
      grace = setTimeout(() => {
        end();
        goOn();
      }, GRACE);
    },
    end() {
      next = undefined;
      end();
    },
  };
}
