/** Our own run beside the peers': `marketplace` of 20,000 shoppers times a scale, in memory or filed. Prints one JSON line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateInMemory } from '../../dist/simulator/rounds/in-memory.js';
import { runSimulation } from '../../dist/simulator/rounds/run-simulation.node.js';
import { loadScenario } from '../../dist/simulator/scenario/load-scenario.node.js';

const [scale, isFiled] = [Number(process.argv[2]), process.argv[3] === 'filed'];
const set = [`shoppers.count=${Math.round(20_000 * scale)}`];
const scenario = await loadScenario('marketplace', { set });
const out = mkdtempSync(join(tmpdir(), 'shoplab-peers-'));
try {
  const started = performance.now();
  const result = isFiled ? await runSimulation({ scenario, out: join(out, 'log'), threads: 1 }) : null;
  const log = isFiled ? null : simulateInMemory(scenario.scenario, scenario.seedWords).log;
  const seconds = (performance.now() - started) / 1000;
  const acts = result?.actions ?? log.actions.length;
  const rows = acts + (result?.impressions ?? log.impressions.length);
  console.log(JSON.stringify({ rows, acts, seconds, version: `node ${process.version}` }));
} finally {
  rmSync(out, { recursive: true, force: true });
}
