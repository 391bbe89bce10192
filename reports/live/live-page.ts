/** The page around a growing report: how far the study is, what happened last, and the report in a frame. */

import { html, raw } from '../text/html.ts';
import { cssVariables, DARK, LIGHT } from '../theme.ts';
import { LIVE_EVENTS } from './live-event.ts';

const STYLE = `
:root { color-scheme: light dark; ${cssVariables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${cssVariables(DARK)} } }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif; }
header { padding: .7rem 1.25rem .6rem; border-bottom: 1px solid var(--line); background: var(--panel); }
.line { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1rem; }
h1 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
.status { font-size: .84rem; font-weight: 600; color: var(--accent); }
.status[data-status="failed"], .status[data-status="interrupted"], .status[data-status="lost"] { color: var(--warn); }
.stage { color: var(--muted); font-size: .88rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.stage.right { margin-left: auto; }
progress { display: block; width: 100%; height: .5rem; margin: .5rem 0 .35rem; accent-color: var(--accent); }
.last { color: var(--muted); font-size: .84rem; margin: 0; overflow-wrap: anywhere; }
.last .failed { color: var(--warn); }
button, label { font: inherit; font-size: .84rem; }
button { border: 1px solid var(--line); border-radius: 4px; background: var(--paper); color: var(--accent); padding: .15rem .6rem; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main { flex: 1; min-height: 0; display: flex; }
iframe { flex: 1; border: 0; width: 100%; background: var(--paper); }
.empty { margin: auto; padding: 2rem; max-width: 34rem; text-align: center; color: var(--muted); }
[hidden] { display: none !important; }
`;

const SCRIPT = `(() => {
  'use strict';
  const at = (id) => document.getElementById(id);
  const [status, stage, bar, last, frame, empty, newer, follow] =
    ['status', 'stage', 'bar', 'last', 'frame', 'empty', 'newer', 'follow'].map(at);
  let [began, shown, latest, ended] = [0, 0, null, false];

  function say(text, kind) {
    status.textContent = text;
    status.dataset.status = kind;
  }
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, '0');
    return (whole >= 3600 ? Math.floor(whole / 3600) + ':' : '') + two(Math.floor(whole / 60) % 60) + ':' + two(whole % 60);
  };
  setInterval(() => {
    if (began > 0 && !ended) at('clock').textContent = clock((performance.now() - began) / 1000);
  }, 1000);

  function open() {
    shown = latest.version;
    newer.hidden = true;
    empty.hidden = true;
    if (frame.hidden) {
      frame.hidden = false;
      frame.src = 'report/' + latest.page;
    } else frame.contentWindow.location.reload();
    at('grown').textContent = 'report: ' + latest.runs + ' of ' + latest.of + ' runs';
  }

  const heard = {
    progress({ stage: name, done, total, under, seconds }) {
      began = performance.now() - 1000 * seconds;
      stage.textContent = name + ' ' + done + ' of ' + total + (under === '' ? '' : ', ' + under);
      bar.max = Math.max(total, 1);
      bar.value = done;
      at('clock').textContent = clock(seconds);
    },
    run({ label, which, status: how, error, failed }) {
      last.textContent = label + ' (' + which + ') ' + (how === 'done' ? 'is done' : 'failed: ' + error);
      last.className = how === 'failed' ? 'last failed' : 'last';
      at('failures').textContent = failed === 0 ? '' : failed + (failed === 1 ? ' run failed' : ' runs failed');
    },
    report(told) {
      latest = told;
      if (follow.checked || shown === 0 || ended) open();
      else newer.hidden = false;
    },
    fault({ words }) {
      last.textContent = words;
      last.className = 'last failed';
    },
    end({ status: how, words }) {
      ended = true;
      say(how === 'done' ? 'Finished' : how === 'failed' ? 'Failed' : 'Interrupted', how);
      stage.textContent = words;
      bar.hidden = how === 'done';
      if (shown === 0 && how !== 'done') empty.textContent = words;
      if (latest !== null && latest.version > shown) open();
    },
  };

  newer.addEventListener('click', open);
  const events = new EventSource('events');
  events.addEventListener('open', () => { if (!ended) say('Running', 'running'); });
  events.addEventListener('error', () => { if (!ended) say('The server has gone', 'lost'); });
  for (const name of ${JSON.stringify(LIVE_EVENTS)})
    events.addEventListener(name, ({ data }) => heard[name](JSON.parse(data)));
})();
`;

/** The text of the page. `hash`: SHA-256 of a script in base64, for the page's Content-Security-Policy. */
export function livePage(title: string, hash: (script: string) => string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(SCRIPT)}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} (running)</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<div class="line"><h1>${title}</h1><span id="status" class="status" role="status">Connecting</span><span id="clock" class="stage right"></span></div>
<progress id="bar" value="0" max="1" aria-label="Progress of the study"></progress>
<div class="line"><span id="stage" class="stage"></span><p id="last" class="last" aria-live="polite"></p><span id="failures" class="stage"></span>
<span class="stage right" id="grown"></span><button id="newer" type="button" hidden>Show the newer report</button><label><input id="follow" type="checkbox" checked> follow</label></div>
</header>
<main><p id="empty" class="empty">The report appears with the first run that is done, and grows with each.</p><iframe id="frame" title="Report of the runs so far" hidden></iframe></main>
<noscript>This page needs JavaScript; the report that the study leaves at its end has its tables without.</noscript>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.html;
}
