/** An index of the reports below a folder: one page that links to them. */

import { marksOf, type SharedColours } from '../algorithm-marks.ts';
import { type Site, type SitePage, siteSection } from '../page/site.ts';
import { markOf } from '../tables/algorithm-mark.ts';
import { formatCount, joinWords, plural } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';

/** When and by which code something was made. */
export interface Made {
  /** ISO 8601. */
  readonly at: string;
  /** Whether a record says so, or the time of its file. */
  readonly by: 'record' | 'file';
  /** `0a1b2c3d4e`, `0a1b2c3d4e with changes`; none where records do not tell. */
  readonly commits: readonly string[];
}

/** A report as the index shows it. */
export interface IndexedStudy {
  /** Path of its folder, with slashes: part of addresses, and not more than text anywhere else. */
  readonly folder: string;
  readonly title: string;
  /** `fits on folds`, `closed loops`, `calibration`. */
  readonly kind: string;
  readonly data: string;
  /** One sentence, computed from its records. */
  readonly finding: string;
  readonly runs: { readonly done: number; readonly failed: number; readonly missing: number };
  readonly made: Made;
}

/** A folder that has a record of which no report can be made. */
export interface UnreadStudy {
  readonly folder: string;
  readonly kind: string;
  readonly state: 'not complete' | 'damaged' | 'refused';
  readonly reason: string;
}

/** From the index to a report: each part of the path is one name, whatever is in it. */
export const reportAddress = (folder: string): string =>
  `${folder.split('/').map(encodeURIComponent).join('/')}/report/index.html`;

export type State = 'complete' | 'not complete' | 'failed';

/** Whether something still runs cannot be seen in its folder: 'not complete' is under way or was stopped. */
export const stateOf = ({ done, failed, missing }: IndexedStudy['runs']): State => {
  if (missing > 0) return 'not complete';
  return done === 0 && failed > 0 ? 'failed' : 'complete';
};

const rowOf = (study: IndexedStudy): Html => {
  const { folder, title, kind, data, finding, made } = study;
  return html`<tr><th scope="row" data-value="${title}"><a href="${reportAddress(folder)}"><bdi>${title}</bdi></a><span class="interval"><bdi>${folder}</bdi></span></th><td data-of="kind">${kind}</td><td data-of="state">${stateWords(study)}</td><td data-of="data">${data}</td><td data-of="finding">${finding}</td><td data-of="made" data-value="${made.at}">${madeWords(made)}</td></tr>\n`;
};

function stateWords({ runs }: IndexedStudy): Html {
  const { done, failed, missing } = runs;
  const state = stateOf(runs);
  const parts = [
    ...(done + failed + missing > 1 ? [html`<span class="interval">${formatCount(done)} done</span>`] : []),
    ...(failed > 0 ? [html`<span class="interval failed">${formatCount(failed)} failed</span>`] : []),
    ...(missing > 0 ? [html`<span class="interval failed">${formatCount(missing)} not done</span>`] : []),
  ];
  return html`${state === 'complete' ? state : html`<span class="failed">${state}</span>`}${parts}`;
}

function madeWords({ at, by, commits }: Made): Html {
  const time = at.slice(0, 16).replace('T', ' ');
  return html`${time}${by === 'file' ? html`<span class="interval">time of the file</span>` : null}<span class="interval">${commits.join(', ')}</span>`;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Whose colour is which, in words too where it is not one each. */
function looksHtml(colours: SharedColours): Html {
  const labels = [...colours.keys()].sort(compareText);
  const own = labels.filter((label) => colours.get(label) != null);
  const grey = labels.filter((label) => colours.get(label) == null);
  const marks = marksOf(own, own, colours).toSorted((a, b) => a.colour! - b.colour!);
  const isShared = new Set(own.map((label) => colours.get(label))).size < own.length;
  const words = [
    'An algorithm has one colour and one marker in all of these reports.',
    ...(isShared ? ['Two that look alike here are never in colour in one report.'] : []),
    ...(grey.length > 0
      ? [`No colour is free in all of its reports for ${joinWords(grey)}: grey wherever it is.`]
      : []),
  ];
  return html`<p class="doc">${words.join(' ')}</p><ul class="looks">${marks.map(
    ({ label }) => html`<li>${markOf({ algorithms: marks }, label)} <bdi>${label}</bdi></li>`,
  )}</ul>`;
}

/** By title, then by folder. */
export function studiesIndex(
  studies: readonly IndexedStudy[],
  unread: readonly UnreadStudy[],
  colours: SharedColours = new Map(),
  notes: readonly string[] = [],
): Site {
  const sorted = studies.toSorted((a, b) => compareText(a.title, b.title) || compareText(a.folder, b.folder));
  const table = html`<div class="scroll"><table class="studies" data-filter><thead><tr><th scope="col">report</th><th scope="col">kind</th><th scope="col">state</th><th scope="col">data</th><th scope="col">finding</th><th scope="col">made (UTC), commit</th></tr></thead><tbody>${sorted.map(rowOf)}</tbody></table></div>`;
  const sections = [
    siteSection({ id: 'studies', heading: 'All of them' }, { below: table }),
    ...(unread.length === 0 ? [] : [unreadSection(unread)]),
    ...(notes.length === 0
      ? []
      : [
          siteSection(
            { id: 'not-looked-into', heading: 'Not looked into' },
            { below: html`<ul>${notes.map((note) => html`<li><bdi>${note}</bdi></li>`)}</ul>` },
          ),
        ]),
  ];
  if (studies.length > 1 && colours.size > 0)
    sections.push(siteSection({ id: 'looks', heading: 'Who looks how' }, { below: looksHtml(colours) }));
  const top = html`<h1>Reports</h1><p class="lead">${plural(studies.length, 'report')} in this folder and below.</p>`;
  const page: SitePage = { file: 'index.html', title: 'Reports', top, bar: null, sections };
  return {
    title: 'Reports',
    pages: [page],
    provenance: provenanceOf(sorted),
  };
}

/** What the reports have in common; the rest is each one's own. */
function provenanceOf(studies: readonly IndexedStudy[]): Site['provenance'] {
  const commits = [...new Set(studies.flatMap(({ made }) => made.commits))].sort(compareText);
  return [
    ['Made by', 'npx shoplab report, of a folder of reports'],
    [commits.length > 1 ? 'Commits' : 'Commit', commits.length === 0 ? 'not recorded' : joinWords(commits)],
    ['Machine, seeds, digests', 'at the foot of each report, with the command that runs it again'],
  ];
}

function unreadSection(unread: readonly UnreadStudy[]) {
  const rows = unread
    .toSorted((a, b) => compareText(a.folder, b.folder))
    .map(
      ({ folder, kind, state, reason }) =>
        html`<tr><th scope="row"><bdi>${folder}</bdi></th><td>${kind}</td><td class="failed">${state}</td><td>${reason}</td></tr>`,
    );
  return siteSection(
    { id: 'unread', heading: 'Without a report' },
    {
      below: html`<div class="scroll"><table><thead><tr><th scope="col">folder</th><th scope="col">kind</th><th scope="col">state</th><th scope="col">why</th></tr></thead><tbody>${rows}</tbody></table></div>`,
    },
  );
}
