import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStore, readTruthTable } from '../../datasets/store/reader.node.ts';
import { verifyStore } from '../../datasets/store/verify.node.ts';
import { SESSION_TRUTH } from '../filing/truth.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.node.ts';
import { digestWorld } from '../small-world.ts';
import { simulateInMemory } from './in-memory.ts';
import { runSimulation } from './run-simulation.node.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
let folder: string;
let small: LoadedScenario;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-run-'));
  small = await loadScenario('tiny', {
    set: ['shoppers.count=80', 'days=5', 'truth=full', 'arrival.anonymous=0.2'],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('runSimulation', () => {
  it('files what is simulated in memory, truth apart, and the store verifies', async () => {
    const out = join(folder, 'one');
    const rounds: number[] = [];
    const result = await runSimulation({
      scenario: small,
      out,
      onProgress: (done, total) => rounds.push(done / total),
    });
    const world = simulateInMemory(small.scenario, small.seedWords);
    expect(result.digest).toBe(digestWorld(world));
    expect(result.impressions).toBe(world.log.impressions.length);
    expect(result.tables['truth/impression_truth']).toBe(result.impressions);
    expect(rounds).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect((await verifyStore(out)).problems).toEqual([]);
    const { dataset, manifest } = await readStore(out);
    expect(manifest).toMatchObject({ name: 'tiny', seed: 'tiny', digest: result.digest });
    expect(dataset.log.actions).toEqual(world.log.actions);
    expect(dataset.catalog).toEqual(world.catalog);
    expect(await readTruthTable(out, SESSION_TRUTH)).toEqual(world.truth.sessions);
  });

  it('files no truth when none is asked for', async () => {
    const bare = await loadScenario('tiny', { set: ['shoppers.count=30', 'days=2', 'truth=none'] });
    const { tables, digest } = await runSimulation({ scenario: bare, out: join(folder, 'bare') });
    expect(Object.keys(tables).filter((name) => name.startsWith('truth/'))).toEqual([]);
    expect(digest).toBe(digestWorld(simulateInMemory(bare.scenario, bare.seedWords)));
  });

  it.skipIf(!isBuilt).each([2, 3])(
    'gives the same on %i threads (needs the compiled dist/)',
    async (threads) => {
      const one = await runSimulation({ scenario: small, out: join(folder, 'threads'), threads: 1 });
      const many = await runSimulation({ scenario: small, out: join(folder, 'threads'), threads });
      expect(many.digest).toBe(one.digest);
      expect(many.tables).toEqual(one.tables);
    },
  );

  it.skipIf(!isBuilt)(
    'files arms and opt-outs, the same in memory and on threads (needs the compiled dist/)',
    async () => {
      const arms = '[{ name: a }, { name: b, policy: { name: oracle } }, { name: c, priceFactor: 1.1 }]';
      const tried = await loadScenario('tiny', {
        set: [
          'shoppers.count=80',
          'days=4',
          `experiments=[{ name: x, arms: ${arms} }]`,
          'consent.optOut=0.3',
        ],
      });
      const out = join(folder, 'arms');
      const { digest, tables } = await runSimulation({ scenario: tried, out, threads: 2 });
      const world = simulateInMemory(tried.scenario, tried.seedWords, { shards: 3 });
      expect(digest).toBe(digestWorld(world));
      expect(tables['arms']).toBe(3);
      expect((await verifyStore(out)).problems).toEqual([]);
      const { dataset } = await readStore(out);
      expect(dataset.arms).toEqual(world.arms);
      expect(dataset.shoppers.optOut).toEqual(world.shoppers.optOut);
      expect(dataset.log.sessions.arm).toEqual(world.log.sessions.arm);
    },
  );

  it('leaves nothing when aborted, and an older log as it was', async () => {
    const out = join(folder, 'aborted');
    const abortAfter = (round: number) => {
      const controller = new AbortController();
      const onProgress = (done: number) =>
        done === round && controller.abort(new Error('stopped by the test'));
      return runSimulation({ scenario: small, out, signal: controller.signal, onProgress });
    };
    await expect(abortAfter(2)).rejects.toThrow('stopped by the test');
    expect(readdirSync(folder).filter((name) => name.includes('aborted'))).toEqual([]);
    const { digest } = await runSimulation({ scenario: small, out });
    await expect(abortAfter(1)).rejects.toThrow('stopped by the test');
    expect((await verifyStore(out)).digest).toBe(digest);
    expect(readdirSync(folder).filter((name) => name.includes('aborted'))).toEqual(['aborted']);
  });

  it.skipIf(!isBuilt)('stops its threads when aborted (needs the compiled dist/)', async () => {
    const controller = new AbortController();
    const running = runSimulation({
      scenario: small,
      out: join(folder, 'stopped'),
      threads: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('stopped by the test')),
    });
    await expect(running).rejects.toThrow('stopped by the test');
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
  });
});
