/** The text itself: CodeMirror with completion, faults and docs of a scenario. */

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  clearSnippet,
  closeBrackets,
  closeBracketsKeymap,
  completionStatus,
  snippet,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentService, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { completionsAt, type Completion as Option } from '../../editor/completions.ts';
import type { TextFault } from '../../editor/faults.ts';
import { hoverAt } from '../../editor/hover.ts';
import { MOST_OUTLINED } from '../../editor/outline.ts';
import type { Shipped } from '../../editor/written.ts';
import { h } from '../dom.ts';
import { fieldCard } from './field-card.ts';
import { INSIDE, look } from './look.ts';

/** In the tree of the editor alone. */
const HINT = 'hint';

export interface CodeOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly shipped: Shipped;
  readonly label: string;
  /** How to write here; stands under the text. */
  readonly hint: string;
  onText(): void;
  /** The cursor has moved, or the text around it has changed. */
  onCursor(offset: number): void;
}

/**
 * The editor stands in a shadow tree: there CodeMirror's styles are a sheet that is adopted, which the page's policy allows; in the document
 * they would be an inline style.
 */
export function openCode(options: CodeOptions): EditorView {
  const { parent, text, shipped, label, hint } = options;
  const root = parent.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [INSIDE];
  const extensions = [
    ...[
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
    ],
    ...[
      bracketMatching(),
      closeBrackets(),
      EditorView.lineWrapping,
      EditorState.tabSize.of(2),
      indentUnit.of('  '),
    ],
    ...[yaml(), indentService.of(indentAfter), ...look],
    autocompletion({
      override: [(context) => completionsIn(context, shipped)],
      activateOnTypingDelay: 50,
      icons: false,
      // On a narrow page, where the card would lie over the list.
      addToOptions: [{ render: meaningOf, position: 90 }],
    }),
    hoverTooltip((view, at) => cardAt(view, at, shipped)),
    typesOver,
    keymap.of([
      { key: 'Tab', run: indentHere, shift: indentLess },
      ...[...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap],
    ]),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': HINT,
      spellcheck: 'false',
      autocapitalize: 'off',
      autocorrect: 'off',
    }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      if (docChanged) options.onText();
      if (docChanged || selectionSet) options.onCursor(state.selection.main.head);
    }),
  ];
  const view = new EditorView({ parent: root, root, state: EditorState.create({ doc: text, extensions }) });
  root.append(h('p', { class: 'hint', id: HINT }, hint));
  return view;
}

/**
 * What is typed over a selection. Left to the browser, it would set styles of the old text on the new one as attributes, which the page's
 * policy refuses.
 */
const typesOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data, isComposing }, view) {
    const { main, ranges } = view.state.selection;
    if (inputType !== 'insertText' || data === null || isComposing || main.empty || ranges.length > 1)
      return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, data, insert))) view.dispatch(insert());
    return true;
  },
});

/** Marks faults in the text; a slip of the pen can be mended from where it is told. */
export function markFaults(view: EditorView, faults: readonly TextFault[]): void {
  const most = view.state.doc.length;
  const marks = faults.map((fault): Diagnostic => {
    const { from, to, severity, message } = fault;
    const [, meant] = /did you mean '([^']+)'\?$/.exec(message) ?? [];
    const span = { from: Math.min(from, most), to: Math.min(to, most) };
    if (meant === undefined || from === to) return { ...span, severity, message };
    const name = `Change it to ${meant}`;
    const apply = (target: EditorView, start: number, end: number): void =>
      target.dispatch({ changes: { from: start, to: end, insert: meant } });
    return { ...span, severity, message, actions: [{ name, apply }] };
  });
  view.dispatch(setDiagnostics(view.state, marks));
}

/** Puts the cursor on a fault, in sight. */
export function jumpTo(view: EditorView, { from, to }: TextFault): void {
  const most = view.state.doc.length;
  view.dispatch({
    selection: { anchor: Math.min(from, most), head: Math.min(to, most) },
    effects: EditorView.scrollIntoView(Math.min(from, most), { y: 'center' }),
  });
  view.focus();
}

/** Another text in place of this one; it can be undone. */
export function replaceText(view: EditorView, text: string): void {
  clearSnippet(view);
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
}

function completionsIn(
  { state, pos, explicit }: CompletionContext,
  shipped: Shipped,
): CompletionResult | null {
  if (state.doc.length > MOST_OUTLINED) return null;
  const found = completionsAt(state.doc.toString(), pos, shipped);
  if (found === undefined) return null;
  // At the beginning of a line Enter must stay Enter: there, only who asks is told.
  if (!explicit && pos === found.from && found.options[0]!.kind !== 'value') return null;
  return {
    from: found.from,
    options: found.options.map((option, nth) => completionOf(option, -nth / found.options.length)),
    validFor: /^[\w.-]*$/,
  };
}

function completionOf(option: Option, boost: number): Completion {
  const { label, detail, doc, kind, goesOn } = option;
  const write = snippet(option.snippet);
  const completion: Completion = {
    ...{ label, detail, boost, type: kind === 'value' ? 'enum' : 'property' },
    apply(view, completion, from, to) {
      write(view, completion, from, to);
      if (goesOn) startCompletion(view);
    },
    ...(doc ? { info: () => fieldCard(doc) } : {}),
  };
  meanings.set(completion, doc?.description ?? '');
  return completion;
}

const meanings = new WeakMap<Completion, string>();

function meaningOf(completion: Completion): HTMLElement {
  return h('span', { class: 'meaning' }, meanings.get(completion) ?? '');
}

function cardAt(view: EditorView, at: number, shipped: Shipped) {
  if (view.state.doc.length > MOST_OUTLINED) return null;
  const hover = hoverAt(view.state.doc.toString(), at, shipped);
  if (hover === undefined) return null;
  return { pos: hover.from, end: hover.to, above: true, create: () => ({ dom: fieldCard(hover.doc) }) };
}

/** A line begins where the one before did; two columns deeper behind a key without value, and behind a dash. */
function indentAfter({ state }: { readonly state: EditorState }, at: number): number {
  let { number, from } = state.doc.lineAt(at);
  let text = state.doc.sliceString(from, at);
  while (text.trim() === '' && number > 1) {
    ({ number, from, text } = state.doc.line(number - 1));
  }
  const blanks = /^ */.exec(text)![0].length;
  const dashes = /^ *((?:- +)*)/.exec(text)![1]!.length;
  const written = text.replace(/(^|\s)#.*$/, '').trimEnd();
  return blanks + dashes + (/(^|[^\s]):$/.test(written) ? 2 : 0);
}

/** Tab takes what is offered, or moves the text. After Escape it leaves the editor, as it does everywhere. */
function indentHere(view: EditorView): boolean {
  if (completionStatus(view.state) === 'active' && acceptCompletion(view)) return true;
  const { main } = view.state.selection;
  if (!main.empty) return indentMore(view);
  const { from } = view.state.doc.lineAt(main.head);
  const missing = 2 - ((main.head - from) % 2);
  view.dispatch(view.state.replaceSelection(' '.repeat(missing)), {
    scrollIntoView: true,
    userEvent: 'input.indent',
  });
  return true;
}
