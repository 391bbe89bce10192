import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import type { OpenBanditRecord } from '../experiments/off-policy/open-bandit-record.ts';
import { shellWords } from '../reports/text/shell.ts';
import { act, type CommonOptions } from './action.node.ts';
import { numberFrom, sizeUpTo } from './arguments.node.ts';
import { count, table } from './format.node.ts';

interface OffPolicyOptions extends CommonOptions {
  readonly switch: number;
  readonly clip?: number;
  readonly resamples: number;
  readonly seed: string;
  readonly out: string;
  readonly report: boolean;
}

export function offPolicyCommand(): Command {
  return new Command('off-policy')
    .description('what a policy would earn, estimated from a log that another policy filled')
    .argument('<data>', 'a data set with propensities: open-bandit')
    .option('--switch <weight>', 'weights above it give way to the model in switch-DR', numberFrom, 10)
    .option('--clip <weight>', 'weights above it count as it; default: none do', numberFrom)
    .option('--resamples <n>', 'bootstrap resamples', sizeUpTo(100_000), 1000)
    .option('--seed <seed>', 'of the resamples, any string', 'off-policy')
    .option('--out <dir>', 'folder of record and report', 'out/off-policy')
    .option('--no-report', 'record only')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
IPS, SNIPS, DM, DR and switch-DR, in both directions: the Thompson policy from the log of the uniform one, and the uniform from Thompson's.
Intervals are normal, by the influence function. A log without support is refused. The estimators against the truth: \`shoplab run offline-truth\`.

Examples:
  $ SHOPLAB_DATA=~/data npx shoplab off-policy open-bandit
  $ SHOPLAB_DATA=~/data npx shoplab off-policy open-bandit --clip 5 --switch 3 --json`,
    )
    .action((data: string, options: OffPolicyOptions) =>
      act(options, async (action) => {
        if (data !== 'open-bandit')
          throw new ConfigError([`off-policy: no propensities are known of '${data}'; open-bandit has them`]);
        for (const [name, value] of Object.entries({ switch: options.switch, clip: options.clip ?? 0 }))
          if (value < 0) throw new ConfigError([`--${name} ${value}: a weight is 0 or more`]);
        const { runOpenBandit } = await import('../experiments/off-policy/run-open-bandit.node.ts');
        const { writeSectionedReport } = await import('../reports/page/sections.node.ts');
        const { openBanditReport } = await import('../reports/off-policy/open-bandit.ts');
        action.progress.update('estimating', 0, 1);
        const record = await runOpenBandit({
          out: options.out,
          switch: options.switch,
          clip: options.clip ?? null,
          resamples: options.resamples,
          seed: options.seed,
          command: `npx shoplab off-policy ${shellWords(process.argv.slice(3))}`.trim(),
        });
        const report = options.report
          ? (
              await writeSectionedReport(options.out, (theme) => openBanditReport(record, theme), {
                signal: action.signal,
              })
            ).html
          : null;
        action.print({ ...record, report }, () => [
          ...linesOf(record),
          '',
          ...(report ? [`report ${report}`] : []),
        ]);
      }),
    );
}

const linesOf = ({ directions, level, source }: OpenBanditRecord): string[] => [
  source.title,
  ...directions.flatMap(({ from, target, weights, estimates, own, logged }) => [
    '',
    `${target} from the log of ${from}, clicks a slot; ${count(logged.n)} slots, as good as ${count(Math.round(weights.effective))} of its own; weights: mean ${weights.mean.toFixed(3)}, largest ${weights.largest.toFixed(1)}`,
    table(
      ['estimator', 'value', 'standard error', `${100 * level} % interval`, 'bootstrap'],
      [
        ...estimates.map(({ estimator, value, standardError, low, high, bootstrap }) => [
          estimator,
          value.toFixed(5),
          standardError.toFixed(5),
          `${low.toFixed(5)} to ${high.toFixed(5)}`,
          `${bootstrap.low.toFixed(5)} to ${bootstrap.high.toFixed(5)}`,
        ]),
        [
          `${target} itself`,
          own.value.toFixed(5),
          own.standardError.toFixed(5),
          `${own.low.toFixed(5)} to ${own.high.toFixed(5)}`,
          '',
        ],
      ],
    ),
  ]),
];
