/** Where a job waits between two rounds. */

export interface Gate {
  /** Resolves when the round after `done` rounds may begin; rejects with the signal's reason. */
  pass(done: number): Promise<void>;
  /** Rounds up to (not beyond) `until` may pass. */
  open(until: number): void;
  /** No round more may begin. */
  close(): void;
}

export function openGate(options: {
  readonly until: number;
  readonly signal: AbortSignal;
  onWait(done: number): void;
}): Gate {
  const { signal, onWait } = options;
  let { until } = options;
  let resume: (() => void) | undefined;
  signal.addEventListener('abort', () => resume?.());
  return {
    async pass(done) {
      while (done >= until && !signal.aborted) {
        const opened = new Promise<void>((resolve) => {
          resume = resolve;
        });
        onWait(done);
        await opened;
      }
      signal.throwIfAborted();
    },
    open(next) {
      until = next;
      resume?.();
    },
    close() {
      until = 0;
    },
  };
}
