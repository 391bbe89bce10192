import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import type { AbRecord } from '../experiments/ab/ab-record.ts';
import type { Difference } from '../experiments/ab/analysis.ts';
import { shellWords } from '../reports/text/shell.ts';
import { act, type CommonOptions } from './action.node.ts';
import { collect, numberFrom, sizeUpTo, wholeFrom1 } from './arguments.node.ts';
import { count, table } from './format.node.ts';

interface AbCommandOptions extends CommonOptions {
  readonly control: string;
  readonly arm: string[];
  readonly price: string[];
  readonly outcome: string;
  readonly before: number;
  readonly days?: number;
  readonly looks: number;
  readonly replicates: number;
  readonly level: number;
  readonly seed?: string;
  readonly set: string[];
  readonly out: string;
  readonly report: boolean;
}

export function abCommand(): Command {
  return new Command('ab')
    .description(
      'an A/B or multivariate test of home-slate policies: effects, CUPED, power, and what peeking does',
    )
    .argument('<scenario>', 'a shipped scenario or the path of a YAML file')
    .option('--control <policy>', 'a policy of the simulator: a name, or `{ name: ..., ... }`', 'popularity')
    .requiredOption(
      '--arm <policy>',
      'what is tried against it (repeatable: a multivariate test)',
      collect,
      [],
    )
    .option(
      '--price <factor>',
      'prices over the shop’s, crossed with every policy (repeatable: a factorial test)',
      collect,
      [],
    )
    .option('--outcome <name>', 'what is compared, a shopper: clicks, orders, revenue or visits', 'clicks')
    .option('--before <days>', 'days under the control for all, from which CUPED learns', wholeFrom1, 14)
    .option('--days <n>', "days of the log, those before included; default: the scenario's", wholeFrom1)
    .option('--looks <n>', 'looks at the test, evenly over its days', sizeUpTo(50), 5)
    .option('--replicates <n>', 'assignments of shoppers to arms', sizeUpTo(100_000), 2000)
    .option('--level <p>', 'chance of a false alarm that is allowed', numberFrom, 0.05)
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--set <path=value>', 'override one value of the scenario (repeatable)', collect, [])
    .option('--out <dir>', 'folder of record and report', 'out/ab')
    .option('--no-report', 'record only')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Shoppers are assigned by keyed hashes. The test is run once with arms side by side; and the world once under each arm, with the same draws, so that the true
effect is known and any assignment can be looked at: false alarms of an A/A test and power of the A/B test, looking once, naively at every look,
with bounds of Pocock and of O'Brien and Fleming, and by an always-valid p.

Examples:
  $ npx shoplab ab tiny --control popularity --arm random
  $ npx shoplab ab tiny --control random --arm popularity --arm oracle --outcome orders --looks 10
  $ npx shoplab ab tiny --arm random --price 0.9 --outcome revenue
  $ npx shoplab ab tiny --arm '{ name: epsilon-mixed, epsilon: 0.3 }' --set shoppers.count=4000`,
    )
    .action((scenario: string, options: AbCommandOptions) =>
      act(options, async (action) => {
        const { runAb } = await import('../experiments/ab/run-ab.node.ts');
        const { abArms } = await import('../experiments/ab/arms.ts');
        const { abOutcome } = await import('../experiments/ab/potential.ts');
        const { toldPolicy } = await import('./told-policy.ts');
        const { writeSectionedReport } = await import('../reports/page/sections.node.ts');
        const { abReport } = await import('../reports/ab/ab.ts');
        if (options.arm.length === 0)
          throw new ConfigError(['ab: no --arm; one or more are tried against the control']);
        const told = [];
        for (const text of [options.control, ...options.arm])
          told.push(await toldPolicy(text, text === options.control ? '--control' : '--arm'));
        const record = await runAb(scenario, {
          outcome: abOutcome(options.outcome),
          arms: abArms(told, options.price.map(Number)),
          before: options.before,
          looks: options.looks,
          replicates: options.replicates,
          level: options.level,
          set: [...options.set, ...(options.days === undefined ? [] : [`days=${options.days}`])],
          ...(options.seed === undefined ? {} : { seed: options.seed }),
          out: options.out,
          command: `npx shoplab ab ${shellWords(process.argv.slice(3))}`,
          signal: action.signal,
          onStage: (stage, done, total) => action.progress.update(stage, done, total),
        });
        const report = options.report
          ? (
              await writeSectionedReport(options.out, (theme) => abReport(record, theme), {
                signal: action.signal,
              })
            ).html
          : null;
        action.print({ ...record, report }, () => [
          ...linesOf(record),
          ...(report ? ['', `report ${report}`] : []),
        ]);
      }),
    );
}

const interval = ({ difference, low, high }: Difference): string =>
  `${signed(difference)} (${signed(low)} to ${signed(high)})`;
const signed = (value: number): string =>
  `${value >= 0 ? '+' : ''}${value.toFixed(Math.abs(value) >= 100 ? 0 : 4)}`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function linesOf(record: AbRecord): string[] {
  const { test, truth, aa, policies, looks } = record;
  const stops = (of: AbRecord['aa']['stopping']): string[] =>
    of.map(({ found, replicates }) => percent(found / replicates));
  const names = aa.stopping.map(({ name }) => name);
  return [
    `${record.scenario}: ${record.outcome} a shopper over ${record.days} days, ${count(record.shoppers)} shoppers in ${policies.length} arms, seed ${record.seed}`,
    `detectable with two arms: ${record.detectable.plain.toFixed(4)} ${record.unit}, with CUPED ${record.detectable.cuped.toFixed(4)} (power 80 %)`,
    '',
    table(
      ['arm', 'mean', 'difference from the control', 'p (Holm)', 'by CUPED', 'p (Holm)', 'true effect'],
      test.arms.map(({ arm, plain, cuped, holm }, at) => [
        arm,
        plain.arm.toFixed(4),
        interval(plain),
        holm.plain.toPrecision(3),
        interval(cuped),
        holm.cuped.toPrecision(3),
        signed(truth[at]!.effect),
      ]),
    ),
    ...(test.contrasts.length === 0
      ? []
      : [
          '',
          table(
            ['effect, by CUPED', 'value', 'p (Holm)', 'true effect'],
            test.contrasts.map(({ name, value, low, high, holm, truth: effect }) => [
              name,
              `${signed(value)} (${signed(low)} to ${signed(high)})`,
              holm.toPrecision(3),
              signed(effect),
            ]),
          ),
        ]),
    '',
    `stopped by a finding, of ${count(aa.stopping[0]!.replicates)} assignments, looking after days ${looks.join(', ')}`,
    table(
      ['', ...names],
      [
        ['A/A (false alarms)', ...stops(aa.stopping)],
        ...truth.map(({ arm, stopping }) => [`${arm} (power)`, ...stops(stopping)]),
      ],
    ),
    `naive looks at independent increments would give ${percent(record.naiveByTheory)} false alarms; CUPED leaves ${percent(aa.varianceRatio)} of the variance (1 - correlation squared: ${percent(aa.varianceByTheory)})`,
  ];
}
