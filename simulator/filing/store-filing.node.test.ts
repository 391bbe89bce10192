import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanRawLog } from '../../datasets/raw-log.ts';
import { INJECTED_FAULTS } from '../../datasets/raw-tables.ts';
import { readManifest, readRawLog, readStore, readTruthTable } from '../../datasets/store/reader.node.ts';
import { verifyStore } from '../../datasets/store/verify.node.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { runSimulation } from '../rounds/run-simulation.node.ts';
import { runBarrier, runTask } from '../rounds/tasks.node.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.node.ts';
import { digestWorld } from '../small-world.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
const SMALL = ['shoppers.count=80', 'days=4', 'arrival.anonymous=0.2'];
const FAULTS = ['missing', 'wrongUnit', 'brokenReference', 'duplicated', 'late', 'outOfOrder'].map(
  (kind) => `faults.${kind}=0.05`,
);
let folder: string;
let faulty: LoadedScenario;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-raw-'));
  faulty = await loadScenario('tiny', { set: [...SMALL, ...FAULTS] });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('raw tables', () => {
  it('are filed beside the log: the same bytes as in memory and as tasks of any shards; the store verifies', async () => {
    const out = join(folder, 'faulty');
    const { digest, tables } = await runSimulation({ scenario: faulty, out });
    const world = simulateInMemory(faulty.scenario, faulty.seedWords);
    expect(digest).toBe(digestWorld(world));
    expect(tables['raw/sessions']).toBe(world.raw!.sessions.length);
    expect(tables['truth/injected_faults']).toBe(world.raw!.faults.length);
    expect(await readTruthTable(out, INJECTED_FAULTS)).toEqual(world.raw!.faults);
    expect((await verifyStore(out)).problems).toEqual([]);

    const state = join(folder, 'state');
    for (const [round, of] of [2, 1, 3, 2].entries()) {
      for (let shard = of; shard >= 1; shard--) await runTask({ scenario: faulty, shard, of, round, state });
      const done = await runBarrier({ scenario: faulty, round, state });
      expect(done.log?.digest).toBe(round === 3 ? digest : undefined);
    }
  });

  it.skipIf(!isBuilt)('are the same on two threads (needs the compiled dist/)', async () => {
    const { digest } = await runSimulation({ scenario: faulty, out: join(folder, 'threads'), threads: 2 });
    expect(digest).toBe(digestWorld(simulateInMemory(faulty.scenario, faulty.seedWords)));
  });

  it('leave the clean log as it is without faults, and are read through cleaning', async () => {
    const out = join(folder, 'read');
    await runSimulation({ scenario: faulty, out });
    const bare = join(folder, 'bare');
    await runSimulation({ scenario: await loadScenario('tiny', { set: SMALL }), out: bare });
    expect(readdirSync(bare)).not.toContain('raw');
    expect((await readManifest(bare)).observedDigest).toBe((await readManifest(out)).observedDigest);
    expect((await readStore(out)).dataset.log).toEqual((await readStore(bare)).dataset.log);
    const world = simulateInMemory(faulty.scenario, faulty.seedWords);
    const expected = cleanRawLog({ ...world.log, ...world.raw! }, world.catalog, world.shoppers);
    const { dataset } = await readRawLog(out);
    expect(dataset.log).toEqual(expected.log);
    expect(dataset.account).toEqual(expected.account);
    await expect(readRawLog(bare)).rejects.toThrow(/holds no table raw\/sessions/);
  });

  it('keep the list of faults back when no truth is asked for', async () => {
    const scenario = await loadScenario('tiny', { set: [...SMALL, ...FAULTS, 'truth=none'] });
    const { tables, digest } = await runSimulation({ scenario, out: join(folder, 'none') });
    expect(Object.keys(tables).filter((name) => name.includes('/'))).toEqual(['raw/actions', 'raw/sessions']);
    expect(digest).toBe(digestWorld(simulateInMemory(scenario.scenario, scenario.seedWords)));
  });

  it('are covered by verify: a changed byte is found and named', async () => {
    const out = join(folder, 'damaged');
    await runSimulation({ scenario: faulty, out });
    const path = join(out, 'raw', 'actions', 'part-00000.parquet');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    const { ok, tables } = await verifyStore(out);
    expect(ok).toBe(false);
    expect(tables.filter(({ problems }) => problems.length > 0).map(({ name }) => name)).toContain(
      'raw/actions',
    );
  });
});
