import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { collect, DEFAULT_THREADS, numberFrom, wholeFrom1 } from './arguments.node.ts';
import type { ScoreFilesOptions } from './score-files.node.ts';

type ScoreOptions = CommonOptions & ScoreFilesOptions;

export function scoreCommand(): Command {
  return new Command('score')
    .description("measure anybody's lists with the definitions that studies use")
    .argument('<lists>', 'lists of any recommender: a TREC run, .csv or .tsv with a header, or .jsonl')
    .requiredOption('--truth <file>', 'what was relevant: TREC qrels, .csv, .tsv or .jsonl')
    .option('--train <file>', 'what shoppers had before, for novelty, coverage and popularity')
    .option('--at <k>', 'cut-off (repeatable); default: 10', collect, [])
    .option('--metric <name>', 'metric (repeatable); default: the common ones', collect, [])
    .option(
      '--compat <library>',
      'beside them what recbole, elliot, implicit, lenskit or microsoft would tell',
    )
    .option(
      '--missing <what>',
      "shoppers without a list: 'zero' counts an empty one, 'skip' leaves them out",
      'zero',
    )
    .option('--relevant-from <n>', 'relevance from which an item counts', numberFrom, 1)
    .option('--resamples <n>', 'of the bootstrap', wholeFrom1, 1000)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Files:
  TREC run     query Q0 item rank score tag      TREC qrels   query 0 item relevance
  .csv, .tsv   header with user and item; lists: score or rank, else the order of the file; truth: relevance, where it has one
  .jsonl       {"user": "u1", "items": ["a", "b"]}, a line each, best first

Examples:
  $ npx shoplab split my-study.yaml --out folds        what to learn from and what to score against
  $ npx shoplab score my-lists.csv --truth folds/seed-1-fold-0.test.csv --at 5 --at 10 --compat lenskit`,
    )
    .action((lists: string, options: ScoreOptions) =>
      act(options, async (action) => {
        const { scoreFiles, scoreLines } = await import('./score-files.node.ts');
        const score = await scoreFiles(lists, options, DEFAULT_THREADS, action.signal);
        action.print(score, () => scoreLines(score, options.compat));
      }),
    );
}
