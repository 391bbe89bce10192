/** An algorithm's colour and shape as a glyph before its name. */

import type { StudyView } from '../study/study-view.ts';
import { type Html, html } from '../text/html.ts';

const GLYPHS: Readonly<Record<string, string>> = {
  circle: '\u25cf',
  square: '\u25a0',
  'triangle-up': '\u25b2',
  diamond: '\u25c6',
  cross: '\u271a',
  'triangle-down': '\u25bc',
  'triangle-right': '\u25b6\ufe0e',
  'triangle-left': '\u25c0\ufe0e',
};

/** As in every chart: grey and round beyond the coloured ones. */
export function markOf({ algorithms }: Pick<StudyView, 'algorithms'>, label: string): Html {
  const mark = algorithms.find((one) => one.label === label);
  const colour = mark?.colour ?? null;
  return html`<span class="mark" aria-hidden="true" style="color: var(--${colour === null ? 'other' : `series-${colour}`})">${GLYPHS[mark?.shape ?? 'circle'] ?? GLYPHS['circle']!}</span>`;
}
