/** Exit statuses, and how a failure is said. */

import { ConfigError } from '../datasets/config-error.ts';

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERRUPTED = 130;

/** Thrown when the user interrupts; its message is said, without a stack. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Prints an error to stderr and sets the exit status: one line a fault, a stack only under SHOPLAB_DEBUG. */
export function reportFailure(error: unknown): void {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
    process.exitCode = EXIT_USAGE;
  } else if (error instanceof Interrupted) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_INTERRUPTED;
  } else {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`shoplab: ${message}\n`);
    if (process.env['SHOPLAB_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = EXIT_FAILED;
  }
}
