import type { FitRun } from './algorithm.ts';

/** Multiply-adds that a long fit may do between two pauses: about a tenth of a second. */
export const WORK_BETWEEN_PAUSES = 5e7;

/**
 * A pause between two steps of a long fit: tells the progress, lets the event loop turn, and throws the signal's reason
 * when the run was aborted.
 */
export async function pause(run: FitRun, done: number, total: number): Promise<void> {
  run.progress(done, total);
  await new Promise<void>((resume) => setTimeout(resume, 0));
  run.signal.throwIfAborted();
}
