import type { Account } from '../../datasets/quality.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Cell, Chart, VegaLiteSpec } from './chart.ts';
import { rowsHeight, rowsOf } from './marks.ts';

/** What does not add up in an account; empty when read = kept + dropped at every step. */
export function accountFaults({ read, steps, kept }: Account): string[] {
  const faults: string[] = [];
  let left = read;
  for (const step of steps) {
    left -= step.dropped;
    if (left !== step.left)
      faults.push(
        `after '${step.rule}' ${formatCount(left)} rows should be left, the account says ${formatCount(step.left)}`,
      );
    left = step.left;
  }
  if (left !== kept)
    faults.push(`${formatCount(left)} rows are left, the account says ${formatCount(kept)} are kept`);
  return faults;
}

/** Rows read, dropped by each rule, kept: in the order of the account. */
export function accountTable({ read, steps, kept }: Account): Cell[][] {
  return [
    ['read', null, read],
    ...steps.map((step): Cell[] => [step.rule, step.dropped, step.left]),
    ['kept', null, kept],
  ];
}

function waterfall(theme: Theme, { of = 'rows', read, steps, kept }: Account): VegaLiteSpec {
  const bars = [
    { step: 'read', kind: 'rows', from: 0, to: read, shown: formatCount(read) },
    ...steps.map(({ rule, dropped, left }, i) => ({
      step: steps.findIndex((other) => other.rule === rule) === i ? rule : `${rule} (${i + 1})`,
      kind: 'dropped',
      from: left,
      to: left + dropped,
      shown: dropped === 0 ? '0' : `\u2212${formatCount(dropped)}`,
    })),
    { step: 'kept', kind: 'kept', from: 0, to: kept, shown: formatCount(kept) },
  ];
  const y = rowsOf(
    'step',
    bars.map((bar) => bar.step),
  );
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: ['rows', 'dropped', 'kept'], range: [theme.other, theme.warn, theme.accent] },
    legend: null,
  };
  return {
    data: { values: bars },
    height: rowsHeight(bars.length),
    padding: { left: 8, top: 8, bottom: 8, right: 80 },
    layer: [
      {
        transform: [{ filter: 'datum.to > datum.from' }],
        mark: { type: 'bar', cornerRadius: 2, strokeWidth: 1.5, height: { band: 0.7 } },
        encoding: {
          y,
          x: { field: 'from', type: 'quantitative', title: of, axis: { format: ',d', tickCount: 5 } },
          x2: { field: 'to' },
          color,
          stroke: color,
          tooltip: [
            { field: 'step', title: 'rule' },
            { field: 'shown', title: of },
          ],
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
        encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
      },
    ],
  };
}

/** `All 396,337 rows are kept`, or how many are and which rule drops most. */
function titleOf({ of = 'rows', read, steps, kept }: Account): string {
  const most = steps.toSorted((a, b) => b.dropped - a.dropped)[0];
  if (kept < read && most !== undefined)
    return `${formatCount(kept)} of ${formatCount(read)} ${of} are kept (${formatPercent(kept / read)}); the rule \u2018${most.rule}\u2019 drops most (${formatCount(most.dropped)})`;
  return read === 1 ? `The one ${of.slice(0, -1)} is kept` : `All ${formatCount(read)} ${of} are kept`;
}

function takeawayOf(account: Account): string {
  const { of = 'rows', read, kept, notes = [] } = account;
  const faults = accountFaults(account);
  if (faults.length > 0) return `${faults.join('; ')}.`;
  const sum = `${formatCount(kept)} + ${formatCount(read - kept)} = ${formatCount(read)}`;
  return [
    `Every ${of.slice(0, -1)} read is kept or dropped under exactly one rule: ${sum}.`,
    ...notes.map(({ note, rows }) => `Note: ${formatCount(rows)} ${note}.`),
  ].join(' ');
}

function accountChart(account: Account, name: string, what: string, subtitle: string, theme: Theme): Chart {
  const dropping = account.steps.map(({ rule, dropped }) => `${rule} drops ${formatCount(dropped)}`);
  return {
    name,
    repeats: null,
    metric: null,
    title:
      accountFaults(account).length === 0 ? titleOf(account) : `The account of the ${what} does not add up`,
    subtitle,
    takeaway: takeawayOf(account),
    alt: `Waterfall: ${[`read ${formatCount(account.read)}`, ...dropping].join('; ')}; kept ${formatCount(account.kept)}.`,
    spec: waterfall(theme, account),
    table: { columns: ['rule', 'dropped', 'left'], rows: accountTable(account) },
    exported: true,
  };
}

/** What was read, what was dropped under which rule, and what is left; then, where anything does not count, what counts. */
export function dataAccount({ study }: StudyView, theme: Theme): Chart[] {
  const { account, feedbackAccount, provenance } = study;
  const cleaning = `rows of ${provenance.title}, rules in the order in which they were applied`;
  const counting = `${feedbackAccount.of ?? 'rows'} of the data set that are learnt from and tested on, by the study's rules`;
  const whole = feedbackAccount.kept === feedbackAccount.read && accountFaults(feedbackAccount).length === 0;
  return [
    accountChart(account, 'data-account', 'cleaning', cleaning, theme),
    ...(whole ? [] : [accountChart(feedbackAccount, 'feedback-account', 'feedback', counting, theme)]),
  ];
}
