import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../simulator/filing/table-list.ts';
import { schemaPage } from './schema-page.ts';

describe('docs/schema.md', () => {
  it('is what the generator prints; `npm run docs` makes it anew', () => {
    expect(readFileSync(new URL('../docs/schema.md', import.meta.url), 'utf8')).toBe(schemaPage());
  });

  it('says each column once, with its unit, its labels and its sentinel', () => {
    const page = schemaPage();
    for (const { folder, spec } of TABLES) {
      const [, section = ''] = page.split(`\n### ${folder}\n`);
      const text = section.split('\n##')[0]!;
      expect(text).toContain(spec.doc);
      for (const name of spec.sortKey) expect(Object.keys(spec.columns)).toContain(name);
      for (const [name, { doc, unit, labels, missing }] of Object.entries(spec.columns)) {
        const lines = text.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`));
        expect([folder, name, lines.length]).toEqual([folder, name, 1]);
        for (const words of [doc, unit, ...(labels ?? []), missing])
          if (words !== undefined) expect(lines[0]!.replaceAll('\\|', '|')).toContain(String(words));
      }
    }
  });

  it('escapes what would end a cell', () => {
    const spec = {
      name: 'odd',
      doc: 'Odd.',
      sortKey: ['a'],
      columns: { a: { type: 'u8', doc: 'parts joined by "|"' } },
    } as const;
    expect(schemaPage([{ folder: 'odd', area: 'log', spec }])).toContain('parts joined by "\\|"');
  });
});
