import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPLITS } from '../experiments/splits/registry.ts';
import { splitsPage } from './splits-page.ts';

describe('docs/splits.md', () => {
  it('is what the generator prints; `npm run docs` makes it anew', () => {
    expect(readFileSync(new URL('../docs/splits.md', import.meta.url), 'utf8')).toBe(splitsPage());
  });

  it('has every split with its order and a picture in which something is learnt and something tested', () => {
    const page = splitsPage();
    for (const [name, { order, doc }] of Object.entries(SPLITS)) {
      const [, section = ''] = page.split(`\n## ${name}\n`);
      const text = section.split('\n## ')[0]!;
      expect(text.toLowerCase()).toContain(doc.toLowerCase());
      expect(text).toContain(`Order: ${order}.`);
      const pictures = text.split('```text').slice(1);
      expect(pictures.length).toBeGreaterThan(0);
      for (const picture of pictures) {
        const [drawn] = picture.split('```');
        expect(drawn).toContain('#');
        expect(drawn).toContain('O');
      }
    }
  });
});
