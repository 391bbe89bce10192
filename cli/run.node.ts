import { Command, Option } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { VERSION } from '../datasets/version.node.ts';
import type { LoadedKind } from '../experiments/kinds/run-kind.node.ts';
import type { LoadedLoops, RunLoopStudyOptions } from '../experiments/loops/run-loop-study.node.ts';
import type { LoadedStudy } from '../experiments/study/load-study.node.ts';
import type { RunStudyOptions } from '../experiments/study/run-study.node.ts';
import type { Drawer } from '../reports/pictures/drawer.node.ts';
import { shellWord } from '../reports/text/shell.ts';
import type { Theme } from '../reports/theme.ts';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS, portNumber, secondsFrom0, threadCount } from './arguments.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import type { RunWatch } from './run-watch.node.ts';

interface RunOptions extends CommonOptions {
  readonly out?: string;
  readonly threads: number;
  readonly report: boolean;
  readonly smoke?: boolean;
  readonly models?: boolean;
  readonly checkpointEvery?: number;
  readonly cache?: string;
  readonly watch?: boolean;
  readonly port?: number;
}

export function runCommand(): Command {
  return new Command('run')
    .description('run a study: data, split, fit, recommend, measure, compare, report; a killed run resumes')
    .argument('<study>', 'a shipped study (see `shoplab list studies`) or the path of a YAML file')
    .option('--out <dir>', 'folder of records and report; default: out/<name of the study>')
    .option('--threads <n>', 'runs that go on at once; never changes a result', threadCount, DEFAULT_THREADS)
    .option('--smoke', 'the short form of the study, as its `smoke` part says; folder out/<name>-smoke')
    .option('--models', 'keep the fitted models too: files for `shoplab recommend`, under models/')
    .option(
      '--checkpoint-every <seconds>',
      'time between two checkpoints of a long fit, from which it goes on after a kill; default: 20',
      secondsFrom0,
    )
    .addOption(
      new Option(
        '--cache <dir>',
        'logs, splits and fitted models that studies share: what was simulated, split or fitted before, by whichever study, is not again',
      ).env('SHOPLAB_CACHE'),
    )
    .option('--no-report', 'records only')
    .option('--watch', 'serve the report on 127.0.0.1 while it grows, and after that until Ctrl-C')
    .option('--port <n>', 'port of --watch; default: any that is free', portNumber)
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  $ npx shoplab run quickstart
  $ SHOPLAB_DATA=~/data npx shoplab run online-retail
  $ npx shoplab run my-study.yaml --out out/mine --threads 1`,
    )
    .action((nameOrPath: string, options: RunOptions) =>
      act(
        options,
        async (action) => {
          if (options.port !== undefined && !options.watch)
            throw new ConfigError(['--port is that of --watch, which was not asked for']);
          const { loadKind } = await import('../experiments/kinds/run-kind.node.ts');
          const other = await loadKind(nameOrPath, options.smoke);
          if (other) {
            return watched(other.study, options, action, (watch) =>
              runOther(other, nameOrPath, options, action, watch),
            );
          }
          const { loadAnyStudy, smokeOfAny } = await import('../experiments/study/load-study.node.ts');
          const whole = await loadAnyStudy(nameOrPath);
          const loaded = options.smoke ? smokeOfAny(whole) : whole;
          const common = {
            out: options.out ?? `out/${loaded.study.name}`,
            threads: options.threads,
            version: VERSION,
            command: `npx shoplab run ${shellWord(nameOrPath)}${options.smoke ? ' --smoke' : ''}`,
            signal: action.signal,
            ...(options.cache !== undefined && { cache: options.cache }),
            ...(options.checkpointEvery !== undefined && { checkpointSeconds: options.checkpointEvery }),
          };
          await watched(loaded.study, options, action, (watch) =>
            loaded.kind === 'loop'
              ? runLoops(loaded, common, options, action, watch)
              : runFits(loaded, common, options, action, watch),
          );
        },
        'finished fits are kept: the same command goes on from there',
      ),
    );
}

/** What runs of both kinds are told, but for what they tell. */
type Common = Omit<RunLoopStudyOptions & RunStudyOptions, 'onStage' | 'onFiled'>;

/** Does `work`, with the report served beside it where that is asked for. */
async function watched(
  study: { readonly title: string; readonly name: string },
  options: RunOptions,
  action: Action,
  work: (watch: RunWatch | null) => Promise<void>,
): Promise<void> {
  if (!options.watch) return work(null);
  const { withWatch } = await import('./run-watch.node.ts');
  const out = options.out ?? `out/${study.name}`;
  await withWatch({ title: study.title, out, port: options.port ?? 0 }, action, work);
}

/** A study of fits on folds. */
async function runFits(
  loaded: LoadedStudy,
  common: Common,
  options: RunOptions,
  action: Action,
  watch: RunWatch | null,
): Promise<void> {
  const { runStudy } = await import('../experiments/study/run-study.node.ts');
  const { outcomeJson, outcomeLines } = await import('./outcome.node.ts');
  const started = performance.now();
  const onStage = watch?.onStage ?? action.progress.update;
  const { drawingBeside } = await import('./drawing-beside.node.ts');
  const drawing = options.report ? drawingBeside(common.out, options.threads, action.signal) : null;
  try {
    const outcome = await runStudy(loaded, {
      ...common,
      onStage(stage, done, total, under) {
        onStage(stage, done, total, under);
        if (stage === 'fits') drawing?.onFits(done, total);
      },
      ...(options.models && { models: true }),
      ...(watch && { onFiled: watch.onStudyFiled }),
    });
    const report = drawing ? await writeReportOf(common.out, action, watch, await drawing.drawer()) : null;
    await drawing?.close();
    action.print({ ...outcomeJson(outcome), report }, () =>
      outcomeLines(outcome, report, (performance.now() - started) / 1000),
    );
    if (outcome.runs.some((run) => run.status === 'failed')) process.exitCode = EXIT_FAILED;
    await watch?.stay(report, outcome.runs.length);
  } finally {
    await drawing?.close();
  }
}

/** A study of closed loops. */
async function runLoops(
  loaded: LoadedLoops,
  common: Common,
  options: RunOptions,
  action: Action,
  watch: RunWatch | null,
): Promise<void> {
  if (options.models)
    throw new ConfigError(['models: policies of closed loops are fitted anew along the way; none is kept']);
  const { runLoopStudy } = await import('../experiments/loops/run-loop-study.node.ts');
  const { loopJson, loopLines } = await import('./loop-outcome.node.ts');
  const started = performance.now();
  const outcome = await runLoopStudy(loaded, {
    ...{ ...common, onStage: watch?.onStage ?? action.progress.update },
    ...(watch && { onFiled: watch.onLoopFiled }),
  });
  const report = options.report ? await writeReportOf(common.out, action, watch) : null;
  action.print({ ...loopJson(outcome), report }, () =>
    loopLines(outcome, report, (performance.now() - started) / 1000),
  );
  if (outcome.runs.some((run) => run.status === 'failed')) process.exitCode = EXIT_FAILED;
  await watch?.stay(report, outcome.runs.length);
}

/** A study of another kind: one record, and its page. */
async function runOther(
  loaded: LoadedKind,
  nameOrPath: string,
  options: RunOptions,
  { signal, progress, print }: Action,
  watch: RunWatch | null,
): Promise<void> {
  const { runKind } = await import('../experiments/kinds/run-kind.node.ts');
  const { kindReport } = await import('../reports/kinds.ts');
  const { writeSectionedReport } = await import('../reports/page/sections.node.ts');
  const out = options.out ?? `out/${loaded.study.name}`;
  const record = await runKind(loaded, {
    out,
    threads: options.threads,
    version: VERSION,
    command: `npx shoplab run ${shellWord(nameOrPath)}${options.smoke ? ' --smoke' : ''}`,
    signal,
    onStage: watch?.onStage ?? progress.update,
  });
  const page = (theme: Theme) => kindReport(record, theme);
  const report = options.report ? (await writeSectionedReport(out, page, { signal })).html : null;
  const { LIGHT } = await import('../reports/theme.ts');
  print({ ...record, report }, () => [
    record.inputs.study.title,
    ...page(LIGHT).sections.flatMap(({ heading, words }) => ['', heading, ...words]),
    '',
    `record ${out}/record.json${report ? `, report ${report}` : ''}; ${record.measured.seconds.toFixed(1)} s`,
  ]);
  await watch?.stay(report, 1);
}

async function writeReportOf(
  out: string,
  { signal, progress }: Action,
  watch: RunWatch | null,
  drawer?: Drawer,
): Promise<string> {
  const onStage = watch?.onStage ?? progress.update;
  const { writeAnyReport } = await import('./any-report.node.ts');
  const report = await writeAnyReport(out, {
    signal,
    onProgress: (done, total) => onStage('drawing', done, total),
    ...(drawer && { drawer }),
  });
  return report.html;
}
