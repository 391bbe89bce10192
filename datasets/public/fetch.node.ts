/** Brings a public data set into the data root: download or local file, unpack, canonical spelling, checksum, rename. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../store/make-folder.node.ts';
import { isOfTheDead, ownSuffix } from '../store/temporary-name.node.ts';
import { dataRoot } from './data-root.node.ts';
import { download } from './download.node.ts';
import { localSources, unpack } from './local-sources.node.ts';
import { type PublicData, type PublicFile, placeByHand } from './public-data.ts';
import { publicData } from './registry.node.ts';

export interface FetchOptions {
  /** Default: the data root. */
  readonly root?: string;
  /** A local file or folder instead of the download: the archive, the workbook, the file, or a folder that holds the files. */
  readonly from?: string;
  /** Another address instead of the official one; for several downloads, the folder that holds them. Same checks. */
  readonly url?: string;
  readonly signal?: AbortSignal;
  /** `total` is 0 when it is not known. */
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/** Start of the name of a folder for what is not placed yet. */
const WAITING = '.fetch-';

export interface Fetched {
  readonly name: string;
  readonly root: string;
  /** Paths of the files placed. */
  readonly files: readonly string[];
  /** Address or local path they came from. */
  readonly source: string;
}

/** Fetches the data set `name`; ConfigError on an unknown name, else as `fetchPublicData`. */
export async function fetchData(name: string, options: FetchOptions = {}): Promise<Fetched> {
  return fetchPublicData(publicData(name), options);
}

/**
 * Nothing is placed unless every file has the expected content, whatever it is spelled in; what was placed is whole at any
 * moment. Throws ConfigError on an unusable local file, Error on a failed download or another content.
 */
export async function fetchPublicData(data: PublicData, options: FetchOptions = {}): Promise<Fetched> {
  const { name } = data;
  const root = options.root ?? dataRoot();
  await makeFolder(root);
  await sweepUp(root);
  const folder = join(root, `${WAITING}${name}-${ownSuffix()}`);
  await mkdir(folder);
  try {
    const sources = options.from
      ? await localSources(data, resolve(options.from), folder)
      : await downloaded(data, root, folder, options);
    const ready = new Map<PublicFile, string>();
    for (const [index, file] of data.files.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.(`checking ${file.path}`, index, data.files.length);
      const to = join(folder, `ready-${index}`);
      await writeChecked(data, file, sources.get(file.path)!, to, options.signal);
      ready.set(file, to);
    }
    const files: string[] = [];
    for (const [file, from] of ready) {
      const to = join(root, file.path);
      await makeFolder(dirname(to));
      await rename(from, to);
      files.push(to);
    }
    return { name, root, files, source: options.from ?? options.url ?? data.address };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what killed fetches left, of whatever data. */
async function sweepUp(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const [suffix] = name.startsWith(WAITING) ? (/[^-]+-\d+-\d+$/.exec(name) ?? []) : [];
    if (suffix !== undefined && isOfTheDead(suffix))
      await rm(join(root, name), { recursive: true, force: true });
  }
}

async function downloaded(
  data: PublicData,
  root: string,
  folder: string,
  { url, signal, onProgress }: FetchOptions,
): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const [index, item] of data.downloads.entries()) {
    const file = item.url.split('/').at(-1)!;
    const address = url === undefined ? item.url : data.downloads.length === 1 ? url : `${url}/${file}`;
    const to = join(folder, `${index}-${file}`);
    try {
      await download(item, address, to, {
        ...(signal && { signal }),
        onProgress: (done, total) => onProgress?.(`downloading ${address}`, done, total),
      });
    } catch (error) {
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        [`data: ${data.name}: ${address}: ${reason}`, ...placeByHand(data, root)].join('\n  '),
        { cause: error },
      );
    }
    for (const [path, source] of await unpack(item, to, folder)) sources.set(path, source);
  }
  return sources;
}

/** Writes the canonical spelling of `source` to `to`; throws unless it is the expected content. */
async function writeChecked(
  data: PublicData,
  file: PublicFile,
  source: string,
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  const out = await open(to, 'wx');
  let bytes = 0;
  try {
    for await (const piece of file.spell ? file.spell(source, signal) : createReadStream(source)) {
      signal?.throwIfAborted();
      const chunk: Uint8Array = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
      hash.update(chunk);
      bytes += chunk.length;
      await out.writeFile(chunk);
    }
    await out.sync();
  } finally {
    await out.close();
  }
  const found = hash.digest('hex');
  if (found !== file.sha256) {
    throw new Error(
      `data: ${data.name}: ${file.path} from ${source}: ${bytes} bytes with sha256 ${found} in canonical spelling; ` +
        `expected ${file.bytes} bytes with ${file.sha256}; nothing was placed`,
    );
  }
}
