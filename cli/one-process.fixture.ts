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

/** With `heapMegabytes` the process ends where what its commands hold at once is more: garbage of earlier ones is collected first. */
export function openCommandLines({ heapMegabytes }: { readonly heapMegabytes?: number } = {}): CommandLines {
  const execArgv = heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`];
  const child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv });
  return {
    run: (args, options = {}) =>
      new Promise((done, fail) => {
        const gone = (): void => {
          const how = child.signalCode ?? `status ${child.exitCode}`;
          fail(new Error(`the process ended with ${how}, at ${args.join(' ')} or before`));
        };
        if (!child.connected) return gone();
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
