import { Command, Option } from 'commander';
import { printable } from '../datasets/schema-faults.ts';
import { act, type CommonOptions } from './action.node.ts';
import { table } from './format.node.ts';

interface QueryOptions extends CommonOptions {
  readonly tables?: boolean;
  readonly format: 'table' | 'csv' | 'json';
}

export function queryCommand(): Command {
  return new Command('query')
    .description('ask the records of studies in SQL')
    .argument('[sql]', 'one SELECT; see --tables')
    .argument('[dirs...]', 'folders of studies, or folders of such', ['out'])
    .option('--tables', 'list the tables and their columns')
    .addOption(new Option('--format <format>', 'of the answer').choices(['table', 'csv']).default('table'))
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
The database is made anew from the records, and sees nothing else: neither other files nor the network.

Examples:
  $ npx shoplab query --tables
  $ npx shoplab query "select label, mean, low, high from estimates where metric = 'ndcg' order by mean desc" out/quickstart
  $ npx shoplab query "select algorithm, avg(fit_seconds), max(peak_memory) / 2**20 as mib from runs group by 1" out`,
    )
    .action((sql: string | undefined, dirs: string[], options: QueryOptions) =>
      act(options, async (action) => {
        const { RECORD_TABLES, VALUES_TABLE } = await import('../experiments/query/record-tables.ts');
        if (options.tables) {
          const tables = [...RECORD_TABLES, VALUES_TABLE].map(({ name, doc, columns }) => ({
            name,
            doc,
            columns: Object.entries(columns).map(([column, { type, doc: words }]) => ({
              column,
              type: type === 'text' ? 'text' : 'number',
              doc: words,
            })),
          }));
          action.print(tables, () =>
            tables.flatMap(({ name, doc, columns }) => [
              `${name}: ${doc}`,
              ...columns.map((one) => `  ${one.column.padEnd(18)}${one.type.padEnd(8)}${one.doc}`),
              '',
            ]),
          );
          return;
        }
        const { ConfigError } = await import('../datasets/config-error.ts');
        if (sql === undefined) throw new ConfigError(['query: give a SELECT, or --tables']);
        const { queryRuns } = await import('../experiments/query/query.node.ts');
        const { columns, rows, notes } = await queryRuns(dirs, sql, action.signal);
        action.warn(notes);
        action.print({ columns, rows, notes }, () => {
          if (options.format === 'csv') return [columns, ...rows].map((row) => row.map(csvCell).join(','));
          const lines = rows.map((row) => row.map((value) => cell(value)));
          return [table(columns, lines), `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`];
        });
      }),
    );
}

type Value = string | number | boolean | null;

/** Six digits; texts of records may hold anything, so nothing of them reaches a terminal raw. */
function cell(value: Value): string | number {
  if (value === null) return '-';
  if (typeof value !== 'number')
    return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

const csvCell = (value: Value | string): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};
