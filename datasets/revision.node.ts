/** Which commit of shoplab runs, and whether its files are as committed: read from the files of Git, which need not be installed. */

import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';

export interface Revision {
  readonly commit: string;
  /** Whether a tracked file differs from the commit; absent where that cannot be told. */
  readonly dirty?: boolean;
}

interface Repository {
  readonly root: string;
  /** Of this working tree. */
  readonly own: string;
  /** Of all working trees of the repository. */
  readonly common: string;
}

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
};

/** null: `root` itself is no working tree. */
function repositoryAt(root: string): Repository | null {
  const at = join(root, '.git');
  const link = /^gitdir: (.+)$/.exec(textOf(at) ?? '');
  const own = link ? resolve(root, link[1]!) : at;
  if (textOf(join(own, 'HEAD')) === null) return null;
  const common = textOf(join(own, 'commondir'));
  return { root, own, common: common === null ? own : resolve(own, common) };
}

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

function headOf({ own, common }: Repository): string | null {
  let name = 'HEAD';
  for (let links = 0; links < 5; links++) {
    const text = textOf(join(own, name)) ?? textOf(join(common, name)) ?? packedRef(common, name);
    const link = /^ref: (.+)$/.exec(text ?? '');
    if (!link) return text !== null && COMMIT.test(text) ? text : null;
    name = link[1]!;
  }
  return null;
}

const packedRef = (common: string, name: string): string | null =>
  (textOf(join(common, 'packed-refs')) ?? '')
    .split('\n')
    .find((line) => line.endsWith(` ${name}`))
    ?.split(' ')[0] ?? null;

/** Tree of a commit that is filed as an object of its own; null: packed, or not there. */
function treeOf({ common }: Repository, commit: string): string | null {
  try {
    const file = readFileSync(join(common, 'objects', commit.slice(0, 2), commit.slice(2)));
    return /\0tree ([0-9a-f]+)\n/.exec(inflateSync(file).toString('latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}

interface IndexEntry {
  readonly path: string;
  readonly size: number;
  readonly modifiedSeconds: number;
  readonly modifiedNanos: number;
  readonly blob: string;
  readonly isLink: boolean;
  readonly isFile: boolean;
}

interface Index {
  readonly entries: readonly IndexEntry[];
  /** Tree that the index would be committed as; null: it was changed since the last commit, or is not told. */
  readonly tree: string | null;
}

const ENTRY = 62;

/** Versions 2 and 3 of the index of SHA-1 repositories; null for others. Format: gitformat-index(5). */
function readIndex(own: string): Index | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(own, 'index'));
  } catch {
    return null;
  }
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || (version !== 2 && version !== 3)) return null;
  const entries: IndexEntry[] = [];
  let at = 12;
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const mode = bytes.readUInt32BE(at + 24);
    const flags = bytes.readUInt16BE(at + 60);
    const start = at + ENTRY + (flags & 0x4000 ? 2 : 0);
    const end = bytes.indexOf(0, start);
    entries.push({
      path: bytes.toString('utf8', start, end),
      size: bytes.readUInt32BE(at + 36),
      modifiedSeconds: bytes.readUInt32BE(at + 8),
      modifiedNanos: bytes.readUInt32BE(at + 12),
      blob: bytes.toString('hex', at + 40, at + 60),
      isLink: mode >>> 12 === 0b1010,
      isFile: mode >>> 12 === 0b1000,
    });
    at += (end - at + 8) & ~7;
  }
  return { entries, tree: cachedTree(bytes, at) };
}

/** The root of the extension TREE: its path is empty; entries of -1 mean that the index was changed. */
function cachedTree(bytes: Buffer, from: number): string | null {
  for (let at = from; at + 8 <= bytes.length - 20; ) {
    const size = bytes.readUInt32BE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'TREE') {
      const line = bytes.indexOf(10, at + 9);
      const [entries] = bytes.toString('latin1', at + 9, line).split(' ');
      return entries === '-1' ? null : bytes.toString('hex', line + 1, line + 21);
    }
    at += 8 + size;
  }
  return null;
}

/** Stat data first, as Git does; content where they differ. */
function isChanged(root: string, entry: IndexEntry): boolean {
  const file = join(root, entry.path);
  try {
    const stat = lstatSync(file, { bigint: true });
    if (!entry.isLink && !entry.isFile) return false;
    if (stat.isSymbolicLink() !== entry.isLink) return true;
    const [seconds, nanos] = [stat.mtimeNs / 1_000_000_000n, stat.mtimeNs % 1_000_000_000n];
    const isSame =
      Number(stat.size & 0xffffffffn) === entry.size &&
      Number(seconds & 0xffffffffn) === entry.modifiedSeconds &&
      Number(nanos) === entry.modifiedNanos;
    if (isSame) return false;
    const content = entry.isLink ? Buffer.from(readlinkSync(file)) : readFileSync(file);
    const hash = createHash('sha1').update(`blob ${content.length}\0`).update(content);
    return hash.digest('hex') !== entry.blob;
  } catch {
    return true;
  }
}

/** The revision of the working tree at `root`; null where it is none. Files that are not tracked do not count. */
export function revisionAt(root: string): Revision | null {
  const repository = repositoryAt(root);
  const commit = repository === null ? null : headOf(repository);
  if (repository === null || commit === null) return null;
  const index = readIndex(repository.own);
  if (index === null) return { commit };
  if (index.entries.some((entry) => isChanged(root, entry))) return { commit, dirty: true };
  if (index.tree === null) return { commit, dirty: true };
  const tree = treeOf(repository, commit);
  return tree === null ? { commit } : { commit, dirty: tree !== index.tree };
}

let known: Revision | null | undefined;

/** Of this program, from its own folder; null where it was not run from a working tree. */
export function revision(): Revision | null {
  if (known === undefined) {
    const folder = fileURLToPath(
      new URL(import.meta.url.includes('/dist/') ? '../..' : '..', import.meta.url),
    );
    known = revisionAt(folder);
  }
  return known;
}
