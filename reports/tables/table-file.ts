/** A table as a file. */

import { type Html, html } from '../text/html.ts';
import type { Tests } from './leaderboard.ts';

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

/** Which test stands behind whom an algorithm beats. */
export const testJson = (tests: Tests | null) =>
  tests && {
    kind: 'paired permutation',
    correction: 'holm',
    ...{ alpha: tests.alpha, pairs: tests.tested.pairs.length, flips: tests.tested.flips },
  };
