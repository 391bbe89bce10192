/**
 * A study on a disk that is full or may not be written: a line that says so, what was filed before whole, and the same command goes on.
 * Disks are small file systems in memory, mounted in a namespace of their own; where none may be made, files are forbidden to grow
 * (RLIMIT_FSIZE), and folders are closed to who runs.
 */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../run-record.ts';
import { readRecord } from '../run-store.node.ts';
import { openTrials } from '../search/trial-store.node.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const STUDY = `
name: full
title: A study with a search
data: { scenario: tiny, seed: small, set: [shoppers.count=120, days=10, truth=none] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms:
  - { name: popularity }
  - { name: item-knn, space: { neighbours: { from: 1, to: 200, scale: log } } }
search: { method: random, trials: 12 }
metrics: { names: [ndcg, recall], at: [10] }
statistics: { resamples: 100 }
`;
const WORDS =
  /^shoplab: \S+: cannot be written: [^\n]+; what was filed before is whole, and the same command goes on from there\n$/;

let folder = '';
let undisturbed = '';
const at = (name: string): string => join(folder, name);
const command = (out: string): string =>
  `'${process.execPath}' '${MAIN}' run '${at('full.yaml')}' --out '${out}' --threads 1 --no-report --quiet`;
const shell = (script: string, options: object = {}) =>
  spawnSync('sh', ['-c', script], { encoding: 'utf8', ...options });
const inNamespace = (script: string) =>
  spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-full-'));
  undisturbed = at('undisturbed');
  writeFileSync(at('full.yaml'), STUDY);
  expect(shell(command(undisturbed)).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const canMount = (): boolean =>
  inNamespace(`mkdir -p '${at('probe')}' && mount -t tmpfs -o size=4k tmpfs '${at('probe')}'`).status === 0;

const namesIn = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir).sort() : []);
const recordsIn = (out: string): string[] =>
  namesIn(join(out, 'runs')).filter((name) => name.endsWith('.json'));

function bytesOf(out: string): unknown {
  const records = recordsIn(out).map((name) => {
    const record = JSON.parse(readFileSync(join(out, 'runs', name), 'utf8')) as RunRecord;
    return record.status === 'done'
      ? [record.id, record.resultDigest, JSON.stringify(record.result)]
      : record;
  });
  return {
    names: namesIn(join(out, 'runs')),
    records,
    summary: readFileSync(join(out, 'summary.json'), 'utf8'),
  };
}

/** Kilobytes of blocks, as a file system in memory counts them: folders cost nothing. */
function sizeOf(path: string): number {
  if (!statSync(path).isDirectory()) return 4 * Math.ceil(statSync(path).size / 4096);
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** What stands after a run that could not go on: sound, nothing half-written; and the same command on a disk with room comes to the same bytes. */
async function expectWholeAndResumed(out: string): Promise<{ records: number; trials: number }> {
  for (const dir of [out, join(out, 'runs'), join(out, 'trials')])
    expect(namesIn(dir).filter((name) => name.includes('.tmp-'))).toEqual([]);
  for (const name of recordsIn(out))
    expect((await readRecord(out, name.replace('.json', '')))?.status).toBe('done');
  const trials = namesIn(join(out, 'trials'));
  const store = openTrials(join(out, 'trials'));
  for (const name of trials) expect(await store.load(name.replace('.json', ''))).not.toBeNull();
  const found = { records: recordsIn(out).length, trials: trials.length };
  expect(shell(command(out)).status).toBe(0);
  expect(bytesOf(out)).toEqual(bytesOf(undisturbed));
  return found;
}

describe('a disk that is full', () => {
  it.each([0.2, 0.5, 0.8])('after %s of what a study writes besides its data', async (part) => {
    const out = at(`full-${part}`);
    mkdirSync(out);
    cpSync(join(undisturbed, 'data'), join(out, 'data'), { recursive: true });
    const data = sizeOf(join(undisturbed, 'data'));
    const room = Math.round(data + 8 + part * (sizeOf(undisturbed) - data));
    const disk = at('disk');
    mkdirSync(disk, { recursive: true });
    // A file that may not grow is as good a full disk: the last one that fits in `part` of the largest.
    const limit = Math.max(1, Math.round(part * 2));
    const ran = canMount()
      ? inNamespace(
          `mount -t tmpfs -o size=${room}k tmpfs '${disk}' && cp -r '${out}/.' '${disk}' && { ${command(disk)}; status=$?; cp -r '${disk}/.' '${out}'; exit $status; }`,
        )
      : shell(`trap '' XFSZ; ulimit -f ${limit}; ${command(out)}`);
    expect(ran.stderr).toMatch(WORDS);
    expect(ran.status).toBe(1);
    const { records, trials } = await expectWholeAndResumed(out);
    process.stdout.write(
      `${room} KB, ${part}: ${trials} trials and ${records} records stood when the disk was full\n`,
    );
  });
});

describe('output that may not be written', () => {
  it('is told, and nothing of it is changed', () => {
    const out = at('closed');
    cpSync(undisturbed, out, { recursive: true });
    const removed = join(out, 'runs', recordsIn(out)[0]!);
    rmSync(removed);
    const before = namesIn(join(out, 'runs')).map((name) => [
      name,
      readFileSync(join(out, 'runs', name), 'hex'),
    ]);
    const ran = canMount()
      ? inNamespace(`mount --bind '${out}' '${out}' && mount -o remount,bind,ro '${out}' && ${command(out)}`)
      : closedRun(out);
    expect(ran.stderr).toMatch(WORDS);
    expect(ran.status).toBe(1);
    expect(
      namesIn(join(out, 'runs')).map((name) => [name, readFileSync(join(out, 'runs', name), 'hex')]),
    ).toEqual(before);
    expect(shell(command(out)).status).toBe(0);
    expect(bytesOf(out)).toEqual(bytesOf(undisturbed));
  });

  it('is told of a folder that cannot be made', () => {
    const above = at('above');
    mkdirSync(above);
    const out = join(above, 'new', 'out');
    const ran = canMount()
      ? inNamespace(
          `mount --bind '${above}' '${above}' && mount -o remount,bind,ro '${above}' && ${command(out)}`,
        )
      : closedRun(out, above);
    expect(ran.stderr).toMatch(WORDS);
    expect(ran.stderr).toMatch(/read-only file system|permission denied/);
    expect(existsSync(join(above, 'new'))).toBe(false);
  });
});

/** As somebody who may not write there. */
function closedRun(out: string, closed = out) {
  chmodSync(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) chmodSync(closed, 0o555);
  const ran = shell(command(out), isRoot ? { uid: 65534, gid: 65534 } : {});
  chmodSync(closed, 0o755);
  return ran;
}
