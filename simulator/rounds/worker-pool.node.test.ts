import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { modulePolicy, withPolicy } from '../policy/outside-policy.node.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.node.ts';
import { runSimulation } from './run-simulation.node.ts';
import { endIdleWorkers, giveBackWorker, idleWorkers, readyWorkers, takeWorker } from './worker-pool.node.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
let folder: string;
let small: LoadedScenario;
let digest: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-pool-'));
  small = await loadScenario('tiny', { set: ['shoppers.count=40', 'days=2'] });
  digest = (await simulate({ threads: 1 })).digest;
});
afterEach(endIdleWorkers);
afterAll(() => rmSync(folder, { recursive: true }));

const simulate = (options: { threads: number; signal?: AbortSignal; onProgress?: () => void }) =>
  runSimulation({ scenario: small, out: join(folder, 'log'), ...options });

/** Threads of this process, where the system tells. */
const threads = (): number => (existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0);

describe.skipIf(!isBuilt)('threads that stay (need the compiled dist/)', () => {
  it('are the same ones for 20 runs, and hold no more memory for it', async () => {
    for (let run = 0; run < 3; run++) await simulate({ threads: 3 });
    const before = { threads: threads(), bytes: process.memoryUsage().rss };
    for (let run = 0; run < 20; run++) expect((await simulate({ threads: 3 })).digest).toBe(digest);
    expect(idleWorkers()).toBe(2);
    expect(threads()).toBeLessThanOrEqual(before.threads);
    expect(process.memoryUsage().rss - before.bytes).toBeLessThan(64e6);
  });

  it('are ended by an abort in the middle of a world, and the next world gets others', async () => {
    const aborting = new AbortController();
    const stopped = simulate({ threads: 2, signal: aborting.signal, onProgress: () => aborting.abort() });
    await expect(stopped).rejects.toThrow('aborted');
    expect(idleWorkers()).toBe(0);
    expect((await simulate({ threads: 2 })).digest).toBe(digest);
    expect(idleWorkers()).toBe(1);
  });

  it('are replaced when they fail, in use or not', async () => {
    readyWorkers(1);
    const worker = takeWorker();
    const failed = once(worker, 'error');
    worker.postMessage({ kind: 'shard', index: 0 });
    await expect(failed).resolves.toMatchObject([{ message: expect.stringContaining('before its world') }]);
    const idle = takeWorker();
    giveBackWorker(idle);
    expect(idleWorkers()).toBe(1);
    idle.postMessage({ kind: 'shard', index: 0 });
    await new Promise((gone) => idle.once('exit', gone));
    expect(idleWorkers()).toBe(0);
    expect((await simulate({ threads: 2 })).digest).toBe(digest);
  });

  it('serve no other world after the code of others', async () => {
    const file = join(folder, 'policy.mjs');
    writeFileSync(
      file,
      `export function revivePolicy(params, seed, slateSize) {
        return { personal: false, fillRound(visits, shop, slates, propensities) {
          for (let i = 0; i < visits.length; i++) slates.set(shop.byPopularity.subarray(0, slateSize), i * slateSize);
          propensities.fill(1, 0, visits.length * slateSize);
        } };
      }`,
    );
    const scenario = withPolicy(small, await modulePolicy(file));
    await runSimulation({ scenario, out: join(folder, 'log'), threads: 2 });
    expect(idleWorkers()).toBe(0);
  });
});
