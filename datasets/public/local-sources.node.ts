import { readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConfigError } from '../config-error.ts';
import { readWhole } from './data-root.node.ts';
import type { Download, PublicData } from './public-data.ts';
import { listZip, readZipEntry } from './unzip.ts';

/** Larger files are not unpacked, in bytes. */
const LARGEST_ENTRY = 512 * 1024 * 1024;

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
const isWorkbook = (names: readonly string[]): boolean => names.includes('[Content_Types].xml');

/** Names by which the file at `path` goes in a folder or an archive, as published or as placed. */
function namesOf(download: Download, path: string): string[] {
  const entry = download.entries.find(({ to }) => to === path);
  const published = entry?.name ?? new URL(download.url).pathname;
  return [basename(published), basename(path)].map((name) => name.toLowerCase());
}

function targets(data: PublicData): { readonly path: string; readonly names: readonly string[] }[] {
  return data.downloads.flatMap((download) =>
    download.entries.map(({ to }) => ({ path: to, names: namesOf(download, to) })),
  );
}

const find = (available: readonly string[], names: readonly string[]): string | undefined =>
  names
    .map((name) => available.find((given) => basename(given).toLowerCase() === name))
    .find((given) => given !== undefined);

/** Where each file of `data` (by its path) can be read from, given a local file or folder; unpacks into `folder`. */
export async function localSources(
  data: PublicData,
  from: string,
  folder: string,
): Promise<Map<string, string>> {
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) throw new ConfigError([`data: no file or folder ${from}`]);
  if (found.isDirectory()) {
    const names = await readdir(from);
    return pick(data, names, from, async (name) => join(from, name));
  }
  const bytes = await readWhole(from);
  const entries = isZip(bytes) ? listZip(bytes, from).map(({ name }) => name) : [];
  if (isZip(bytes) && !isWorkbook(entries)) {
    return pick(data, entries, from, (name) => unpackEntry(bytes, name, from, folder));
  }
  const [only, ...others] = data.files;
  if (only && others.length === 0) return new Map([[only.path, from]]);
  const wanted = targets(data).map(({ names }) => names[0]);
  throw new ConfigError([
    `data: ${data.name} has ${data.files.length} files; give the archive or a folder that holds ${wanted.join(', ')}, not ${from}`,
  ]);
}

async function pick(
  data: PublicData,
  available: readonly string[],
  from: string,
  take: (name: string) => Promise<string>,
): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const { path, names } of targets(data)) {
    const name = find(available, names);
    if (name === undefined) throw new ConfigError([`data: ${data.name}: no ${names[0]} in ${from}`]);
    sources.set(path, await take(name));
  }
  return sources;
}

/** Where each file of a finished download (by its path) can be read from. */
export async function unpack(what: Download, archive: string, folder: string): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const named = what.entries.some(({ name }) => name !== null);
  const bytes = named ? await readWhole(archive) : new Uint8Array();
  const entries = named ? listZip(bytes, archive).map(({ name }) => name) : [];
  for (const { name, to } of what.entries) {
    const entry =
      name === null
        ? undefined
        : (entries.find((given) => given === name) ?? find(entries, namesOf(what, to)));
    if (name !== null && entry === undefined) throw new ConfigError([`data: no '${name}' in ${what.url}`]);
    sources.set(to, entry === undefined ? archive : await unpackEntry(bytes, entry, archive, folder));
  }
  return sources;
}

async function unpackEntry(
  bytes: Uint8Array,
  name: string,
  archive: string,
  folder: string,
): Promise<string> {
  const to = join(folder, `unpacked-${basename(name)}`);
  await writeFile(to, readZipEntry(bytes, name, LARGEST_ENTRY, archive), { flag: 'wx' });
  return to;
}
