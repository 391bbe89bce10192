/** The editor of a scenario: a text with completion and faults from the schema, and what can be done with it. */

import { startCompletion } from '@codemirror/autocomplete';
import { ConfigError } from '../../../../datasets/config-error.ts';
import { controlOf } from '../../controls.ts';
import { type Check, checkOf, FILE, type TextFault } from '../../editor/faults.ts';
import { hoverAt } from '../../editor/hover.ts';
import { worldOf } from '../../own-world.ts';
import { DEFAULT_SETTING, MOST_SCENARIO_TEXT, type NumberName, type Setting } from '../../setting.ts';
import { heldByScenario, OWN_SCENARIO } from '../../study-of-setting.ts';
import { h, saveFile } from '../dom.ts';
import { SHIPPED } from '../shipped.ts';
import { jumpTo, markFaults, openCode, replaceText } from './code-view.ts';
import { faultList } from './fault-list.ts';
import { fieldLine } from './field-card.ts';
import { STYLE } from './look.ts';
import { toolbars } from './toolbars.ts';

export interface EditorOptions {
  /** What stands in it at first. */
  readonly text: string;
  /** Whether the playground plays a scenario of the visitor's own. */
  readonly inUse?: boolean;
  /** What the scenario would be played under. */
  setting?(): Setting;
  onChange?(text: string): void;
  onFaults?(faults: readonly TextFault[]): void;
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

/** Milliseconds without a key after which a text is checked: the check of a large one takes tens of them. */
const PAUSE = 250;
let mounted = 0;

export function mountEditor(host: HTMLElement, options: EditorOptions): Editor {
  const nth = mounted++;
  const ids = { label: `scenario-label-${nth}`, hint: `scenario-hint-${nth}` };
  addStyle();
  const field = h('p', { class: 'field' });
  const code = h('div', { class: 'code' });
  let check: Check = { faults: [] };
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const view = openCode({
    ...{ parent: code, text: options.text, shipped: SHIPPED },
    ...{ labelledBy: ids.label, describedBy: ids.hint },
    onText(text) {
      options.onChange?.(text);
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    },
    onCursor: showField,
  });
  const textNow = (): string => view.state.doc.toString();
  const faults = faultList((fault) => jumpTo(view, fault));

  function look(): void {
    clearTimeout(waiting);
    waiting = undefined;
    check = checkOf(textNow(), SHIPPED);
    markFaults(view, check.faults);
    faults.show(check);
    tools.setSound(check.loaded !== undefined);
    options.onFaults?.(check.faults);
  }
  function showField(text: string, offset: number): void {
    const doc = hoverAt(text, offset, SHIPPED)?.doc;
    field.replaceChildren(...(doc ? fieldLine(doc) : []));
  }
  /** Why the text is not for the playground. */
  function obstacle(): string | undefined {
    if (waiting !== undefined) look();
    if (check.loaded === undefined) return 'It has mistakes: mend them first.';
    const against = tooMuch(textNow(), options.setting?.() ?? DEFAULT_SETTING);
    return against.length > 0 ? `Not for the playground: ${against.join('; ')}.` : undefined;
  }
  function use(): void {
    const against = obstacle();
    if (against !== undefined) {
      faults.tell(against);
      return;
    }
    options.onUse?.(textNow());
    tools.setInUse(true);
  }
  const tools = toolbars({
    load: (text) => replaceText(view, text),
    refuse(line) {
      // What was still to be checked would take the place of the word.
      if (waiting !== undefined) look();
      faults.tell(line);
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
  const label = h('p', { id: ids.label, class: 'hint' }, 'Scenario in YAML');
  const hint = h('p', { id: ids.hint, class: 'hint' });
  hint.append(
    'Ctrl-Space completes. Tab indents; Esc, then Tab leaves the text. F8 goes to the next mistake.',
  );
  const root = h('section', { class: 'scenario-editor', 'aria-labelledby': ids.label });
  root.append(label, tools.above, code, field, faults.element, tools.below, hint);
  host.append(root);
  tools.setInUse(options.inUse ?? false);
  // Not in the task that drew the editor: together they would be felt.
  waiting = setTimeout(look, 0);
  return {
    text: textNow,
    setText(text) {
      replaceText(view, text);
      look();
    },
    setInUse: tools.setInUse,
    focus: () => view.focus(),
    destroy() {
      clearTimeout(waiting);
      view.destroy();
      root.remove();
    },
  };
}

/** What of a sound scenario a page cannot play. */
function tooMuch(text: string, setting: Setting): readonly string[] {
  if (text.length > MOST_SCENARIO_TEXT)
    return [`it has ${text.length} characters; a page takes ${MOST_SCENARIO_TEXT}, a command line all`];
  try {
    worldOf({ ...setting, scenario: text }, SHIPPED);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((line) => line.replace(`${OWN_SCENARIO}: `, ''));
  }
}

/** Sliders of which the scenario that is played says itself what they move, all or some of it. */
export const heldSliders = (setting: Setting): string[] =>
  heldByScenario(setting).map((id) => controlOf(id as NumberName).label);

function addStyle(): void {
  if (document.getElementById('scenario-editor-style')) return;
  document.head.append(h('style', { id: 'scenario-editor-style' }, STYLE));
}
