/**
 * `npm run bench:peers [-- OPTIONS] [PART ...]`: packages of others beside ours, in turn, each in a process of its own. Parts are
 * `simulators` and the scoring tasks under peers/ (top_k, als, ...); all when none is named. Python and its packages are
 * optional: what is missing is said and left out. SHOPLAB_PEERS_PYTHON names the interpreters to try, split as PATH is; the
 * default is python3. A peer runs on the first that has what it imports.
 *
 * --short         fewer rounds, smaller sizes
 * --only WORD     variants of scoring tasks that have it in their name
 * --threads N,M   of scoring tasks; 1 when not given
 *
 * What is printed is also kept in out/bench/peers-<time>.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, machine } from './bench/machine.mjs';
import { scoringPeers, scoringTasks } from './bench/scoring-peers.mjs';
import { simulatorPeers } from './bench/simulator-peers.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean' },
    threads: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const { short = false } = values;
const parts = ['simulators', ...scoringTasks()];
const threadCounts = values.threads.split(',').map(Number);
const strangers = positionals.filter((part) => !parts.includes(part));
if (strangers.length > 0 || threadCounts.some((count) => !Number.isInteger(count) || count < 1)) {
  console.error(
    strangers.length > 0
      ? `bench:peers: no part '${strangers[0]}'; there are ${parts.join(', ')}`
      : `bench:peers: --threads '${values.threads}': whole numbers from 1, split by commas, are expected`,
  );
  process.exit(2);
}
const wanted = (part) => positionals.length === 0 || positionals.includes(part);
const interpreters = (process.env.SHOPLAB_PEERS_PYTHON ?? 'python3').split(delimiter);
const rounds = short ? 3 : 7;

const before = machine();
console.log(describeMachine(before));
console.log(`${rounds} interleaved rounds; medians`);
const lanes = wanted('simulators') ? simulatorPeers({ rounds, scale: short ? 0.25 : 1, interpreters }) : null;
const scoring = await scoringPeers(scoringTasks().filter(wanted), {
  short,
  rounds,
  threadCounts,
  interpreters,
  only: values.only,
});
mkdirSync('out/bench', { recursive: true });
const kept = join('out/bench', `peers-${before.at.replaceAll(':', '-')}.json`);
writeFileSync(
  kept,
  `${JSON.stringify({ machine: before, loadAfter: machine().load, lanes, scoring }, null, 1)}\n`,
);
console.log(`kept in ${kept}`);
