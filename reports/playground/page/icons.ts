/** Small drawings: one a department, and those of buttons. 24 x 24, drawn in the colour of the text. */

import { s } from './dom.ts';

const DEPARTMENTS: Readonly<Record<string, string>> = {
  Kitchen: 'M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2 2 0 0 1 0 5h-2M8 3v3M12 3v3',
  'Living Room': 'M9 3h6l3 8H6zM12 11v8M8 20h8',
  Clothing: 'M8 4l-5 3 2 4 2-1v10h10V10l2 1 2-4-5-3a4 4 0 0 1-8 0z',
  Electronics: 'M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 1-1z',
  Garden: 'M12 20v-9M12 13C5 13 4 8 4 5c5 0 8 2 8 8zM12 15c0-4 2-7 8-7 0 4-2 7-8 7z',
  Toys: 'M4 13h7v7H4zM13 13h7v7h-7zM8.500 4h7v7h-7z',
  Sport: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5 6c4 3 4 9 0 12M19 6c-4 3-4 9 0 12',
  Beauty: 'M9 10h6v10H9zM10 10V6l4-2v6',
  Books: 'M5 4h6a1 1 0 0 1 1 1v15a2 2 0 0 0-2-2H5zM19 4h-6a1 1 0 0 0-1 1v15a2 2 0 0 1 2-2h5z',
  Office: 'M5 19l1-5L16 4l4 4L10 18zM14 6l4 4',
  Pets: 'M12 12c-3 0-6 3-5 6 1 2 3 1 5 1s4 1 5-1c1-3-2-6-5-6zM5 9v2M9 5v3M15 5v3M19 9v2',
  Travel: 'M5 8h14v12H5zM9 8V4h6v4M9 12v5M15 12v5',
};
const OTHER = 'M12 4l8 8-8 8-8-8z';

const BUTTONS = {
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  step: 'M6 5l9 7-9 7zM18 5v14',
  reset: 'M5 12a7 7 0 1 0 2-5M5 4v4h4',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-4 3-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M18 14c2 1 3 3 3 6',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  previous: 'M14 6l-6 6 6 6',
  next: 'M10 6l6 6-6 6',
  close: 'M6 6l12 12M18 6L6 18',
  chance: 'M4 7h3l9 10h4M4 17h3l2.500-3M13.500 9.500L16 7h4M18 4l3 3-3 3M18 14l3 3-3 3',
  sliders: 'M5 6h8M17 6h2M5 12h2M11 12h8M5 18h8M17 18h2M15 4v4M9 10v4M15 16v4',
} as const;
export type IconName = keyof typeof BUTTONS;

const drawn = (path: string, name: string): SVGSVGElement =>
  s('svg', { class: `icon ${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, s('path', { d: path }));

export const departmentIcon = (department: string): SVGSVGElement =>
  drawn(Object.hasOwn(DEPARTMENTS, department) ? DEPARTMENTS[department]! : OTHER, 'glyph');

export const icon = (name: IconName): SVGSVGElement => drawn(BUTTONS[name], `icon-${name}`);

/** The mark of a shop, the same everywhere: a disc for the first, a square for its rival. */
export const shopMark = (side: 0 | 1): SVGSVGElement =>
  s(
    'svg',
    { class: `mark mark-${side}`, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    side === 0
      ? s('circle', { cx: 6, cy: 6, r: 5 })
      : s('rect', { x: 1.5, y: 1.5, width: 9, height: 9, rx: 1 }),
  );
