import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyStore } from '../../datasets/store/verify.node.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.node.ts';
import { digestWorld } from '../small-world.ts';
import { simulateInMemory } from './in-memory.ts';
import { runBarrier, runTask } from './tasks.node.ts';

const SETTINGS = [
  'shoppers.count=50',
  'days=3',
  'truth=full',
  'stock.coverDays=5',
  'suppliers.leadDays=1',
  'pricing.everyDays=1',
  'pricing.demand=0.3',
  'catalog.launches=0.1',
];
let folder: string;
let scenario: LoadedScenario;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-tasks-'));
  scenario = await loadScenario('tiny', { set: SETTINGS });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('tasks and barriers', () => {
  it('end in the log that one run gives, with another number of shards in each round, in any order', async () => {
    const state = join(folder, 'joined');
    const digest = digestWorld(simulateInMemory(scenario.scenario, scenario.seedWords));
    for (const [round, of] of [3, 1, 2].entries()) {
      for (let shard = of; shard >= 1; shard--) await runTask({ scenario, shard, of, round, state });
      const done = await runBarrier({ scenario, round, state });
      expect(done.log?.digest).toBe(round === 2 ? digest : undefined);
    }
    expect((await verifyStore(join(state, 'log'))).problems).toEqual([]);
    const file = join(state, 'round-0001', 'shard-1-of-1.bin');
    const before = readFileSync(file);
    await runTask({ scenario, shard: 1, of: 1, round: 1, state });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect((await runBarrier({ scenario, round: 2, state })).log?.digest).toBe(digest);
    expect(readdirSync(join(state, 'round-0002')).sort()).toEqual([
      'barrier.bin',
      'shard-1-of-2.bin',
      'shard-2-of-2.bin',
    ]);
  });

  it('name the missing input and the command that makes it', async () => {
    const state = join(folder, 'missing');
    await expect(runTask({ scenario, shard: 1, of: 2, round: 1, state })).rejects.toThrow(
      `state: round 1 needs ${join(state, 'round-0000', 'barrier.bin')}; make it with \`shoplab simulate tiny --barrier 0 --state ${state}\``,
    );
    await runTask({ scenario, shard: 1, of: 2, round: 0, state });
    await expect(runBarrier({ scenario, round: 0, state })).rejects.toThrow(
      `${join(state, 'round-0000', 'shard-2-of-2.bin')}; make it with \`shoplab simulate tiny --task shard=2/2,round=0 --state ${state}\``,
    );
  });

  it('refuse files of another simulation, and damaged ones', async () => {
    const state = join(folder, 'mixed');
    const other = await loadScenario('tiny', {
      seed: 'other',
      set: SETTINGS,
    });
    const { file } = await runTask({ scenario: other, shard: 1, of: 1, round: 0, state });
    await expect(runBarrier({ scenario, round: 0, state })).rejects.toThrow(
      /seed other, not tiny: it belongs to another/,
    );
    await runTask({ scenario, shard: 1, of: 1, round: 0, state });
    copyFileSync(file, `${file}.whole`);
    for (const at of [5, 2000, readFileSync(file).length - 1]) {
      const bytes = readFileSync(`${file}.whole`);
      bytes[at]! ^= 1;
      writeFileSync(file, bytes);
      await expect(runBarrier({ scenario, round: 0, state })).rejects.toThrow(/damaged|another simulation/);
    }
    writeFileSync(file, readFileSync(`${file}.whole`).subarray(0, 3000));
    await expect(runBarrier({ scenario, round: 0, state })).rejects.toThrow(/damaged/);
  });

  it.each([
    [{ shard: 0, of: 2, round: 0 }, 'shards are numbered 1 to 2'],
    [{ shard: 3, of: 2, round: 0 }, 'shards are numbered 1 to 2'],
    [{ shard: 1, of: 51, round: 0 }, 'there must be 1 to 50'],
    [{ shard: 1, of: 1, round: 3 }, 'its rounds are 0 to 2'],
    [{ shard: 1, of: 1, round: 0.5 }, 'its rounds are 0 to 2'],
  ])('refuse %o', async (task, message) => {
    await expect(runTask({ scenario, ...task, state: folder })).rejects.toThrow(message);
  });
});
