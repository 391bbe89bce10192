/** The controls of the page: what each is called, what it changes and where that is seen. */

import { KEEPS_ALL, type NumberName, type Setting } from './setting.ts';

export interface Control {
  readonly id: NumberName;
  readonly label: string;
  readonly of: 'shop' | 'world' | 'size';
  /** How its value is written. */
  readonly format: 'percent' | 'number' | 'count' | 'kept';
  /** One sentence: what it changes. */
  readonly explains: string;
  /** Panels and curves in which that is seen: whatever it moves, as measured (`controls.heavy.test.ts`), and what can only be looked at. */
  readonly acts: readonly string[];
}

export const CONTROLS: readonly Control[] = [
  {
    id: 'exploration',
    label: 'Exploration',
    of: 'shop',
    format: 'percent',
    explains:
      'This share of places is filled by chance. The shop learns what it would never have tried, and pays for it with places spent on misses.',
    acts: ['slates', 'alike', 'variety', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'diversity',
    label: 'Diversity',
    of: 'shop',
    format: 'number',
    explains:
      'The list is ordered anew so that items next to each other differ: a wider mix for the same shopper.',
    acts: ['slates', 'variety', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'kept',
    label: 'History kept',
    of: 'shop',
    format: 'kept',
    explains:
      'How many of the last clicks, carts and orders of each person the shop keeps to learn from. All else is forgotten: less to know about anybody, less to learn from everybody.',
    acts: ['slates', 'alike', 'variety', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'popularityPull',
    label: 'Popularity pull',
    of: 'world',
    format: 'percent',
    explains:
      'How much the rest of the page, its banners and listings, puts what sells in front of everybody.',
    acts: ['alike', 'gini', 'sales'],
  },
  {
    id: 'conformity',
    label: 'Conformity',
    of: 'world',
    format: 'number',
    explains: 'How much people like a thing because others, and those of their age above all, clicked it.',
    acts: ['map', 'alike', 'tastes', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'drift',
    label: 'Drift of tastes',
    of: 'world',
    format: 'percent',
    explains: 'How far a taste moves toward what is clicked and bought. At 0 nobody ever changes.',
    acts: ['map', 'alike', 'variety', 'tastes', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'fraud',
    label: 'Fake reviews and clicks',
    of: 'world',
    format: 'percent',
    explains:
      'The share of items whose sellers buy clicks and reviews. The shop takes them for real interest.',
    acts: ['slates', 'tastes', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'rounds',
    label: 'Days',
    of: 'world',
    format: 'count',
    explains:
      'How long the two shops are watched. Before each day they learn anew from all that has happened.',
    acts: ['alike', 'variety', 'tastes', 'gini', 'sales', 'regret', 'groups'],
  },
  {
    id: 'shoppers',
    label: 'Shoppers',
    of: 'size',
    format: 'count',
    explains: 'More shoppers: more to learn from, smoother curves, slower.',
    acts: ['map', 'groups'],
  },
  {
    id: 'items',
    label: 'Items',
    of: 'size',
    format: 'count',
    explains: 'More items: harder to find the right one, more that nobody ever sees.',
    acts: ['slates', 'gini', 'alike'],
  },
];

export const controlOf = (id: NumberName): Control => CONTROLS.find((control) => control.id === id)!;

/** What a teacher's link may hide, in the order of the page. */
export const HIDEABLE: readonly { readonly id: string; readonly label: string }[] = [
  { id: 'lessons', label: 'The lessons' },
  { id: 'policy', label: 'Choice of algorithms' },
  ...CONTROLS.filter((one) => one.of !== 'size').map(({ id, label }) => ({ id, label })),
  { id: 'more', label: 'Size and seed of the world' },
  { id: 'editor', label: 'Own scenario' },
  { id: 'map', label: 'The map of tastes' },
  { id: 'curves', label: 'The curves' },
  { id: 'groups', label: 'Who is served worse' },
];

/** Whether a teacher's link leaves anything to move that changes what runs. */
export const isMovable = ({ hide }: Pick<Setting, 'hide'>): boolean =>
  ['policy', ...CONTROLS.filter((one) => one.of !== 'size').map(({ id }) => id)].some(
    (id) => !hide.includes(id),
  );

export const controlText = (format: Control['format'], value: number): string => {
  if (format === 'percent') return `${Math.round(100 * value)} %`;
  if (format === 'kept') return value === KEEPS_ALL ? 'all' : value === 0 ? 'none' : `last ${value}`;
  return format === 'count' ? String(value) : value.toFixed(2);
};
