import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

describe.skipIf(!isBuilt)('threads that stay (need the compiled dist/)', () => {
  it('are the same ones for 40 runs, and hold no more memory for it', () => {
    // In a process of its own: threads and memory are counted of all that a process does.
    const module = (name: string): string =>
      JSON.stringify(new URL(`../../dist/simulator/${name}.js`, import.meta.url));
    const script = `
      import { existsSync, readdirSync } from 'node:fs';
      const { loadScenario } = await import(${module('scenario/load-scenario.node')});
      const { runSimulation } = await import(${module('rounds/run-simulation.node')});
      const { idleWorkers } = await import(${module('rounds/worker-pool.node')});
      const scenario = await loadScenario('tiny', { set: ['shoppers.count=40', 'days=2'] });
      const threads = () => (existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0);
      const digests = new Set();
      // The least after any of ten runs: what is held, not what waits to be collected.
      const tenRuns = async () => {
        let bytes = Infinity;
        for (let i = 0; i < 10; i++) {
          digests.add((await runSimulation({ scenario, out: process.argv[2], threads: 3 })).digest);
          bytes = Math.min(bytes, process.memoryUsage().rss);
        }
        return { threads: threads(), bytes };
      };
      await tenRuns();
      const few = await tenRuns();
      await tenRuns();
      const many = await tenRuns();
      console.log(JSON.stringify({ digests: [...digests], idle: idleWorkers(), few, many }));
      process.exit();`;
    writeFileSync(join(folder, 'often.mjs'), script);
    const told = execFileSync(process.execPath, [join(folder, 'often.mjs'), join(folder, 'often')], {
      encoding: 'utf8',
    });
    const { digests, idle, few, many } = JSON.parse(told);
    expect(digests).toEqual([digest]);
    expect(idle).toBe(2);
    expect(many.threads).toBeLessThanOrEqual(few.threads);
    expect(many.bytes - few.bytes).toBeLessThan(48e6);
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
