import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStoreDirectory, recoverStore } from './directory.node.ts';
import { readManifest } from './reader.node.ts';
import { openStore } from './writer.node.ts';

let root: string;
let dir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shoplab-directory-'));
  dir = join(root, 'store');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const writeStore = async (seed: string): Promise<void> => {
  const writer = await openStore(dir);
  await writer.commit({
    kind: 'simulation',
    name: 'x',
    origin: '2024-01-01T00:00:00Z',
    seed,
    scenario: { name: 'x', text: '' },
    version: '0',
  });
};
const seedOf = async (): Promise<string> => (await readManifest(dir)).seed;
/** A process id that was in use a moment ago and is not now. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
/** A working directory as a process leaves it that was killed while it wrote. */
const leaveUnfinished = async (): Promise<string> => {
  const { temporary } = await createStoreDirectory(dir);
  const left = temporary.replace(`-${process.pid}-`, `-${deadPid()}-`);
  renameSync(temporary, left);
  writeFileSync(join(left, 'part'), 'half');
  return left;
};

describe('createStoreDirectory', () => {
  it('makes parents, and leaves nothing at the place before publishing', async () => {
    dir = join(root, 'a', 'b', 'store');
    const directory = await createStoreDirectory(dir);
    expect(existsSync(dir)).toBe(false);
    writeFileSync(join(directory.temporary, 'x'), '1');
    await directory.publish();
    expect(readdirSync(join(root, 'a', 'b'))).toEqual(['store']);
    expect(readFileSync(join(dir, 'x'), 'utf8')).toBe('1');
  });

  it('replaces an empty directory and an earlier store', async () => {
    mkdirSync(dir);
    await writeStore('1');
    await writeStore('2');
    expect(await seedOf()).toBe('2');
    expect(readdirSync(root)).toEqual(['store']);
  });

  it('refuses a file, and a directory that is not a store, and leaves them as they are', async () => {
    writeFileSync(dir, 'mine');
    await expect(openStore(dir)).rejects.toThrow(`store: ${dir} is a file`);
    rmSync(dir);
    mkdirSync(dir);
    writeFileSync(join(dir, 'thesis.tex'), 'mine');
    await expect(openStore(dir)).rejects.toThrow(
      `store: ${dir} is not empty and holds no shoplab.store/1 manifest`,
    );
    writeFileSync(join(dir, 'manifest.json'), '{"schema": "another/1"}');
    await expect(openStore(dir)).rejects.toThrow('it will not be replaced');
    expect(readdirSync(root)).toEqual(['store']);
    expect(readdirSync(dir)).toEqual(['manifest.json', 'thesis.tex']);
  });

  it('refuses what came to stand there while it wrote', async () => {
    const directory = await createStoreDirectory(dir);
    mkdirSync(dir);
    writeFileSync(join(dir, 'thesis.tex'), 'mine');
    await expect(directory.publish()).rejects.toThrow('it will not be replaced');
    expect(readdirSync(dir)).toEqual(['thesis.tex']);
    await directory.discard();
    expect(readdirSync(root)).toEqual(['store']);
  });

  it('writes to where a link leads and keeps the link', async () => {
    const real = join(root, 'real');
    mkdirSync(real);
    symlinkSync(real, dir);
    await writeStore('1');
    expect(existsSync(join(real, 'manifest.json'))).toBe(true);
    await writeStore('2');
    expect(await seedOf()).toBe('2');
    expect(readdirSync(root).sort()).toEqual(['real', 'store']);
  });

  it('gives two writers of one place a directory each', async () => {
    const one = await createStoreDirectory(dir);
    const two = await createStoreDirectory(dir);
    expect(one.temporary).not.toBe(two.temporary);
    expect(existsSync(one.temporary)).toBe(true);
  });
});

describe('recoverStore', () => {
  it('removes what a dead process left unfinished, and nothing of a living one', async () => {
    const left = await leaveUnfinished();
    const alive = await createStoreDirectory(dir);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(alive.temporary)).toBe(true);
    mkdirSync(join(root, '.store.tmp-elsewhere-1-0'));
    mkdirSync(join(root, '.store2.tmp-x'));
    await recoverStore(dir);
    expect(readdirSync(root).sort()).toEqual(
      ['.store.tmp-elsewhere-1-0', '.store2.tmp-x', alive.temporary.slice(root.length + 1)].sort(),
    );
  });

  it('puts the old store back when its writer died between the two renames', async () => {
    await writeStore('old');
    const left = await leaveUnfinished();
    const aside = left.replace('.tmp-', '.old-');
    renameSync(dir, aside);
    expect(await seedOf()).toBe('old');
    expect(readdirSync(root)).toEqual(['store']);
  });

  it('removes the old store when the new one is in place', async () => {
    await writeStore('old');
    const left = await leaveUnfinished();
    const aside = left.replace('.tmp-', '.old-');
    renameSync(dir, aside);
    renameSync(left, dir);
    rmSync(dir, { recursive: true });
    const writer = await createStoreDirectory(join(root, 'new'));
    await writer.publish();
    renameSync(join(root, 'new'), dir);
    await recoverStore(dir);
    expect(readdirSync(root)).toEqual(['store']);
    expect(readdirSync(dir)).toEqual([]);
  });
});
