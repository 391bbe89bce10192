import { Command, InvalidArgumentError } from 'commander';
import { VERSION } from '../datasets/version.node.ts';
import type { PlannedMode } from '../experiments/plan/plan.ts';
import type { StudyPlan } from '../experiments/plan/plan-study.node.ts';
import { act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS, threadCount } from './arguments.node.ts';
import { count, table } from './format.node.ts';

interface PlanOptions extends CommonOptions {
  readonly out?: string;
  readonly power: number;
  readonly threads: number;
}

export function planCommand(): Command {
  return new Command('plan')
    .description('before a study is run: the smallest true difference that it will find')
    .argument('<study>', 'a shipped study (see `shoplab list studies`) or the path of a YAML file')
    .option('--out <dir>', 'folder of earlier records of the study; default: out/<name of the study>')
    .option('--power <share>', 'chance of finding such a difference', powerOf, 0.8)
    .option('--threads <n>', 'threads of the pilot; never changes a result', threadCount, DEFAULT_THREADS)
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
The variance comes from earlier records of the study, else from a pilot: popularity and random on its first fold. Nothing is
written but the log of a scenario, which \`shoplab run\` then finds.

Examples:
  $ npx shoplab plan quickstart
  $ npx shoplab plan my-study.yaml --power 0.9`,
    )
    .action((nameOrPath: string, options: PlanOptions) =>
      act(options, async (action) => {
        const { loadStudy } = await import('../experiments/study/load-study.node.ts');
        const { planStudy } = await import('../experiments/plan/plan-study.node.ts');
        const loaded = await loadStudy(nameOrPath);
        const plan = await planStudy(loaded, {
          out: options.out ?? `out/${loaded.study.name}`,
          power: options.power,
          threads: options.threads,
          version: VERSION,
          signal: action.signal,
          onStage: action.progress.update,
        });
        action.print(plan, () => [
          `variance from ${plan.from}`,
          ...plan.modes.flatMap((mode) => modeLines(plan, mode)),
        ]);
      }),
    );
}

function powerOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('a share above 0 and below 1 is required.');
}

const figure = (value: number): string => value.toPrecision(3);

function modeLines({ alpha, power, seeds, folds }: StudyPlan, mode: PlannedMode): string[] {
  const level = Number(alpha.toPrecision(3));
  const ofMean = (value: number): string =>
    mode.mean === 0 ? '-' : `${((100 * value) / mode.mean).toFixed(1)} %`;
  const noise =
    mode.trainingNoise === null || mode.byTrainingAlone === null
      ? 'training noise: not known before two seeds have run on the same rows'
      : `training noise: from seed to seed means move by ${figure(mode.trainingNoise.deviation)} (standard deviation, ${mode.trainingNoise.label}); ` +
        `over ${seeds} seeds a difference up to ${figure(mode.byTrainingAlone)} may be training alone, however many shoppers there are`;
  return [
    '',
    mode.definition,
    `${count(mode.shoppers)} shoppers, ${count(mode.rounds)} rounds (${seeds} seeds, ${folds} folds), each asked in ${figure(mode.roundsPerShopper)}; highest mean ${figure(mode.mean)}`,
    table(
      [
        'pair',
        'spread',
        'detectable',
        'of the mean',
        `among ${mode.pairsOfStudy} pairs`,
        'shoppers for 5 % of the mean',
      ],
      mode.pairs.map((pair) => [
        `${pair.first}, ${pair.second}`,
        figure(pair.deviation),
        figure(pair.detectable),
        ofMean(pair.detectable),
        figure(pair.detectableAmongAll),
        pair.shoppersForTwentieth === null ? '-' : count(pair.shoppersForTwentieth),
      ]),
    ),
    `detectable: a true difference found with chance ${power} in a two-sided test at ${level}; among all pairs at the first step of Holm`,
    noise,
  ];
}
