/** Names of what is being written, so that what a dead process left can be told from what a living one still writes. */

import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

const HOST = hostname().replace(/[^A-Za-z0-9]/g, '_') || 'host';
/** Each thread has a counter of its own. */
let counter = threadId * 2 ** 20;

/** `<host>-<pid>-<n>`: no two files of living processes share it. */
export function ownSuffix(): string {
  return `${HOST}-${process.pid}-${counter++}`;
}

/** Whether `suffix` was given by this process, on any of its threads. */
export const isOwn = (suffix: string): boolean => pidOf(suffix) === process.pid;

/** Whether `suffix` was given by a process of this machine that lives no more. */
export function isOfTheDead(suffix: string): boolean {
  const pid = pidOf(suffix);
  return pid !== undefined && !isAlive(pid);
}

function pidOf(suffix: string): number | undefined {
  const [, pid] = suffix.startsWith(`${HOST}-`)
    ? (/^(\d+)-\d+$/.exec(suffix.slice(HOST.length + 1)) ?? [])
    : [];
  return pid === undefined ? undefined : Number(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
