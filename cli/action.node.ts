/** What every command is given: an abort signal tied to Ctrl-C, progress on stderr, results on stdout. */

import { EXIT_INTERRUPTED, Interrupted, reportFailure } from './exit.node.ts';
import { onTerminal } from './format.node.ts';
import { createProgress, type Progress, silentProgress } from './progress.node.ts';

export interface Action {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Says on stderr, quiet or not, what may be a mistake. */
  warn(lines: readonly string[]): void;
  /** Waits for Ctrl-C, which then ends the command as it stands, and is no interruption. */
  untilInterrupted(): Promise<void>;
  /** Prints the result: the object with --json, else the lines. */
  print(value: unknown, lines: () => readonly string[]): void;
}

export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs a command's work. The first Ctrl-C (or SIGTERM) aborts the signal and lets the work clean up; a second one ends
 * the process at once. Failures are reported and become exit statuses; work that heeded no interruption ends as
 * interrupted all the same. `kept` says what an interruption leaves to go on from.
 */
export async function act(
  options: CommonOptions,
  work: (action: Action) => Promise<void>,
  kept?: string,
): Promise<void> {
  const controller = new AbortController();
  let release: (() => void) | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (release) {
      release();
      return;
    }
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    controller.abort(new Interrupted(`interrupted (${signal})${kept === undefined ? '' : `; ${kept}`}`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const progress = options.quiet ? silentProgress : createProgress();
  try {
    await work({
      signal: controller.signal,
      progress,
      warn(lines) {
        progress.stop();
        for (const line of lines) process.stderr.write(`warning: ${onTerminal(line)}\n`);
      },
      untilInterrupted() {
        controller.signal.throwIfAborted();
        return new Promise((resolve) => {
          release = resolve;
        });
      },
      print(value, lines) {
        controller.signal.throwIfAborted();
        progress.stop();
        process.stdout.write(
          options.json ? `${JSON.stringify(value)}\n` : `${onTerminal(lines().join('\n'))}\n`,
        );
      },
    });
    // A signal that came while the work held the thread is heard only now.
    await new Promise(setImmediate);
    controller.signal.throwIfAborted();
  } catch (error) {
    progress.stop();
    reportFailure(controller.signal.aborted ? controller.signal.reason : error);
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
