import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { manifestColumns } from '../../datasets/store/manifest.ts';
import { readManifest } from '../../datasets/store/reader.node.ts';
import { runSimulation } from '../rounds/run-simulation.node.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { TABLES } from './table-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the list of tables', () => {
  it('is what a simulation with all truth and faults files, column by column', async () => {
    const scenario = await loadScenario('tiny', {
      set: ['shoppers.count=20', 'days=2', 'truth=full', 'faults.late=0.1'],
    });
    const out = join(folder, 'log');
    await runSimulation({ scenario, out });
    const filed = Object.entries((await readManifest(out)).tables).map(([name, { columns }]) => [
      name,
      columns,
    ]);
    const listed = TABLES.map(({ folder: name, spec }) => [name, manifestColumns(spec)]);
    expect(Object.fromEntries(filed)).toEqual(Object.fromEntries(listed));
    expect(listed).toHaveLength(filed.length);
  });
});
