import { describe, expect, it } from 'vitest';
import { pageOf } from './page.ts';
import type { PageScripts } from './page-frame.ts';
import { type FixtureOptions, HOSTILE, studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const scripts: PageScripts = {
  libraries: ['let vega;', 'let vegaLite;'],
  hash: (text) => `hash${text.length}`,
};
const page = (options: FixtureOptions = {}): string => pageOf(studyView(studyFixture(options)), scripts);

describe('the page', () => {
  it('runs only the scripts whose hashes it names, and asks for nothing from outside', () => {
    const text = page();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!;
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).toContain('script-src &#39;sha256-hash9&#39; &#39;sha256-hash13&#39;');
    expect(policy).not.toMatch(/unsafe-eval|https?:|script-src[^;]*unsafe-inline/);
    expect(text).not.toMatch(/<(script|img|link|iframe|source|object|embed)[^>]*\b(src|href)=/i);
    expect(text).not.toMatch(/@import|url\(/);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(20);
    for (const link of links) expect(link).toMatch(/^(#[a-z-]+|charts\/[a-z0-9-]+\.(svg|png|csv|vl\.json))$/);
  });

  it('lets no name from outside become HTML or script', () => {
    const text = page({
      labels: HOSTILE,
      title: HOSTILE[3]!,
      groups: { '<b>': HOSTILE },
      failing: [HOSTILE[0]!],
    });
    const usual = page();
    const count = (where: string, what: RegExp): number => (where.match(what) ?? []).length;
    for (const what of [/<script\b/gi, /<\/script/gi, /<img/gi, /<!--/g, /<b>/g])
      expect(count(text, what), String(what)).toBe(count(usual, what));
    expect(text).not.toMatch(/<[^>]*\sonerror=/i);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('refuses a library that would end its own script element', () => {
    expect(() => pageOf(studyView(studyFixture()), { ...scripts, libraries: ['"</script>"'] })).toThrow(
      'must not',
    );
  });

  it('shows the first mode and the primary metric, and hides the rest until chosen', () => {
    const text = page();
    const figures = [...text.matchAll(/<figure [^>]*>/g)].map(([figure]) => figure);
    const shown = figures.filter((figure) => !/ hidden/.test(figure));
    expect(shown.some((figure) => figure.includes('data-chart="leaderboard-ndcg-10-exclude"'))).toBe(true);
    for (const figure of shown) {
      expect(figure).not.toMatch(/data-repeats="include"/);
      expect(figure).not.toMatch(/data-metric="(?!ndcg@10)/);
    }
    expect(figures.length - shown.length).toBeGreaterThan(20);
  });

  it('lists every definition, the parameters, the provenance and how to run it again', () => {
    const text = page();
    for (const part of [
      'ndcg.v1',
      'nearest to zero is best',
      '{&quot;k&quot;:26}',
      'CC BY 4.0',
      'a3f1c0ffee',
      'shoplab run fixture',
      '1,000 resamples',
    ])
      expect(text).toContain(part);
  });

  it('marks values that are not defined, and who is not ranked', () => {
    const text = page({ failing: ['als'] });
    expect(text).toContain('als: the matrix is singular at step 3');
    expect(text).toContain('<td class="failed">not ranked</td>');
    expect(text).not.toMatch(/\bNaN\b|undefined|\[object/);
  });

  it('leaves out the sections that a study has no data for', () => {
    const text = page({ task: 'rate', modes: ['exclude'] });
    expect(text).not.toContain('id="popularity"');
    expect(text).not.toContain('id="tradeoffs"');
    expect(page({ allFail: true })).toContain('No algorithm has a value to draw.');
  });
});
