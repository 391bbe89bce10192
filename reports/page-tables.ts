/** The tables of the page. */

import type { RunInputs } from '../experiments/run-record.ts';
import { formatCell, formatCount, formatInterval, formatMean, NOT_DEFINED } from './format.ts';
import { type Html, html } from './html.ts';
import type { Fact } from './provenance.ts';
import { holdFigures } from './published-figures.ts';
import type { ChartTable } from './specs/chart.ts';
import { spaceWords } from './specs/search-trials.ts';
import { badness, type MetricView, type ModeView, type Score, type StudyView } from './study-view.ts';

/** A chart's data. */
export function dataTable({ columns, rows }: ChartTable): Html {
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  const head = columns.map(
    (name, i) => html`<th scope="col"${numeric[i] === true ? html` class="number"` : null}>${name}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) =>
        numeric[i] === true
          ? html`<td class="number">${typeof cell === 'number' ? formatCell(cell) : (cell ?? NOT_DEFINED)}</td>`
          : html`<td>${cell}</td>`,
      )}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const sameCount = (scores: readonly Score[]): number | null =>
  scores.every(({ n }) => n === scores[0]!.n) ? (scores[0]?.n ?? null) : null;

function scoreCell(
  score: Score | undefined,
  metric: MetricView,
  best: number | null,
  count: number | null,
): Html {
  if (score === undefined) return html`<td class="number">${NOT_DEFINED}</td>`;
  const interval = formatInterval(score, metric.note);
  const first = best !== null && badness(score.mean, metric.note.direction) === best;
  return html`<td class="number" title="${score.mean}">${first ? html`<span class="best">${formatMean(score, metric.note)}</span>` : formatMean(score, metric.note)}${
    interval === '' ? null : html`<span class="interval">${interval}</span>`
  }${count === null ? html`<span class="interval">n = ${formatCount(score.n)}</span>` : null}</td>`;
}

function metricRow(metric: MetricView, labels: readonly string[], unranked: number): Html {
  const ranked = metric.note.direction !== 'none' && metric.scores.length > 1;
  const best = ranked ? badness(metric.scores[0]!.mean, metric.note.direction) : null;
  const count = sameCount(metric.scores);
  const cells = labels.map((label) =>
    scoreCell(
      metric.scores.find((score) => score.label === label),
      metric,
      best,
      count,
    ),
  );
  const failed = Array.from({ length: unranked }, () => html`<td class="failed">not ranked</td>`);
  return html`<tr><th scope="row" title="${metric.note.doc}">${metric.key}</th><td class="number">${count === null ? 'below' : formatCount(count)}</td>${cells}${failed}</tr>`;
}

const cutoffOf = ({ scores }: MetricView): number | null => scores[0]?.cutoff ?? null;

/** Every metric of a mode: one row a metric, one column an algorithm, by cut-off, the primary's first. */
export function metricsTable(view: StudyView, mode: ModeView): Html {
  const ranking = mode.primary?.scores.map(({ label }) => label) ?? [];
  const failed = mode.unranked.map(({ label }) => label);
  const rest = view.algorithms
    .map(({ label }) => label)
    .filter((label) => !ranking.includes(label) && !failed.includes(label));
  const labels = [...ranking, ...rest];
  const first = mode.primary === null ? null : cutoffOf(mode.primary);
  const cutoffs = [...new Set([first, ...mode.metrics.map(cutoffOf)])];
  const bodies = cutoffs.map((cutoff) => {
    const rows = mode.metrics.filter((metric) => cutoffOf(metric) === cutoff && metric.scores.length > 0);
    const heading =
      cutoff === null ? 'Without a cut-off' : `${mode.about === 'examples' ? 'At' : 'Lists of'} ${cutoff}`;
    return rows.length === 0
      ? null
      : html`<tbody><tr class="group"><th scope="rowgroup" colspan="${2 + labels.length + failed.length}">${heading}</th></tr>${rows.map((metric) => metricRow(metric, labels, failed.length))}</tbody>`;
  });
  const head = [...labels, ...failed].map((label) => html`<th scope="col" class="number">${label}</th>`);
  return html`<div class="scroll wide"><table><thead><tr><th scope="col">metric</th><th scope="col" class="number">n</th>${head}</tr></thead>${bodies}</table></div>`;
}

const DIRECTIONS = {
  higher: 'higher is better',
  lower: 'lower is better',
  zero: 'nearest to zero is best',
  none: 'neither end is better',
} as const;

/** Every definition that the study used. */
export function definitionsTable({ study }: StudyView): Html {
  const rows = study.definitions.map(
    (note) =>
      html`<tr><th scope="row">${note.name}</th><td>${note.doc}</td><td>${note.unit}</td><td>${DIRECTIONS[note.direction]}</td><td><code>${note.id}</code></td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col">what it says</th><th scope="col">unit</th><th scope="col">direction</th><th scope="col">definition</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Algorithms of a mode that are not ranked, with the reason; nothing when all are. */
export function unrankedTable({ unranked }: ModeView): Html | null {
  if (unranked.length === 0) return null;
  const rows = unranked.map(
    ({ label, reason }) => html`<tr><th scope="row">${label}</th><td class="failed">${reason}</td></tr>`,
  );
  return html`<h3>Not ranked</h3><div class="scroll"><table><thead><tr><th scope="col">algorithm</th><th scope="col">reason</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const VERDICTS = { within: 'within', outside: 'outside', shown: '', missing: 'no value' } as const;

/** Figures of others beside the means of the runs; nothing where the study has none. */
export function publishedTable({ study, records }: StudyView): Html | null {
  if (!study.published?.length) return null;
  const digits = (value: number | null): string => (value === null ? NOT_DEFINED : value.toFixed(4));
  const rows = holdFigures(study.published, records).map(
    ({ label, metric, value, measured, difference, tolerance, verdict, source }) =>
      html`<tr><th scope="row">${label}</th><td>${metric}</td><td class="number">${digits(value)}</td><td class="number">${digits(measured)}</td><td class="number">${digits(difference)}</td><td class="number">${tolerance ?? ''}</td><td${verdict === 'outside' ? html` class="failed"` : null}>${VERDICTS[verdict]}</td><td>${source}</td></tr>`,
  );
  return html`<h3>Beside published figures</h3><div class="scroll"><table><thead><tr><th scope="col">algorithm</th><th scope="col">metric</th><th scope="col" class="number">published</th><th scope="col" class="number">mean of the runs</th><th scope="col" class="number">difference</th><th scope="col" class="number">tolerance</th><th scope="col"></th><th scope="col">source</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const withoutKeys = (
  params: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).filter(([key]) => !Object.hasOwn(keys, key)));

const spacesOf = (search: RunInputs['search']): string =>
  Object.entries(search?.space ?? {})
    .map(([name, space]) => `${name}: ${spaceWords(space)}`)
    .join('; ');

/** What each algorithm was given, and what was searched for it. */
export function parametersTable({ records }: StudyView): Html {
  const seen = new Map(records.map(({ inputs }) => [inputs.algorithm.label, inputs]));
  const isSearched = [...seen.values()].some(({ search }) => search);
  const rows = [...seen.values()].map(
    ({ algorithm: { label, definition, params }, search }) =>
      html`<tr><th scope="row">${label}</th><td>${definition}</td><td><code>${JSON.stringify(withoutKeys(params, search?.space ?? {}))}</code></td>${isSearched ? html`<td>${spacesOf(search)}</td>` : null}</tr>`,
  );
  const searched = isSearched ? html`<th scope="col">searched</th>` : null;
  return html`<div class="scroll"><table><thead><tr><th scope="col">label</th><th scope="col">algorithm</th><th scope="col">parameters</th>${searched}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export const factList = (facts: readonly Fact[]): Html =>
  html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
