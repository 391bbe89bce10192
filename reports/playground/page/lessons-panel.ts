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
  /** What stands under the words of the lesson: its question, or what came of it. */
  let body: HTMLElement | undefined;
  const holder = h('div', {});
  const spoken = h('p', { class: 'unseen', role: 'status' });
  place.replaceChildren(holder, spoken);

  function open(lesson: Lesson): void {
    if (shown === lesson) return;
    const { hide } = lab.view.asked;
    lab.load({ ...stageSetting(lesson), hide }, standings.has(lesson.id) ? 'running' : 'paused');
  }
  function close(): void {
    const { lesson: _, ...setting } = lab.view.asked;
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
    // What had the focus is gone with the question.
    body?.focus({ preventScroll: true });
  }
  function doingsOf(lesson: Lesson): Doings {
    const alone = lab.view.asked.hide.includes('lessons');
    return {
      width: Math.min(560, Math.max(240, place.clientWidth - 48)),
      start: (guess) => start(lesson, guess),
      close: alone ? null : close,
      change: (index) => lab.change(lesson.next[index]!.change({ ...lab.view.asked, lesson: lesson.id })),
      next: alone ? null : () => open(LESSONS[(LESSONS.indexOf(lesson) + 1) % LESSONS.length]!),
    };
  }
  /** Only what has changed is put anew: what is read or has the focus stays. */
  function render(): void {
    if (!shown || !body) return;
    const standing = standings.get(shown.id);
    const doings = doingsOf(shown);
    if (!standing) body.replaceChildren(prediction(shown, doings));
    else body.replaceChildren(experiment(shown, standing, doings));
    setText(spoken, standing ? spokenOf(shown, standing) : '');
  }
  return {
    element: place,
    update({ asked: setting }) {
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
      body = lesson && h('div', { tabindex: -1, class: 'lesson-body' });
      holder.replaceChildren(...(lesson ? [lessonBox(lesson, body!, doingsOf(lesson))] : []));
      if (!lesson) setText(spoken, '');
      render();
      holder.querySelector('h2')?.focus({ preventScroll: true });
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
  /** null: the page has this lesson alone. */
  readonly close: (() => void) | null;
  change(index: number): void;
  readonly next: (() => void) | null;
}

function lessonBox(lesson: Lesson, body: HTMLElement, { close }: Doings): HTMLElement {
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
      close &&
        h(
          'button',
          { type: 'button', class: 'quiet', 'aria-label': 'Close the lesson', onclick: close },
          icon('close'),
        ),
    ),
    ...lesson.before.map((text) => h('p', { class: 'before' }, text)),
    body,
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

const progressOf = (lesson: Lesson, { progress }: Standing): Progress =>
  progress ?? { worlds: [], done: 0, all: lesson.arms.length * lesson.seeds.length, faults: [] };

/** For who cannot see it: that it runs, then what came of it. */
function spokenOf(lesson: Lesson, standing: Standing): string {
  const { worlds, done, all, faults } = progressOf(lesson, standing);
  if (faults.length > 0) return 'The experiment could not be run.';
  if (done < all) return 'The experiment is running.';
  const answer = lesson.answer(worlds);
  return [verdictWords(lesson, answer, standing.guess ?? null), answer.sentences[0]].join(' ');
}

function experiment(lesson: Lesson, standing: Standing, doings: Doings): HTMLElement {
  const { worlds, done, all, faults } = progressOf(lesson, standing);
  const guess = standing.guess ?? null;
  const finished = done === all;
  const failed = faults.length > 0;
  const bar = h('progress', { max: all, value: done, 'aria-label': 'Experiment' });
  const told = h('p', { class: 'experiment-told' });
  setText(
    told,
    failed
      ? `The experiment could not be run: ${faults.join('; ')}`
      : finished
        ? `${lesson.arms.length} shops in ${worlds.length} worlds have run.`
        : `Running ${lesson.arms.length} shops in ${lesson.seeds.length} worlds: ${worlds.length} ${worlds.length === 1 ? 'world is' : 'worlds are'} complete.`,
  );
  const answer = worlds.length < (finished ? 1 : FEWEST) ? null : lesson.answer(worlds);
  return h(
    'div',
    { class: 'experiment', data: { state: failed ? 'failed' : finished ? 'done' : 'running' } },
    h('div', { class: 'experiment-bar' }, finished || failed ? null : bar, told),
    failed
      ? h('button', { type: 'button', class: 'chip', onclick: () => doings.start(guess) }, 'Try again')
      : null,
    answer ? answerBox(lesson, answer, { guess, finished }, doings.width) : null,
    finished ? after(lesson, doings) : null,
  );
}

/** How a guess has done; empty where there was none. */
function verdictWords(lesson: Lesson, { choice }: Answer, guess: string | null): string {
  const label = (id: string): string => lesson.choices.find((one) => one.id === id)?.label ?? id;
  if (guess === null) return '';
  const guessed = `You guessed “${label(guess)}”`;
  if (choice === null) return `${guessed}. These worlds do not settle it.`;
  return choice === guess
    ? `${guessed}: these worlds bear you out.`
    : `${guessed}. These worlds say: “${label(choice)}”.`;
}

function answerBox(
  lesson: Lesson,
  answer: Answer,
  { guess, finished }: { readonly guess: string | null; readonly finished: boolean },
  width: number,
): HTMLElement {
  const { sentences, strips } = answer;
  const verdict = finished ? verdictWords(lesson, answer, guess) : '';
  const [short, ...rest] = sentences;
  return h(
    'div',
    { class: 'answer' },
    verdict === '' ? null : h('p', { class: 'verdict' }, verdict),
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
      doings.next &&
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
