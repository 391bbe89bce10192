import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from '../theme.ts';

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
/** Relative luminance of WCAG 2. */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
const contrast = (a: readonly number[], b: readonly number[]): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
};

describe('text on the deepest shade', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('has a contrast of 4.5:1 in %s', (_name, theme) => {
    const percent = Number.parseFloat(theme.deepest);
    const accent = channels(theme.accent);
    const cell = channels(theme.paper).map((paper, i) => paper + ((accent[i]! - paper) * percent) / 100);
    for (const text of [theme.ink, theme.muted])
      expect(contrast(channels(text), cell)).toBeGreaterThanOrEqual(4.5);
  });
});
