/** What the reader chooses with: repeats, metric, algorithms and theme. */

import { type Choices, calledIn, familiesOf, type PageState, type ThemeChoice } from './state.ts';

type Change = (part: Partial<PageState>) => void;

export interface Controls {
  show(state: PageState): void;
}

export function createControls(choices: Choices, change: Change): Controls {
  const modes = [...document.querySelectorAll<HTMLInputElement>('input[name="repeats"]')];
  const metric = document.querySelector<HTMLSelectElement>('#metric');
  const theme = document.querySelector<HTMLSelectElement>('#theme');
  const usual = { repeats: choices.modes[0]?.[0], metric: choices.metrics[0] };
  for (const input of modes)
    input.addEventListener('change', () =>
      change({ repeats: input.value === usual.repeats ? null : input.value }),
    );
  metric?.addEventListener('change', () =>
    change({ metric: metric.value === usual.metric ? null : metric.value }),
  );
  theme?.addEventListener('change', () => change({ theme: theme.value as ThemeChoice }));
  const place = document.getElementById('algorithms-choice');
  const picker = place && choices.algorithms.length > 1 ? createPicker(place, choices, change) : null;
  return {
    show(state) {
      for (const input of modes) input.checked = input.value === (state.repeats ?? usual.repeats);
      if (metric) metric.value = state.metric ?? usual.metric ?? '';
      if (theme) theme.value = state.theme;
      picker?.show(state);
    },
  };
}

const make = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...content);
  return element;
};

function checkbox(): HTMLInputElement {
  const box = make('input');
  box.type = 'checkbox';
  box.autocomplete = 'off';
  return box;
}

/** Boxes of algorithms by family; the box of a family is that of all of it. */
function createPicker(place: HTMLElement, choices: Choices, change: Change): Controls {
  const all = choices.algorithms.map(([label]) => label);
  const called = calledIn(choices);
  const families = familiesOf(choices);
  const boxes = new Map<string, HTMLInputElement>();
  const wholes: { readonly box: HTMLInputElement; readonly labels: readonly string[] }[] = [];
  const summary = make('summary');
  const panel = make('div', 'panel');
  const hiddenNow = (): Set<string> => new Set(all.filter((label) => !boxes.get(label)!.checked));
  const changed = (): void => change({ hidden: hiddenNow() });

  const everyone = make('button', 'plain', 'Show all');
  everyone.type = 'button';
  everyone.addEventListener('click', () => change({ hidden: new Set() }));
  panel.append(
    make('p', 'doc', `Titles and sentences are about all ${called}, whichever are shown. `, everyone),
  );
  for (const [family, labels] of families) {
    const group = make('fieldset', 'family');
    if (families.size > 1) {
      const whole = checkbox();
      whole.addEventListener('change', () => {
        for (const label of labels) boxes.get(label)!.checked = whole.checked;
        changed();
      });
      wholes.push({ box: whole, labels });
      group.append(make('legend', '', make('label', '', whole, ` ${family}`)));
    }
    for (const label of labels) {
      const box = checkbox();
      box.addEventListener('change', changed);
      boxes.set(label, box);
      group.append(make('label', '', box, ` ${label}`));
    }
    panel.append(group);
  }
  const details = make('details', 'picker', summary, panel);
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    details.open = false;
    summary.focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (!details.contains(target as Node)) details.open = false;
  });
  place.append(details);

  return {
    show({ hidden }) {
      const shown = all.length - hidden.size;
      summary.textContent = `${called[0]!.toUpperCase()}${called.slice(1)}: ${hidden.size === 0 ? `all ${all.length}` : `${shown} of ${all.length}`}`;
      for (const [label, box] of boxes) box.checked = !hidden.has(label);
      for (const { box, labels } of wholes) {
        const own = labels.filter((label) => !hidden.has(label)).length;
        box.checked = own === labels.length;
        box.indeterminate = own > 0 && own < labels.length;
      }
    },
  };
}
