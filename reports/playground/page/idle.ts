/**
 * Idle time, also where a browser tells of none (Safari): put in the place of the browser's by the bundler. CodeMirror parses for 100 ms at a time where it
 * is told nothing, and else for as long as a page is idle, or 25 ms.
 */

/** Milliseconds; nothing is known of what waits. */
const SHORT = 25;

const soon = (callback: IdleRequestCallback): number =>
  window.setTimeout(() => {
    const until = performance.now() + SHORT;
    callback({ didTimeout: false, timeRemaining: () => Math.max(0, until - performance.now()) });
  });

const told = 'requestIdleCallback' in globalThis;

export const requestIdleCallback: typeof window.requestIdleCallback = told
  ? (...of) => window.requestIdleCallback(...of)
  : soon;
export const cancelIdleCallback: typeof window.cancelIdleCallback = told
  ? (...of) => window.cancelIdleCallback(...of)
  : (handle) => window.clearTimeout(handle);
