import { Command } from 'commander';
import { formatAccount } from '../datasets/quality.ts';
import { VERSION } from '../datasets/version.node.ts';
import { shortName } from '../experiments/compare.ts';
import { metricDefined } from '../experiments/metrics/plan.ts';
import type { Standing } from '../experiments/run-record.ts';
import type { StudyOutcome } from '../experiments/run-study.node.ts';
import { act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS, threadCount } from './arguments.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import { count, seconds, table } from './format.node.ts';

interface RunOptions extends CommonOptions {
  readonly out?: string;
  readonly threads: number;
  readonly report: boolean;
}

export function runCommand(): Command {
  return new Command('run')
    .description('run a study: data, split, fit, recommend, measure, compare, report; a killed run resumes')
    .argument('<study>', 'a shipped study (see `shoplab list studies`) or the path of a YAML file')
    .option('--out <dir>', 'folder of records and report; default: out/<name of the study>')
    .option('--threads <n>', 'runs that go on at once; never changes a result', threadCount, DEFAULT_THREADS)
    .option('--no-report', 'records only')
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
      act(options, async (action) => {
        const { loadStudy } = await import('../experiments/load-study.node.ts');
        const { runStudy } = await import('../experiments/run-study.node.ts');
        const started = performance.now();
        const loaded = await loadStudy(nameOrPath);
        const out = options.out ?? `out/${loaded.study.name}`;
        const outcome = await runStudy(loaded, {
          out,
          threads: options.threads,
          version: VERSION,
          command: `npx shoplab run ${nameOrPath}`,
          signal: action.signal,
          onStage: (stage, done, total) => action.progress.update(stage, done, total),
        });
        const report = options.report ? await writeReportOf(out) : null;
        action.print({ ...jsonOf(outcome), report }, () =>
          summaryLines(outcome, report, (performance.now() - started) / 1000),
        );
        if (outcome.runs.some((run) => run.status === 'failed')) process.exitCode = EXIT_FAILED;
      }),
    );
}

async function writeReportOf(out: string): Promise<string> {
  const { writeReport } = await import('../reports/site.node.ts');
  return (await writeReport(out)).html;
}

function jsonOf(outcome: StudyOutcome): Record<string, unknown> {
  return {
    study: outcome.study,
    records: outcome.records,
    account: outcome.account,
    runs: outcome.runs.map((run) =>
      run.status === 'failed'
        ? { id: run.id, ...named(run.inputs), status: run.status, error: run.error }
        : {
            id: run.id,
            ...named(run.inputs),
            status: run.status,
            metrics: Object.fromEntries(
              run.result.estimates.map((estimate) => {
                const { definition, mean, low, high, n } = estimate;
                return [shortName(estimate), { definition, mean, low, high, n }];
              }),
            ),
            fitSeconds: run.measured.fitSeconds,
            recommendSeconds: run.measured.recommendSeconds,
          },
    ),
  };
}

type Inputs = StudyOutcome['runs'][number]['inputs'];

const named = ({ algorithm, repeats, seed, split }: Inputs): Record<string, unknown> => ({
  algorithm: algorithm.name,
  label: algorithm.label,
  repeats,
  seed,
  fold: split.fold,
});

/** By the direction of the metric; what is not defined comes last. */
function bestFirst(a: Standing, b: Standing): number {
  const { direction } = metricDefined(a.definition);
  const badness = ({ mean }: Standing): number => {
    if (mean === null) return Number.POSITIVE_INFINITY;
    return direction === 'lower' ? mean : direction === 'zero' ? Math.abs(mean) : -mean;
  };
  return badness(a) - badness(b);
}

function summaryLines(outcome: StudyOutcome, report: string | null, elapsed: number): string[] {
  const lines = formatAccount(outcome.account);
  for (const mode of new Set(outcome.standings.map((standing) => standing.repeats))) {
    const ranked = outcome.standings
      .filter((standing) => standing.repeats === mode && outcome.primary.includes(standing.definition))
      .sort(bestFirst);
    lines.push(
      '',
      `${[...new Set(ranked.map(({ definition }) => definition))].join(', ')}`,
      table(
        ['algorithm', 'mean', 'interval', 'n', 'to the best'],
        ranked.map((standing) => [
          standing.label,
          standing.mean?.toFixed(4) ?? '-',
          standing.low === null || standing.high === null
            ? '-'
            : `${standing.low.toFixed(4)} to ${standing.high.toFixed(4)}`,
          count(standing.n),
          standing.toBest === null
            ? ''
            : `${standing.toBest.difference.toFixed(4)} [${standing.toBest.low.toFixed(4)}, ${standing.toBest.high.toFixed(4)}]`,
        ]),
      ),
    );
  }
  for (const run of outcome.runs)
    if (run.status === 'failed') lines.push(`FAILED ${run.inputs.algorithm.label}: ${run.error}`);
  lines.push(
    '',
    `${outcome.runs.length} runs (${outcome.resumed} found done) in ${seconds(elapsed)}`,
    `records ${outcome.records}`,
    ...(report === null ? [] : [`report  ${report}`]),
  );
  return lines;
}
