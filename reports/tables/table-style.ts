/** How tables of scores look. The shade of a cell is the accent, thinned: text keeps a contrast of 4.5:1 (table-style.test.ts). */

export const TABLE_STYLE = `
.scores { margin-top: 1.75rem; }
.scores .subtitle { max-width: 60rem; }
.scores .mark { display: inline-block; width: 1.15em; font-size: .8em; }
.scores .code { color: var(--muted); font-weight: 400; }
.scores tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: min(11.5rem, 38vw); max-width: 16rem; }
.scores [data-table=leaderboard] th[data-value], .scores [data-table=leaderboard] th[data-field=label] { position: sticky; left: 0; background: var(--paper); }
.scores th a { color: inherit; font-weight: 500; text-decoration-color: var(--line); }
.scores thead .interval, .scores tbody th .interval { font-weight: 400; }
.scores td.rank, .scores td.strong { font-weight: 600; }
.scores td.beats { min-width: 9rem; max-width: 18rem; overflow-wrap: anywhere; }
.scores td.beats .interval { white-space: normal; }
.scores sup { color: var(--muted); font-size: .78em; margin-left: .2em; line-height: 0; }
.scores td.near { background: color-mix(in srgb, var(--accent) calc(var(--near) * var(--deepest)), transparent); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.scores td.number, .scores th.number { padding-left: .5rem; }
.scores tr[data-unranked] th { font-weight: 400; }
.scores td.failed { white-space: normal; overflow-wrap: anywhere; }
.scores [data-table=metrics] { font-size: .82rem; }
.scores [data-table=metrics] .interval { font-size: .7rem; }
.scores [data-table=metrics] tbody th { min-width: min(8.5rem, 38vw); }
.scores [data-table=metrics] thead th:nth-child(n + 3) { min-width: 5.4rem; }
.scores [data-table=metrics] td, .scores [data-table=metrics] th { padding-right: .45rem; }
.scores [data-table=metrics] td.number { padding-left: .35rem; }
.scores [data-table=differences] tbody th { min-width: min(7rem, 30vw); }
.scores [data-table=metrics] td.failed { color: var(--muted); font-size: .75rem; }
.scores .tall { max-height: 85vh; overflow: auto; }
.scores .tall thead { position: sticky; top: 0; z-index: 2; background: var(--paper); }
body:has(#only-differs:checked) [data-same] { display: none; }
body:not(:has(#only-differs:checked)) .when-differs { display: none; }
@media print {
  .scores .tall { max-height: none; overflow: visible; }
  .scores .tall thead { position: static; }
  .scores tr { break-inside: avoid; }
}
`;
