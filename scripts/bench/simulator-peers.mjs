/**
 * Simulators of others beside ours, each run in a process of its own, A B A B. The worlds differ, so two rates are given: rows (all
 * that a log would hold: items shown and what was done) and acts (what a person did: clicks, carts, order lines; choices;
 * payments). Start-up and imports are not counted.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeRatio, median, ratiosTo, short } from './machine.mjs';

const PEERS = [
  { name: 'Fraud Detection Handbook generator', script: 'fraud_handbook.py', needs: ['numpy', 'pandas'] },
  { name: 'T-RECS, popularity', script: 't_recs.py', needs: ['trecs.models'] },
  {
    name: 'RecSim NG, interest evolution',
    script: 'recsim_world.py',
    needs: ['recsim_ng.lib.tensorflow.runtime'],
  },
];
const file = (name) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));

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
function laneOf({ name, script, needs }, { interpreters, scale }) {
  const reasons = [];
  for (const python of interpreters) {
    const { status, stderr, error } = spawnSync(
      python,
      ['-c', needs.map((need) => `import ${need}`).join('\n')],
      {
        encoding: 'utf8',
      },
    );
    if (status === 0) return [{ name, command: python, args: [file(script), String(scale)], results: [] }];
    reasons.push(`${python}: ${error ? error.code : stderr.trim().split('\n').at(-1)}`);
  }
  console.log(`left out: ${name}: ${reasons.join('; ')}`);
  return [];
}

const own = (name, scale, ...args) => ({
  name,
  command: process.execPath,
  args: [file('shoplab.mjs'), String(scale), ...args],
  results: [],
});

/** Runs, prints, and returns the lanes. Our own failure sets the exit status. */
export function simulatorPeers(options) {
  const lanes = [
    own('shoplab, in memory, 1 thread', options.scale),
    own('shoplab, filed as Parquet, 1 thread', options.scale, 'filed'),
    ...PEERS.flatMap((peer) => laneOf(peer, options)),
  ];
  for (let round = 0; round < options.rounds; round++) {
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
  console.log(
    `${options.rounds} interleaved rounds; medians, and shoplab in memory over the peer, round by round`,
  );
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
  if (lanes[0].failed) process.exitCode = 1;
  return lanes;
}
