/**
 * Runs every `*.bench.js` under dist/: each exports `suite`, a tinybench Bench whose tasks are called `WHAT, VARIANT`.
 * Rounds are interleaved (A B A B ...), so that a drift of the machine meets all variants alike; printed are medians over
 * rounds, the spread, and for each further variant of the same WHAT the median of its ratios to the first, round by round.
 * `--short`: fewer and shorter rounds. A further argument keeps the suites whose path contains it.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const short = process.argv.includes('--short');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const ROUNDS = short ? 3 : 7;
const SLICE_MS = short ? 60 : 250;

const revision = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'no revision';
  }
};

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
};

const microseconds = (ms) => (ms * 1000).toPrecision(4);

async function runSuite(file) {
  const { suite } = await import(pathToFileURL(file).href);
  suite.time = SLICE_MS;
  suite.iterations = 1;
  suite.warmupTime = SLICE_MS / 2;
  const times = new Map(suite.tasks.map((task) => [task.name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const task of suite.tasks) {
      task.reset();
      await task.run();
      const result = task.result;
      if (result.state === 'errored' || result.error) throw result.error ?? new Error(`${task.name} failed`);
      times.get(task.name).push(result.latency.p50 ?? result.latency.mean);
    }
  }
  console.log(`\n${suite.name ?? file}`);
  const firstOf = new Map();
  for (const [name, values] of times) {
    const what = name.split(', ')[0];
    const first = firstOf.get(what);
    firstOf.set(what, first ?? values);
    const ratio = first
      ? `  ${median(values.map((value, i) => value / first[i])).toFixed(2)}x the first`
      : '';
    console.log(
      `  ${name.padEnd(58)} ${microseconds(median(values)).padStart(10)} us  [${microseconds(Math.min(...values))}, ${microseconds(Math.max(...values))}]${ratio}`,
    );
  }
}

const files = readdirSync('dist', { recursive: true })
  .filter(
    (name) =>
      name.endsWith('.bench.js') && (wanted.length === 0 || wanted.some((part) => name.includes(part))),
  )
  .sort()
  .map((name) => resolve(join('dist', name)));
if (files.length === 0) {
  console.error('bench: no suite under dist/ fits; run `npm run build` first');
  process.exit(1);
}
console.log(
  `${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(2)}, node ${process.version}, ${revision()}`,
);
console.log(`${ROUNDS} interleaved rounds of ${SLICE_MS} ms, median [least, most] of one call`);
for (const file of files) await runSuite(file);
