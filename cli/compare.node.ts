import { Command } from 'commander';
import type { SideBySide } from '../experiments/comparison/compare-sides.ts';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { table } from './format.node.ts';

export function compareCommand(): Command {
  return new Command('compare')
    .description('two studies side by side: paired differences over the shoppers they share')
    .argument('<dir>', 'folder of the first study')
    .argument('<other>', 'folder of the second study')
    .option('--out <dir>', 'write a page with both side by side, its pictures and data')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Runs are paired by label, fold, seed and repeats; differences are other minus first. Runs measured under different
definitions, or on different data or splits, refuse to be compared; so do studies that share no label.

Example (my-study.yaml with another parameter under the same label):
  $ npx shoplab run my-study.yaml --out out/before
  $ npx shoplab run changed.yaml --out out/after
  $ npx shoplab compare out/before out/after --out out/compared`,
    )
    .action((dir: string, other: string, options: CommonOptions & { readonly out?: string }) =>
      act(options, async (action) => {
        const { compareStudies } = await import('../experiments/comparison/compare-studies.node.ts');
        const comparison = await compareStudies(dir, other, action.signal);
        const page =
          options.out === undefined ? null : await write(options.out, [dir, other], comparison, action);
        action.print({ ...comparison, ...(page && { page }) }, () => [
          table(
            [
              'algorithm',
              'repeats',
              'seed',
              'fold',
              'definition',
              'first',
              'other',
              'difference',
              'interval',
              'n',
            ],
            comparison.differences.map((row) => [
              row.label,
              row.repeats,
              row.seed,
              row.fold,
              row.definition,
              number(row.first),
              number(row.other),
              number(row.difference),
              row.low === null || row.high === null ? '-' : `${number(row.low)} to ${number(row.high)}`,
              row.n,
            ]),
          ),
          ...comparison.notes,
          ...(page ? [`page ${page}`] : []),
        ]);
      }),
    );
}

async function write(
  out: string,
  studies: readonly [string, string],
  comparison: SideBySide,
  { signal }: Action,
): Promise<string> {
  const { writeComparison } = await import('../reports/compare/site.node.ts');
  return writeComparison(out, studies, comparison, { signal });
}

const number = (value: number | null): string => (value === null ? '-' : value.toFixed(4));
