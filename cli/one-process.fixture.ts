/** Runs the compiled command for many command lines in one process beside the tests: each costs what it does, not a start of Node. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('command-lines.fixture.mjs', import.meta.url));

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** CPU time that it took. */
  readonly seconds: number;
  /** Most memory that the process has held so far, whatever it ran before. */
  readonly bytes: number;
}

export interface CommandLines {
  /** Arguments as on the command line, without `npx shoplab`; one at a time. */
  run(
    args: readonly string[],
    options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Outcome>;
  close(): void;
}

export function openCommandLines(): CommandLines {
  const child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  return {
    run: (args, options = {}) =>
      new Promise((done, fail) => {
        const gone = (status: number | null): void => {
          fail(new Error(`the process ended with status ${status} at ${args.join(' ')}`));
        };
        child.once('exit', gone);
        child.once('message', (outcome) => {
          child.off('exit', gone);
          done(outcome as Outcome);
        });
        child.send({ args, ...options });
      }),
    close: () => child.disconnect(),
  };
}
