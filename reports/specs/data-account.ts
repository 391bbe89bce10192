import type { Account } from '../../datasets/quality.ts';
import { formatCount, formatPercent } from '../format.ts';
import type { StudyView } from '../study-view.ts';
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

function waterfall(theme: Theme, { read, steps, kept }: Account): VegaLiteSpec {
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
          x: { field: 'from', type: 'quantitative', title: 'rows', axis: { format: ',d', tickCount: 5 } },
          x2: { field: 'to' },
          color,
          stroke: color,
          tooltip: [
            { field: 'step', title: 'rule' },
            { field: 'shown', title: 'rows' },
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

/** What was read, what was dropped under which rule, and what is left. */
export function dataAccount({ study }: StudyView, theme: Theme): Chart[] {
  const { account } = study;
  const faults = accountFaults(account);
  const dropped = account.read - account.kept;
  const most = account.steps.toSorted((a, b) => b.dropped - a.dropped)[0];
  const kept = `${formatCount(account.kept)} of ${formatCount(account.read)} rows are kept`;
  const title =
    dropped === 0 || most === undefined
      ? account.read === 1
        ? 'The one row is kept'
        : `All ${formatCount(account.read)} rows are kept`
      : `${kept} (${formatPercent(account.kept / account.read)}); the rule \u2018${most.rule}\u2019 drops most (${formatCount(most.dropped)})`;
  return [
    {
      name: 'data-account',
      repeats: null,
      metric: null,
      title: faults.length === 0 ? title : 'The account of the cleaning does not add up',
      subtitle: `rows of ${study.provenance.title}, rules in the order in which they were applied`,
      takeaway:
        faults.length === 0
          ? `Every row read is kept or dropped under exactly one rule: ${formatCount(account.kept)} + ${formatCount(dropped)} = ${formatCount(account.read)}.`
          : `${faults.join('; ')}.`,
      alt: `Waterfall: read ${formatCount(account.read)}; ${account.steps.map((step) => `${step.rule} drops ${formatCount(step.dropped)}`).join('; ')}; kept ${formatCount(account.kept)}.`,
      spec: waterfall(theme, account),
      table: { columns: ['rule', 'dropped', 'left'], rows: accountTable(account) },
      exported: true,
    },
  ];
}
