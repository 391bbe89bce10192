/**
 * Scoring peers beside ours: a task is `scripts/peers/TASK.mjs` (problems, our side, names of the peers, what counts as the same
 * answer) and `TASK.py FOLDER PEER REPEATS` (theirs), which prints one JSON line: seconds of each repeat and version, or why the peer
 * is absent; processor seconds too where it can tell them (`cpu`), which others on the machine change less; and what `answersOf` of TASK.mjs finds its answers by. Each runs in a process of its own on the same files and threads, A B A B; answers are compared before
 * times are, and what answers differently is not timed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArrays, readProblem, writeProblem } from '../peers/problem.mjs';
import { describeRatio, duration, machine, median, ratiosTo, short as shortCount } from './machine.mjs';

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url));

/** Names of the tasks that have both sides here. */
export const scoringTasks = () =>
  readdirSync(PEERS)
    .filter((name) => name.endsWith('.py') && existsSync(join(PEERS, name.replace(/py$/, 'mjs'))))
    .map((name) => name.slice(0, -'.py'.length))
    .sort();

function start(command, args, threads) {
  const limits = ['OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS'];
  const env = { ...process.env, ...Object.fromEntries(limits.map((name) => [name, String(threads)])) };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env,
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `status ${status}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** A lane for each peer of a task that can run here; says why where one cannot. */
function peerLanes(task, { peers }, folder, problem, interpreters) {
  const script = join(PEERS, `${task}.py`);
  return peers.flatMap((peer) => {
    const reasons = [];
    for (const python of interpreters) {
      try {
        const args = [script, folder, peer, '1'];
        const { absent } = start(python, args, problem.threads);
        if (absent === undefined)
          return [{ name: peer, command: python, args: [script, folder, peer, String(problem.repeats)] }];
        reasons.push(`${python}: ${absent}`);
      } catch (error) {
        reasons.push(`${python}: ${error.code ?? error.message}`);
      }
    }
    console.log(`left out: ${task}, ${peer}: ${reasons.join('; ')}`);
    return [];
  });
}

/** One run of a lane: fails where the process does, or where its answers differ. */
function runLane(lane, folder, module, threads) {
  try {
    const run = start(lane.command, lane.args, threads);
    const { problem, arrays } = readProblem(folder);
    const answers = lane.isOurs ? readArrays(folder, run.answers) : module.answersOf(folder, run);
    lane.fault ??= module.compare(problem, arrays, answers, lane.isOurs ?? false, run.figures);
    lane.version = run.version;
    lane.figures = run.figures;
    lane.times.push(median(run.seconds));
    if (run.cpu) lane.cpu.push(median(run.cpu));
  } catch (error) {
    lane.failed = error.message;
  }
}

async function runVariant(task, module, variant, options) {
  const folder = mkdtempSync(join(tmpdir(), 'shoplab-peers-'));
  const { threads, interpreters } = options;
  const rounds = module.rounds ?? options.rounds;
  try {
    await writeProblem(folder, task, options, module.makeProblem(variant));
    const { problem } = readProblem(folder);
    const own = {
      name: 'shoplab',
      command: process.execPath,
      args: [join(PEERS, 'ours.mjs'), task, folder],
      isOurs: true,
    };
    const lanes = [own, ...peerLanes(task, module, folder, problem, interpreters)].map((lane) => ({
      ...lane,
      times: [],
      cpu: [],
      fault: null,
    }));
    for (let round = 0; round < rounds; round++)
      for (const lane of round % 2 === 0 ? lanes : lanes.toReversed())
        if (!lane.failed && lane.fault === null) runLane(lane, folder, module, threads);
    const amount = module.amountOf?.(problem) ?? null;
    print(task, variant, threads, lanes, amount, module.unit);
    return {
      task,
      variant,
      threads,
      problem,
      lanes: lanes.map(({ args: _args, command: _command, ...rest }) => rest),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(task, variant, threads, lanes, amount, unit) {
  console.log(
    `\n${[task, variant].filter(Boolean).join(', ')}, ${threads} ${threads === 1 ? 'thread' : 'threads'}; shoplab over the peer, round by round; load ${machine().load.toFixed(2)}`,
  );
  const [own] = lanes;
  for (const lane of lanes) {
    const wrong = lane.failed
      ? `failed: ${lane.failed}`
      : lane.fault
        ? `answers differ, not timed: ${lane.fault}`
        : null;
    if (wrong !== null) {
      console.log(`  ${lane.name.padEnd(20)} ${wrong}`);
      continue;
    }
    const rate = amount === null ? '' : `  ${shortCount(amount / median(lane.times)).padStart(7)} ${unit}/s`;
    const comparable = lane !== own && own.times.length === lane.times.length && own.fault === null;
    const ratio = comparable ? `  ${describeRatio(ratiosTo(lane.times, own.times), '')}` : '';
    const told = lane.cpu.length === lane.times.length && own.cpu.length === lane.cpu.length;
    const cpuRatio = lane === own || !comparable ? '' : ` ${describeRatio(ratiosTo(lane.cpu, own.cpu), '')}`;
    const cpu = told ? `  processor ${duration(1000 * median(lane.cpu))}${cpuRatio}` : '';
    const figures = Object.entries(lane.figures ?? {}).map(([name, value]) => `  ${name} ${value}`);
    console.log(
      `  ${lane.name.padEnd(20)} ${duration(1000 * median(lane.times)).padStart(9)}${rate}${ratio}${cpu}${figures.join('')}  (${lane.version})`,
    );
  }
}

/** Runs and prints every variant of the tasks; returns what is kept. Our own faults set the exit status. */
export async function scoringPeers(tasks, options) {
  const kept = [];
  for (const task of tasks) {
    const module = await import(`../peers/${task}.mjs`);
    for (const threads of options.threadCounts)
      for (const variant of (module.variants ?? [null]).filter((one) =>
        (one ?? '').includes(options.only ?? ''),
      )) {
        const result = await runVariant(task, module, variant, { ...options, threads });
        if (result.lanes[0].failed || result.lanes[0].fault !== null) process.exitCode = 1;
        kept.push(result);
      }
  }
  return kept;
}
