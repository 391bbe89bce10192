/** A table as a file. */

import { type Html, html } from '../html.ts';

export interface TableFile {
  /** With extension; unique in a report. */
  readonly name: string;
  readonly text: string;
}

const FORMATS = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['md', 'Markdown'],
  ['tex', 'LaTeX'],
] as const;

/** Links to a table in all formats, as they lie beside the page. */
export const fileLinks = (name: string): Html =>
  html`<div class="files">${FORMATS.map(([extension, word]) => html`<a href="tables/${name}.${extension}">${word}</a>`)}</div>`;
