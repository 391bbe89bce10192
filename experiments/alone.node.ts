/** One process at a time in the folder of a study. */

import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { ConfigError } from '../datasets/config-error.ts';

/**
 * Does `work` on a folder that is there. Throws ConfigError where another process of this machine does so already: two would
 * write and clear away each other's logs and checkpoints. What says so is a name that the system frees when its process
 * ends, however it ends; nothing is left in the folder, and a killed run is gone on with at once.
 */
export async function aloneIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const taken = await take(await nameOf(folder), folder);
  try {
    return await work();
  } finally {
    taken?.close();
  }
}

/** The same by whichever path the folder is reached; null: this system has no names that free themselves. */
async function nameOf(folder: string): Promise<string | null> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const own = `shoplab-study-${dev}-${ino}`;
  if (process.platform === 'linux') return `\0${own}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${own}` : null;
}

/** Resolves to null where a name cannot be had at all, as in a sandbox without sockets: no study fails for want of one. */
async function take(name: string | null, folder: string): Promise<Server | null> {
  if (name === null) return null;
  const server = createServer((socket) => socket.destroy());
  const fault = await new Promise<string | null>((done) => {
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => done(code));
    server.listen(name, () => done(null));
  });
  if (fault === 'EADDRINUSE')
    throw new ConfigError([
      `out: ${folder}: another \`shoplab run\` is at work in it; wait for its end, or give another folder`,
    ]);
  // A study that has ended does not wait for it.
  return fault === null ? server.unref() : null;
}
