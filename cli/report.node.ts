import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description('turn the records of a study into one self-contained page, charts (SVG, PNG) and a summary')
    .argument('<dir>', 'folder of a study that was run')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  $ npx shoplab report out/quickstart')
    .action((dir: string, options: CommonOptions) =>
      act(options, async (action) => {
        const { writeAnyReport } = await import('./any-report.node.ts');
        const report = await writeAnyReport(dir, {
          signal: action.signal,
          onProgress: (done, total) => action.progress.update('drawing', done, total),
        });
        action.print(report, () => [`report  ${report.html}`, `summary ${report.markdown}`]);
      }),
    );
}
