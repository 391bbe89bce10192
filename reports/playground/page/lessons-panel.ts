/** Lessons: a question, a guess, an experiment that runs before one's eyes, and what it came to. */

import { type Answer, type Lesson, stageSetting } from '../lessons/lesson.ts';
import { LESSONS, lessonNamed } from '../lessons/registry.ts';
import { h, setText } from './dom.ts';
import { icon } from './icons.ts';
import type { Lab } from './lab.ts';
import { type LessonRuns, type Progress, runLesson } from './lesson-runs.ts';
import { stripFigure } from './strips.ts';
import type { Panel } from './view.ts';

/** Worlds before which nothing is said of them while others run. */
const FEWEST = 3;

/** Where a visitor stands in a lesson. */
interface Standing {
  /** undefined: not asked yet; null: skipped. */
  guess?: string | null;
  progress?: Progress;
  runs?: LessonRuns;
}

export function lessonsPanel(
  lab: Lab,
  { nav, place }: { readonly nav: HTMLElement; readonly place: HTMLElement },
): Panel {
  const standings = new Map<string, Standing>();
  const chips = LESSONS.map((lesson, i) => ({
    id: lesson.id as string | undefined,
    button: chip(`${i + 1}`, lesson.title, () => open(lesson)),
  }));
  const free = { id: undefined, button: chip('', 'Free play', () => close()) };
  nav.dataset['control'] = 'lessons';
  nav.replaceChildren(
    h('span', { class: 'nav-title' }, 'Lessons'),
    h('ul', {}, ...[free, ...chips].map(({ button }) => h('li', {}, button))),
  );
  let shown: Lesson | undefined;

  function open(lesson: Lesson): void {
    if (shown === lesson) return;
    const { hide } = lab.view.setting;
    lab.load({ ...stageSetting(lesson), hide }, 'paused');
  }
  function close(): void {
    const { lesson: _, ...setting } = lab.view.setting;
    lab.change(setting);
  }
  function start(lesson: Lesson, guess: string | null): void {
    const standing: Standing = { guess };
    standings.get(lesson.id)?.runs?.end();
    standings.set(lesson.id, standing);
    standing.runs = runLesson(lesson, (progress) => {
      standing.progress = progress;
      if (shown === lesson) render();
    });
    lab.play();
    render();
  }
  function render(): void {
    if (!shown) return;
    const lesson = shown;
    const standing = standings.get(lesson.id);
    place.replaceChildren(
      lessonBox(lesson, standing, {
        width: Math.min(560, Math.max(240, place.clientWidth - 48)),
        start: (guess) => start(lesson, guess),
        close,
        change: (index) => lab.change(lesson.next[index]!.change({ ...lab.view.setting, lesson: lesson.id })),
        next: () => open(LESSONS[(LESSONS.indexOf(lesson) + 1) % LESSONS.length]!),
      }),
    );
  }
  return {
    element: place,
    update({ setting }) {
      const lesson =
        setting.hide.includes('lessons') && setting.lesson === undefined
          ? undefined
          : lessonNamed(setting.lesson);
      for (const { id, button } of [free, ...chips]) {
        if (id === lesson?.id) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
      }
      if (lesson === shown) return;
      shown = lesson;
      if (lesson) {
        render();
        place.querySelector('h2')?.focus({ preventScroll: true });
      } else place.replaceChildren();
    },
  };
}

const chip = (mark: string, label: string, onclick: () => void): HTMLButtonElement =>
  h(
    'button',
    { type: 'button', class: 'chip', onclick },
    mark === '' ? null : h('span', { class: 'nth' }, mark),
    label,
  );

interface Doings {
  readonly width: number;
  start(guess: string | null): void;
  close(): void;
  change(index: number): void;
  next(): void;
}

function lessonBox(lesson: Lesson, standing: Standing | undefined, doings: Doings): HTMLElement {
  return h(
    'section',
    { class: 'lesson', 'aria-label': `Lesson: ${lesson.title}`, data: { lesson: lesson.id } },
    h(
      'div',
      { class: 'lesson-head' },
      h(
        'div',
        {},
        h('p', { class: 'kicker' }, `Lesson ${LESSONS.indexOf(lesson) + 1} of ${LESSONS.length}`),
        h('h2', { tabindex: -1 }, lesson.question),
      ),
      h(
        'button',
        { type: 'button', class: 'quiet', 'aria-label': 'Close the lesson', onclick: doings.close },
        icon('close'),
      ),
    ),
    ...lesson.before.map((text) => h('p', { class: 'before' }, text)),
    standing ? experiment(lesson, standing, doings) : prediction(lesson, doings),
  );
}

function prediction(lesson: Lesson, { start }: Doings): HTMLElement {
  const run = h(
    'button',
    { type: 'submit', class: 'primary', disabled: true },
    icon('play'),
    'Run the experiment',
  );
  const form = h(
    'form',
    {
      class: 'predict',
      onsubmit: (event) => {
        event.preventDefault();
        start(form.querySelector<HTMLInputElement>(':checked')?.value ?? null);
      },
    },
    h(
      'fieldset',
      {},
      h('legend', {}, h('b', {}, 'Your guess first. '), lesson.ask),
      ...lesson.choices.map(({ id, label }) =>
        h(
          'label',
          { class: 'choice' },
          h('input', {
            type: 'radio',
            name: 'guess',
            value: id,
            onchange: () => {
              run.disabled = false;
            },
          }),
          label,
        ),
      ),
    ),
    h(
      'div',
      { class: 'predict-buttons' },
      run,
      h('button', { type: 'button', class: 'text', onclick: () => start(null) }, 'Skip the guess'),
    ),
  );
  return form;
}

function experiment(lesson: Lesson, { guess, progress }: Standing, doings: Doings): HTMLElement {
  const { worlds, done, all, faults } = progress ?? {
    ...{ worlds: [], done: 0, all: lesson.arms.length * lesson.seeds.length, faults: [] },
  };
  const finished = done === all;
  const bar = h('progress', { max: all, value: done, 'aria-label': 'Experiment' });
  const told = h('p', { class: 'experiment-told' });
  setText(
    told,
    faults.length > 0
      ? `The experiment could not be run: ${faults.join('; ')}`
      : finished
        ? `${lesson.arms.length} shops in ${worlds.length} worlds have run.`
        : `Running ${lesson.arms.length} shops in ${lesson.seeds.length} worlds: ${worlds.length} ${worlds.length === 1 ? 'world is' : 'worlds are'} complete.`,
  );
  const answer = worlds.length < (finished ? 1 : FEWEST) ? null : lesson.answer(worlds);
  return h(
    'div',
    { class: 'experiment', data: { state: finished ? 'done' : 'running' } },
    h('div', { class: 'experiment-bar' }, finished ? null : bar, told),
    answer ? answerBox(lesson, answer, { guess: guess ?? null, finished }, doings.width) : null,
    finished ? after(lesson, doings) : null,
  );
}

function answerBox(
  lesson: Lesson,
  { choice, sentences, strips }: Answer,
  { guess, finished }: { readonly guess: string | null; readonly finished: boolean },
  width: number,
): HTMLElement {
  const label = (id: string): string => lesson.choices.find((one) => one.id === id)?.label ?? id;
  const verdict =
    !finished || guess === null
      ? null
      : choice === null
        ? `You guessed “${label(guess)}”. These worlds do not settle it.`
        : choice === guess
          ? `You guessed “${label(guess)}”: these worlds bear you out.`
          : `You guessed “${label(guess)}”. These worlds say: “${label(choice)}”.`;
  const [short, ...rest] = sentences;
  return h(
    'div',
    { class: 'answer', role: finished ? 'status' : null },
    verdict === null ? null : h('p', { class: 'verdict' }, verdict),
    h('p', { class: 'short' }, finished ? short! : `So far: ${short!}`),
    ...rest.map((text) => h('p', {}, text)),
    h('div', { class: 'strips' }, ...strips.map((strip) => stripFigure(strip, Math.min(width, 400)))),
    h(
      'p',
      { class: 'unit' },
      'A dot is one world, the bar their mean. Intervals behind the words: 95 %, Student’s t over worlds, paired.',
    ),
  );
}

function after(lesson: Lesson, doings: Doings): HTMLElement {
  return h(
    'div',
    { class: 'after' },
    h('h3', {}, 'Try next'),
    h(
      'ul',
      {},
      ...lesson.next.map(({ label }, i) =>
        h('li', {}, h('button', { type: 'button', class: 'chip', onclick: () => doings.change(i) }, label)),
      ),
      h('li', {}, h('button', { type: 'button', class: 'chip', onclick: doings.next }, 'Next lesson')),
    ),
    h(
      'p',
      { class: 'reference' },
      'To read: ',
      h('a', { href: lesson.reference.url, rel: 'noreferrer', target: '_blank' }, lesson.reference.text),
      '.',
    ),
  );
}
