import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { collect, DEFAULT_THREADS, threadCount, wholeFrom1 } from './arguments.node.ts';
import { count, table } from './format.node.ts';
import { toldPolicy } from './told-policy.ts';

interface LoopCommandOptions extends CommonOptions {
  readonly policy: string;
  readonly against: string;
  readonly every: number;
  readonly days?: number;
  readonly seeds: number;
  readonly seed?: string;
  readonly set: string[];
  readonly threads: number;
}

export function loopCommand(): Command {
  return new Command('loop')
    .description(
      'a shop under a policy that learns from what it causes, beside the same shoppers under another',
    )
    .argument('<scenario>', 'a shipped scenario or the path of a YAML file')
    .requiredOption(
      '--policy <policy>',
      'a name, `{ name: ..., ... }`, or `{ algorithm: ..., params: ..., epsilon: ... }`',
    )
    .option('--against <policy>', 'the other policy', 'popularity')
    .option('--every <days>', 'days between two fits', wholeFrom1, 1)
    .option('--days <n>', "days to simulate; default: the scenario's", wholeFrom1)
    .option('--seeds <n>', 'worlds to compare in: seeds SEED, SEED/2, SEED/3 ...', wholeFrom1, 1)
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--set <path=value>', 'override one value of the scenario (repeatable)', collect, [])
    .option('--threads <n>', 'threads of fits; never changes the result', threadCount, DEFAULT_THREADS)
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Policies of the shop (none, random, popularity, epsilon-mixed, fixed, oracle) do not learn. Bandits (epsilon-greedy, ucb, lin-ucb,
thompson) and, as { algorithm: ... }, recommenders are fitted before the first day, from nothing, and again every so many days on
what their own slates caused. Intervals are of 95 %, from each shopper's own difference.

Examples:
  $ npx shoplab loop tiny --policy thompson --against popularity
  $ npx shoplab loop tiny --policy '{ name: ucb, phases: 64 }' --against random --every 2 --days 14
  $ npx shoplab loop tiny --policy '{ algorithm: als, params: { factors: 16 }, epsilon: 0.1 }' --seeds 3`,
    )
    .action((scenario: string, options: LoopCommandOptions) =>
      act(options, async (action) => {
        const { runLoops } = await import('../experiments/loops/run-loops.node.ts');
        const { LOOP_OUTCOMES } = await import('../experiments/loops/closed-loop.ts');
        const { FeedbackSpec } = await import('../datasets/feedback.ts');
        const days = options.days === undefined ? [] : [`days=${options.days}`];
        const result = await runLoops(scenario, {
          policy: await toldPolicy(options.policy, '--policy'),
          against: await toldPolicy(options.against, '--against'),
          every: options.every,
          worlds: options.seeds,
          feedback: FeedbackSpec.parse({ source: 'actions', weights: { click: 1, cart: 2, order: 5 } }),
          set: [...options.set, ...days],
          threads: options.threads,
          signal: action.signal,
          onProgress: (done, total) => action.progress.update(`loops of ${scenario}`, done, total),
          ...(options.seed === undefined ? {} : { seed: options.seed }),
        });
        action.print(result, () => [
          `${result.scenario}: ${words(result.policy)} against ${words(result.against)}`,
          `means a shopper over ${count(result.days)} days, fitted every ${result.every === 1 ? 'day' : `${result.every} days`}, ${count(result.shoppers)} shoppers in each of ${result.seeds.length} worlds (seeds ${result.seeds.join(', ')})`,
          '',
          table(
            ['outcome', 'unit', 'policy', 'against', 'difference', '95 % interval'],
            result.differences.map((row) => [
              row.outcome,
              LOOP_OUTCOMES[row.outcome].unit,
              number(row.policy),
              number(row.against),
              number(row.difference),
              `${number(row.low)} to ${number(row.high)}`,
            ]),
          ),
        ]);
      }),
    );
}

const words = (policy: {
  readonly kind: string;
  readonly spec?: object;
  readonly name?: string;
  readonly params?: object;
}): string => JSON.stringify(policy.spec ?? { name: policy.name, ...policy.params });

const number = (value: number): string => (Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(4));
