/** How the editor looks: the colours of the page, so that light and dark are those of the page. */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace';
const underline = (colour: string): string => `underline wavy ${colour} 1.5px`;

const theme = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    backgroundColor: 'var(--paper)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    fontSize: '13.5px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: MONO, lineHeight: '1.55', maxHeight: '60vh' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0', minHeight: '12em' },
  '&.cm-focused > .cm-scroller > .cm-cursorLayer .cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection':
    {
      backgroundColor: 'color-mix(in srgb, var(--accent) 25%, transparent) !important',
    },
  // As tall as the text, not as the frame: so it has no colour of its own.
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--muted)', borderRight: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 18%, transparent)',
  },
  '&.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--warn) 18%, transparent)',
  },
  '.cm-snippetField': { backgroundColor: 'color-mix(in srgb, var(--accent) 14%, transparent)' },
  '.cm-lintRange-error, .cm-lintRange-warning': { backgroundImage: 'none', paddingBottom: '0' },
  '.cm-lintRange-error': { textDecoration: underline('var(--warn)') },
  '.cm-lintRange-warning': { textDecoration: underline('var(--muted)') },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--warn)' },
  '.cm-lintPoint-warning:after': { borderBottomColor: 'var(--muted)' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--panel)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    maxWidth: 'min(34em, 92vw)',
    boxShadow: '0 4px 16px rgb(0 0 0 / 18%)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: MONO, maxHeight: '15em' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--paper)',
    backgroundColor: 'var(--accent)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', fontSize: '0.9em' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: 'bold' },
  '.cm-tooltip.cm-completionInfo': { padding: '0', width: 'max-content', maxWidth: 'min(26em, 60vw)' },
  '.cm-tooltip-autocomplete .meaning': { display: 'none' },
  '@media (max-width: 600px)': {
    '.cm-tooltip-autocomplete .meaning': {
      display: 'block',
      fontFamily: 'system-ui, sans-serif',
      fontSize: '0.9em',
      whiteSpace: 'normal',
      opacity: '0.85',
      paddingBottom: '3px',
    },
    '.cm-tooltip.cm-completionInfo': { display: 'none' },
  },
  '.cm-diagnostic': { padding: '4px 8px' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--warn)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--muted)' },
  '.cm-diagnosticAction': {
    font: 'inherit',
    color: 'var(--paper)',
    backgroundColor: 'var(--accent)',
    borderRadius: '4px',
    padding: '2px 8px',
  },
});

const highlight = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--muted)' },
]);

export const look: readonly Extension[] = [theme, syntaxHighlighting(highlight)];

function sheetOf(rules: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

/** Of all around the text; scoped to the editor. */
export const FRAME = sheetOf(`
.scenario-editor { display: grid; gap: 10px; color: var(--ink); min-width: 0; }
.scenario-editor .bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.scenario-editor .bar label { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.scenario-editor .bar { font-size: 0.9rem; }
.scenario-editor button, .scenario-editor select {
  font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
  padding: 5px 11px; min-height: 34px; max-width: 100%;
}
.scenario-editor select { width: auto; }
.scenario-editor button:hover:not([aria-disabled='true']) { border-color: var(--accent); }
.scenario-editor button:focus-visible, .scenario-editor select:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 1px;
}
.scenario-editor button.main { color: var(--paper); background: var(--accent); border-color: var(--accent); }
.scenario-editor button[aria-disabled='true'] { color: var(--muted); background: var(--panel); border-color: var(--line); cursor: not-allowed; }
.scenario-editor p { margin: 0; }
.scenario-editor .field { min-height: 1.6em; font-size: 0.9em; color: var(--muted); overflow-wrap: anywhere; }
.scenario-editor .judgement + .outlook { margin-bottom: 6px; }
.scenario-editor .judgement { font-weight: 600; overflow-wrap: anywhere; }
.scenario-editor .judgement[data-state='wrong'] { color: var(--warn); }
.scenario-editor .outlook { font-size: 0.9em; color: var(--muted); overflow-wrap: anywhere; }
.scenario-editor .mistakes { font-size: 0.9rem; list-style: none; margin: 0; padding: 0; display: grid; gap: 4px; max-height: 16em; overflow-y: auto; }
.scenario-editor .mistakes button, .scenario-editor .mistakes span {
  display: block; width: 100%; text-align: left; border-left: 4px solid var(--warn); overflow-wrap: anywhere; box-sizing: border-box;
}
.scenario-editor .mistakes span { padding: 5px 11px; }
.scenario-editor .mistakes [data-severity='warning'] { border-left-color: var(--muted); }
.scenario-editor code { font-family: ${MONO}; }
@media print { .scenario-editor { display: none; } }
`);

/** Of what stands with the text in a tree of its own, where no style of the page reaches. */
export const INSIDE = sheetOf(`
* { box-sizing: border-box; }
.hint { margin: 10px 0 0; font-size: 0.85em; color: var(--muted); }
.field-card { display: grid; gap: 3px; padding: 7px 10px; font-size: 13px; line-height: 1.45; white-space: normal; }
.field-card code { font-family: ${MONO}; font-weight: 600; overflow-wrap: anywhere; }
.field-card .kind { color: var(--muted); overflow-wrap: anywhere; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`);
