import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import { table } from './format.node.ts';

interface FetchOptions extends CommonOptions {
  readonly from?: string;
}

export function dataCommand(): Command {
  const data = new Command('data').description(
    'real data sets: where they come from, and whether they are in place',
  );
  data
    .command('list')
    .description('names, titles, licences and addresses')
    .option('--json', 'print an array of names')
    .action((options: CommonOptions) =>
      act(options, async (action) => {
        const { DATA } = await import('../datasets/public/registry.node.ts');
        action.print(Object.keys(DATA), () => [
          table(
            ['name', 'title', 'licence', 'address'],
            Object.entries(DATA).map(([name, set]) => [name, set.title, set.licence, set.address]),
          ),
        ]);
      }),
    );
  data
    .command('check')
    .description('are the files of a data set in place, and are they the expected ones')
    .argument('<name>')
    .option('--json', 'print one JSON object')
    .action((name: string, options: CommonOptions) =>
      act(options, async (action) => {
        const { checkData } = await import('../datasets/public/check.node.ts');
        const { missingData } = await import('../datasets/public/public-data.ts');
        const { publicData } = await import('../datasets/public/registry.node.ts');
        const check = await checkData(name);
        const absent = check.files.find(({ state }) => state === 'missing');
        action.print(check, () => [
          table(
            ['file', 'state', 'sha256'],
            check.files.map((file) => [file.path, file.state, file.sha256 ?? '']),
          ),
          check.ok ? `${name}: ok` : `${name}: not in place; \`shoplab data fetch ${name}\` brings it`,
          ...(absent ? ['', ...missingData(publicData(name), check.root, absent.path).faults] : []),
        ]);
        if (!check.ok) process.exitCode = EXIT_FAILED;
      }),
    );
  data
    .command('fetch')
    .description('download a data set from its official address, check it and put it in place')
    .argument('<name>')
    .option('--from <file>', 'a file you already have, instead of the download')
    .option('--json', 'print one JSON object')
    .action((name: string, options: FetchOptions) =>
      act(options, async (action) => {
        const { fetchData } = await import('../datasets/public/fetch.node.ts');
        const fetched = await fetchData(name, {
          signal: action.signal,
          onProgress: (stage, done, total) => action.progress.update(stage, done, total),
          ...(options.from === undefined ? {} : { from: options.from }),
        });
        action.print(fetched, () => fetched.files.map((file) => `placed ${file}`));
      }),
    );
  return data;
}
