/** The report of the Open Bandit sample: what each policy would earn, from the log of the other. */

import type { OpenBanditDirection } from '../../experiments/off-policy/open-bandit.ts';
import type { OpenBanditRecord } from '../../experiments/off-policy/open-bandit-record.ts';
import { hostFacts, recordDigest } from '../page/provenance.ts';
import { plainChart, type Section, type SectionedReport } from '../page/sections.ts';
import type { Chart } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';

const POLICY = { random: 'the uniform policy', bts: 'the Thompson policy' } as const;
const SHORT = { random: 'uniform', bts: 'Thompson' } as const;

export const openBanditReport = (record: OpenBanditRecord, theme: Theme): SectionedReport => ({
  title: 'Open Bandit: one policy’s value from the log of another',
  lead: `Clicks a slot that a policy would earn in a fashion shop, estimated from slots that the other one filled, with ${100 * record.level} % intervals.`,
  sections: record.directions.map((direction) => sectionOf(record, direction, theme)),
  facts: [
    ['Data', `${record.source.title}; ${record.source.licence}; digest ${record.source.digest.slice(0, 16)}`],
    [
      'Targets',
      'uniform over 34 items; Thompson sampling from its production prior, one draw of all items a slate, places by exact integration',
    ],
    [
      'Reward model',
      'share of clicks by item and position, drawn towards that of the position by 100 slots; each third of the rows foretold by the others',
    ],
    [
      'Intervals',
      `normal, by the influence function; bootstrap percentiles of ${formatCount(record.resamples)} resamples of rows`,
    ],
    ['Seed', record.seed],
  ],
  foot: [
    ...hostFacts([record.madeBy]),
    ['Seed', record.seed],
    ['Digest of the data', record.source.digest],
    ['Digest of the record', recordDigest(record)],
  ],
  command: record.command,
});

function sectionOf(record: OpenBanditRecord, direction: OpenBanditDirection, theme: Theme): Section {
  return {
    id: `from-${direction.from}`,
    heading: `${SHORT[direction.target]} from the ${SHORT[direction.from]} log`,
    words: wordsOf(direction),
    charts: [chartOf(record, direction, theme)],
    tables: [{ heading: 'Estimates', table: tableOf(direction) }],
  };
}

/** Findings, from the numbers alone. */
function wordsOf({ from, target, weights, estimates, own, logged }: OpenBanditDirection): string[] {
  const over = estimates.filter(({ low }) => low > logged.value).length;
  const under = estimates.filter(({ high }) => high < logged.value).length;
  const verdict =
    over + under === 0
      ? `no interval excludes what the log itself earned, ${formatPercent(logged.value, 0.0005)}`
      : `${over} of ${estimates.length} intervals lie above and ${under} below what the log itself earned, ${formatPercent(logged.value, 0.0005)}`;
  const holds = estimates.filter(({ low, high }) => own.value >= low && own.value <= high).length;
  return [
    `From ${formatCount(logged.n)} slots of ${POLICY[from]}, ${POLICY[target]} is estimated; ${verdict}. Where it was on itself it earned ${formatPercent(own.value, 0.0005)} (${formatPercent(own.low, 0.0005)} to ${formatPercent(own.high, 0.0005)})${target === 'bts' ? ', learning on while it was' : ''}; ${holds} of ${estimates.length} intervals hold that.`,
    `The weights have a mean of ${weights.mean.toFixed(3)} (standard error ${weights.standardError.toFixed(3)}; 1 is expected) and a largest of ${weights.largest.toFixed(1)}; the log says as much as ${formatCount(weights.effective)} slots of the target itself would.`,
  ];
}

function chartOf(record: OpenBanditRecord, direction: OpenBanditDirection, theme: Theme): Chart {
  const { from, target, estimates, own } = direction;
  const rows = [
    ...estimates.map(({ estimator, value, low, high }) => ({
      name: estimator,
      value,
      low,
      high,
      kind: 'estimate',
    })),
    { name: `${SHORT[target]} itself`, value: own.value, low: own.low, high: own.high, kind: 'own log' },
  ].map((row) => ({ ...row, shown: formatPercent(row.value, (row.high - row.low) / 2) }));
  const y = rowsOf(
    'name',
    rows.map(({ name }) => name),
  );
  const color = {
    field: 'kind',
    type: 'nominal',
    title: null,
    scale: { domain: ['estimate', 'own log'], range: [theme.accent, theme.series[1]] },
    legend: null,
  };
  const x = { type: 'quantitative', title: 'clicks a slot', axis: { format: '.1%' }, scale: { zero: true } };
  const widest = estimates.toSorted((a, b) => b.standardError - a.standardError)[0]!;
  const narrowest = estimates.toSorted((a, b) => a.standardError - b.standardError)[0]!;
  return plainChart({
    name: `from-${from}`,
    title: `${SHORT[target]} from the ${SHORT[from]} log: ${formatPercent(Math.min(...estimates.map(({ value }) => value)), 0.0005)} to ${formatPercent(Math.max(...estimates.map(({ value }) => value)), 0.0005)} by estimator`,
    subtitle: `clicks a slot, ${100 * record.level} % normal intervals, ${formatCount(direction.logged.n)} logged slots`,
    takeaway: `${widest.estimator} is the least certain, ${narrowest.estimator} the surest: ${(widest.standardError / narrowest.standardError).toFixed(1)} times the standard error${narrowest.estimator === 'dm' ? ', which leaves out what its model may have wrong' : ''}.`,
    alt: rows.map(({ name, shown }) => `${name} ${shown}`).join('; '),
    spec: {
      data: { values: rows },
      height: rowsHeight(rows.length),
      padding: { left: 8, top: 8, bottom: 8, right: 60 },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round' },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
        },
        {
          mark: { type: 'point', filled: true, size: 90, opacity: 1 },
          encoding: { y, x: { ...x, field: 'value' }, color },
        },
        {
          mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
        },
      ],
    },
    table: tableOf(direction),
  });
}

const tableOf = ({ estimates, target, own }: OpenBanditDirection): Chart['table'] => ({
  columns: ['estimator', 'what', 'value', 'standard error', 'low', 'high', 'bootstrap low', 'bootstrap high'],
  rows: [
    ...estimates.map(({ estimator, doc, value, standardError, low, high, bootstrap }) => [
      estimator,
      doc,
      value,
      standardError,
      low,
      high,
      bootstrap.low,
      bootstrap.high,
    ]),
    [
      `${SHORT[target]} itself`,
      'clicks a slot of its own log',
      own.value,
      own.standardError,
      own.low,
      own.high,
      null,
      null,
    ],
  ],
});
