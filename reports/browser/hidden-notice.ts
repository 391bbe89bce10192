/** What is said above the page: that algorithms are hidden, by each chart too, and what is wrong with the address. */

import { hiddenWords, lackingWords } from './hidden-words.ts';
import { type Choices, calledIn } from './state.ts';

/** At the top of the page, staying there; `showAll` takes the filter away. */
export function sayWhoIsHidden(choices: Choices, hidden: ReadonlySet<string>, showAll: () => void): void {
  const place = document.getElementById('hidden-words');
  if (!place) return;
  const all = choices.algorithms.map(([label]) => label);
  const words = hiddenWords(all, hidden, calledIn(choices));
  place.hidden = words === '';
  if (words === '') {
    place.replaceChildren();
    return;
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain';
  button.textContent = 'Show all';
  button.addEventListener('click', showAll);
  const text = document.createElement('span');
  text.textContent = `${words}; titles and sentences speak of all ${all.length}. `;
  place.replaceChildren(text, button);
}

/** By a chart that is drawn without some of its algorithms. */
export function sayWhoIsLacking(
  figure: HTMLElement,
  labels: ReadonlySet<string>,
  hidden: ReadonlySet<string>,
  choices: Choices,
): void {
  const words = lackingWords([...labels], hidden, calledIn(choices));
  const last = figure.querySelector<HTMLElement>('.lacking');
  if (words === '') {
    last?.remove();
    return;
  }
  const place = last ?? document.createElement('p');
  place.className = 'lacking';
  place.textContent = words;
  if (!last) figure.querySelector('.chart')!.before(place);
}

/** Says what is wrong with the address, until it is dismissed. */
export function notice(lines: readonly string[]): void {
  const place = document.getElementById('notices')!;
  place.replaceChildren();
  if (lines.length === 0) return;
  const list = document.createElement('ul');
  for (const line of lines) {
    const item = document.createElement('li');
    item.textContent = line;
    list.append(item);
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Dismiss';
  button.addEventListener('click', () => place.replaceChildren());
  place.append(list, button);
}
