import { Command, InvalidArgumentError } from 'commander';
import type { CalibrationOutcome } from '../experiments/calibration/run-calibration.node.ts';
import { setLines } from '../experiments/calibration/set-lines.ts';
import type { Comparison, Comparisons } from '../experiments/calibration/trial.ts';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { collect, DEFAULT_THREADS, threadCount } from './arguments.node.ts';
import { count, table } from './format.node.ts';

interface CalibrateOptions extends CommonOptions {
  readonly to: string;
  readonly knobs?: string[];
  readonly trials: number;
  readonly replicates: number;
  readonly shoppers?: number;
  readonly fraction: number;
  readonly seed?: string;
  readonly out?: string;
  readonly threads: number;
  readonly set: string[];
  readonly report: boolean;
}

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('tune a scenario so that its world looks like a real log, and say how near it came')
    .argument('<scenario>', 'a shipped scenario or the path of a YAML file')
    .requiredOption('--to <data>', 'a data set (see `shoplab list data`), or the folder of a simulated log')
    .option(
      '--knobs <a,b=LOW:HIGH,...>',
      'numbers of the scenario to turn; default: those that move what the data can be compared in',
      (text: string) => text.split(','),
    )
    .option('--trials <n>', 'candidates to try', wholeFrom(1, 100_000), 100)
    .option('--replicates <n>', 'worlds simulated for each candidate', wholeFrom(1, 100), 2)
    .option(
      '--shoppers <n>',
      'shoppers of each of these worlds; default: the data’s, at most 1000',
      wholeFrom(1, 1e6),
    )
    .option(
      '--fraction <f>',
      'share on which to fit, of the days from the first, or of the shoppers of a log without times; the rest is held out',
      share,
      0.7,
    )
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--out <file>', 'the scenario to write; default: out/<scenario>-<data>.yaml')
    .option('--threads <n>', 'worker threads; never changes the result', threadCount, DEFAULT_THREADS)
    .option('--set <path=value>', 'override one value of the scenario first (repeatable)', collect, [])
    .option('--no-report', 'the scenario and the record of how near it came, without a page')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  $ npx shoplab calibrate marketplace --to online-retail --out out/retail.yaml
  $ npx shoplab calibrate marketplace --to e-shop-clothing --trials 120 --shoppers 500
  $ npx shoplab calibrate fashion --to womens-clothing-reviews
  $ npx shoplab calibrate tiny --to out/some-log --knobs choice.outside=0:8,arrival.sessionsPerDay`,
    )
    .action((scenario: string, options: CalibrateOptions) =>
      act(
        options,
        async (action) => {
          const { runCalibration } = await import('../experiments/calibration/run-calibration.node.ts');
          const { knobs, shoppers, seed, out, report: isWanted, ...rest } = options;
          const outcome = await runCalibration({
            ...rest,
            scenario,
            command: commandOf(scenario, options),
            signal: action.signal,
            onProgress: (done, total) => action.progress.update('searching', done, total),
            onStage: (stage, done) => action.progress.update(stage, done, 1),
            ...(knobs === undefined ? {} : { knobs }),
            ...(shoppers === undefined ? {} : { shoppers }),
            ...(seed === undefined ? {} : { seed }),
            ...(out === undefined ? {} : { out }),
          });
          const { calibration, data } = outcome;
          const report = isWanted ? await writeReportOf(outcome, action) : null;
          const { scenario: _, changes, parts, ...printed } = calibration;
          // Distributions are in the record; nobody reads them in a terminal.
          const plain = parts.map(({ shapes: __, ...part }) => part);
          const { seed: used, out: written, folder: record } = outcome;
          action.print(
            { scenario, data, seed: used, out: written, record, report, ...printed, parts: plain, changes },
            () => [...linesOf(outcome), ...(report === null ? [] : [`report  ${report}`])],
          );
        },
        'trials so far are kept: the same command goes on from there',
      ),
    );
}

async function writeReportOf(
  { folder, record }: CalibrationOutcome,
  { signal, progress }: Action,
): Promise<string> {
  const { calibrationReport } = await import('../reports/calibration/page.ts');
  const { writeSectionedReport } = await import('../reports/page/sections.node.ts');
  const { html } = await writeSectionedReport(folder, (theme) => calibrationReport(record, theme), {
    signal,
    onProgress: (done, total) => progress.update('drawing', done, total),
  });
  return html;
}

/** As it was asked for, without what does not change what comes out. */
function commandOf(
  scenario: string,
  { to, knobs, trials, replicates, shoppers, fraction, seed, out, set }: CalibrateOptions,
): string {
  return [
    `npx shoplab calibrate ${scenario} --to ${to}`,
    ...(knobs === undefined ? [] : [`--knobs ${knobs.join(',')}`]),
    `--trials ${trials} --replicates ${replicates}`,
    ...(shoppers === undefined ? [] : [`--shoppers ${shoppers}`]),
    `--fraction ${fraction}`,
    ...(seed === undefined ? [] : [`--seed '${seed}'`]),
    ...(out === undefined ? [] : [`--out ${out}`]),
    ...set.map((one) => `--set '${one}'`),
  ].join(' ');
}

function wholeFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`'${text}' is not a whole number from ${least} to ${most}.`);
    return value;
  };
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError(`'${text}' is not above 0 and below 1.`);
  return value;
}

function linesOf({ calibration, data, seed, out }: CalibrationOutcome): string[] {
  const { knobs, parts, absent, trials, replicates, shoppers, shoppersOfLog } = calibration;
  return [
    `${data.name}: ${count(shoppersOfLog)} ${calibration.sizeIn} in the fitted part; ${trials} trials of ${replicates} worlds with ${count(shoppers)} shoppers, seed '${seed}'`,
    ...setLines(calibration),
    '',
    table(
      ['knob', 'before', 'after', 'range'],
      knobs.map(({ path, before, after, low, high }) => [path, before, after, `${low} to ${high}`]),
    ),
    ...parts.flatMap(({ part, span, before, after }) => [
      '',
      `${part} part, ${span}`,
      table(
        ['statistic', 'before', 'after', 'n real', 'n simulated'],
        [
          ...Object.keys(before).flatMap((name) => {
            const key = name as keyof typeof before;
            return rowOf(name, before[key], after[key]);
          }),
          ['sum', sumOf(before), sumOf(after), '', ''],
        ],
      ),
    ]),
    '',
    ...Object.entries(absent).map(([name, reason]) => `not compared: ${name} (${reason})`),
    `written ${out}`,
  ];
}

function sumOf(comparisons: Comparisons): string {
  return Object.values(comparisons)
    .reduce((sum, one) => sum + ('distance' in one ? one.distance : 0), 0)
    .toFixed(3);
}

function rowOf(name: string, before: Comparison, after: Comparison): string[][] {
  if (!('distance' in before && 'distance' in after)) return [];
  return [
    [
      name,
      before.distance.toFixed(3),
      after.distance.toFixed(3),
      count(after.n),
      count(Math.round(after.nSimulated)),
    ],
  ];
}
