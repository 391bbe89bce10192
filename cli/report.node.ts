import { Command } from 'commander';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { EXIT_FAILED } from './exit.node.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description(
      'turn the records of a study into a few linked pages, charts (SVG, PNG), tables and a summary; of a folder of studies, all of them and an index',
    )
    .argument('<dir>', 'folder of a study that was run, or of several such folders')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExamples:\n  $ npx shoplab report out/quickstart\n  $ npx shoplab report out')
    .action((dir: string, options: CommonOptions) =>
      act(options, async (action) => {
        const { hasStudy, writeAnyReport } = await import('./any-report.node.ts');
        const { studyFolders } = await import('./report-index.node.ts');
        const folders = (await hasStudy(dir)) ? [] : await studyFolders(dir);
        if (folders.length > 0) return reportAll(dir, folders, action);
        const report = await writeAnyReport(dir, {
          signal: action.signal,
          onProgress: (done, total) => action.progress.update('drawing', done, total),
        });
        action.print(report, () => [`report  ${report.html}`, `summary ${report.markdown}`]);
      }),
    );
}

async function reportAll(dir: string, folders: readonly string[], action: Action): Promise<void> {
  const { writeIndex } = await import('./report-index.node.ts');
  const index = await writeIndex(dir, folders, {
    signal: action.signal,
    onStudy: (done, total, folder) => action.progress.update('reports', done, total, folder),
  });
  action.print(index, () => [
    `index   ${index.html}`,
    `reports ${index.studies.length} of ${folders.length} studies`,
    ...index.unread.map(({ folder, reason }) => `${folder}: ${reason}`),
  ]);
  if (index.damaged) process.exitCode = EXIT_FAILED;
}
