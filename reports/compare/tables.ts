/** Inputs and metrics of two studies: rows that are the same in both are marked, so that they can be left out. */

import { MODE_WORDS, metricKey } from '../study/study-view.ts';
import { unitWords } from '../tables/words.ts';
import { csvOf } from '../text/csv.ts';
import { formatCount, formatInterval, formatMean, NOT_DEFINED } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import { type CompareView, hasModes, noteOf, verdictOf } from './view.ts';
import { isChanged } from './words.ts';

const SAME = html` data-same`;

/** Leaves rows out without a script, so that it works wherever the page is opened. */
export const onlyDiffering = (): Html =>
  html`<form class="bar" aria-label="What is shown"><label><input type="checkbox" id="only-differs" autocomplete="off" checked> only what differs</label></form>`;

export function inputsTable(view: CompareView): Html {
  const { inputs } = view.comparison;
  const changed = inputs.filter(isChanged).length;
  const rows = inputs.map(
    (row) =>
      html`<tr${isChanged(row) ? null : SAME}><th scope="row">${row.path}</th><td>${row.label === null ? 'all' : html`<bdi>${row.label}</bdi>`}</td><td>${row.first === null ? NOT_DEFINED : html`<code>${row.first}</code>`}</td><td>${row.other === null ? NOT_DEFINED : html`<code>${row.other}</code>`}</td></tr>`,
  );
  const none = changed > 0 ? null : html`<p class="when-differs doc">No input differs.</p>`;
  return html`<div class="scores">${none}<div class="scroll" tabindex="0" role="region" aria-label="Inputs"><table data-table="inputs"><thead><tr><th scope="col">input</th><th scope="col">of</th><th scope="col">first</th><th scope="col">other</th></tr></thead><tbody>${rows}</tbody></table></div></div>`;
}

const exact = (value: number | null): string => (value === null ? '' : String(value));

export function metricsTable(view: CompareView): Html {
  const modes = hasModes(view);
  const rows = view.comparison.pooled.map((row) => {
    const note = noteOf(view, row);
    const verdict = verdictOf(view, row);
    const mean = (value: number | null): string =>
      formatMean({ mean: value, low: row.low, high: row.high }, note);
    const told = { mean: row.difference, low: row.low, high: row.high };
    const interval = formatInterval(told, note);
    const signed = `${row.difference !== null && row.difference > 0 ? '+' : ''}${formatMean(told, note)}`;
    return html`<tr data-label="${row.label}" data-metric="${metricKey(row)}"${verdict === 'the same' ? SAME : null}><th scope="row"><bdi>${row.label}</bdi></th>${modes ? html`<td>${MODE_WORDS[row.repeats].replace('repeats ', '')}</td>` : null}<td title="${note.doc}">${metricKey(row)}<span class="interval">${unitWords(note)}</span></td><td class="number" data-value="${exact(row.first)}" title="${exact(row.first)}">${mean(row.first)}</td><td class="number" data-value="${exact(row.other)}" title="${exact(row.other)}">${mean(row.other)}</td><td class="number" data-value="${exact(row.difference)}" title="${exact(row.difference)}">${signed}${interval === '' ? null : html`<span class="interval">${interval}</span>`}</td><td>${verdict}</td><td class="number" data-value="${row.n}">${row.n === 0 ? NOT_DEFINED : formatCount(row.n)}</td></tr>\n`;
  });
  return html`<div class="scores"><div class="scroll" tabindex="0" role="region" aria-label="Metrics"><table data-table="differences"><thead><tr><th scope="col" data-sort="text">algorithm</th>${modes ? html`<th scope="col">repeats</th>` : null}<th scope="col">metric</th><th scope="col" class="number">first</th><th scope="col" class="number">other</th><th scope="col" class="number">other minus first</th><th scope="col">the other is</th><th scope="col" class="number">n</th></tr></thead><tbody>${rows}</tbody></table></div><div class="files"><a href="differences.csv">CSV</a></div></div>`;
}

/** Before rounding. */
export const differencesCsv = (view: CompareView): string =>
  csvOf({
    columns: [
      ...['algorithm', 'repeats', 'metric', 'definition', 'first', 'other', 'other minus first'],
      ...['low', 'high', 'n', 'pairs of runs', 'the other is'],
    ],
    rows: view.comparison.pooled.map((row) => [
      ...[row.label, row.repeats, metricKey(row), row.definition, row.first, row.other, row.difference],
      ...[row.low, row.high, row.n, row.runs, verdictOf(view, row)],
    ]),
  });
