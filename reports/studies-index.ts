/** An index of the studies of a folder: one page that links to their reports. */

import { marksOf, type SharedColours } from './algorithm-marks.ts';
import { formatCount, joinWords, plural } from './format.ts';
import { type Html, html } from './html.ts';
import { type Site, type SitePage, siteSection } from './site.ts';
import { markOf } from './tables/algorithm-mark.ts';

/** A study as the index shows it. */
export interface IndexedStudy {
  /** Name of its folder: part of addresses, and not more than text anywhere else. */
  readonly folder: string;
  readonly title: string;
  /** `study`, `loops`, or what its record calls itself. */
  readonly kind: string;
  readonly data: string;
  /** One sentence, computed from its records. */
  readonly finding: string;
  readonly runs: { readonly done: number; readonly failed: number; readonly missing: number };
}

/** A folder that looks like a study and is none that can be reported. */
export interface UnreadStudy {
  readonly folder: string;
  readonly reason: string;
}

/** From the index to the report of a study: one name of a folder, whatever is in it. */
export const reportAddress = (folder: string): string => `${encodeURIComponent(folder)}/report/index.html`;

const rowOf = ({ folder, title, kind, data, finding, runs }: IndexedStudy): Html =>
  html`<tr><th scope="row" data-value="${title}"><a href="${reportAddress(folder)}"><bdi>${title}</bdi></a><span class="interval"><bdi>${folder}</bdi></span></th><td>${kind}</td><td>${data}</td><td>${finding}</td><td class="number" data-value="${runs.done}">${runWords(runs)}</td></tr>\n`;

function runWords({ done, failed, missing }: IndexedStudy['runs']): Html {
  const rest = [
    ...(failed > 0 ? [html`<span class="interval failed">${formatCount(failed)} failed</span>`] : []),
    ...(missing > 0 ? [html`<span class="interval failed">${formatCount(missing)} not done</span>`] : []),
  ];
  return html`${formatCount(done)} done${rest}`;
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
): Site {
  const sorted = studies.toSorted((a, b) => compareText(a.title, b.title) || compareText(a.folder, b.folder));
  const table = html`<div class="scroll"><table class="studies" data-filter><thead><tr><th scope="col">study</th><th scope="col">kind</th><th scope="col">data</th><th scope="col">finding</th><th scope="col" class="number">runs</th></tr></thead><tbody>${sorted.map(rowOf)}</tbody></table></div>`;
  const refused = unread
    .toSorted((a, b) => compareText(a.folder, b.folder))
    .map(
      ({ folder, reason }) =>
        html`<tr><th scope="row"><bdi>${folder}</bdi></th><td class="failed">${reason}</td></tr>`,
    );
  const sections = [
    siteSection({ id: 'studies', heading: 'Reports' }, { below: table }),
    ...(refused.length === 0
      ? []
      : [
          siteSection(
            { id: 'unread', heading: 'Without a report' },
            {
              below: html`<div class="scroll"><table><thead><tr><th scope="col">folder</th><th scope="col">why</th></tr></thead><tbody>${refused}</tbody></table></div>`,
            },
          ),
        ]),
  ];
  if (studies.length > 1 && colours.size > 0)
    sections.push(siteSection({ id: 'looks', heading: 'Who looks how' }, { below: looksHtml(colours) }));
  const top = html`<h1>Studies</h1><p class="lead">${plural(studies.length, 'study', 'studies')} in this folder, each with its report.</p>`;
  const page: SitePage = { file: 'index.html', title: 'Studies', top, bar: null, sections };
  return {
    title: 'Studies',
    pages: [page],
    provenance: [['Made by', 'npx shoplab report, of a folder of studies']],
  };
}
