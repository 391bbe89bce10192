/** The tables of the page. */

import type { RunInputs } from '../../experiments/run-record.ts';
import type { ChartTable } from '../specs/chart.ts';
import { spaceWords } from '../specs/search-trials.ts';
import { holdFigures } from '../study/published-figures.ts';
import type { StudyView } from '../study/study-view.ts';
import { definitionAnchor } from '../tables/metrics-table.ts';
import { DIRECTIONS } from '../tables/words.ts';
import { formatCell, NOT_DEFINED } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import type { Fact } from './provenance.ts';
import { shownCells } from './shown-cells.ts';

/** Letters of a cell from which on its column is wide enough to read. */
const LONG_WORDS = 60;

/** A chart's data. */
export function dataTable(table: ChartTable): Html {
  const { columns, rows } = table;
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  const isLong = (i: number): boolean =>
    rows.some((row) => typeof row[i] === 'string' && row[i].length > LONG_WORDS);
  const head = columns.map(
    (name, i) =>
      html`<th scope="col"${numeric[i] === true ? html` class="number"` : isLong(i) ? html` class="words"` : null}>${name}</th>`,
  );
  const body = rows.map((row) => {
    const shown = shownCells(table, row);
    return html`<tr>${row.map((cell, i) => {
      if (numeric[i] !== true) return html`<td>${cell}</td>`;
      const own = shown[i];
      return own == null
        ? html`<td class="number">${typeof cell === 'number' ? formatCell(cell) : (cell ?? NOT_DEFINED)}</td>`
        : html`<td class="number" title="${cell}">${own}</td>`;
    })}</tr>`;
  });
  const rounded = table.shown?.some(({ digits }) => typeof digits !== 'number')
    ? html`<p class="doc">Digits that the intervals support; all digits at the pointer.</p>`
    : null;
  return html`${rounded}<div class="scroll" tabindex="0" role="region" aria-label="Table of data"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Text as it is; long lines can be scrolled by keyboard too. */
export const verbatim = (label: string, text: string): Html =>
  html`<pre tabindex="0" role="region" aria-label="${label}">${text}</pre>`;

/** Every definition that the study used. */
export function definitionsTable({ study }: StudyView): Html {
  const rows = study.definitions.map(
    (note) =>
      html`<tr id="${definitionAnchor(note.name)}"><th scope="row">${note.name}</th><td>${note.doc}</td><td>${note.unit}</td><td>${DIRECTIONS[note.direction]}</td><td><code>${note.id}</code></td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Definitions of metrics"><table><thead><tr><th scope="col">metric</th><th scope="col" class="words">what it says</th><th scope="col">unit</th><th scope="col">direction</th><th scope="col">definition</th></tr></thead><tbody>${rows}</tbody></table></div>`;
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
  return html`<h3>Beside published figures</h3><div class="scroll" tabindex="0" role="region" aria-label="Published figures"><table><thead><tr><th scope="col">algorithm</th><th scope="col">metric</th><th scope="col" class="number">published</th><th scope="col" class="number">mean of the runs</th><th scope="col" class="number">difference</th><th scope="col" class="number">tolerance</th><th scope="col"></th><th scope="col">source</th></tr></thead><tbody>${rows}</tbody></table></div>`;
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
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Parameters of algorithms"><table><thead><tr><th scope="col">label</th><th scope="col">algorithm</th><th scope="col">parameters</th>${searched}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export const factList = (facts: readonly Fact[]): Html =>
  html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
