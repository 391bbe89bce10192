import { cssVariables, DARK, LIGHT } from './theme.ts';

/** The page's style sheet: light, dark by the reader's setting, light on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${cssVariables(LIGHT)} }
@media screen and (prefers-color-scheme: dark) { :root { ${cssVariables(DARK)} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif; }
main, .bar-inner { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
main { padding-bottom: 4rem; }
main.top { padding-bottom: 0; }
h1 { font-size: clamp(1.6rem, 4vw, 2.25rem); line-height: 1.2; margin: 2.5rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3.25rem 0 .25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.06rem; line-height: 1.35; margin: 0 0 .15rem; text-wrap: pretty; }
p { margin: .5rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.lead, .doc { color: var(--muted); max-width: 46rem; }
h1, h2, h3, p, dd, summary { overflow-wrap: anywhere; }
td, th { overflow-wrap: break-word; max-width: 36rem; }
section > div > h3, section > h3 { margin-top: 2rem; }
.findings { margin: 1.25rem 0 0; padding: .4rem 1.25rem; background: var(--panel); border-left: 4px solid var(--accent); border-radius: 4px; }
.findings div { margin: .8rem 0; }
.findings dt { font-weight: 600; }
.findings dd { margin: 0; }
.bar { position: sticky; top: 0; z-index: 5; background: var(--paper); border-bottom: 1px solid var(--line); margin-top: 1.5rem; }
.bar-inner { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; padding-top: .55rem; padding-bottom: .55rem; font-size: .9rem; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; align-items: center; gap: .5rem; }
legend { float: left; padding: 0; color: var(--muted); }
.choices { display: flex; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.choices label { padding: .25rem .75rem; cursor: pointer; }
.choices label + label { border-left: 1px solid var(--line); }
.choices input { position: absolute; opacity: 0; }
.choices label:has(:checked) { background: var(--accent); color: var(--paper); }
.choices label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: -2px; }
select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .5rem; max-width: 100%; }
nav a { margin-right: .9rem; white-space: nowrap; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 0 2.5rem; align-items: start; }
.grid.single { grid-template-columns: minmax(0, 1fr); }
figure { margin: 1.75rem 0 0; min-width: 0; break-inside: avoid; }
[hidden] { display: none !important; }
.subtitle { color: var(--muted); font-size: .86rem; margin: 0 0 .5rem; }
.chart { width: 100%; min-height: 3rem; }
.chart svg { display: block; max-width: 100%; }
figcaption { font-size: .93rem; max-width: 46rem; }
.files { font-size: .84rem; color: var(--muted); }
.files a { margin-right: .6rem; }
details { margin: .35rem 0; }
summary { cursor: pointer; font-size: .84rem; color: var(--muted); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; margin: .6rem 0; }
th, td { text-align: left; padding: .32rem .75rem .32rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; vertical-align: bottom; }
td.number, th.number { text-align: right; white-space: nowrap; }
td { min-width: 3.5rem; }
.wide th:first-child { position: sticky; left: 0; background: var(--paper); z-index: 1; }
.wide thead th { max-width: 9rem; white-space: normal; overflow-wrap: anywhere; }
.wide thead th:nth-child(n + 3) { min-width: 6.75rem; }
.wide th, .wide td { padding-right: .6rem; }
.interval { display: block; color: var(--muted); font-size: .75rem; }
.best { font-weight: 700; }
.group th { background: var(--panel); padding-left: .5rem; }
.failed { color: var(--warn); }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .35rem 1.25rem; font-size: .93rem; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; }
code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; background: var(--panel); border-radius: 4px; }
code { padding: .1rem .35rem; }
pre { padding: .75rem 1rem; overflow-x: auto; }
#vg-tooltip-element.vg-tooltip { background: var(--paper); color: var(--ink); border: 1px solid var(--line); font: .84rem/1.4 system-ui, sans-serif; }
#vg-tooltip-element.vg-tooltip table tr td { border: 0; min-width: 0; }
#vg-tooltip-element.vg-tooltip table tr td.key { color: var(--muted); }
@media (max-width: 36rem) {
  .bar nav { display: none; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin-bottom: .6rem; }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  .bar { position: static; }
  .bar nav, .files, details:not([open]), noscript { display: none; }
  h2 { break-after: avoid; }
  .grid { grid-template-columns: minmax(0, 1fr); }
  .scroll { overflow: visible; }
  .wide table { font-size: 7.5pt; }
}
`;
