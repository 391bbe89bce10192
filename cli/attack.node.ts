import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { act, type CommonOptions } from './action.node.ts';
import { collect, DEFAULT_THREADS, sizeUpTo, threadCount, wholeFrom1 } from './arguments.node.ts';
import { count, table } from './format.node.ts';

interface AttackCommandOptions extends CommonOptions {
  readonly algorithm: string[];
  readonly source: string;
  readonly detector: string;
  readonly threshold: string;
  readonly k: number;
  readonly most: number;
  readonly seed?: string;
  readonly set: string[];
  readonly out: string;
  readonly threads: number;
}

/** What is learnt from, and who learns from it unless said. */
const SOURCES = {
  visits: {
    spec: { source: 'actions', weights: { click: 1, cart: 2, order: 5 }, unit: 'session' },
    algorithms: ['popularity', 'item-knn', 'als'],
  },
  actions: {
    spec: { source: 'actions', weights: { click: 1, cart: 2, order: 5 } },
    algorithms: ['popularity', 'item-knn', 'als'],
  },
  ratings: { spec: { source: 'ratings' }, algorithms: ['bias-baseline', 'rating-knn', 'svd'] },
} as const;

export function attackCommand(): Command {
  return new Command('attack')
    .description('how far fraud moves recommenders, and what detection restores')
    .argument('<scenario>', 'a shipped scenario with fraud, or the path of a YAML file')
    .option(
      '--source <source>',
      'what is learnt from: visits (each its own shopper), actions of known shoppers, or ratings',
      'visits',
    )
    .option('--algorithm <name>', 'a recommender, with its defaults (repeatable)', collect, [])
    .option('--detector <name>', 'who takes visits or reviews for fraud', 'boosted-trees')
    .option('--threshold <p>', 'from which probability', '0.5')
    .option('--k <n>', 'places of a list', wholeFrom1, 10)
    .option('--most <n>', 'honest shoppers who are asked about, at most', sizeUpTo(1_000_000), 2000)
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--set <path=value>', 'override one value of the scenario (repeatable)', collect, [])
    .option('--out <dir>', 'where the log is kept', 'out/attack')
    .option(
      '--threads <n>',
      'threads of simulation and fits; never changes the result',
      threadCount,
      DEFAULT_THREADS,
    )
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Every recommender is fitted three times: without what was fraud (the truth), with everything, and without what the detector takes for fraud.
Hits: share of honest shoppers with an attacked item in their list; rating: mean predicted rating of attacked items; same: share of a list that
is as it would be without fraud. Intervals of 95 %, from each shopper's own difference.

Examples:
  $ npx shoplab attack marketplace-fraud
  $ npx shoplab attack marketplace-fraud --source ratings --detector fraud-logistic
  $ npx shoplab attack marketplace-fraud --algorithm user-knn --algorithm ease --k 20`,
    )
    .action((scenario: string, options: AttackCommandOptions) =>
      act(options, async (action) => {
        const { runAttack } = await import('../experiments/attack/run-attack.node.ts');
        const { algorithmNamed } = await import('../algorithms/fitting.ts');
        const { completeParams } = await import('../algorithms/parts.ts');
        const { FeedbackSpec } = await import('../datasets/feedback.ts');
        const { kernelHost } = await import('../numerics/kernels/open-host.node.ts');
        const { spec, algorithms } = sourceOf(options.source);
        const named = (name: string) => {
          algorithmNamed(name);
          return { name, params: completeParams(name).parse({}) as Readonly<Record<string, unknown>> };
        };
        const threshold = Number(options.threshold);
        if (options.threshold.trim() === '' || !(threshold >= 0 && threshold <= 1))
          throw new ConfigError([`--threshold ${options.threshold}: a number from 0 to 1 is needed`]);
        const result = await runAttack(scenario, {
          algorithms: (options.algorithm.length > 0 ? options.algorithm : algorithms).map(named),
          feedback: FeedbackSpec.parse(spec),
          detector: { ...named(options.detector), threshold },
          k: options.k,
          most: options.most,
          set: options.set,
          out: options.out,
          threads: options.threads,
          kernels: kernelHost(options.threads),
          signal: action.signal,
          onStage: (stage, done, total) => action.progress.update(stage, done, total),
          ...(options.seed === undefined ? {} : { seed: options.seed }),
        });
        const share = (value: number | null) => (value === null ? 'none' : `${(100 * value).toFixed(1)} %`);
        action.print(result, () => [
          `${result.scenario}: ${count(result.rows)} rows of feedback, ${count(result.fraudRows)} of them fraud; ${options.detector} removes ${count(result.removedRows)} (of ${result.judged} that it takes for fraud, ${share(result.precision)} are; of those that are, it finds ${share(result.recall)})`,
          `${count(result.shoppers)} honest shoppers, lists of ${options.k}`,
          '',
          table(
            [
              'algorithm',
              'attack',
              'measure',
              'without fraud',
              'with',
              'shift',
              'after detection',
              'shift left',
            ],
            result.effects.map((effect) => [
              effect.algorithm,
              effect.targets > 0 ? `${effect.attack} (${effect.targets})` : effect.attack,
              effect.measure,
              effect.clean.toFixed(4),
              effect.attacked.toFixed(4),
              interval(effect.shift),
              effect.restored.toFixed(4),
              interval(effect.left),
            ]),
          ),
          '',
          `log ${result.log}`,
        ]);
      }),
    );
}

function sourceOf(name: string): (typeof SOURCES)[keyof typeof SOURCES] {
  if (Object.hasOwn(SOURCES, name)) return SOURCES[name as keyof typeof SOURCES];
  throw new ConfigError([`--source ${name}: not one of ${Object.keys(SOURCES).join(', ')}`]);
}

const interval = ({ mean, low, high }: { mean: number; low: number; high: number }): string =>
  `${mean >= 0 ? '+' : ''}${mean.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
