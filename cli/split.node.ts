import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS } from './arguments.node.ts';

interface SplitOptions extends CommonOptions {
  readonly out: string;
  readonly repeats?: string;
}

export function splitCommand(): Command {
  return new Command('split')
    .description('write the folds of a study as files, for recommenders of your own')
    .argument('<study>', 'a shipped study (see `shoplab list studies`) or the path of a YAML file')
    .requiredOption('--out <dir>', 'folder of the files')
    .option(
      '--repeats <mode>',
      'exclude, include or only: what counts as relevant; default: the first of the study',
    )
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  $ npx shoplab split quickstart --out folds
  $ npx shoplab score my-lists.csv --truth folds/seed-1-fold-0.test.csv --train folds/seed-1-fold-0.train.csv`,
    )
    .action((nameOrPath: string, options: SplitOptions) =>
      act(options, async (action) => {
        const { ConfigError } = await import('../datasets/config-error.ts');
        const { loadStudy } = await import('../experiments/study/load-study.node.ts');
        const { loadStudyData } = await import('../experiments/study/study-data.node.ts');
        const { modesOf } = await import('../experiments/fitting/cell-inputs.ts');
        const { prepare } = await import('../experiments/fitting/prepare.ts');
        const { writeFolds } = await import('../experiments/foreign-lists/write-folds.node.ts');
        const loaded = await loadStudy(nameOrPath);
        const modes = ['exclude', 'include', 'only'] as const;
        const repeats = modes.find((mode) => mode === (options.repeats ?? modesOf(loaded.study)[0]));
        if (!repeats)
          throw new ConfigError([`--repeats: '${options.repeats}' is none of ${modes.join(', ')}`]);
        const dataset = await loadStudyData(loaded, {
          out: `out/${loaded.study.name}`,
          threads: DEFAULT_THREADS,
          signal: action.signal,
          onStage: action.progress.update,
          onNote: action.progress.note,
        });
        const written = await writeFolds(prepare(loaded.study, dataset), options.out, repeats);
        action.print({ out: options.out, repeats, folds: written }, () => [
          ...written.map(
            ({ train, test, trainRows, evaluated, relevant }) =>
              `${train}  ${trainRows} rows; ${test}  ${evaluated} shoppers with ${relevant} relevant items`,
          ),
          `folds   ${options.out}/split.json`,
        ]);
      }),
    );
}
