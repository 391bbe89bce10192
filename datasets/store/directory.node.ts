/**
 * A store appears whole or not at all. It is written to `.<name>.tmp-<host>-<pid>-<n>` beside its place and renamed at the end; a
 * store that is replaced is first moved to `.<name>.old-...`. A process killed at any moment leaves the old store or the
 * new one; `recoverStore` puts back what a killed process had moved aside and removes what it left unfinished.
 */

import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from '../config-error.ts';
import { makeFolder } from './make-folder.node.ts';
import { MANIFEST_FILE, MANIFEST_SCHEMA } from './manifest.ts';
import { isOfTheDead, ownSuffix } from './temporary-name.node.ts';

/** Where a store is written until it is complete. */
export interface StoreDirectory {
  /** Final place. */
  readonly dir: string;
  /** Exists from the start; removed by `discard`, renamed by `publish`. */
  readonly temporary: string;
  publish(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Raises when `dir` is something that may not be replaced: a file, or a directory that is neither empty nor holds a manifest
 * of the same family as `schema` (`shoplab.store/1`).
 */
export async function createStoreDirectory(dir: string, schema = MANIFEST_SCHEMA): Promise<StoreDirectory> {
  const place = realPlace(dir);
  await makeFolder(dirname(place));
  await recoverStore(place);
  await checkReplaceable(place, schema);
  const suffix = ownSuffix();
  const temporary = join(dirname(place), `.${basename(place)}.tmp-${suffix}`);
  const aside = join(dirname(place), `.${basename(place)}.old-${suffix}`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  return {
    dir: place,
    temporary,
    async publish() {
      await checkReplaceable(place, schema);
      const replaces = existsSync(place);
      if (replaces) await rename(place, aside);
      await rename(temporary, place);
      if (replaces) await rm(aside, { recursive: true, force: true });
    },
    discard: () => rm(temporary, { recursive: true, force: true }),
  };
}

/** Clears up after processes of this machine that died while they wrote the store at `dir`. */
export async function recoverStore(dir: string): Promise<void> {
  const place = realPlace(dir);
  const parent = dirname(place);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const kind = leftover(name, basename(place));
    if (!kind) continue;
    if (kind === 'old' && !existsSync(place)) await rename(join(parent, name), place);
    else await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** Which of the two it is, where a dead process left it. */
function leftover(name: string, store: string): 'tmp' | 'old' | undefined {
  return (['tmp', 'old'] as const).find((kind) => {
    const prefix = `.${store}.${kind}-`;
    return name.startsWith(prefix) && isOfTheDead(name.slice(prefix.length));
  });
}

async function checkReplaceable(dir: string, schema: string): Promise<void> {
  if (!existsSync(dir)) return;
  const what = familyOf(schema).slice('shoplab.'.length);
  if (!lstatSync(dir).isDirectory())
    throw new ConfigError([`${what}: ${dir} is a file; a directory is needed`]);
  if (readdirSync(dir).length === 0 || (await holdsFamily(dir, familyOf(schema)))) return;
  throw new ConfigError([
    `${what}: ${dir} is not empty and holds no ${schema} manifest; it will not be replaced`,
  ]);
}

async function holdsFamily(dir: string, family: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(dir, MANIFEST_FILE), 'utf8'));
    return (
      typeof manifest === 'object' &&
      manifest !== null &&
      'schema' in manifest &&
      typeof manifest.schema === 'string' &&
      familyOf(manifest.schema) === family
    );
  } catch {
    return false;
  }
}

/** A schema without its version. */
function familyOf(schema: string): string {
  return schema.slice(0, schema.indexOf('/'));
}

/** The place itself, not a link to it. */
function realPlace(dir: string): string {
  return existsSync(dir) ? realpathSync(dir) : resolve(dir);
}
