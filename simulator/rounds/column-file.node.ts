/** Columns of numbers in one file with what they are, checked by digest: how tasks and barriers hand over. */

import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { isOfTheDead, ownSuffix } from '../../datasets/store/temporary-name.node.ts';
import { toHex } from '../../numerics/digest.ts';
import { sha256Native } from '../../numerics/sha256.node.ts';
import type { NumberArray } from '../filing/growing.ts';

const SCHEMA = 'shoplab.columns/1';
const TYPES = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;
type TypeName = keyof typeof TYPES;

/** Facts by which a file is recognised. */
export type Facts = Readonly<Record<string, string | number>>;

export interface ColumnFile {
  readonly facts: Facts;
  readonly columns: Readonly<Record<string, NumberArray>>;
}

interface Header {
  readonly schema: string;
  readonly facts: Facts;
  readonly columns: readonly { readonly name: string; readonly type: TypeName; readonly length: number }[];
  /** Of the header without this field, then the bytes after it. */
  readonly sha256: string;
}

/**
 * Writes under a temporary name and renames: the file is whole or absent. What killed processes left of it before is
 * removed. Little-endian machines only.
 */
export async function writeColumnFile(path: string, { facts, columns }: ColumnFile): Promise<void> {
  const parts = Object.values(columns).map((c) => new Uint8Array(c.buffer, c.byteOffset, c.byteLength));
  const body = Buffer.concat(parts);
  const described = {
    schema: SCHEMA,
    facts,
    columns: Object.entries(columns).map(([name, column]) => ({
      name,
      type: column.constructor.name as TypeName,
      length: column.length,
    })),
  };
  const header: Header = { ...described, sha256: digestOf(described, body) };
  await makeFolder(dirname(path));
  await sweep(path);
  const temporary = temporaryPrefix(path) + ownSuffix();
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

const temporaryPrefix = (path: string): string => `${path}.tmp-`;

async function sweep(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = temporaryPrefix(basename(path));
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix) && isOfTheDead(name.slice(prefix.length)))
      await rm(join(folder, name), { force: true });
  }
}

function digestOf(described: Omit<Header, 'sha256'>, body: Buffer): string {
  return toHex(sha256Native(Buffer.concat([Buffer.from(JSON.stringify(described)), body])));
}

/** Reads a file back. Raises when it is damaged or its facts are not `expected`. */
export async function readColumnFile(path: string, expected: Facts): Promise<ColumnFile> {
  const bytes = await readFile(path);
  const headerEnd = bytes.indexOf(10);
  const damaged = (why: string): Error => new Error(`state: ${path} is damaged: ${why}; make it again`);
  let header: Header;
  try {
    header = JSON.parse(bytes.subarray(0, headerEnd).toString('utf8')) as Header;
  } catch {
    throw damaged('no header');
  }
  if (header.schema !== SCHEMA) throw damaged(`not ${SCHEMA}`);
  const body = bytes.subarray(headerEnd + 1);
  const { sha256, ...described } = header;
  if (digestOf(described, body) !== sha256) throw damaged('its bytes are not those that were written');
  for (const [name, value] of Object.entries(expected)) {
    if (header.facts[name] === value) continue;
    throw new Error(
      `state: ${path} has ${name} ${header.facts[name]}, not ${value}: it belongs to another simulation`,
    );
  }
  let at = 0;
  const columns = header.columns.map(({ name, type, length }): [string, NumberArray] => {
    const size = length * TYPES[type].BYTES_PER_ELEMENT;
    const own = Uint8Array.from(body.subarray(at, at + size));
    at += size;
    return [name, new TYPES[type](own.buffer)];
  });
  return { facts: header.facts, columns: Object.fromEntries(columns) };
}
