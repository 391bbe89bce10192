import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, type Theme } from '../theme.ts';
import { CONTROLS, HIDEABLE } from './controls.ts';
import { CURVES } from './curves.ts';
import { RANGES } from './setting.ts';

const css = await readFile(new URL('./page/page.css', import.meta.url), 'utf8');

/** Declarations of custom properties of the nth `:root`. */
function declared(nth: number): Record<string, string> {
  const block = css.split(':root {')[nth + 1]!.split('}')[0]!;
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name!, value!]),
  );
}

describe('the look of the playground', () => {
  it.each([
    ['light', 0, LIGHT],
    ['dark', 1, DARK],
  ] as [string, number, Theme][])('has the colours of every report when it is %s', (_name, nth, theme) => {
    const own = declared(nth);
    for (const name of ['paper', 'panel', 'ink', 'muted', 'line', 'accent', 'warn', 'other'] as const)
      expect([name, own[name]]).toEqual([name, theme[name]]);
    expect(theme.series.map((_, i) => own[`series-${i}`])).toEqual(theme.series);
  });

  it('has a control for every slider of the setting, and every control points at something that is there', () => {
    const places = new Set([...CURVES.map(({ id }) => id), 'slates', 'map', 'groups']);
    expect(CONTROLS.map(({ id }) => id).sort()).toEqual(
      Object.keys(RANGES)
        .filter((name) => name !== 'watched')
        .sort(),
    );
    for (const { id, acts } of CONTROLS) {
      expect([id, acts.length > 0]).toEqual([id, true]);
      expect([id, acts.filter((place) => !places.has(place))]).toEqual([id, []]);
    }
    expect(new Set(HIDEABLE.map(({ id }) => id)).size).toBe(HIDEABLE.length);
  });
});
