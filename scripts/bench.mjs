/**
 * `npm run bench [-- OPTIONS] [PART ...]`: every suite under dist/ (`*.bench.js`), then where the time of the main job goes
 * and, where its data is, that of the study of Online Retail. Parts keep the suites whose path contains one of them; `quickstart` and
 * `online-retail` are the studies.
 *
 * --short               fewer, shorter rounds on smaller inputs: under a minute in all
 * --long                instead: 100 million impressions to disk, with the peak memory of the process tree
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
import { studyStages } from './bench/stages.mjs';
import { runSuite } from './bench/suites.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, long: { type: 'boolean' }, against: { type: 'string' } },
});
const { short = false, long = false, against } = values;
const wanted = (name) => positionals.length === 0 || positionals.some((part) => name.includes(part));
const rounds = short ? 3 : 7;
const sliceMs = short ? 50 : 250;

const files = readdirSync('dist', { recursive: true })
  .filter((name) => name.endsWith('.bench.js') && wanted(name) && !long)
  .sort();
/** The main job, and a study of real data; in short only the first. */
const studies = ['quickstart', ...(short || !process.env.SHOPLAB_DATA ? [] : ['online-retail'])].filter(
  (name) => wanted(name) && !long,
);
if (files.length === 0 && studies.length === 0 && !long) {
  console.error('bench: no suite under dist/ fits; run `npm run build` first');
  process.exit(1);
}

const before = machine();
console.log(describeMachine(before));
console.log(
  `${rounds} interleaved rounds of ${sliceMs} ms or one call; median [least, most] of one call; ratios of times, round by round, to the first of the same kind`,
);
const other = against === undefined ? null : buildRevision(against);
const record = { machine: before, short, against: other?.revision ?? null, suites: [], studies: {} };
try {
  for (const file of files)
    record.suites.push(await runSuite(file, { short, rounds, sliceMs, other: other ?? undefined }));
  for (const study of studies) record.studies[study] = studyStages(study, { short });
  if (long) record.longRun = await longRun();
} finally {
  other?.remove();
}
record.loadAfter = machine().load;
mkdirSync('out/bench', { recursive: true });
const kept = join('out/bench', `${before.at.replaceAll(':', '-')}.json`);
writeFileSync(kept, `${JSON.stringify(record, null, 1)}\n`);
console.log(`\nload ${before.load.toFixed(2)} before, ${record.loadAfter.toFixed(2)} after; kept in ${kept}`);
