/** Folders that are made, and those that no file system makes. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder } from './make-folder.node.ts';

let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'shoplab-folders-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

it('makes what is missing above, leaves what is there, and follows a link to a folder', async () => {
  const deep = join(place, 'a', 'b', 'c');
  await makeFolder(deep);
  await writeFile(join(deep, 'kept'), 'x');
  await makeFolder(deep);
  expect(await readdir(deep)).toEqual(['kept']);
  await symlink(join(place, 'a'), join(place, 'link'));
  await makeFolder(join(place, 'link', 'd'));
  expect((await readdir(join(place, 'a'))).sort()).toEqual(['b', 'd']);
  await makeFolder('.');
  await makeFolder('/');
});

it('is one folder to many who ask at once', async () => {
  // Again and again: a race that is lost now and then is lost in one of these.
  for (let round = 0; round < 100; round++) {
    const deep = join(place, `many${round}`, 'at', 'once');
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(deep)));
    expect(await readdir(deep)).toEqual([]);
  }
});

it.each([
  ['a file', 'file', 'EEXIST'],
  ['below a file', 'file/inside', 'ENOTDIR'],
  ['a link to nothing', 'nowhere', 'EEXIST'],
])('%s is told by its code', async (_, name, code) => {
  await writeFile(join(place, 'file'), 'x');
  await rm(join(place, 'nowhere'), { force: true });
  await symlink(join(place, 'none'), join(place, 'nowhere'));
  await expect(makeFolder(join(place, name))).rejects.toMatchObject({ code });
});

it('of a file system that makes none ends, for every command', {
  skip: !existsSync('/proc/self'),
}, async () => {
  await expect(makeFolder('/proc/shoplab/a/b')).rejects.toThrow(
    "ENOENT: its file system makes no folder there, mkdir '/proc/shoplab'",
  );
  const main = new URL('../../dist/cli/main.node.js', import.meta.url).pathname;
  const ended = (args: readonly string[]) =>
    new Promise<readonly [unknown, string]>((done) => {
      execFile(
        process.execPath,
        [main, ...args],
        { timeout: 20_000, killSignal: 'SIGKILL' },
        (error, _, told) => done([error?.code, told]),
      );
    });
  const [status, told] = await ended(['simulate', 'tiny', '--out', '/proc/shoplab/a']);
  expect(status).toBe(1);
  expect(told.trim().split('\n')).toEqual([
    'shoplab: /proc/shoplab: its file system makes no folder there (ENOENT, mkdir)',
  ]);
});

it('is what makes every folder: no source asks Node for a recursive one', async () => {
  const root = new URL('../../', import.meta.url).pathname;
  const asking: string[] = [];
  for (const layer of ['datasets', 'simulator', 'algorithms', 'experiments', 'reports', 'cli'])
    for (const name of await readdir(join(root, layer), { recursive: true })) {
      if (!name.endsWith('.node.ts')) continue;
      const text = await readFile(join(root, layer, name), 'utf8');
      if (/mkdir(Sync)?\([^;]*recursive: true/.test(text)) asking.push(`${layer}/${name}`);
    }
  expect(asking).toEqual([]);
});
