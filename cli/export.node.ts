import { Command, Option } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { count, table } from './format.node.ts';

interface ExportCommandOptions extends CommonOptions {
  readonly to: 'csv' | 'jsonl';
  readonly tables?: string;
  readonly out?: string;
  readonly truth?: boolean;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write a simulated log as CSV (RFC 4180) or JSON Lines, one file a table')
    .argument('<dir>', 'folder of a log')
    .addOption(
      new Option('--to <format>', 'format of the files').choices(['csv', 'jsonl']).makeOptionMandatory(),
    )
    .option(
      '--tables <names>',
      'only these, separated by commas (sessions,raw/actions); default: all but the truth',
    )
    .option('--out <dir>', 'folder of the files; default: <dir>-csv or <dir>-jsonl')
    .option('--truth', 'with the hidden truth, under truth/')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Codes stand as their labels; no value is an empty field, in JSON null; times stay seconds since the origin, which
manifest.json beside the files names. docs/schema.md says what each column means.

Examples:
  $ npx shoplab export out/tiny --to csv
  $ npx shoplab export out/tiny --to jsonl --tables sessions,actions --out out/tiny-lines`,
    )
    .action((dir: string, options: ExportCommandOptions) =>
      act(options, async (action) => {
        const { exportStore } = await import('../datasets/store/export.node.ts');
        const out = options.out ?? `${dir.replace(/[/\\]+$/, '')}-${options.to}`;
        const result = await exportStore(dir, {
          to: options.to,
          out,
          truth: options.truth === true,
          signal: action.signal,
          onProgress: (done, total) => action.progress.update(`exporting ${dir}`, done, total),
          ...(options.tables === undefined
            ? {}
            : { tables: options.tables.split(',').map((name) => name.trim()) }),
        });
        action.print({ out, ...result }, () => [
          table(
            ['file', 'rows', 'bytes'],
            result.tables.map(({ file, rows, bytes }) => [file, count(rows), count(bytes)]),
          ),
          '',
          `written ${out}`,
        ]);
      }),
    );
}
