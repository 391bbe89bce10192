import { describe, expect, it } from 'vitest';
import { code, escapeMarkdown } from '../text/markdown-text.ts';
import { markdownOf } from './markdown.ts';
import { HOSTILE, studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

describe('Markdown', () => {
  it('has a leaderboard with intervals, the account and the provenance', () => {
    const text = markdownOf(studyView(studyFixture({ failing: ['user-knn'] })));
    expect(text).toContain('| 1 | als | a | 0.233 | 0.214 to 0.252 | 100 % | b, c, e, f | 1,429 | 2 |');
    expect(text).toContain(
      '|  | user-knn |  | not ranked: 1 of 2 runs done; user-knn: the matrix is singular at step 3 |',
    );
    expect(text).toContain('| no customer | 135,080 | 406,829 |');
    expect(text).toContain('| action of a kind that counts | 0 | 396,337 |');
    expect(text).toContain('- Licence: CC BY 4.0');
    expect(text).toContain('Run it again: `shoplab run fixture`');
  });

  it('shows marks that nobody sees, in text and in code', () => {
    expect(escapeMarkdown('\u202eabc\u2066 \u200bx\u00ad\u0007\u{e0041} \u05d0\u200d')).toBe(
      '\u2039U+202E\u203aabc\u2039U+2066\u203a \u2039U+200B\u203ax\u2039U+00AD\u203a\u2039U+0007\u203a\u2039U+E0041\u203a \u05d0\u200d',
    );
    expect(code('a\u202eb')).toBe('`a\u2039U+202E\u203ab`');
    const text = markdownOf(studyView(studyFixture({ labels: ['\u202eevil', 'b'], title: 'x\u2067y' })));
    expect(text).not.toMatch(/[\u202e\u2067]/);
    expect(text).toContain('\u2039U+202E\u203aevil');
  });

  it('escapes names: no HTML, no link, no cell or line of their own', () => {
    expect(escapeMarkdown('a|b\n[x](y) <b> `c` *d*')).toBe('a\\|b \\[x\\](y) &lt;b&gt; \\`c\\` \\*d\\*');
    const text = markdownOf(studyView(studyFixture({ labels: HOSTILE, title: HOSTILE[3]! })));
    expect(text).not.toMatch(/<\w/);
    expect(text).not.toContain('[x](');
    const rows = text.split('\n').filter((line) => /^\| \d=? \|/.test(line));
    expect(rows).toHaveLength(2 * HOSTILE.length);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(10);
  });
});
