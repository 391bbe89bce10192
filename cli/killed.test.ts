/** A simulation that is killed leaves nothing, or what was there before, whole; the next run sweeps up and comes out the same. */

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportStore } from '../datasets/store/export.node.ts';
import { readStore, UnsoundStore } from '../datasets/store/reader.node.ts';
import { verifyStore } from '../datasets/store/verify.node.ts';
import { openCommandLines } from './one-process.fixture.ts';
import { type CliResult, shoplab } from './spawn-cli.fixture.ts';

let folder = '';
/** For what is not killed. */
const commands = openCommandLines();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-killed-'));
});
afterAll(() => {
  commands.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As few tables as there are: each is a file to write and to verify. */
const SMALL = ['--set', 'truth=none', '--set', 'shoppers.count=300', '--json'];
const SIMULATE = ['simulate', 'tiny', '--set', 'days=3', ...SMALL];

/** Runs a command and sends it a signal once `when` holds; says whether it was sent. */
async function stopped(
  args: readonly string[],
  signal: NodeJS.Signals,
  when: (elapsed: number) => boolean,
): Promise<CliResult & { readonly sent: boolean }> {
  const started = performance.now();
  let running = true;
  let sent = false;
  let kill: ((signal: NodeJS.Signals) => void) | undefined;
  const result = shoplab(args, {
    onStart: (send) => {
      kill = send;
    },
  }).finally(() => {
    running = false;
  });
  while (running && !sent) {
    if (kill && when(performance.now() - started)) {
      sent = true;
      kill(signal);
    } else await wait(3);
  }
  return { ...(await result), sent };
}

const names = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir) : []);
/** Names of all that lies below; none while it moves under the reader. */
function below(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

async function verified(out: string): Promise<string> {
  const { problems, digest } = await verifyStore(out);
  expect(problems).toEqual([]);
  return digest;
}

async function digestOf(args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await commands.run(args);
  expect({ status, stderr: stderr.replace(/^\w+ \S+: \d+\/\d+\n/gm, '') }).toMatchObject({ status: 0 });
  return (JSON.parse(stdout) as { digest: string }).digest;
}

describe('a simulation killed', () => {
  const parent = (): string => join(folder, 'whole');
  const out = (): string => join(parent(), 'log');
  let old = '';
  let fresh = '';
  beforeAll(async () => {
    fresh = await digestOf([...SIMULATE, '--seed', 'new', '--out', join(folder, 'reference')]);
    old = await digestOf([...SIMULATE, '--seed', 'old', '--out', out()]);
  });

  /** Moments of a run, by what it has written beside its place. */
  const MOMENTS = [
    ['as it begins to write', /^\.log\.tmp-/, true],
    ['with a table begun', /\.tmp-.*\.parquet$/, true],
    // So short a moment that it may be missed.
    ['with its manifest written', /\.tmp-.*manifest\.json$/, false],
  ] as const;
  /** Whether there is something of this name that was not there before. */
  const appears = (pattern: RegExp): (() => boolean) => {
    const known = new Set(below(parent()));
    return () => below(parent()).some((name) => pattern.test(name) && !known.has(name));
  };

  it.each(MOMENTS)(
    '%s: what was there is there, whole, or the new in its place',
    async (_, pattern, isSure) => {
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const { sent } = await stopped(
          [...SIMULATE, '--seed', 'new', '--out', out()],
          signal,
          appears(pattern),
        );
        if (isSure) expect(sent).toBe(true);
        const now = await verified(out());
        expect([old, fresh]).toContain(now);
        if (signal === 'SIGINT') expect(names(parent())).toEqual(['log']);
        if (now === fresh) await digestOf([...SIMULATE, '--seed', 'old', '--out', out()]);
      }
    },
  );

  it('at any moment, where nothing was: nothing is there, or all of it', async () => {
    const place = join(folder, 'bare', 'log');
    for (const moment of [200, 500, 800]) {
      await stopped([...SIMULATE, '--seed', 'new', '--out', place], 'SIGKILL', (elapsed) => elapsed > moment);
      if (!existsSync(place)) continue;
      expect(await verified(place)).toBe(fresh);
      rmSync(place, { recursive: true });
    }
    expect(await digestOf([...SIMULATE, '--seed', 'new', '--out', place])).toBe(fresh);
    expect(names(join(folder, 'bare'))).toEqual(['log']);
    expect(await verified(place)).toBe(fresh);
  });
});

describe('tasks and barriers killed', () => {
  const SET = ['--set', 'days=1', '--set', 'shoppers.count=3000', '--set', 'truth=full', '--json', '--quiet'];
  const task = (state: string, ...part: string[]): string[] => [
    'simulate',
    'tiny',
    ...SET,
    '--state',
    state,
    ...part,
  ];

  it('leave a file whole or none; done again, all comes out the same, and nothing else is left', async () => {
    const reference = await digestOf(['simulate', 'tiny', ...SET, '--out', join(folder, 'tasks-reference')]);
    const state = join(folder, 'state');
    let kills = 0;
    const until = async (file: string, args: readonly string[]): Promise<void> => {
      const writing = (): boolean => below(state).some((name) => name.includes('.tmp-') && !known.has(name));
      const known = new Set(below(state).filter((name) => name.includes('.tmp-')));
      const { sent } = await stopped(args, 'SIGKILL', writing);
      if (sent) kills++;
      if (existsSync(file)) return;
      const { status, stderr } = await commands.run(args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    };
    for (const shard of [1, 2]) {
      const file = join(state, 'round-0000', `shard-${shard}-of-2.bin`);
      await until(file, task(state, '--task', `shard=${shard}/2,round=0`));
    }
    await until(join(state, 'round-0000', 'barrier.bin'), task(state, '--barrier', '0'));
    expect(kills).toBeGreaterThan(1);
    // The last barrier, killed as it files the log: done again, it does.
    const filing = (): boolean => below(state).some((name) => /\.log\.tmp-.*\.parquet$/.test(name));
    rmSync(join(state, 'log'), { recursive: true, force: true });
    await stopped(task(state, '--barrier', '0'), 'SIGKILL', filing);
    expect((await commands.run(task(state, '--barrier', '0'))).status).toBe(0);
    expect(await verified(join(state, 'log'))).toBe(reference);
    expect(below(state).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});

describe('a table cut short, or with one bit turned', () => {
  it('never reads as whole: not by verify, not by readers, not by an export', async () => {
    const out = join(folder, 'damaged');
    await digestOf(['simulate', 'tiny', '--set', 'days=2', ...SMALL, '--out', out]);
    const path = join(out, 'sessions', 'part-00000.parquet');
    const whole = readFileSync(path);
    const refused = async (damage: string): Promise<void> => {
      const { ok, problems } = await verifyStore(out);
      expect([damage, ok, problems.join()]).toEqual([
        damage,
        false,
        expect.stringContaining('sessions/part-00000.parquet'),
      ]);
      await expect(readStore(out), damage).rejects.toThrow(UnsoundStore);
      const csv = join(folder, 'csv');
      await expect(exportStore(out, { to: 'csv', out: csv }), damage).rejects.toThrow('part-00000.parquet');
      expect(existsSync(csv)).toBe(false);
    };
    for (const length of [0, 4, whole.length >> 1, whole.length - 1]) {
      truncateSync(path, length);
      await refused(`cut to ${length} bytes`);
      writeFileSync(path, whole);
    }
    for (const at of [0, whole.length >> 2, whole.length >> 1, whole.length - 6]) {
      const turned = Buffer.from(whole);
      turned[at]! ^= 1;
      writeFileSync(path, turned);
      await refused(`a bit turned in byte ${at}`);
    }
    rmSync(path);
    await refused('gone');
    writeFileSync(path, whole);
    expect((await commands.run(['verify', out, '--quiet'])).status).toBe(0);
  });
});
