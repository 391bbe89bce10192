import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Download } from './public-data.ts';

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Bytes; `total` is 0 when the server does not say. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Downloads `address` to the new file `to`; throws unless size and checksum are as `what` says. */
export async function download(
  what: Download,
  address: string,
  to: string,
  { signal, onProgress }: DownloadOptions = {},
): Promise<void> {
  const response = await fetch(address, signal ? { signal } : {}).catch((error: unknown) => {
    throw new Error(`no answer: ${rootCause(error)}`, { cause: error });
  });
  if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);
  const tooLarge = (bytes: number): Error =>
    new Error(`${bytes} bytes; at most ${what.maxBytes} are downloaded`);
  if (total > what.maxBytes) throw tooLarge(total);
  const hash = createHash(what.checksum?.algorithm ?? 'sha256');
  const out = await open(to, 'wx');
  let done = 0;
  try {
    for await (const chunk of response.body) {
      done += chunk.length;
      if (done > what.maxBytes) throw tooLarge(done);
      hash.update(chunk);
      await out.writeFile(chunk);
      onProgress?.(done, total);
    }
  } catch (error) {
    throw error instanceof TypeError ? new Error(`broken off: ${rootCause(error)}`, { cause: error }) : error;
  } finally {
    await out.close();
  }
  const found = hash.digest('hex');
  if (what.checksum && found !== what.checksum.hex) {
    throw new Error(`${what.checksum.algorithm} ${found}; expected ${what.checksum.hex}`);
  }
}

/** fetch says only `fetch failed`; the reason is the innermost cause. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message || error.name : rootCause(error.cause);
}
