/**
 * `npm run bench:peers [-- --short]`: simulators of others beside ours, each run in a process of its own, A B A B. Python and
 * the packages are optional: what is missing is said and left out. SHOPLAB_PEERS_PYTHON names the interpreters to try, split
 * as PATH is; the default is python3. A peer runs on the first that has what it imports.
 *
 * The worlds differ, so two rates are given: rows (all that a log would hold: items shown and what was done) and acts (what
 * a person did: clicks, carts, order lines; choices; payments). Start-up and imports are not counted.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, describeRatio, machine, median, ratiosTo, short } from './bench/machine.mjs';

const isShort = process.argv.includes('--short');
const ROUNDS = isShort ? 3 : 7;
const SCALE = isShort ? 0.25 : 1;
const INTERPRETERS = (process.env.SHOPLAB_PEERS_PYTHON ?? 'python3').split(delimiter);
const PEERS = [
  { name: 'Fraud Detection Handbook generator', script: 'fraud_handbook.py', needs: ['numpy', 'pandas'] },
  { name: 'T-RECS, popularity', script: 't_recs.py', needs: ['trecs.models'] },
  {
    name: 'RecSim NG, interest evolution',
    script: 'recsim_world.py',
    needs: ['recsim_ng.lib.tensorflow.runtime'],
  },
];
const file = (name) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `status ${status}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** A lane for a peer that can run here; says why where it cannot. */
function laneOf({ name, script, needs }) {
  const reasons = [];
  for (const python of INTERPRETERS) {
    const { status, stderr, error } = spawnSync(
      python,
      ['-c', needs.map((need) => `import ${need}`).join('\n')],
      {
        encoding: 'utf8',
      },
    );
    if (status === 0) return [{ name, command: python, args: [file(script), String(SCALE)], results: [] }];
    reasons.push(`${python}: ${error ? error.code : stderr.trim().split('\n').at(-1)}`);
  }
  console.log(`left out: ${name}: ${reasons.join('; ')}`);
  return [];
}

const before = machine();
console.log(describeMachine(before));
const own = (name, ...args) => ({
  name,
  command: process.execPath,
  args: [file('shoplab.mjs'), String(SCALE), ...args],
  results: [],
});
const lanes = [
  own('shoplab, in memory, 1 thread'),
  own('shoplab, filed as Parquet, 1 thread', 'filed'),
  ...PEERS.flatMap(laneOf),
];
for (let round = 0; round < ROUNDS; round++) {
  for (const lane of round % 2 === 0 ? lanes : lanes.toReversed()) {
    if (lane.failed) continue;
    try {
      lane.results.push(run(lane.command, lane.args));
    } catch (error) {
      lane.failed = error.message;
    }
  }
}

const rate = (lane, what) => lane.results.map((result) => result[what] / result.seconds);
console.log(`${ROUNDS} interleaved rounds; medians, and shoplab in memory over the peer, round by round`);
for (const lane of lanes) {
  if (lane.failed) {
    console.log(`  ${lane.name.padEnd(38)} failed: ${lane.failed}`);
    continue;
  }
  const columns = ['rows', 'acts'].map((what) => {
    const ratio =
      lane === lanes[0] ? '' : `  ${describeRatio(ratiosTo(rate(lanes[0], what), rate(lane, what)), '')}`;
    return `${short(median(rate(lane, what))).padStart(7)} ${what}/s${ratio}`;
  });
  console.log(`  ${lane.name.padEnd(38)} ${columns.join('  ')}  (${lane.results[0].version})`);
}
mkdirSync('out/bench', { recursive: true });
const kept = join('out/bench', `peers-${before.at.replaceAll(':', '-')}.json`);
writeFileSync(kept, `${JSON.stringify({ machine: before, loadAfter: machine().load, lanes }, null, 1)}\n`);
console.log(`kept in ${kept}`);
if (lanes[0].failed) process.exitCode = 1;
