import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { nearest } from '../datasets/schema-faults.ts';
import { visibleText } from '../reports/text/visible-text.ts';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import type { StudyFolders } from './study-folders.node.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description(
      'turn the records of a study into a few linked pages, charts (SVG, PNG), tables and a summary; of a folder of studies, calibrations, readings, tests and benchmarks, all of them and an index',
    )
    .argument('<dir>', 'folder of a study that was run, or of several such folders')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExamples:\n  $ npx shoplab report out/quickstart\n  $ npx shoplab report out')
    .action((dir: string, options: CommonOptions) =>
      act(options, async (action) => {
        await requireFolder(dir);
        const { writeAnyReport } = await import('./any-report.node.ts');
        const { sourceOf } = await import('./report-sources.node.ts');
        if (!(await sourceOf(dir))) {
          const { studyFolders } = await import('./study-folders.node.ts');
          const found = await studyFolders(dir);
          if (found.folders.length + found.begun.length > 0) return reportAll(dir, found, action);
        }
        const report = await writeAnyReport(dir, {
          signal: action.signal,
          onProgress: (done, total) => action.progress.update('drawing', done, total),
        });
        action.print(report, () => [
          `report  ${report.html}`,
          ...(report.markdown === undefined ? [] : [`summary ${report.markdown}`]),
        ]);
      }),
    );
}

/** Throws ConfigError where there is no folder, with the nearest of those that are there. */
async function requireFolder(dir: string): Promise<void> {
  if (dir.trim() === '') throw new ConfigError(['report: the path is empty; a folder is needed']);
  const found = await stat(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ConfigError([`report: ${dir} cannot be read (${error.code})`]);
  });
  if (found?.isDirectory()) return;
  if (found !== null)
    throw new ConfigError([`report: ${dir} is a file; the folder of a study that was run is needed`]);
  const above = dirname(dir);
  const beside = await readdir(above, { withFileTypes: true }).catch(() => []);
  const folders = beside.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  const near = nearest(basename(dir), folders);
  throw new ConfigError([
    `report: ${dir} is not there${near === undefined ? '' : `; did you mean '${join(above, near)}'?`}`,
  ]);
}

async function reportAll(dir: string, found: StudyFolders, action: Action): Promise<void> {
  const { writeIndex } = await import('./report-index.node.ts');
  const index = await writeIndex(dir, found, {
    signal: action.signal,
    onStudy: (done, total, folder) => action.progress.update('reports', done, total, folder),
  });
  action.print(index, () => [
    `index   ${index.html}`,
    `reports ${index.studies.length} of ${index.studies.length + index.unread.length}`,
    ...index.unread.map(({ folder, state, reason }) => visibleText(`${folder}: ${state}: ${reason}`)),
    ...index.notes.map((note) => visibleText(note)),
  ]);
  if (index.damaged) process.exitCode = EXIT_FAILED;
}
