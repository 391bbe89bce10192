/** The page: what stands where, and what follows what. */

import { decodeSetting, type Restored } from '../address.ts';
import { CONTROLS, HIDEABLE, isMovable } from '../controls.ts';
import { stageSetting } from '../lessons/lesson.ts';
import { lessonNamed } from '../lessons/registry.ts';
import { quoted } from '../setting.ts';
import { followed, legend, mapKey, shopColumn, shopSwitch } from './columns.ts';
import { controlsPanel } from './controls-panel.ts';
import { curvesSection } from './curves-section.ts';
import { classDialog, filesDialog, linkDialog, NO_AUTOSTART } from './dialogs.ts';
import { byId, h } from './dom.ts';
import { editorPlace } from './editor-place.ts';
import { headlinePanel } from './headline.ts';
import { type Lab, type Opening, openLab } from './lab.ts';
import { lessonsPanel } from './lessons-panel.ts';
import { transport } from './transport.ts';
import { openDrawing, type Panel } from './view.ts';
import './page.css';

/** On a narrow screen controls are folded away. */
const NARROW = '(max-width: 60rem)';
/** On a phone curves come first, and one shop is shown at a time. */
const PHONE = '(max-width: 40rem)';

function saveData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

function build(lab: Lab): readonly Panel[] {
  const controls = controlsPanel(lab);
  const narrow = matchMedia(NARROW);
  const fold = h(
    'details',
    { class: 'fold', open: !narrow.matches },
    h('summary', {}, 'Controls'),
    controls.element,
  );
  narrow.addEventListener('change', () => {
    fold.open = !narrow.matches;
  });
  const editor = editorPlace(lab);
  byId('controls').replaceChildren(fold);
  byId('own').replaceChildren(editor.element);

  const [top, run] = [headlinePanel(lab), transport(lab)];
  byId('top').replaceChildren(top.element, run.element);

  const [who, key] = [followed(lab), legend()];
  const shops = ([0, 1] as const).map((side) => shopColumn(side, lab));
  const which = shopSwitch(byId('shops'));
  byId('shops').replaceChildren(
    who.element,
    which.element,
    key.element,
    h('div', { class: 'columns' }, ...shops.map(({ element }) => element)),
    mapKey(),
  );
  const curves = curvesSection(lab);
  byId('curves').replaceChildren(curves.element);
  const phone = matchMedia(PHONE);
  const order = (): void => {
    const [first, second] = phone.matches ? ['curves', 'shops'] : ['shops', 'curves'];
    byId('top').after(byId(first!), byId(second!));
  };
  order();
  phone.addEventListener('change', order);

  const dialogs = [linkDialog(lab), classDialog(lab), filesDialog(lab)];
  byId('actions').replaceChildren(...dialogs.map(([button]) => button));
  document.body.append(...dialogs.map(([, dialog]) => dialog));

  const lessons = lessonsPanel(lab, { nav: byId('lessons'), place: byId('lesson') });
  return [top, run, controls, editor, who, which, key, ...shops, ...curves.panels, lessons, hidden()];
}

/** What a link says of lessons: an unknown one is left out; one that is named without a world has its own. */
function withLesson({ setting, notices }: Restored, hash: string): Restored {
  const { lesson: name, ...rest } = setting;
  if (name === undefined) return { setting, notices };
  const lesson = lessonNamed(name);
  if (!lesson)
    return { setting: rest, notices: [...notices, `lesson: ${quoted(name)} is not known and is left out`] };
  return {
    setting: /[#&]seed=/.test(hash) ? setting : { ...stageSetting(lesson), hide: setting.hide },
    notices,
  };
}

/** What can be hidden; anything else in a link hides nothing. */
const HIDDEN = new Set([...CONTROLS, ...HIDEABLE].map(({ id }) => id as string)).add(NO_AUTOSTART);

function withKnownHidden({ setting, notices }: Restored): Restored {
  const strange = setting.hide.filter((name) => !HIDDEN.has(name));
  const hide = setting.hide.filter((name) => HIDDEN.has(name));
  const told = strange.map((name) => `hide: ${quoted(name)} is not known and is left out`);
  return { setting: { ...setting, hide }, notices: [...notices, ...told] };
}

/** Leaves out what a teacher's link hides, outside the controls. */
function hidden(): Panel {
  const element = document.body;
  return {
    element,
    update({ asked, mode }) {
      byId('move').hidden = !isMovable(asked);
      document.documentElement.dataset['mode'] = mode;
      const out = new Set(asked.hide);
      for (const one of element.querySelectorAll<HTMLElement>(
        'main [data-control], nav[data-control], aside > [data-control]',
      ))
        one.hidden = out.has(one.dataset['control']!);
    },
  };
}

function opening(): Opening {
  const restored = withKnownHidden(withLesson(decodeSetting(location.hash), location.hash));
  const { hide, lesson } = restored.setting;
  return { ...restored, paused: saveData() || hide.includes(NO_AUTOSTART) || lesson !== undefined };
}

let redraw = (): void => {};
const lab = openLab(opening(), () => redraw());
const panels = build(lab);
redraw = openDrawing(panels, () => lab.view);
redraw();
addEventListener('hashchange', () => lab.restore(opening()));
// The address holds the setting: nothing else takes its place.
for (const skip of document.querySelectorAll<HTMLAnchorElement>('.skip'))
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    byId(skip.hash.slice(1)).focus();
  });
