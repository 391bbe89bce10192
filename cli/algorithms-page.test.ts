import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Algorithm } from '../algorithms/algorithm.ts';
import { ALGORITHMS } from '../algorithms/registry.ts';
import { algorithmEntry, algorithmsPage, parametersOf } from './algorithms-page.ts';

const ENTRIES = Object.entries(ALGORITHMS) as [keyof typeof ALGORITHMS, Algorithm][];

describe('docs/algorithms.md', () => {
  it('is what the generator prints; `npm run docs` makes it anew', () => {
    expect(readFileSync(new URL('../docs/algorithms.md', import.meta.url), 'utf8')).toBe(algorithmsPage());
  });

  it.each(ENTRIES)(
    'says of %s once what it is, costs and needs, and each parameter with range and default',
    (name, algorithm) => {
      const page = algorithmsPage();
      expect(page.split(`\n### ${name}\n`)).toHaveLength(2);
      const text = algorithmEntry(name);
      expect(page).toContain(text.trimEnd());
      for (const words of [algorithm.source, algorithm.use, ...Object.values(algorithm.cost), algorithm.id])
        expect(text).toContain(words);
      const { properties = {} } = z.toJSONSchema(algorithm.params, { io: 'input' });
      for (const [parameter, schema] of Object.entries(properties) as [
        string,
        { default?: unknown; maximum?: number },
      ][]) {
        const lines = text.split('\n').filter((line) => line.startsWith(`| \`${parameter}\` |`));
        expect(lines).toHaveLength(1);
        expect(lines[0]!.replaceAll('\\|', '|')).toContain(` ${JSON.stringify(schema.default)} `);
        if (schema.maximum !== undefined && schema.maximum < 1e15)
          expect(lines[0]).toContain(`to ${schema.maximum}`);
      }
    },
  );

  it('puts ranges into words', () => {
    const of = (name: keyof typeof ALGORITHMS, parameter: string) =>
      parametersOf(ALGORITHMS[name] as unknown as Algorithm).find((one) => one.name === parameter)?.range;
    expect(of('als', 'factors')).toBe('whole number from 1 to 1024');
    expect(of('als', 'unobservedWeight')).toBe('number above 0 to 1');
    expect(of('als', 'solver')).toBe('"cholesky", "cg", "ials++"');
    expect(of('als', 'blockSize')).toBe('whole number from 8 to 1024 in steps of 8');
    expect(of('content-based', 'halfLifeDays')).toBe('number above 0 to 36500 or null');
    expect(of('weighted', 'parts')).toBe('list of an algorithm: `{ name, params }`');
    expect(of('ease', 'binary')).toBe('true, false');
  });
});
