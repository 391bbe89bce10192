import { Command } from 'commander';
import { VERSION } from '../datasets/version.node.ts';
import { shellWords } from '../reports/text/shell.ts';
import { act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS, sizeUpTo, threadCount } from './arguments.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import { table } from './format.node.ts';

interface ScaleOptions extends CommonOptions {
  readonly shoppers?: number;
  readonly items?: number;
  readonly each?: number;
  readonly doublings: number;
  readonly quick?: boolean;
  readonly threads: number;
  readonly seed: string;
  readonly out: string;
  readonly report: boolean;
}

const DEFAULT = ['popularity', 'item-knn', 'als', 'bpr'];

export function scaleCommand(): Command {
  return new Command('scale')
    .description('how time and memory of algorithms grow with shoppers, items and interactions, as exponents')
    .argument('[algorithms...]', 'recommenders, with their default parameters', DEFAULT)
    .option('--shoppers <n>', 'of the base; default: 2000, with --quick 300', sizeUpTo(10_000_000))
    .option('--items <n>', 'of the base; default: 2000, with --quick 300', sizeUpTo(10_000_000))
    .option('--each <n>', 'rows a shopper of the base; default: 20, with --quick 10', sizeUpTo(100_000))
    .option('--doublings <n>', 'of each size', sizeUpTo(12), 3)
    .option('--quick', 'a small base: seconds, and rougher exponents')
    .option('--threads <n>', 'of a fit', threadCount, DEFAULT_THREADS)
    .option('--seed <seed>', 'of the data, any string', 'scale')
    .option('--out <dir>', 'folder of records and report', 'out/scaling')
    .option('--no-report', 'records only')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Every point is measured in a process of its own, so that its memory is its own. Run it on a machine that does nothing else.

Examples:
  $ npx shoplab scale --quick
  $ npx shoplab scale item-knn ease slim --items 1000 --doublings 4`,
    )
    .action((algorithms: string[], options: ScaleOptions) =>
      act(
        options,
        async (action) => {
          const { BASE, planScaling, QUICK } = await import('../experiments/scaling/plan.ts');
          const { runScaling } = await import('../experiments/scaling/run-scaling.node.ts');
          const { scalingView, COSTS } = await import('../reports/scaling/view.ts');
          const { exponentWords } = await import('../reports/scaling/charts.ts');
          const usual = options.quick ? QUICK : BASE;
          const base = {
            shoppers: options.shoppers ?? usual.shoppers,
            items: options.items ?? usual.items,
            each: options.each ?? usual.each,
          };
          const { file, records, resumed } = await runScaling({
            out: options.out,
            base,
            points: planScaling(base, options.doublings),
            algorithms: [...new Set(algorithms)],
            threads: options.threads,
            seed: options.seed,
            version: VERSION,
            command: `npx shoplab scale ${shellWords(process.argv.slice(3))}`.trim(),
            signal: action.signal,
            onStage: action.progress.update,
          });
          const { laws, failed } = scalingView(file, records);
          let report: string | null = null;
          if (options.report) {
            const { writeScalingReport } = await import('../reports/scaling/site.node.ts');
            report = await writeScalingReport(options.out, file, records, {
              signal: action.signal,
              onProgress: (done, total) => action.progress.update('drawing', done, total),
            });
          }
          action.print({ file, records, laws, failed, report }, () => [
            table(
              ['algorithm', 'cost', 'size', 'exponent', 'points'],
              laws.map((law) => [
                law.label,
                COSTS[law.cost].words,
                law.axis,
                exponentWords(law),
                law.exponent?.points ?? 0,
              ]),
            ),
            ...failed.map((line) => `failed: ${line}`),
            `${records.length} measurements (${resumed} found done) in ${options.out}/costs`,
            ...(report === null ? [] : [`report  ${report}`]),
          ]);
          if (failed.length > 0) process.exitCode = EXIT_FAILED;
        },
        'measurements that are done are kept: the same command goes on from there',
      ),
    );
}
