import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { collect, DEFAULT_THREADS, threadCount, wholeFrom1 } from './arguments.node.ts';
import { count, table } from './format.node.ts';

interface TwinsCommandOptions extends CommonOptions {
  readonly policy: string;
  readonly against?: string;
  readonly seeds: number;
  readonly seed?: string;
  readonly set: string[];
  readonly threads: number;
}

export function twinsCommand(): Command {
  return new Command('twins')
    .description('the same shoppers under two policies: what changes, and how sure that is')
    .argument('<scenario>', 'a shipped scenario or the path of a YAML file')
    .requiredOption('--policy <policy>', 'a name, `{ name: ..., ... }`, or a JavaScript module (.js, .mjs)')
    .option('--against <policy>', "the other policy; default: the scenario's own")
    .option('--seeds <n>', 'worlds to compare in: seeds SEED, SEED/2, SEED/3 ...', wholeFrom1, 1)
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--set <path=value>', 'override one value of the scenario (repeatable)', collect, [])
    .option('--threads <n>', 'worker threads; never changes the result', threadCount, DEFAULT_THREADS)
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Both worlds share every draw that the policy does not cause; the paired standard error compares each shopper with
themselves, the unpaired one is what two different groups of shoppers of that size would give.

Examples:
  $ npx shoplab twins tiny --policy oracle --against popularity
  $ npx shoplab twins tiny --policy '{ name: epsilon-mixed, epsilon: 0.1 }' --against random --seeds 5`,
    )
    .action((scenario: string, options: TwinsCommandOptions) =>
      act(options, async (action) => {
        const { runTwins } = await import('../simulator/rounds/run-twins.node.ts');
        const { OUTCOMES } = await import('../simulator/rounds/twins.ts');
        const result = await runTwins(scenario, {
          policy: options.policy,
          against: options.against,
          worlds: options.seeds,
          set: options.set,
          threads: options.threads,
          signal: action.signal,
          onProgress: (done, total) => action.progress.update(`twins of ${scenario}`, done, total),
          ...(options.seed === undefined ? {} : { seed: options.seed }),
        });
        const between = result.seeds.length > 1;
        action.print(result, () => [
          `${result.scenario}: ${JSON.stringify(result.policy)} against ${JSON.stringify(result.against)}`,
          `means a shopper, ${count(result.shoppers)} shoppers in each of ${result.seeds.length} worlds (seeds ${result.seeds.join(', ')})`,
          '',
          table(
            [
              'outcome',
              'unit',
              'policy',
              'against',
              'difference',
              'paired se',
              'unpaired se',
              'ratio',
              ...(between ? ['se over worlds'] : []),
            ],
            result.differences.map((row) => [
              row.outcome,
              OUTCOMES[row.outcome].unit,
              number(row.policy),
              number(row.against),
              number(row.difference),
              number(row.pairedError),
              number(row.unpairedError),
              row.unpairedError > 0 ? (row.pairedError / row.unpairedError).toFixed(2) : '-',
              ...(between ? [number(row.betweenWorlds ?? 0)] : []),
            ]),
          ),
        ]);
      }),
    );
}

const number = (value: number): string => (Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(4));
