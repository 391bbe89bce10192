import { Command } from 'commander';
import type { BarrierResult } from '../simulator/rounds/tasks.node.ts';
import { act, type CommonOptions } from './action.node.ts';
import { collect, DEFAULT_THREADS, roundNumber, shardTask, threadCount } from './arguments.node.ts';
import { claimsTable, refuseMissed, standingLine } from './figures.node.ts';
import { bytes, count, seconds, table } from './format.node.ts';

interface SimulateOptions extends CommonOptions {
  readonly seed?: string;
  readonly out?: string;
  readonly threads: number;
  readonly set: string[];
  readonly policy?: string;
  readonly strict?: boolean;
  readonly task?: { shard: number; of: number; round: number };
  readonly barrier?: number;
  readonly state?: string;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('simulate a shop: clickstream, purchases and the hidden truth, as Parquet with a manifest')
    .argument('<scenario>', 'a shipped scenario (see `shoplab list scenarios`) or the path of a YAML file')
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--out <dir>', 'folder of the log; default: out/<scenario>')
    .option('--threads <n>', 'worker threads; never changes the result', threadCount, DEFAULT_THREADS)
    .option('--set <path=value>', 'override one value of the scenario (repeatable)', collect, [])
    .option(
      '--policy <policy>',
      'in place of the scenario’s: a name, `{ name: ... }`, or a JavaScript module',
    )
    .option(
      '--task <shard=i/n,round=r>',
      'run one part: shard i of n (from 1) of round r (from 0)',
      shardTask,
    )
    .option('--barrier <r>', 'merge the shards of round r', roundNumber)
    .option('--state <dir>', 'folder in which tasks and barriers hand over')
    .option('--strict', 'end with status 1 when a target of the scenario is not met; the log stays')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  $ npx shoplab simulate tiny --seed a --out out/tiny
  $ npx shoplab simulate marketplace --set shoppers.count=2000 --set days=7 --threads 2
As tasks, on as many machines as you like (then round 1, 2, ...; after the last barrier DIR/log is the log):
  $ npx shoplab simulate tiny --task shard=1/3,round=0 --state DIR    (and 2/3, 3/3)
  $ npx shoplab simulate tiny --barrier 0 --state DIR`,
    )
    .action((scenario: string, options: SimulateOptions, command: Command) => {
      checkTaskOptions(options, command);
      return act(options, async (action) => {
        const { loadUnderPolicy } = await import('../simulator/policy/outside-policy.node.ts');
        const loaded = await loadUnderPolicy(scenario, {
          set: options.set,
          policy: options.policy,
          ...(options.seed === undefined ? {} : { seed: options.seed }),
        });
        action.warn(loaded.warnings);
        if (options.task || options.barrier !== undefined) {
          const { runBarrier, runTask } = await import('../simulator/rounds/tasks.node.ts');
          const state = options.state!;
          const done: BarrierResult = options.task
            ? await runTask({ scenario: loaded, ...options.task, state, signal: action.signal })
            : await runBarrier({ scenario: loaded, round: options.barrier!, state, signal: action.signal });
          const { log } = done;
          action.print(done, () => [
            ...(log ? [...claimsTable(log.figures), standingLine(log.targets)] : []),
            done.message,
          ]);
          if (log && options.strict) refuseMissed(log.targets);
          return;
        }
        const { runSimulation } = await import('../simulator/rounds/run-simulation.node.ts');
        const result = await runSimulation({
          scenario: loaded,
          out: options.out ?? `out/${loaded.name}`,
          threads: options.threads,
          signal: action.signal,
          onProgress: (done, total) => action.progress.update(`simulating ${loaded.name}`, done, total),
        });
        action.print(result, () => [
          table(
            ['table', 'rows'],
            Object.entries(result.tables).map(([name, rows]) => [name, count(rows)]),
          ),
          '',
          ...claimsTable(result.figures),
          `${count(result.impressions)} impressions and ${count(result.actions)} actions in ${seconds(result.seconds)}` +
            ` (${count(Math.round(result.impressions / result.seconds))} impressions/s, ` +
            `${count(Math.round(result.actions / result.seconds))} actions/s), peak memory ${bytes(result.peakMemoryBytes)}`,
          standingLine(result.targets),
          `digest  ${result.digest}`,
          `written ${result.out}`,
        ]);
        if (options.strict) refuseMissed(result.targets);
      });
    });
}

function checkTaskOptions(options: SimulateOptions, command: Command): void {
  const asTask = options.task !== undefined || options.barrier !== undefined;
  if (options.task !== undefined && options.barrier !== undefined)
    command.error("error: '--task' and '--barrier' cannot be given together");
  if (asTask && options.state === undefined)
    command.error("error: '--task' and '--barrier' need '--state <dir>'");
  if (asTask && options.out !== undefined)
    command.error("error: '--out' has no meaning for a task or barrier; the log is <dir of --state>/log");
  if (asTask && command.getOptionValueSource('threads') === 'cli')
    command.error("error: '--threads' has no meaning for a task or barrier; each runs on one thread");
  if (options.task !== undefined && options.strict)
    command.error("error: '--strict' has no meaning for a task; the last barrier checks the targets");
  if (!asTask && options.state !== undefined)
    command.error("error: '--state' belongs to '--task' or '--barrier'");
}
