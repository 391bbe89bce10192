import { describe, expect, it } from 'vitest';
import { markdownOf } from './markdown.ts';
import { escapeMarkdown } from './markdown-text.ts';
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
