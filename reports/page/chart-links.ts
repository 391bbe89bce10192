/** Links to what lies beside a page of each of its charts. */

import { type Html, html } from '../text/html.ts';

/** Of its data and its spec; of every chart. */
const DATA = [
  ['csv', 'CSV'],
  ['vl.json', 'Vega-Lite'],
] as const;
const PICTURES = [
  ['svg', 'SVG'],
  ['png', 'PNG'],
] as const;

export const chartLinks = (name: string, isPictured: boolean): Html =>
  html`<div class="files">${[...(isPictured ? PICTURES : []), ...DATA].map(([extension, word]) => html`<a href="charts/${name}.${extension}">${word}</a>`)}</div>`;
