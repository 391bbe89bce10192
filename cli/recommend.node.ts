import { Command } from 'commander';
import { act } from './action.node.ts';
import { collect, wholeFrom1 } from './arguments.node.ts';
import type { RecommendOptions } from './recommend-answers.node.ts';

export function recommendCommand(): Command {
  return new Command('recommend')
    .description('open a fitted model (`shoplab run STUDY --models`) and print what it recommends')
    .argument('<model>', 'file of a model')
    .option('--shopper <id>', 'whom for (repeatable); default: the first few', collect, [])
    .option('--k <n>', 'places of a list', wholeFrom1, 10)
    .option('--exclude <what>', "leave out what the shopper had in training: 'seen' or 'none'", 'seen')
    .option('--history <items>', 'for somebody not known who did this: ids with commas between, oldest first')
    .option('--item <id>', 'models of ratings: what to predict (repeatable)', collect, [])
    .option('--explain', 'say why')
    .option('--trec <file>', 'write the lists of all known shoppers there instead, as a TREC run')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ npx shoplab run quickstart --models
  $ npx shoplab recommend out/quickstart/models/als-seed-1-fold-0-0f3a9c21.model --shopper shopper-0000007
  $ npx shoplab recommend out/quickstart/models/item-knn-seed-1-fold-0-5e0d1b7a.model --history item-0000003,item-0000010 --explain`,
    )
    .action((path: string, options: RecommendOptions) =>
      act(options, async (action) => {
        const { openModelFile } = await import('../algorithms/model-file.node.ts');
        const { modelHost } = await import('../algorithms/fitting.ts');
        const { kernelHost } = await import('../numerics/kernels/open-host.node.ts');
        const { answersOf, answerLines } = await import('./recommend-answers.node.ts');
        const opened = await openModelFile(path, modelHost(kernelHost()));
        if (options.trec !== undefined) {
          const { writeTrecRun } = await import('./trec-lists.node.ts');
          const run = await writeTrecRun(path, opened, { ...options, trec: options.trec });
          return action.print(run, () => [`${run.shoppers} lists of up to ${options.k}  ${run.file}`]);
        }
        const answers = answersOf(path, opened, options);
        action.print(answers, () => answerLines(answers));
      }),
    );
}
