/** The editor of a scenario: a text with completion and faults from the schema, and what can be done with it. */

import { startCompletion } from '@codemirror/autocomplete';
import type { Checked } from '../../editor/checked.ts';
import { FILE } from '../../editor/faults.ts';
import { hoverAt } from '../../editor/hover.ts';
import { MOST_OUTLINED } from '../../editor/outline.ts';
import { DEFAULT_SETTING, type Setting } from '../../setting.ts';
import { h, saveFile } from '../dom.ts';
import { SHIPPED } from '../shipped.ts';
import { openChecker } from './checker.ts';
import { jumpTo, markFaults, openCode, replaceText } from './code-view.ts';
import { faultList } from './fault-list.ts';
import { fieldLine } from './field-card.ts';
import { FRAME } from './look.ts';
import { toolbars } from './toolbars.ts';

export interface EditorOptions {
  /** What stands in it at first. */
  readonly text: string;
  /** Whether the playground plays a scenario of the visitor's own. */
  readonly inUse?: boolean;
  /** What the scenario would be played under. */
  setting?(): Setting;
  onChange?(text: string): void;
  /** What the newest check came to, and of which text. */
  onChecked?(checked: Checked, text: string): void;
  /** The playground is to play this; undefined: what it has built in. */
  onUse?(text: string | undefined): void;
}

export interface Editor {
  text(): string;
  setText(text: string): void;
  setInUse(inUse: boolean): void;
  focus(): void;
  destroy(): void;
}

/** Milliseconds without a key after which a text is checked. */
const PAUSE = 250;
/** Milliseconds after which it is said that a check is under way. */
const SLOW = 300;
/** Milliseconds for which the cursor has to rest before its field is explained. */
const REST = 120;

export function mountEditor(host: HTMLElement, options: EditorOptions): Editor {
  addStyle();
  const field = h('p', { class: 'field' });
  const code = h('div', { class: 'code' });
  let typing: ReturnType<typeof setTimeout> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let slow: ReturnType<typeof setTimeout> | undefined;
  let asked = '';
  /** What waits for the check under way. */
  let then: ((checked: Checked) => void) | undefined;

  const view = openCode({
    ...{ parent: code, text: options.text, shipped: SHIPPED },
    label: 'Scenario in YAML',
    hint: 'Ctrl-Space completes. Tab indents; Esc, then Tab leaves the text. F8 goes to the next mistake.',
    onText() {
      options.onChange?.(textNow());
      clearTimeout(typing);
      typing = setTimeout(look, PAUSE);
    },
    onCursor(offset) {
      clearTimeout(resting);
      resting = setTimeout(() => showField(offset), REST);
    },
  });
  const textNow = (): string => view.state.doc.toString();
  const faults = faultList((fault) => jumpTo(view, fault));
  const checker = openChecker({
    checked(checked) {
      clearTimeout(slow);
      markFaults(view, checked.faults);
      faults.show(checked);
      tools.setSound(checked.world !== undefined);
      then?.(checked);
      then = undefined;
      options.onChecked?.(checked, asked);
    },
    failed(why) {
      clearTimeout(slow);
      then = undefined;
      faults.tell(`The text cannot be checked: ${why}.`);
    },
  });

  function look(): void {
    clearTimeout(typing);
    typing = undefined;
    clearTimeout(slow);
    slow = setTimeout(faults.wait, SLOW);
    asked = textNow();
    checker.check(asked, options.setting?.() ?? DEFAULT_SETTING);
  }
  function showField(offset: number): void {
    if (view.state.doc.length > MOST_OUTLINED) {
      field.textContent = `Longer than ${MOST_OUTLINED} characters: its fields are not explained or completed; its mistakes are told.`;
      return;
    }
    const doc = hoverAt(textNow(), offset, SHIPPED)?.doc;
    field.replaceChildren(...(doc ? fieldLine(doc) : []));
  }
  function use(): void {
    then = ({ world, against }) => {
      if (world === undefined) faults.tell('It has mistakes: mend them first.');
      else if (against.length > 0) faults.tell(`Not for the playground: ${against.join('; ')}.`);
      else {
        options.onUse?.(asked);
        tools.setInUse(true);
      }
    };
    look();
  }
  const tools = toolbars({
    load: (text) => replaceText(view, text),
    refuse(line) {
      faults.tell(line);
      // What was still to be checked would take the place of the word.
      then = () => faults.tell(line);
      look();
    },
    reset: () => replaceText(view, options.text),
    complete() {
      view.focus();
      startCompletion(view);
    },
    download: () => saveFile(FILE, textNow(), 'application/yaml'),
    ...(options.onUse ? { use } : {}),
    leave() {
      options.onUse?.(undefined);
      tools.setInUse(false);
    },
  });
  const root = h('section', { class: 'scenario-editor', 'aria-label': 'Scenario in YAML' });
  root.append(tools.above, code, field, faults.element, tools.below);
  host.append(root);
  tools.setInUse(options.inUse ?? false);
  look();
  return {
    text: textNow,
    setText(text) {
      replaceText(view, text);
      look();
    },
    setInUse: tools.setInUse,
    focus: () => view.focus(),
    destroy() {
      for (const timer of [typing, resting, slow]) clearTimeout(timer);
      checker.end();
      view.destroy();
      root.remove();
    },
  };
}

/** Once for the page; a sheet of its own, for the page's policy takes no inline styles. */
function addStyle(): void {
  if (!document.adoptedStyleSheets.includes(FRAME))
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, FRAME];
}
