/** What one shopper is shown in one shop: the page of the day as cards, what would be best in truth, and all days at a glance. */

import type { Side, Watched, WorldSketch } from '../protocol.ts';
import { lastPage, pageWords } from '../words.ts';
import { departmentClass } from './departments.ts';
import { h, setText } from './dom.ts';
import { departmentIcon } from './icons.ts';
import type { Panel } from './view.ts';

/** The newest day, up to `day`, on which the shopper came; null: never. */
export function lastVisit(watched: readonly Watched[], day: number): Watched | null {
  for (let at = Math.min(day, watched.length) - 1; at >= 0; at--)
    if (watched[at]!.shown.length > 0) return watched[at]!;
  return null;
}

export function slates(side: Side): Panel {
  const when = h('h4', {}, 'The page');
  const hits = h('span', { class: 'hits' });
  const cards = h(
    'ol',
    { class: 'cards' },
    ...Array.from({ length: 10 }, () => h('li', { class: 'card empty' })),
  );
  const best = h('ol', { class: 'best', 'aria-label': 'What this shopper would like best, in truth' });
  const strip = h('div', { class: 'strip', role: 'img' });
  let shown = '';
  const element = h(
    'div',
    { class: 'slates', data: { panel: 'slates' } },
    h('div', { class: 'row-title' }, when, hits),
    cards,
    h(
      'div',
      { class: 'row-title' },
      h('h4', {}, 'Would like best, in truth'),
      h('span', {}, 'filled: was shown that day'),
    ),
    best,
    h(
      'div',
      { class: 'row-title' },
      h('h4', {}, 'Day by day'),
      h('span', {}, 'a column is a day, a square a place; framed: clicked'),
    ),
    strip,
  );
  return {
    element,
    update({ runs, day, setting }) {
      const { world, watched } = runs[side];
      const key = `${world !== null} ${day} ${watched.length} ${setting.watched} ${watched[0]?.taste}`;
      if (key === shown) return;
      shown = key;
      if (!world) return;
      const visit = lastVisit(watched, day);
      setText(when, pageTitle(visit, day));
      setText(hits, visit === null ? '' : pageWords(runs[side], visit.done).text);
      showCards(cards, visit, world);
      const today = watched[Math.max(0, day - 1)];
      showBest(best, today ?? null, visit, world);
      showStrip(strip, watched, day, setting.rounds, world);
    },
  };
}

function pageTitle(visit: Watched | null, day: number): string {
  if (visit === null) return day === 0 ? 'The page' : 'Has not come yet';
  return visit.done === day
    ? `The page on day ${day}`
    : `Did not come on day ${day}; the page of day ${visit.done}`;
}

function showCards(place: HTMLElement, visit: Watched | null, world: WorldSketch): void {
  const size = visit?.best.length || 10;
  const page = visit === null ? [] : lastPage(visit.shown, size);
  const best = new Set(visit?.best);
  const cards = page.map(({ item, clicked, bought }) => {
    const department = world.departmentOf[item]!;
    const marks = [
      best.has(item) && 'among the best for this shopper',
      bought ? 'bought' : clicked && 'clicked',
    ].filter((one) => one !== false);
    return h(
      'li',
      {
        class: `card ${departmentClass(department)}${clicked ? ' clicked' : ''}${bought ? ' bought' : ''}${best.has(item) ? ' wanted' : ''}`,
        title: `${world.itemNames[item]!} (${world.departments[department]}${marks.length > 0 ? `; ${marks.join(', ')}` : ''})`,
      },
      departmentIcon(world.departments[department]!),
      h('span', { class: 'name' }, world.itemNames[item]!),
      best.has(item) ? h('span', { class: 'star', 'aria-hidden': 'true' }, '★') : null,
      bought
        ? h('span', { class: 'tag' }, 'bought')
        : clicked
          ? h('span', { class: 'tag' }, 'clicked')
          : null,
      marks.length > 0 ? h('span', { class: 'unseen' }, ` (${marks.join(', ')})`) : null,
    );
  });
  while (cards.length < size) cards.push(h('li', { class: 'card empty' }));
  place.replaceChildren(...cards);
}

function showBest(
  place: HTMLElement,
  today: Watched | null,
  visit: Watched | null,
  world: WorldSketch,
): void {
  const seen = new Set(visit?.shown.map(({ item }) => item));
  place.replaceChildren(
    ...(today?.best ?? []).map((item) => {
      const department = world.departmentOf[item]!;
      return h(
        'li',
        {
          class: `${departmentClass(department)}${seen.has(item) ? ' seen' : ''}`,
          title: `${world.itemNames[item]!} (${world.departments[department]}; ${seen.has(item) ? 'shown' : 'not shown'})`,
        },
        departmentIcon(world.departments[department]!),
        h(
          'span',
          { class: 'unseen' },
          `${world.itemNames[item]!}${seen.has(item) ? ', shown' : ', not shown'}`,
        ),
      );
    }),
  );
}

/** A column a day: a square for each place of the page, by department. */
function showStrip(
  place: HTMLElement,
  watched: readonly Watched[],
  day: number,
  rounds: number,
  world: WorldSketch,
): void {
  const columns = Array.from({ length: Math.max(rounds, watched.length) }, (_, i) => {
    const own = i < day ? watched[i] : undefined;
    const page = own ? [...lastPage(own.shown, own.best.length)] : [];
    page.sort((x, y) => world.departmentOf[x.item]! - world.departmentOf[y.item]!);
    return h(
      'span',
      { class: `day${i + 1 === day ? ' now' : ''}${own && page.length === 0 ? ' away' : ''}` },
      ...page.map(({ item, clicked }) =>
        h('i', { class: `${departmentClass(world.departmentOf[item]!)}${clicked ? ' clicked' : ''}` }),
      ),
    );
  });
  place.setAttribute('aria-label', stripWords(watched.slice(0, day), world));
  place.replaceChildren(...columns);
}

function stripWords(watched: readonly Watched[], world: WorldSketch): string {
  const visits = watched.filter(({ shown }) => shown.length > 0);
  if (visits.length === 0) return 'No visit yet.';
  const kinds = ({ shown }: Watched): number =>
    new Set(shown.map(({ item }) => world.departmentOf[item])).size;
  return `Visits on ${visits.length} of ${watched.length} days. Departments on the first page: ${kinds(visits[0]!)}; on the last: ${kinds(visits.at(-1)!)}.`;
}
