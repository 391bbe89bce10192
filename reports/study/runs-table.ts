/** Every run of a study with the files that it left: its record, and what each shopper (or example) came to. */

import type { RunRecord } from '../../experiments/run-record.ts';
import { formatCount } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import { MODE_WORDS, type StudyView } from './study-view.ts';

/** Rows that a page can bear; folders hold the rest. */
const MOST = 2000;

const FOLDER = '../runs/';

function row(run: RunRecord): Html {
  const { algorithm, seed, split, repeats } = run.inputs;
  const files =
    run.status === 'failed'
      ? html`<td class="failed">failed: ${run.error}</td><td></td>`
      : html`<td><code title="${run.resultDigest}">${run.resultDigest.slice(0, 12)}</code></td><td><a href="${FOLDER}${run.id}.parquet">values</a></td>`;
  return html`<tr><th scope="row">${algorithm.label}</th><td>${seed}</td><td class="number">${split.fold}</td><td>${MODE_WORDS[repeats]}</td>${files}<td><a href="${FOLDER}${run.id}.json">record</a></td></tr>`;
}

export function runsTable({ records }: StudyView): Html {
  const shown = records.slice(0, MOST);
  const more =
    records.length > MOST
      ? html`<p class="doc">The first ${formatCount(MOST)} of ${formatCount(records.length)} runs; the folder has them all.</p>`
      : null;
  return html`<p class="doc">Records (JSON) and the values of single shoppers or examples (Parquet) stand in <code>runs/</code> beside the folder of this report.</p>${more}
<div class="scroll" tabindex="0" role="region" aria-label="Runs"><table><thead><tr><th scope="col">algorithm</th><th scope="col">seed</th><th scope="col" class="number">fold</th><th scope="col">mode</th><th scope="col">digest of the result</th><th scope="col">each shopper</th><th scope="col">record</th></tr></thead><tbody>${shown.map(row)}</tbody></table></div>`;
}
