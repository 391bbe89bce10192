/**
 * Where the time of a study goes, of the main job unless another is named: `shoplab run` is run as a user would run it, once as it is and once under
 * V8's sampling profiler. Each sample belongs to the stage of the function it was in; the main thread's wall clock is cut
 * into stages by it (waiting belongs to the stage that waits), the workers' samples say what the threads were busy with.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration } from './machine.mjs';

const SAMPLE_US = 500;
const MAIN = 'dist/cli/main.node.js';
/** `function url` of what says which stage of the main thread has begun; the innermost on the stack decides. */
const STAGES = [
  [/\/dist\/reports\/|\/node_modules\/(vega|@resvg)/, 'report'],
  [/^readRunValues |^\S+ .*\/dist\/experiments\/(standings|compare)\.js/, 'summary'],
  [/^\S+ .*\/dist\/experiments\/cell-pool/, 'runs'],
  [/^prepare .*\/dist\/experiments\/cell\.js/, 'split'],
  [/^\S+ .*\/dist\/datasets\/store\/(reader|verify)/, 'read the log'],
  [/^\S+ .*\/dist\/simulator\/(?!scenario|load-scenario)/, 'simulate'],
];
/** What a worker does, by the first of these that is anywhere on the stack. */
const WORK = [
  [/^\(garbage collector\) /, 'garbage collection'],
  [/^recommend .*\/dist\/algorithms\//, 'recommend'],
  [/^\S+ .*\/dist\/algorithms\//, 'fit'],
  [/^\S+ .*\/dist\/simulator\//, 'simulate'],
  [/^\S+ .*\/dist\/(experiments|numerics|datasets)\//, 'evaluate'],
];

function run(study, ...nodeOptions) {
  const out = mkdtempSync(join(tmpdir(), 'shoplab-main-job-'));
  try {
    const started = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [...nodeOptions, MAIN, 'run', study, '--out', out, '--quiet', '--json'],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    if (status !== 0) throw new Error(`bench: shoplab run ${study} ended with status ${status}\n${stderr}`);
    return performance.now() - started;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Frames of each node of a profile as `function url`, innermost first. */
function stacksOf({ nodes }) {
  const frames = new Map();
  const visit = (node, above) => {
    const own = [`${node.callFrame.functionName} ${node.callFrame.url}`, ...above];
    frames.set(node.id, own);
    for (const child of node.children ?? []) visit(byId.get(child), own);
  };
  const byId = new Map(nodes.map((node) => [node.id, node]));
  visit(nodes[0], []);
  return frames;
}

const isIdle = ([innermost]) => innermost === '(idle) ';
const find = (rules, frame) => rules.find(([pattern]) => pattern.test(frame))?.[1];

function add(sums, name, value) {
  sums.set(name, (sums.get(name) ?? 0) + value);
}

/** Calls take(stack, microseconds) for each sample in order of time. */
function eachSample(profile, take) {
  const stacks = stacksOf(profile);
  profile.samples.forEach((id, i) => {
    take(stacks.get(id), Math.max(0, profile.timeDeltas[i + 1] ?? 0));
  });
}

function mainThread(profile) {
  const wall = new Map([['start-up', 0]]);
  const cpu = new Map();
  let stage = 'start-up';
  eachSample(profile, (stack, time) => {
    for (const frame of stack) {
      const named = find(STAGES, frame);
      if (named === undefined) continue;
      stage = named;
      break;
    }
    add(wall, stage, time);
    if (!isIdle(stack)) add(cpu, stage, time);
  });
  return { wall, cpu };
}

function worker(profile, work) {
  eachSample(profile, (stack, time) => {
    if (isIdle(stack)) return;
    const named = WORK.find(([pattern]) => stack.some((frame) => pattern.test(frame)))?.[1];
    add(work, named ?? 'start of threads', time);
  });
}

/** Self time of functions over all threads, largest first. */
function hottest(profiles, count) {
  const self = new Map();
  for (const profile of profiles) {
    eachSample(profile, ([frame], time) => {
      const [name, url] = [frame.slice(0, frame.lastIndexOf(' ')), frame.slice(frame.lastIndexOf(' ') + 1)];
      if (url !== '')
        add(self, `${name || '(anonymous)'} ${url.replace(/^.*\/(dist|node_modules)\//, '')}`, time);
    });
  }
  return [...self].sort(([, a], [, b]) => b - a).slice(0, count);
}

const print = (title, sums) => {
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0);
  console.log(`  ${title}: ${duration(total / 1000)}`);
  for (const [name, value] of sums)
    console.log(
      `    ${name.padEnd(42)} ${duration(value / 1000).padStart(9)} ${((100 * value) / total).toFixed(0).padStart(3)} %`,
    );
};

/** Prints the stages and returns them, milliseconds. `short`: the profiled run only. */
export function profileStudy(study, { short }) {
  const folder = mkdtempSync(join(tmpdir(), 'shoplab-profile-'));
  try {
    const plain = short ? null : run(study);
    run(study, '--cpu-prof', `--cpu-prof-interval=${SAMPLE_US}`, `--cpu-prof-dir=${folder}`);
    const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const threads = readdirSync(folder).map((name) => ({
      thread: Number(name.split('.').at(-3)),
      profile: read(name),
    }));
    const { wall, cpu } = mainThread(threads.find(({ thread }) => thread === 0).profile);
    const work = new Map();
    for (const { thread, profile } of threads) if (thread !== 0) worker(profile, work);
    const hot = hottest(
      threads.map(({ profile }) => profile),
      10,
    );
    console.log(`\nshoplab run ${study}${plain === null ? '' : `: ${duration(plain)}`}; under the profiler:`);
    print('main thread, wall clock', wall);
    print('of it busy', cpu);
    print('worker threads, busy', work);
    console.log('  functions with the most time of their own, all threads');
    for (const [name, value] of hot)
      console.log(`    ${name.padEnd(60)} ${duration(value / 1000).padStart(9)}`);
    const ms = (sums) => Object.fromEntries([...sums].map(([name, value]) => [name, value / 1000]));
    return {
      study,
      wallMs: plain,
      profiled: { wall: ms(wall), busy: ms(cpu), workers: ms(work), hottest: ms(hot) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
