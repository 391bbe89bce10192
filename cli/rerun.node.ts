import { Command } from 'commander';
import { printable } from '../datasets/schema-faults.ts';
import { VERSION } from '../datasets/version.node.ts';
import { act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS, threadCount } from './arguments.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import { seconds } from './format.node.ts';

interface RerunOptions extends CommonOptions {
  readonly run?: string;
  readonly out?: string;
  readonly threads: number;
}

export function rerunCommand(): Command {
  return new Command('rerun')
    .description('do one run of a study again, and hold its result against the record, bit for bit')
    .argument('<record>', 'a record under runs/ of a study, or a file of kept results (with --run)')
    .option('--run <id>', 'which run of a file of kept results')
    .option('--out <dir>', 'folder of simulated data for kept results; default: out/<name of the study>')
    .option('--threads <n>', 'threads of the fit; never changes a result', threadCount, DEFAULT_THREADS)
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Nothing is written but the log of a scenario that is not there any more. Status 1 where the result is another.

Examples:
  $ npx shoplab rerun out/quickstart/runs/0123456789abcdef.json
  $ npx shoplab rerun results/ml-100k/whole.json --run 0123456789abcdef`,
    )
    .action((file: string, options: RerunOptions) =>
      act(options, async (action) => {
        const { rerun } = await import('../experiments/rerun.node.ts');
        const outcome = await rerun(file, {
          threads: options.threads,
          version: VERSION,
          signal: action.signal,
          onStage: action.progress.update,
          ...(options.run !== undefined && { run: options.run }),
          ...(options.out !== undefined && { out: options.out }),
        });
        const { id, label, same, digests, differences } = outcome;
        const time = (value: number | null): string => (value === null ? '-' : seconds(value));
        action.print(outcome, () => [
          same
            ? `${printable(label)} (${id}): the same, bit for bit (${digests.again?.slice(0, 16) ?? 'it fails as before'})`
            : `${printable(label)} (${id}): another result (${digests.before?.slice(0, 16) ?? 'failed'} before, ${digests.again?.slice(0, 16) ?? 'failed'} now)`,
          ...differences
            .slice(0, 10)
            .map(([path, before, again]) => printable(`  ${path}: ${before} before, ${again} now`)),
          `fit: ${time(outcome.seconds.before)} before, ${time(outcome.seconds.again)} now`,
        ]);
        if (!same) process.exitCode = EXIT_FAILED;
      }),
    );
}
