/** All metrics of a mode as a table of the page: metrics down and algorithms across, or the other way round where these are many. */

import type { MetricView, ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, formatMean, NOT_DEFINED } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import { markOf } from './algorithm-mark.ts';
import { runSentence } from './method-words.ts';
import { familyHeading } from './metric-families.ts';
import { type MetricCell, type MetricRow, metricLabels, metricRows } from './metric-rows.ts';
import { metricsWords } from './metric-words.ts';
import { codeOf } from './rival-codes.ts';
import { fileLinks } from './table-file.ts';
import { rivalMarks, spanText, unitWords } from './words.ts';

/** Algorithms that stand side by side; more of them are rows. */
const MOST_ACROSS = 12;

/** Anchor of a definition on the page: letters and dashes. */
export const definitionAnchor = (name: string): string =>
  `definition-${name.toLowerCase().replace(/[^a-z]+/g, '-')}`;

interface Shown {
  readonly view: StudyView;
  readonly rows: readonly MetricRow[];
  readonly labels: readonly string[];
  readonly failed: readonly string[];
}

/** n of a metric where all algorithms have the same, else null. */
const sameCount = ({ scores }: MetricView): number | null =>
  scores.every(({ n }) => n === scores[0]!.n) ? (scores[0]?.n ?? null) : null;

/** What stands beside a mean: whom it beats, where that was tested; else that it is not told apart from the best. */
function markCell({ beats, standing }: MetricCell, labels: readonly string[]): Html | null {
  if (beats !== null) return beats.length === 0 ? null : html`<sup>${rivalMarks(labels, beats)}</sup>`;
  return standing === 'not told apart' ? html`<sup title="not told apart from the best">\u2248</sup>` : null;
}

function cellOf(cell: MetricCell | undefined, { metric }: MetricRow, labels: readonly string[]): Html {
  if (cell === undefined) return html`<td class="number" data-value="">${NOT_DEFINED}</td>`;
  const { score, near, standing } = cell;
  const interval = spanText(score, metric.note);
  const mean = formatMean(score, metric.note);
  const shade = near === null ? null : html` style="--near:${Number(near.toFixed(3))}"`;
  return html`<td class="number${near === null ? '' : ' near'}"${shade} title="${score.mean}">${standing === 'best' ? html`<span class="best">${mean}</span>` : mean}${markCell(cell, labels)}${
    interval === '' ? null : html`<span class="interval">${interval}</span>`
  }${sameCount(metric) === null ? html`<span class="interval">n = ${formatCount(score.n)}</span>` : null}</td>`;
}

/** A key such as `userGroupGap[region]@10`, which a narrow column may break before its group and its cut-off. */
const breakable = (key: string): Html[] =>
  key.split(/(?=[[@])/).map((part, i) => (i === 0 ? html`${part}` : html`<wbr>${part}`));

const metricHead = ({ metric }: MetricRow): Html =>
  html`<a href="method.html#${definitionAnchor(metric.note.name)}" data-page="method.html#${definitionAnchor(metric.note.name)}" title="${metric.note.doc}">${breakable(metric.key)}</a><span class="interval">${unitWords(metric.note)}</span>`;

const labelHead = ({ view, labels }: Shown, label: string, scope: 'row' | 'col'): Html => {
  const place = labels.indexOf(label);
  const code = place < 0 ? null : html` <span class="code">(${codeOf(place, labels.length)})</span>`;
  return html`<th scope="${scope}" data-label="${label}"${scope === 'col' ? html` class="number" data-sort="number"` : null}>${markOf(view, label)}<bdi>${label}</bdi>${code}</th>`;
};

/** Metrics of a family one after another. */
function byFamily(rows: readonly MetricRow[]): MetricRow[][] {
  const families = [...new Set(rows.map(({ family }) => family))];
  return families.map((family) => rows.filter((row) => row.family === family));
}

/** One row a metric, one column an algorithm. */
function metricsDown(shown: Shown): Html {
  const { rows, labels, failed } = shown;
  const bodies = byFamily(rows).map((own) => {
    const lines = own.map((row) => {
      const count = sameCount(row.metric);
      const cells = labels.map((label) => cellOf(row.cells.get(label), row, labels));
      const none = failed.map(() => html`<td class="failed">not ranked</td>`);
      return html`<tr data-metric="${row.metric.key}" data-family="${row.family}"><th scope="row">${metricHead(row)}</th><td class="number"${count === null ? null : html` data-value="${count}"`}>${count === null ? 'below' : formatCount(count)}</td>${cells}${none}</tr>\n`;
    });
    return html`<tbody data-family="${own[0]!.family}"><tr class="group"><th scope="rowgroup" colspan="${2 + labels.length + failed.length}">${familyHeading(own[0]!.family)}</th></tr>${lines}</tbody>`;
  });
  return html`<thead><tr><th scope="col">metric</th><th scope="col" class="number">n</th>${[...labels, ...failed].map((label) => labelHead(shown, label, 'col'))}</tr></thead>${bodies}`;
}

/** One row an algorithm, one column a metric. */
function algorithmsDown(shown: Shown): Html {
  const { rows, labels, failed, view } = shown;
  const ordered = byFamily(rows).flat();
  const families = byFamily(rows).map(
    (own) =>
      html`<th scope="colgroup" colspan="${own.length}" data-family="${own[0]!.family}">${familyHeading(own[0]!.family)}</th>`,
  );
  const heads = ordered.map((row) => {
    const count = sameCount(row.metric);
    return html`<th scope="col" class="number" data-sort="number" data-metric="${row.metric.key}" data-family="${row.family}">${metricHead(row)}${count === null ? null : html`<span class="interval">n = ${formatCount(count)}</span>`}</th>`;
  });
  const lines = labels.map(
    (label) =>
      html`<tr data-label="${label}">${labelHead(shown, label, 'row')}${ordered.map((row) => cellOf(row.cells.get(label), row, labels))}</tr>\n`,
  );
  const none = failed.map(
    (label) =>
      html`<tr data-label="${label}" data-unranked><th scope="row">${markOf(view, label)}<bdi>${label}</bdi></th><td class="failed" colspan="${ordered.length}">not ranked</td></tr>`,
  );
  return html`<thead><tr class="group"><td></td>${families}</tr><tr><th scope="col" data-sort="text">algorithm</th>${heads}</tr></thead><tbody>${lines}</tbody>${none.length === 0 ? null : html`<tbody data-unranked>${none}</tbody>`}`;
}

/** null where no complete algorithm has a value of anything. */
export function metricsTable(view: StudyView, mode: ModeView): Html | null {
  const rows = metricRows(view, mode);
  if (rows.length === 0) return null;
  const labels = metricLabels(view, mode);
  const shown = { view, rows, labels, failed: mode.unranked.map(({ label }) => label) };
  const across = labels.length + shown.failed.length <= MOST_ACROSS;
  return html`<div class="scores"><p class="subtitle">${runSentence(mode)} ${metricsWords(view, mode, rows, 'page')}</p><div class="scroll wide${across ? '' : ' tall'}" tabindex="0" role="region" aria-label="All metrics"><table id="table-metrics-${mode.repeats}" data-table="metrics">${across ? metricsDown(shown) : algorithmsDown(shown)}</table></div>${fileLinks(`metrics-${mode.repeats}`)}</div>`;
}
