/** The report of an A/B test: effects, how sharp the test is, and what peeking does. */

import type { AbRecord } from '../../experiments/ab/ab-record.ts';
import { wilsonInterval } from '../../numerics/proportion.ts';
import { hostFacts, recordDigest } from '../page/provenance.ts';
import { plainChart, type SectionedReport } from '../page/sections.ts';
import type { Chart, ChartTable, ShownColumns } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import {
  alarmWords,
  effectWords,
  number,
  peekingWords,
  percent,
  powerWords,
  unitsWords,
  widthWords,
} from './words.ts';

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

const INTERVAL = { low: 'low', high: 'high' };
const P_VALUES: ShownColumns = { columns: ['p', 'p after Holm'], digits: 2 };

const contrastTable = ({ test }: AbRecord): ChartTable => ({
  columns: ['effect', 'value', 'standard error', 'low', 'high', 'p', 'p after Holm', 'true effect'],
  shown: [{ columns: ['value', 'standard error', 'low', 'high', 'true effect'], digits: INTERVAL }, P_VALUES],
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

function effectChart(record: AbRecord, theme: Theme): Chart {
  const rows = record.test.arms.flatMap(({ arm, plain, cuped }, at) => {
    const truth = record.truth[at]!.effect;
    return [
      { name: arm, kind: 'plain', ...plain, truth },
      { name: `${arm}, CUPED`, kind: 'CUPED', ...cuped, truth },
    ].map((row) => ({ ...row, shown: number(row.difference, (row.high - row.low) / 2) }));
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
    subtitle: `difference of ${record.outcome}, ${unitsWords(record)}, ${100 * (1 - record.level)} % normal intervals; diamond: true effect`,
    takeaway: widthWords(record),
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
  shown: [
    { columns: ['control', 'arm mean', 'difference', 'low', 'high', 'true effect'], digits: INTERVAL },
    P_VALUES,
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
        ? peekingWords(record)
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
  shown: [
    { columns: ['share', 'low', 'high'], digits: INTERVAL, unit: '%' },
    { columns: ['mean day'], digits: 3 },
  ],
  rows: stopping.map(({ name, replicates, found, day }) => {
    const { low, high } = wilsonInterval(found, replicates);
    return [name, replicates, found, found / replicates, low, high, day];
  }),
});
