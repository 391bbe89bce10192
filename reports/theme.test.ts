import { describe, expect, it } from 'vitest';
import { cssVariables, DARK, LIGHT, PAGE_THEME, SERIES, SHAPES, type Theme } from './theme.ts';

type Triple = readonly [number, number, number];

const linear = (hex: string): Triple => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}

/** Machado, Oliveira and Fernandes 2009, table 1, severity 1, on linear RGB. */
const VISION = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function seen(hex: string, matrix: readonly number[]): Triple {
  const rgb = linear(hex);
  const row = (i: number): number =>
    Math.min(1, Math.max(0, matrix[i]! * rgb[0] + matrix[i + 1]! * rgb[1] + matrix[i + 2]! * rgb[2]));
  return [row(0), row(3), row(6)];
}

/** Oklab (Ottosson 2020). */
function oklab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function closest(colours: readonly string[], matrix: readonly number[]): number {
  const points = colours.map((hex) => oklab(seen(hex, matrix)));
  const distances = points.flatMap((a, i) =>
    points.slice(0, i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
  );
  return Math.min(...distances);
}

const THEMES: readonly (readonly [string, Theme])[] = [
  ['light', LIGHT],
  ['dark', DARK],
];

describe.each(THEMES)('the %s theme', (_name, theme) => {
  it('keeps series colours apart for every kind of colour vision', () => {
    for (const [kind, matrix] of Object.entries(VISION))
      expect(closest(theme.series, matrix), kind).toBeGreaterThan(kind === 'tritanopia' ? 0.08 : 0.12);
  });

  it('keeps marks at 3:1 and text at 4.5:1 against the paper', () => {
    for (const colour of [...theme.series, theme.other])
      expect(contrast(colour, theme.paper)).toBeGreaterThan(3);
    for (const colour of [theme.ink, theme.muted, theme.accent, theme.warn])
      for (const ground of [theme.paper, theme.panel]) expect(contrast(colour, ground)).toBeGreaterThan(4.5);
  });
});

describe('the page theme', () => {
  it('uses variables that both themes declare', () => {
    const { font, series, deepest, ...colours } = PAGE_THEME;
    for (const theme of [LIGHT, DARK])
      for (const value of [...Object.values(colours), ...series])
        expect(cssVariables(theme)).toContain(`${/var\((--[a-z0-9-]+)\)/.exec(value)![1]}: #`);
    for (const theme of [LIGHT, DARK]) expect(cssVariables(theme)).toContain(`--deepest: ${theme.deepest};`);
    expect(deepest).toBe('var(--deepest)');
  });

  it('has a marker for each series', () => {
    expect([SHAPES.length, new Set(SHAPES).size, LIGHT.series.length, DARK.series.length]).toEqual([
      8,
      8,
      SERIES,
      SERIES,
    ]);
  });
});
