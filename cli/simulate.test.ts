/** The same bytes however the work is cut, told by the compiled command: threads, shards, interruption, damage. */

import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
const commands = openCommandLines();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-simulate-'));
});
afterAll(() => {
  commands.close();
  return rm(folder, { recursive: true, force: true });
});

interface Simulated {
  readonly digest: string;
  readonly tables: Record<string, number>;
  readonly impressions: number;
  readonly actions: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  readonly out: string;
}

/** In a process that other command lines share, unless `run` has one of its own. */
async function simulate(
  out: string,
  args: readonly string[] = [],
  run: typeof commands.run | typeof shoplab = commands.run,
): Promise<Simulated> {
  const { status, stdout, stderr } = await run(['simulate', 'tiny', '--json', '--out', out, ...args]);
  expect(stderr + String(status)).toMatch(/0$/);
  return JSON.parse(stdout) as Simulated;
}

async function simulateAsTasks(state: string, rounds: number, shards: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const shard of [2, 3, 1].slice(0, shards)) {
      const task = [
        'simulate',
        'tiny',
        '--set',
        `days=${rounds}`,
        '--state',
        state,
        '--task',
        `shard=${shard}/${shards},round=${round}`,
      ];
      expect((await shoplab(task)).status).toBe(0);
    }
    const barrier = [
      'simulate',
      'tiny',
      '--set',
      `days=${rounds}`,
      '--state',
      state,
      '--barrier',
      String(round),
    ];
    expect((await shoplab(barrier)).status).toBe(0);
  }
}

describe('simulate tiny', () => {
  it('gives one digest for 1 thread and 2, twice each, and as tasks of 3 shards; verify agrees', async () => {
    const digests: string[] = [];
    for (const [i, threads] of ['1', '2', '1', '2'].entries()) {
      const out = join(folder, `run-${i}`);
      const run = i < 2 ? shoplab : commands.run;
      digests.push((await simulate(out, ['--threads', threads, '--set', 'days=2'], run)).digest);
    }
    const state = join(folder, 'parts');
    await simulateAsTasks(state, 2, 3);
    for (const dir of [join(folder, 'run-1'), join(state, 'log')]) {
      const { status, stdout } = await commands.run(['verify', dir, '--json']);
      expect(status).toBe(0);
      const verified = JSON.parse(stdout) as { ok: boolean; digest: string };
      expect(verified.ok).toBe(true);
      digests.push(verified.digest);
    }
    expect(digests).toHaveLength(6);
    expect(new Set(digests).size).toBe(1);
  }, 180_000);

  it('prints what --json promises, and the counts are those of the tables', async () => {
    const result = await simulate(join(folder, 'json'), ['--set', 'days=7'], shoplab);
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(result.impressions).toBe(result.tables['impressions']);
    expect(result.actions).toBe(result.tables['actions']);
    expect(result.impressions).toBeGreaterThan(10_000);
    expect(result.seconds).toBeGreaterThan(0);
    expect(result.peakMemoryBytes).toBeGreaterThan(1e7);
    expect((await stat(join(result.out, 'manifest.json'))).isFile()).toBe(true);
  });

  it('another seed gives another digest', async () => {
    const a = await simulate(join(folder, 'seed-a'), ['--seed', 'a', '--set', 'days=2']);
    const b = await simulate(join(folder, 'seed-b'), ['--seed', 'b', '--set', 'days=2']);
    expect(a.digest).not.toBe(b.digest);
  });

  it('verify catches one changed byte, names the table, and ends with status 1', async () => {
    const { out } = await simulate(join(folder, 'damaged'), ['--set', 'days=2']);
    const part = join(out, 'impressions', 'part-00000.parquet');
    const handle = await open(part, 'r+');
    const { size } = await handle.stat();
    const byte = Buffer.alloc(1);
    const at = Math.floor(size / 2);
    await handle.read(byte, 0, 1, at);
    byte[0]! ^= 1;
    await handle.write(byte, 0, 1, at);
    await handle.close();
    const { status, stdout } = await commands.run(['verify', out]);
    expect(status).toBe(1);
    expect(stdout).toContain('impressions');
    expect(stdout).toMatch(/DAMAGED/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s leaves nothing half-done and ends with status 130',
    async (signal) => {
      const parent = join(folder, `interrupted-${signal}`);
      let sent = false;
      const { status, stderr } = await shoplab(
        ['simulate', 'tiny', '--set', 'shoppers.count=3000', '--threads', '2', '--out', join(parent, 'log')],
        {
          onStderr: (text, kill) => {
            if (sent || !/\d+\/\d+/.test(text)) return;
            sent = true;
            kill(signal);
          },
        },
      );
      expect(sent).toBe(true);
      expect(stderr).toContain('interrupted');
      expect(status).toBe(130);
      expect(await readdir(parent).catch(() => [])).toEqual([]);
    },
  );
});
