/** Exit statuses, and how a failure is said. */

import { ConfigError } from '../datasets/config-error.ts';
import { onTerminal } from './format.node.ts';

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERRUPTED = 130;

/** Thrown when the user interrupts; its message is said, without a stack. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The message; where it is the system's, the path first: Node has it last, behind what it called. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || !path || !message.startsWith(`${code}: `))
    return message;
  const reason = message.slice(code.length + 2).replace(/, \w+ '.*$/s, '');
  return `${path}: ${reason} (${code}, ${syscall})`;
}

/** Prints an error to stderr and sets the exit status: one line a fault, a stack only under SHOPLAB_DEBUG. */
export function reportFailure(error: unknown): void {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) process.stderr.write(`${onTerminal(fault)}\n`);
    process.exitCode = EXIT_USAGE;
  } else if (error instanceof Interrupted) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_INTERRUPTED;
  } else {
    process.stderr.write(`shoplab: ${onTerminal(wordsOf(error))}\n`);
    if (process.env['SHOPLAB_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    if (process.env['SHOPLAB_DEBUG'] && error instanceof Error && error.cause instanceof Error)
      process.stderr.write(`${error.cause.stack}\n`);
    process.exitCode = EXIT_FAILED;
  }
}
