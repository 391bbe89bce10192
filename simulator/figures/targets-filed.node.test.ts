/** Figures and verdicts are the same in memory, on disk, on threads and as tasks, and stand in the manifest. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MANIFEST_FILE, type ManifestFigure } from '../../datasets/store/manifest.ts';
import { readStore } from '../../datasets/store/reader.node.ts';
import { verifyStore } from '../../datasets/store/verify.node.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { runSimulation } from '../rounds/run-simulation.node.ts';
import { runBarrier, runTask } from '../rounds/tasks.node.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.node.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
let folder: string;
let scenario: LoadedScenario;
let figures: readonly ManifestFigure[];
const TARGETS = { claimed: 3, passed: 1, failed: ['cartsPerClick'], notMeasurable: ['peakMonth'] };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-filed-'));
  const targets = '{ clicksPerImpression: [0, 1], cartsPerClick: [2, 3], peakMonth: [11, 12] }';
  scenario = await loadScenario('tiny', { set: ['shoppers.count=60', 'days=4', `targets=${targets}`] });
  figures = simulateInMemory(scenario.scenario, scenario.seedWords).figures;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the figures of a filed log', () => {
  it('stand in its manifest, which is sound only as they were written', async () => {
    const out = join(folder, 'one');
    const result = await runSimulation({ scenario, out });
    expect(result.figures).toEqual(figures);
    expect(result.targets).toEqual(TARGETS);
    expect((await readStore(out)).manifest.figures).toEqual(figures);
    expect((await verifyStore(out)).problems).toEqual([]);

    const path = join(out, MANIFEST_FILE);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('"verdict": "fail"');
    writeFileSync(path, text.replace('"verdict": "fail"', '"verdict": "pass"'));
    const { problems } = await verifyStore(out).catch((error: Error) => ({ problems: [error.message] }));
    expect(problems.join()).toMatch(/manifestDigest/);
  });

  it('are those of the tasks', async () => {
    const state = join(folder, 'state');
    for (let round = 0; round < 4; round++) {
      for (const shard of [1, 2]) await runTask({ scenario, state, round, shard, of: 2 });
      const { log } = await runBarrier({ scenario, state, round });
      expect(log === undefined).toBe(round < 3);
      if (log) expect([log.figures, log.targets]).toEqual([figures, TARGETS]);
    }
    expect((await readStore(join(state, 'log'))).manifest.figures).toEqual(figures);
  });

  it.skipIf(!isBuilt)('are the same on threads (needs the compiled dist/)', async () => {
    const result = await runSimulation({ scenario, out: join(folder, 'threads'), threads: 2 });
    expect(result.figures).toEqual(figures);
  });
});
