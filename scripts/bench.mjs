/**
 * `npm run bench [-- OPTIONS] [PART ...]`: every suite under dist/ (`*.bench.js`), then where the time of the main job goes.
 * Parts keep the suites whose path contains one of them; `quickstart` is the main job.
 *
 * --short               fewer, shorter rounds on smaller inputs: under a minute in all
 * --long                instead: 100 million impressions to disk, with the peak memory of the process tree
 * --study NAME          profile that study in place of the main job: `npm run bench -- --study online-retail quickstart`
 * --against REVISION    build another revision apart and time its tasks of the same name in turn with today's
 *
 * What is printed is also kept in out/bench/<time>.json.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, machine } from './bench/machine.mjs';
import { longRun } from './bench/memory.mjs';
import { buildRevision } from './bench/revision.mjs';
import { profileStudy } from './bench/stages.mjs';
import { runSuite } from './bench/suites.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean' },
    long: { type: 'boolean' },
    against: { type: 'string' },
    study: { type: 'string', default: 'quickstart' },
  },
});
const { short = false, long = false, against, study } = values;
const wanted = (name) => positionals.length === 0 || positionals.some((part) => name.includes(part));
const rounds = short ? 3 : 7;
const sliceMs = short ? 50 : 250;

const files = readdirSync('dist', { recursive: true })
  .filter((name) => name.endsWith('.bench.js') && wanted(name) && !long)
  .sort();
const isMainJobWanted = wanted('quickstart') && !long;
if (files.length === 0 && !isMainJobWanted && !long) {
  console.error('bench: no suite under dist/ fits; run `npm run build` first');
  process.exit(1);
}

const before = machine();
console.log(describeMachine(before));
console.log(
  `${rounds} interleaved rounds of ${sliceMs} ms or one call; median [least, most] of one call; ratios of times, round by round, to the first of the same kind`,
);
const other = against === undefined ? null : buildRevision(against);
const record = { machine: before, short, against: other?.revision ?? null, suites: [], mainJob: null };
try {
  for (const file of files)
    record.suites.push(await runSuite(file, { short, rounds, sliceMs, other: other ?? undefined }));
  if (isMainJobWanted) record.mainJob = profileStudy(study, { short });
  if (long) record.longRun = await longRun();
} finally {
  other?.remove();
}
record.loadAfter = machine().load;
mkdirSync('out/bench', { recursive: true });
const kept = join('out/bench', `${before.at.replaceAll(':', '-')}.json`);
writeFileSync(kept, `${JSON.stringify(record, null, 1)}\n`);
console.log(`\nload ${before.load.toFixed(2)} before, ${record.loadAfter.toFixed(2)} after; kept in ${kept}`);
