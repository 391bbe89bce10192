/** `shoplab bench` on tiny sizes: records, report, resumption, faults of usage. Nothing here looks at a time. */

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PointRecord, ThroughputFile } from '../experiments/throughput/throughput-record.ts';
import { type CliResult, shoplab } from './spawn-cli.fixture.ts';

const TINY = [
  '--quick',
  '--items',
  '120',
  '--users',
  '20',
  '--dimensions',
  '8',
  '--rounds',
  '2',
  '--threads',
  '2',
];

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

let root = '';
let out = '';
let first: CliResult;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-bench-'));
  out = join(root, 'out');
  first = await shoplab(['bench', ...TINY, '--no-curves', '--backends', 'core,reference', '--out', out]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const readJson = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(...path), 'utf8')) as T;

describe('shoplab bench', () => {
  it('prints a table for each kind of factors and says where the records are', () => {
    expect(first.status).toBe(0);
    for (const factors of ['gaussian', 'trained'])
      expect(first.stdout).toContain(`${factors}, 120 items x 8, 20 users, lists of 10`);
    expect(first.stdout).toMatch(/^ reference .*\n core, 1 thread .*\n core, 2 threads /m);
    expect(first.stdout).toContain('2 points (0 found done)');
    expect(first.stderr).toContain('measuring: 12/12');
  });

  it('files a record a point, whole, with what was asked and what it took', async () => {
    const file = await readJson<ThroughputFile>(out, 'throughput.json');
    expect(file.backends.map(({ backend, absent }) => [backend, absent])).toEqual([
      ['reference', null],
      ['core', null],
    ]);
    expect((await readdir(join(out, 'points'))).sort()).toEqual(file.points.map((id) => `${id}.json`).sort());
    for (const id of file.points) {
      const { inputs, lanes } = await readJson<PointRecord>(out, 'points', `${id}.json`);
      expect(lanes.map(({ backend, threads }) => [backend, threads])).toEqual([
        ['reference', 1],
        ['core', 1],
        ['core', 2],
      ]);
      for (const lane of lanes) {
        if (lane.status !== 'measured') throw new Error(`${lane.backend}: ${lane.why}`);
        expect(lane.checked).toEqual({ lists: 20, equal: 20, sameItems: 20 });
        expect(lane.perSecond).toHaveLength(2);
        expect(lane.usersPerSecond.least).toBeLessThanOrEqual(lane.usersPerSecond.median);
        expect(lane.nominalGflops).toBeCloseTo((2 * 120 * 8 * lane.usersPerSecond.median) / 1e9, 12);
        expect(lane.latency!.p50).toBeLessThanOrEqual(lane.latency!.p99);
        expect(lane.memory.peakBytes!).toBeGreaterThan(1e7);
        expect(lane.memory.bytesPerItem!).toBeGreaterThanOrEqual(32);
      }
      expect(inputs.point).toMatchObject({ users: 20, items: 120, dimensions: 8, k: 10, main: true });
    }
  });

  it('draws a page with its charts', async () => {
    const page = await readFile(join(out, 'report', 'index.html'), 'utf8');
    for (const name of [
      'users-per-second-trained',
      'latency-gaussian',
      'memory-gaussian',
      'growth-threads-trained',
    ]) {
      expect(page).toContain(`data-chart="${name}"`);
      expect(await readFile(join(out, 'report', 'charts', `${name}.svg`), 'utf8')).toContain('<title>');
    }
    expect(page).toContain('npx shoplab bench --quick --items 120');
  });

  it('does not measure again what is filed, unless told or damaged', async () => {
    const args = [
      'bench',
      ...TINY,
      '--no-curves',
      '--backends',
      'core,reference',
      '--out',
      out,
      '--json',
      '--no-report',
      '--quiet',
    ];
    const resumed = async (...more: string[]) =>
      (JSON.parse((await shoplab([...args, ...more])).stdout) as { resumed: number }).resumed;
    expect(await resumed()).toBe(2);
    expect(await resumed('--again')).toBe(0);
    const name = (await readJson<ThroughputFile>(out, 'throughput.json')).points[0]!;
    await writeFile(join(out, 'points', `${name}.json`), '{}');
    const damaged = await shoplab(args);
    expect(damaged.status).toBe(1);
    expect(damaged.stderr).toContain('remove the file to measure it again');
  });

  it('goes along the curves, and stops at Ctrl-C with what is done', async () => {
    const folder = join(root, 'curves');
    const sizes = ['--items', '60', '--dimensions', '4', '--rounds', '1'];
    const args = ['bench', ...TINY, ...sizes, '--backends', 'reference', '--out', folder, '--no-report'];
    const stopped = await shoplab(args, {
      onStderr: (text, kill) => {
        if (text.includes('measuring')) kill('SIGINT');
      },
    });
    expect(stopped.status).toBe(130);
    expect(stopped.stderr).toContain('points that are done are kept');
    const whole = await shoplab([...args, '--quiet']);
    expect(whole.status).toBe(0);
    expect(whole.stdout).toContain('users/s along the curves');
    expect((await readdir(join(folder, 'points'))).every((name) => /^[0-9a-f]{16}\.json$/.test(name))).toBe(
      true,
    );
  });

  it.each([
    [['--backends', 'cor'], "bench: no backend 'cor'; did you mean 'core'?"],
    [['--backends', 'core,qqqqqqqq'], "bench: no backend 'qqqqqqqq'; there are reference, core"],
    [['--items', '0'], "'0' is not a whole number from 1 to 10000000"],
    [['--items', '5', '--k', '6'], 'bench: --k 6 is more than the 5 items'],
    [['--rouns', '3'], "unknown option '--rouns'"],
    [
      ['--items', '10000000', '--dimensions', '1024', '--no-curves'],
      'bench: 10000000 vectors of 1024 need 40960000000 bytes; 4294901760 are allowed',
    ],
    [['--quick', '--out', ''], 'out: the path is empty; a folder is needed'],
    [['--quick', '--out', 'package.json'], 'out: package.json is a file; a folder is needed'],
    [['--quick', '--out', 'cli'], 'out: cli is not empty and holds no benchmark'],
  ])('%j is wrong usage', async (args, why) => {
    const { status, stderr } = await shoplab(['bench', '--out', join(root, 'never'), ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
  });

  it.skipIf(isInstalled('@tensorflow/tfjs-node'))(
    'has nothing to say where no backend asked for is there',
    async () => {
      const { status, stderr } = await shoplab([
        'bench',
        ...TINY,
        '--backends',
        'tfjs-node',
        '--out',
        join(root, 'absent'),
      ]);
      expect(status).toBe(2);
      expect(stderr).toContain('bench: tfjs-node is absent: @tensorflow/tfjs-node is not installed');
      expect(existsSync(join(root, 'absent', 'throughput.json'))).toBe(false);
    },
  );
});
