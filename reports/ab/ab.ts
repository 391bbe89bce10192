/** The report of an A/B test: effects, how sharp the test is, and what peeking does. */

import type { AbRecord } from '../../experiments/ab/ab-record.ts';
import { wilsonInterval } from '../../numerics/proportion.ts';
import { hostFacts, recordDigest } from '../page/provenance.ts';
import { plainChart, type SectionedReport } from '../page/sections.ts';
import type { Chart, ChartTable } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount, formatNumber } from '../text/format.ts';
import type { Theme } from '../theme.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export function abReport(record: AbRecord, theme: Theme): SectionedReport {
  const control = record.policies[0]!.arm;
  return {
    title: `${record.outcome} under ${record.policies
      .slice(1)
      .map(({ arm }) => arm)
      .join(', ')} against ${control}`,
    lead: `${formatCount(record.shoppers)} simulated shoppers of ${record.scenario}, ${record.days} days of test after ${record.before} under ${control} for all.`,
    sections: [
      {
        id: 'effects',
        heading: 'Effects',
        words: effectWords(record),
        charts: [effectChart(record, theme)],
        tables: [
          { heading: 'The test as it would be run', table: effectTable(record) },
          ...(record.test.contrasts.length === 0
            ? []
            : [{ heading: 'Policies by prices, by CUPED', table: contrastTable(record) }]),
        ],
      },
      {
        id: 'peeking',
        heading: 'False alarms',
        words: alarmWords(record),
        charts: [stoppingChart(record, record.aa.stopping, 'false-alarms', theme)],
        tables: [{ heading: 'A/A: everybody under the control', table: stoppingTable(record.aa.stopping) }],
      },
      {
        id: 'power',
        heading: 'Power',
        words: powerWords(record),
        charts: record.truth.map(({ arm, stopping }, at) =>
          stoppingChart(record, stopping, `power-${at + 1}`, theme, arm),
        ),
        tables: record.truth.map(({ arm, stopping }) => ({ heading: arm, table: stoppingTable(stopping) })),
      },
    ],
    facts: [
      ['Scenario', `${record.scenario}, seed ${record.seed}`],
      ['Policies', record.policies.map(({ arm, policy }) => `${arm}: ${JSON.stringify(policy)}`).join('; ')],
      [
        'Assignment',
        'keyed hash of shoppers; another seed for each of the assignments over which false alarms and power are counted',
      ],
      [
        'True effects',
        'the world once under each arm with the same draws, shopper by shopper; it leaves out what arms do to each other through the shop that they share',
      ],
      [
        'Sequential tests',
        'bounds at equal steps of information by repeated integration; always-valid p of a normal mixture whose spread is the detectable difference',
      ],
    ],
    foot: [
      ...hostFacts([record.madeBy]),
      ['Seed', record.seed],
      ['Digest of the record', recordDigest(record)],
    ],
    command: record.command,
  };
}

/** Findings, from the numbers alone. */
function effectWords({ test, truth, level, aa, unit }: AbRecord): string[] {
  const lines = test.arms.map(({ arm, plain, cuped, holm }, at) => {
    const { effect } = truth[at]!;
    const found = holm.plain < level ? 'a difference is found' : 'no difference is found';
    const holds = (low: number, high: number): string =>
      effect >= low && effect <= high ? 'holds' : 'misses';
    return `${arm}: ${found} (${number(plain.difference)} ${unit} a shopper, ${number(plain.low)} to ${number(plain.high)}, p ${plain.p.toPrecision(2)}${test.arms.length > 1 ? `, after Holm ${holm.plain.toPrecision(2)}` : ''}); with CUPED ${number(cuped.difference)} (${number(cuped.low)} to ${number(cuped.high)}). The true effect is ${number(effect)}: the interval ${holds(plain.low, plain.high)} it, that of CUPED ${holds(cuped.low, cuped.high)} it.`;
  });
  const factorial = test.contrasts.map(
    ({ name, value, low, high, holm, truth: effect }) =>
      `${name}, over all that it is crossed with: ${number(value)} ${unit} (${number(low)} to ${number(high)}, after Holm p ${holm.toPrecision(2)}); truly ${number(effect)}.`,
  );
  return [
    ...lines,
    ...factorial,
    `What shoppers did before correlates at ${test.correlation.toFixed(2)} with what they do in the test. Over assignments CUPED leaves ${percent(aa.varianceRatio)} of the variance of a difference; 1 less the square of the correlation says ${percent(aa.varianceByTheory)}.`,
  ];
}

const contrastTable = ({ test }: AbRecord): ChartTable => ({
  columns: ['effect', 'value', 'standard error', 'low', 'high', 'p', 'p after Holm', 'true effect'],
  rows: test.contrasts.map(({ name, value, standardError, low, high, p, holm, truth }) => [
    name,
    value,
    standardError,
    low,
    high,
    p,
    holm,
    truth,
  ]),
});

const number = (value: number): string => formatNumber(value);

function alarmWords({ aa, level, looks, naiveByTheory }: AbRecord): string[] {
  const share = (name: string): string => {
    const { found, replicates } = aa.stopping.find((one) => one.name === name)!;
    const { low, high } = wilsonInterval(found, replicates);
    return `${percent(found / replicates)} (${percent(low)} to ${percent(high)})`;
  };
  const { replicates } = aa.stopping[0]!;
  const above = aa.stopping.filter(({ found }) => wilsonInterval(found, replicates).low > level);
  return [
    `Of ${formatCount(replicates)} assignments of shoppers who are all alike, one look at the end is a false alarm in ${share('once')}, stopping at the first of ${looks.length} looks below ${level} in ${share('naive')}. Sums of independent increments would give ${percent(naiveByTheory)}; what a shopper does before and after a look hangs together, so looks here are more alike than that.`,
    `With sequential tests: ${['pocock', 'obrien-fleming', 'mixture'].map((name) => `${name} ${share(name)}`).join(', ')}. ${above.length === 0 ? 'No way to stop is above the level by more than chance.' : `Above the level by more than chance: ${above.map(({ name }) => name).join(', ')}.`}`,
  ];
}

function powerWords({ truth, detectable, shoppers, unit, days }: AbRecord): string[] {
  const lines = truth.map(({ arm, effect, needed, neededCuped, power, powerCuped, stopping }) => {
    const of = (name: string) => stopping.find((one) => one.name === name)!;
    const counts = `${needed === null ? 'no number of' : formatCount(needed)} shoppers in each of two arms find it with chance 80 %, with CUPED ${neededCuped === null ? 'none' : formatCount(neededCuped)}`;
    const once = of('once');
    const early = ['pocock', 'obrien-fleming', 'mixture']
      .map(
        (name) =>
          `${name} finds it in ${percent(of(name).found / of(name).replicates)}, after ${of(name).day.toFixed(1)} of ${days} days on average`,
      )
      .join('; ');
    return `${arm}, true effect ${number(effect)} ${unit}: ${counts}. With these ${formatCount(shoppers)} shoppers the formula says ${percent(power)} (CUPED ${percent(powerCuped)}), assignments ${percent(once.found / once.replicates)}; ${early}.`;
  });
  return [
    `Two arms of half the shoppers each find a difference of ${number(detectable.plain)} ${unit} a shopper with chance 80 %, with CUPED ${number(detectable.cuped)}.`,
    ...lines,
  ];
}

function effectChart(record: AbRecord, theme: Theme): Chart {
  const rows = record.test.arms.flatMap(({ arm, plain, cuped }, at) => {
    const truth = record.truth[at]!.effect;
    return [
      { name: arm, kind: 'plain', ...plain, truth },
      { name: `${arm}, CUPED`, kind: 'CUPED', ...cuped, truth },
    ].map((row) => ({ ...row, shown: number(row.difference) }));
  });
  const y = rowsOf(
    'name',
    rows.map(({ name }) => name),
  );
  const x = {
    type: 'quantitative',
    title: `${record.unit} a shopper over ${record.policies[0]!.arm}`,
    scale: { zero: true },
  };
  const found = record.test.arms.filter(({ holm }) => holm.plain < record.level).length;
  const sharper = record.test.arms.filter(({ holm }) => holm.cuped < record.level).length;
  return plainChart({
    name: 'effects',
    title: `${found} of ${record.test.arms.length} arms are found to differ from ${record.policies[0]!.arm}, with CUPED ${sharper}`,
    subtitle: `difference of ${record.outcome}, ${100 * (1 - record.level)} % intervals; diamond: true effect`,
    takeaway: `Intervals of CUPED are ${percent(rows[1]!.standardError / rows[0]!.standardError)} as wide.`,
    alt: rows.map(({ name, shown }) => `${name} ${shown}`).join('; '),
    spec: {
      data: { values: rows },
      height: rowsHeight(rows.length),
      padding: { left: 8, top: 8, bottom: 8, right: 60 },
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
          encoding: { x: { datum: 0, type: 'quantitative' } },
        },
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round', color: theme.accent },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
          encoding: { y, x: { ...x, field: 'difference' } },
        },
        {
          mark: {
            type: 'point',
            shape: 'diamond',
            filled: true,
            size: 70,
            opacity: 1,
            color: theme.series[1],
          },
          encoding: { y, x: { ...x, field: 'truth' } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
        },
      ],
    },
    table: effectTable(record),
  });
}

const effectTable = ({ test, truth }: AbRecord): ChartTable => ({
  columns: [
    'arm',
    'way',
    'control',
    'arm mean',
    'difference',
    'low',
    'high',
    'p',
    'p after Holm',
    'true effect',
  ],
  rows: test.arms.flatMap(({ arm, plain, cuped, holm }, at) =>
    [
      { way: 'plain', own: plain, corrected: holm.plain },
      { way: 'CUPED', own: cuped, corrected: holm.cuped },
    ].map(({ way, own, corrected }) => [
      arm,
      way,
      own.control,
      own.arm,
      own.difference,
      own.low,
      own.high,
      own.p,
      corrected,
      truth[at]!.effect,
    ]),
  ),
});

type Stopping = AbRecord['aa']['stopping'];

function stoppingChart(
  record: AbRecord,
  stopping: Stopping,
  name: string,
  theme: Theme,
  arm: string | null = null,
): Chart {
  const rows = stopping.map((one) => ({
    ...one,
    share: one.found / one.replicates,
    ...wilsonInterval(one.found, one.replicates),
    shown: percent(one.found / one.replicates),
  }));
  const y = rowsOf(
    'name',
    rows.map((row) => row.name),
  );
  const x = {
    type: 'quantitative',
    title: arm === null ? 'assignments with a false alarm' : 'assignments in which it is found',
    axis: { format: '~%' },
    scale: { zero: true, ...(arm !== null && { domain: [0, 1] }) },
  };
  const of = (which: string) => rows.find((row) => row.name === which)!;
  return plainChart({
    name,
    title:
      arm === null
        ? `Naive peeking makes ${(of('naive').share / Math.max(of('once').share, 1e-9)).toFixed(1)} times the false alarms of one look`
        : `${arm}: found in ${of('once').shown} by one look, ${of('obrien-fleming').shown} by O’Brien and Fleming, ${of('mixture').shown} by the mixture`,
    subtitle: `${formatCount(rows[0]!.replicates)} assignments, 95 % Wilson intervals${arm === null ? `; dashed: ${percent(record.level)}` : ''}`,
    takeaway: `Mean day of the stop: ${rows.map((row) => `${row.name} ${row.day.toFixed(1)}`).join(', ')}.`,
    alt: rows.map((row) => `${row.name} ${row.shown}`).join('; '),
    spec: {
      data: { values: rows },
      height: rowsHeight(rows.length),
      padding: { left: 8, top: 8, bottom: 8, right: 60 },
      layer: [
        ...(arm === null
          ? [
              {
                mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
                encoding: { x: { datum: record.level, type: 'quantitative' } },
              },
            ]
          : []),
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round', color: theme.accent },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1, color: theme.accent },
          encoding: { y, x: { ...x, field: 'share' } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
        },
      ],
    },
    table: stoppingTable(stopping),
  });
}

const stoppingTable = (stopping: Stopping): ChartTable => ({
  columns: ['way to stop', 'assignments', 'stopped by a finding', 'share', 'low', 'high', 'mean day'],
  rows: stopping.map(({ name, replicates, found, day }) => {
    const { low, high } = wilsonInterval(found, replicates);
    return [name, replicates, found, found / replicates, low, high, day];
  }),
});
