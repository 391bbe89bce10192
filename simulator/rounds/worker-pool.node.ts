/**
 * Threads of this process that simulate. They stay from one world to the next: a new one has to load its code and to run it
 * often before it is fast. Threads that nobody uses do not keep the process alive, and hold no world.
 */

import { Worker } from 'node:worker_threads';

const idle: Worker[] = [];

/**
 * Starts threads so that `count` are idle, without waiting for them: they load their code while this thread builds the
 * world that they will be given.
 */
export function readyWorkers(count: number): void {
  while (idle.length < count) rest(new Worker(workerFile()));
}

/** An idle thread, or a new one; it holds the process until it is given back. */
export function takeWorker(): Worker {
  const worker = idle.pop() ?? new Worker(workerFile());
  worker.removeAllListeners('error');
  worker.removeAllListeners('exit');
  worker.ref();
  return worker;
}

/** Takes back a thread that has done all its work and holds no world any more. */
export function giveBackWorker(worker: Worker): void {
  worker.removeAllListeners('message');
  worker.removeAllListeners('error');
  worker.removeAllListeners('exit');
  rest(worker);
}

/** Ends a thread that may be in the middle of its work, or has failed. */
export async function endWorker(worker: Worker): Promise<void> {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
  await worker.terminate();
}

/** Ends all idle threads. Threads in use are their users'. */
export async function endIdleWorkers(): Promise<void> {
  await Promise.all(idle.splice(0).map(endWorker));
}

export const idleWorkers = (): number => idle.length;

function rest(worker: Worker): void {
  const forget = (): void => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  };
  // Whoever asks next gets another: an idle thread that fails has failed nobody.
  worker.on('error', forget);
  worker.on('exit', forget);
  worker.unref();
  idle.push(worker);
}

/** The compiled worker: beside this file when this file is compiled, else under dist/. */
function workerFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)
    : new URL('./worker.node.js', import.meta.url);
}
