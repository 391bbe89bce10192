/** Studies that are watched while they run, each test with a folder of its own. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type CliResult, shoplab } from './spawn-cli.fixture.ts';

const TITLE = 'Watched <img src=x onerror=alert(1)>';
const STUDY = `
name: watched
title: ${TITLE}
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
algorithms: [{ name: popularity }, { name: item-knn }, { name: als, params: { epochs: 30 } }]
metrics: { names: [ndcg, coverage], at: [5] }
seeds: [1, 2]
statistics: { resamples: 100 }
`;
/** The same with fits that take far longer than an interruption. */
const LONG = STUDY.replace('epochs: 30', 'epochs: 1000');
const LOOPS = `
kind: loop
name: watched-loops
title: Watched loops
world: { scenario: tiny, set: [shoppers.count=60, catalog.items=60, days=4] }
policies: [{ label: knn, policy: { algorithm: item-knn, epsilon: 0.1 } }]
measure: { every: 2, pairs: 50 }
`;
const started = new Set<() => void>();
const folders: string[] = [];

/** With `watched.yaml`, `watched-long.yaml` and `watched-loops.yaml` in it. */
export function watchedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shoplab-watched-'));
  folders.push(folder);
  writeFileSync(join(folder, 'watched.yaml'), STUDY);
  writeFileSync(join(folder, 'watched-long.yaml'), LONG);
  writeFileSync(join(folder, 'watched-loops.yaml'), LOOPS);
  return folder;
}

/** For `afterAll`. */
export function clearWatched(): void {
  for (const kill of started) kill();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

export interface Watched {
  readonly address: string;
  readonly ended: Promise<CliResult>;
  interrupt(): void;
  /** Resolves when stderr says it. */
  said(words: RegExp): Promise<void>;
}

export async function watch(folder: string, ...args: readonly string[]): Promise<Watched> {
  let stderr = '';
  let kill: ((signal: NodeJS.Signals) => void) | undefined;
  const ended = shoplab(['run', ...args, '--watch', '--threads', '2'], {
    cwd: folder,
    onStart(signal) {
      kill = signal;
      started.add(() => signal('SIGKILL'));
    },
    onStderr(text) {
      stderr += text;
    },
  });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const said = async (words: RegExp): Promise<void> => {
    await expect.poll(() => isOver || words.test(stderr), { timeout: 120_000, interval: 50 }).toBe(true);
    expect(stderr).toMatch(words);
  };
  await said(/grows at http/);
  const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(stderr)!;
  return { address, ended, said, interrupt: () => kill!('SIGINT') };
}
