import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { fontWidths } from './font-widths.ts';

const file = (name: string) =>
  readFileSync(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`));

describe('font widths', () => {
  // fontTools 4 reads the same advances out of the file, of 2048 units to the em: space 651, i 569, m 1995.
  it('gives the advances of DejaVu Sans', () => {
    const width = fontWidths(file('DejaVuSans.ttf'));
    expect(width(' ') * 2048).toBe(651);
    expect(width('i') * 2048).toBe(569);
    expect(width('m') * 2048).toBe(1995);
    expect(width('im ') * 2048).toBe(651 + 569 + 1995);
  });

  it('gives every digit one width, and arrows and minus a width of their own', () => {
    const width = fontWidths(file('DejaVuSans-Bold.ttf'));
    for (const digit of '0123456789') expect(width(digit)).toBe(width('0'));
    expect(width('\u2192')).toBeGreaterThan(0.5);
  });

  it('refuses what is no font', () => {
    expect(() => fontWidths(new Uint8Array(64))).toThrow("font: table 'head' is missing");
  });
});
