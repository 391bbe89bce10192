import { TABLE_STYLE } from '../tables/table-style.ts';
import { cssVariables, DARK, LIGHT } from '../theme.ts';

const THEMES = `
:root { color-scheme: light dark; ${cssVariables(LIGHT)} }
:root[data-theme='light'] { color-scheme: light; }
@media screen {
  :root[data-theme='dark'] { color-scheme: dark; ${cssVariables(DARK)} }
}
@media screen and (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) { ${cssVariables(DARK)} }
}
`;

const FRAME = `
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif; }
[hidden] { display: none !important; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 20; padding: .5rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.skip:focus { top: .75rem; }
.page { padding: 0 clamp(1.15rem, 3vw, 3.25rem); min-width: 0; }
main, footer { max-width: 66rem; margin: 0 auto; }
main { padding-bottom: 3rem; }
main:focus { outline: none; }
footer { padding: 1.25rem 0 2.5rem; border-top: 1px solid var(--line); font-size: .8rem; color: var(--muted); }
footer dl.facts { font-size: inherit; gap: .15rem 1.25rem; }

.site { font-size: .9rem; }
.site ul { list-style: none; margin: 0; padding: 0; }
.site nav a { display: block; padding: .32rem .7rem; border-radius: 6px; color: var(--ink); text-decoration: none; }
.site nav a:hover { background: var(--panel); }
.site nav a[aria-current] { background: var(--panel); color: var(--accent); font-weight: 600; }
.brand { margin: 0; font-weight: 650; line-height: 1.3; }
.brand a { color: inherit; text-decoration: none; }
.theme { display: none; margin: 0; color: var(--muted); font-size: .84rem; }
[data-js] .theme { display: block; }
:root:not([data-js]) .bar { display: none; }
:root:not([data-js]) [data-repeats][hidden] { display: revert !important; }
:root:not([data-js]) .chart { min-height: 0 !important; }
.chart img { max-width: 100%; height: auto; background: #fff; }
@media (min-width: 68rem) {
  body { display: grid; grid-template-columns: 14.5rem minmax(0, 1fr); }
  .site { position: sticky; top: 0; height: 100vh; overflow-y: auto; display: flex; flex-direction: column; gap: 1.35rem; padding: 1.75rem 1rem 1.25rem; border-right: 1px solid var(--line); }
  .brand, .theme { padding: 0 .7rem; }
  .brand { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; }
  .site nav { flex: 1; }
  .site nav li ul { margin: .2rem 0 .5rem .7rem; border-left: 1px solid var(--line); }
  .site nav li li a { padding: .18rem .8rem; font-size: .82rem; line-height: 1.4; color: var(--muted); border-radius: 0 6px 6px 0; }
}
@media (max-width: 67.99rem) {
  .site { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .6rem 1rem; align-items: baseline; padding: .8rem clamp(1.15rem, 3vw, 3.25rem) 0; border-bottom: 1px solid var(--line); }
  .brand { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .site nav { grid-column: 1 / -1; order: 3; overflow-x: auto; margin: 0 -.7rem; }
  .site nav ul { display: flex; }
  .site nav li ul { display: none; }
  .site nav a { white-space: nowrap; border-radius: 0; border-bottom: 2px solid transparent; padding-bottom: .45rem; }
  .site nav a[aria-current] { background: none; border-color: var(--accent); }
}

.top { position: sticky; top: 0; z-index: 5; max-width: 66rem; margin: 0 auto; background: var(--paper); }
#hidden-words { margin: 0; padding: .4rem .75rem; background: var(--panel); border-left: 4px solid var(--warn); border-bottom: 1px solid var(--line); font-size: .84rem; overflow-wrap: anywhere; }
html:has(#hidden-words:not([hidden])) { scroll-padding-top: 7rem; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .6rem 0; background: var(--paper); border-bottom: 1px solid var(--line); font-size: .88rem; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; align-items: center; gap: .6rem; min-width: 0; }
legend { float: left; padding: 0; color: var(--muted); }
.bar label { color: var(--muted); }
.choices { display: flex; border: 1px solid var(--line); border-radius: 7px; overflow: hidden; }
.choices label { padding: .22rem .75rem; cursor: pointer; color: var(--ink); }
.choices label + label { border-left: 1px solid var(--line); }
.choices input { position: absolute; opacity: 0; }
.choices label:has(:checked) { background: var(--accent); color: var(--paper); }
.choices label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: -2px; }
.picker { position: relative; margin: 0; }
.picker > summary { list-style: none; font-size: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 7px; padding: .22rem .75rem; }
.picker > summary::-webkit-details-marker { display: none; }
.picker > summary::after { content: ' \u25be'; color: var(--muted); }
.panel { position: absolute; z-index: 10; top: calc(100% + .4rem); right: auto; width: min(38rem, calc(100vw - 3rem)); max-height: 65vh; overflow-y: auto; padding: .75rem 1.1rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 8px 28px rgb(0 0 0 / .16); }
.panel .doc { margin: 0 0 .5rem; font-size: .84rem; }
.panel .family { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .1rem 1rem; align-items: start; padding: .45rem 0; }
.panel .family + .family { border-top: 1px solid var(--line); }
.panel .family legend { grid-column: 1 / -1; float: left; width: 100%; font-weight: 620; }
.panel label { display: flex; gap: .45rem; align-items: baseline; color: var(--ink); overflow-wrap: anywhere; min-height: 1.6rem; }
.panel input { flex: none; accent-color: var(--accent); }
button { font: inherit; font-size: .84rem; color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 7px; padding: .15rem .7rem; cursor: pointer; }
button:hover { border-color: var(--accent); }
button.plain { border: 0; padding: 0 .1rem; text-decoration: underline; text-underline-offset: .15em; }
#notices:not(:empty) { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: flex-start; justify-content: space-between; margin: 1.25rem 0 0; padding: .7rem 1rem; background: var(--panel); border: 1px solid var(--line); border-left: 4px solid var(--warn); border-radius: 6px; font-size: .93rem; }
#notices ul { margin: 0; padding: 0 0 0 1rem; overflow-wrap: anywhere; flex: 1; min-width: 14rem; }
select { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 7px; padding: .22rem .5rem; max-width: 100%; }
`;

const WORDS = `
h1 { font-size: clamp(1.6rem, 3.4vw, 2.15rem); font-weight: 680; letter-spacing: -.014em; line-height: 1.18; margin: 2.4rem 0 .6rem; max-width: 46rem; text-wrap: balance; }
h2 { font-size: 1.3rem; font-weight: 650; letter-spacing: -.006em; line-height: 1.25; margin: 0 0 .4rem; }
h3 { font-size: 1.02rem; font-weight: 620; line-height: 1.35; margin: 0 0 .15rem; text-wrap: pretty; }
h1, h2, h3, p, dd, summary, .brand { overflow-wrap: anywhere; }
section { margin-top: 3.25rem; }
h1 ~ section:nth-of-type(1) { margin-top: 2rem; }
section li { max-width: 54rem; margin: .3rem 0; }
section > div > h3, section > h3 { margin-top: 2rem; }
p { margin: .5rem 0; }
main > p, section > p { max-width: 46rem; }
.lead, .doc { color: var(--muted); max-width: 46rem; }
.lead { font-size: 1.06rem; }
.failed { color: var(--warn); }
.findings { margin: 1.6rem 0 0; }
.findings > div { display: grid; grid-template-columns: 12.5rem minmax(0, 46rem); gap: .1rem 1.5rem; padding: .75rem 0; border-top: 1px solid var(--line); }
.findings dt { font-weight: 620; font-size: .92rem; }
.findings dd { margin: 0; }
.cards { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18.5rem), 1fr)); gap: 1rem; }
.cards li { position: relative; display: flex; flex-direction: column; padding: 1rem 1.15rem .9rem; border: 1px solid var(--line); border-radius: 10px; }
.cards li:hover { border-color: var(--accent); }
.cards a { text-decoration: none; }
.cards a::after { content: ''; position: absolute; inset: 0; border-radius: 10px; }
.cards p { margin: .25rem 0 0; font-size: .93rem; }
.cards .count { margin-top: auto; padding-top: .6rem; color: var(--muted); font-size: .8rem; }
ul.looks { list-style: none; margin: .6rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .15rem 1.4rem; font-size: .93rem; }
ul.looks li { margin: 0; overflow-wrap: anywhere; }
ul.looks .mark { display: inline-block; width: 1.15em; font-size: .8em; }
details { margin: .35rem 0; }
summary { cursor: pointer; font-size: .84rem; color: var(--muted); }
.more { margin-top: 2rem; }
.more > summary { font-size: .93rem; color: var(--accent); padding: .35rem 0; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .35rem 1.5rem; margin: 1rem 0 0; font-size: .93rem; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; max-width: 52rem; }
code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; background: var(--panel); border-radius: 5px; }
code { padding: .1rem .35rem; }
pre { padding: .8rem 1rem; overflow-x: auto; }
@media (max-width: 44rem) {
  .top { display: contents; }
  #hidden-words { position: sticky; top: 0; z-index: 5; }
  html { scroll-padding-top: 1rem; }
  .findings > div { grid-template-columns: minmax(0, 1fr); }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin-bottom: .6rem; }
  .studies, .studies tbody, .studies tr, .studies th, .studies td { display: block; max-width: none; }
  .studies thead { display: none; }
  .studies tr { padding: .8rem 0; border-bottom: 1px solid var(--line); }
  .studies th[scope=row], .studies td { border: 0; padding: .1rem 0; }
  .studies td::before { content: attr(data-of) ' '; color: var(--muted); }
}
`;

const FIGURES = `
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 3rem; align-items: start; }
.grid.single { grid-template-columns: minmax(0, 1fr); }
figure { margin: 1.5rem 0 0; min-width: 0; break-inside: avoid; }
.subtitle { color: var(--muted); font-size: .84rem; margin: 0 0 .6rem; }
.lacking { margin: 0 0 .5rem; padding-left: .6rem; border-left: 3px solid var(--warn); font-size: .84rem; overflow-wrap: anywhere; }
.chart { width: 100%; position: relative; }
.chart svg { display: block; max-width: 100%; }
.zoom { display: flex; flex-wrap: wrap; gap: .3rem .4rem; align-items: center; margin: .1rem 0 .5rem; }
.zoom button { font-size: .78rem; padding: .12rem .6rem; color: var(--muted); }
.zoom button[aria-pressed='true'] { color: var(--paper); background: var(--accent); border-color: var(--accent); }
.zoom button:disabled { opacity: .5; cursor: default; border-color: var(--line); }
.zoom p { margin: 0; flex: 1 1 16rem; font-size: .78rem; line-height: 1.4; color: var(--muted); }
.zoom p:empty { display: none; }
.zooming { cursor: crosshair; touch-action: pinch-zoom; user-select: none; -webkit-user-select: none; }
.frame { position: absolute; pointer-events: none; background: color-mix(in srgb, var(--accent) 14%, transparent); outline: 1px solid var(--accent); }
figcaption { font-size: .93rem; max-width: 46rem; }
.files { font-size: .8rem; }
.files a { margin-right: .75rem; }
.as-shown { color: var(--muted); }
.as-shown button { font-size: inherit; margin-right: .75rem; }
#vg-tooltip-element.vg-tooltip { background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 6px; font: .84rem/1.4 system-ui, sans-serif; }
#vg-tooltip-element.vg-tooltip table tr td { border: 0; min-width: 0; }
#vg-tooltip-element.vg-tooltip table tr td.key { color: var(--muted); }
`;

const TABLES = `
.scroll { overflow-x: auto; max-width: 100%; background: linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local, linear-gradient(to left, var(--line), transparent) right / .8rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; margin: .6rem 0; }
th, td { text-align: left; padding: .36rem .9rem .36rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; max-width: 36rem; }
th.words { min-width: 15rem; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; vertical-align: bottom; }
td.number, th.number { text-align: right; white-space: nowrap; }
td { min-width: 3.5rem; }
button.order { all: unset; cursor: pointer; position: relative; display: inline-block; padding-right: .9em; }
button.order:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button.order::after { content: ''; position: absolute; right: 0; bottom: 0; width: .8em; color: var(--accent); }
button.order:hover { color: var(--accent); }
th[aria-sort='ascending'] button.order::after { content: '\u2191'; }
th[aria-sort='descending'] button.order::after { content: '\u2193'; }
.search { display: block; margin: .8rem 0 0; font-size: .84rem; color: var(--muted); }
.search input { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 7px; padding: .2rem .6rem; width: 14rem; max-width: 60vw; }
.wide th:first-child { position: sticky; left: 0; background: var(--paper); z-index: 1; }
.wide thead th { max-width: 9rem; white-space: normal; overflow-wrap: break-word; }
.wide thead th:nth-child(n + 3) { min-width: 4.5rem; }
.wide th, .wide td { padding-right: .6rem; }
.interval { display: block; color: var(--muted); font-size: .75rem; font-weight: 400; }
.best { font-weight: 700; }
.group th { background: var(--panel); padding-left: .5rem; }
`;

const PRINT = `
@media print {
  @page { margin: 14mm; }
  :root { color-scheme: light !important; }
  body { display: block; font-size: 10.5pt; }
  .page { padding: 0; }
  .site { display: block; position: static; height: auto; border: 0; padding: 0; }
  .site nav, .theme, .bar, .skip, .search, .zoom, #notices, .files, details:not([open]), .more > summary, main > noscript { display: none !important; }
  h2, h3 { break-after: avoid; }
  section { margin-top: 2rem; }
  .grid { grid-template-columns: minmax(0, 1fr); }
  .top { display: block; position: static; }
  #hidden-words { position: static; border: 1px solid var(--line); border-left: 4px solid var(--warn); }
  #hidden-words button { display: none; }
  .chart { min-height: 0 !important; }
  .chart svg { height: auto; max-height: 235mm; }
  .cards li, .findings > div, tr, footer { break-inside: avoid; }
  .scroll { overflow: visible; background: none; }
  .wide table { font-size: 7.5pt; }
}
`;

/** The style sheet of a page: light, dark by the reader's setting or choice, light on paper. */
export const PAGE_STYLE = [THEMES, FRAME, WORDS, FIGURES, TABLES, TABLE_STYLE, PRINT].join('');
