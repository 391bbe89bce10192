import { describe, expect, it } from 'vitest';
import type { PageScripts } from '../page/page-frame.ts';
import { siteFiles } from '../page/site.ts';
import { studySite } from './page.ts';
import { type FixtureOptions, HOSTILE, studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const scripts: PageScripts = {
  libraries: ['let vega;', 'let vegaLite;'],
  page: 'let page;',
  hash: (text) => `hash${text.length}`,
};
/** Text of each page by file. */
const pagesOf = (options: FixtureOptions = {}): Map<string, string> =>
  new Map(
    siteFiles(studySite(studyView(studyFixture(options))), scripts).map(({ file, text }) => [file, text]),
  );
/** Pictures of charts that lie beside the page, for where no script runs: the one thing that a page loads. */
const withoutPictures = (text: string): string =>
  text.replace(/<noscript><img src="charts\/[a-z0-9-]+\.svg" alt="" loading="lazy"><\/noscript>/g, '');
const page = (options: FixtureOptions = {}): string => [...pagesOf(options).values()].join('');

describe('a page', () => {
  it.each([...pagesOf({ audited: true })])(
    'runs only the scripts whose hashes it names, and asks for nothing from outside: %s',
    (file, text) => {
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!;
      expect(policy).toContain('default-src &#39;none&#39;');
      // Of the head, the libraries and the page.
      const hashes = ['[0-9]+', ...(['metrics.html', 'method.html'].includes(file) ? [] : ['9', '13']), '9'];
      expect(policy).toMatch(
        new RegExp(`script-src ${hashes.map((hash) => `&#39;sha256-hash${hash}&#39;`).join(' ')};`),
      );
      expect(policy).not.toMatch(/unsafe-eval|https?:|script-src[^;]*unsafe-inline/);
      expect(policy).toContain('img-src data: &#39;self&#39;;');
      expect(withoutPictures(text)).not.toMatch(
        /<(script|img|link|iframe|source|object|embed)[^>]*\b(src|href)=/i,
      );
      expect(text).not.toMatch(/@import|url\(/);
      const links = [...text.matchAll(/href="([^"]*)"/g)].map((match) => match[1]!);
      expect(links.length).toBeGreaterThan(8);
      for (const link of links)
        expect(link).toMatch(
          /^((([a-z]+\.html)?(#[a-z-]+)?)|charts\/[a-z0-9-]+\.(svg|png|csv|vl\.json)|tables\/[a-z-]+\.(csv|json|md|tex)|\.\.\/runs\/[0-9a-f]{16}\.(json|parquet))$/,
        );
    },
  );

  it('links to every other page, marks itself, and knows where each chart and section is', () => {
    const pages = pagesOf({ audited: true });
    const files = [...pages.keys()];
    expect(files).toEqual([
      'index.html',
      'accuracy.html',
      'metrics.html',
      'tradeoffs.html',
      'fairness.html',
      'training.html',
      'data.html',
      'method.html',
    ]);
    for (const [file, text] of pages) {
      const nav = /<nav aria-label="Pages">.*?<\/nav>/s.exec(text)![0];
      expect([...nav.matchAll(/href="([a-z]+\.html)"/g)].map((match) => match[1])).toEqual(files);
      expect(nav).toContain(`href="${file}" data-page="${file}" aria-current="page"`);
      const { places, scores } = JSON.parse(/id="page-data">(.*?)<\/script>/.exec(text)![1]!);
      const made = (place: string) =>
        JSON.stringify(JSON.parse(/id="page-data">(.*?)<\/script>/.exec(pages.get(place)!)![1]!).scores);
      expect(scores.length > 0).toBe(['index.html', 'accuracy.html'].includes(file));
      for (const [anchor, place] of Object.entries<string>(places))
        if (!pages.get(place)!.includes(`id="${anchor}"`))
          expect(made(place)).toContain(`"name":"${anchor}"`);
    }
  });

  it('lets no name from outside become HTML or script', () => {
    const text = page({
      labels: HOSTILE,
      title: HOSTILE[3]!,
      groups: { '<b>': HOSTILE },
      failing: [HOSTILE[0]!],
    });
    const usual = page();
    expect(withoutPictures(text)).not.toContain('<img');
    const count = (where: string, what: RegExp): number => (where.match(what) ?? []).length;
    for (const what of [/<script\b/gi, /<\/script/gi, /<!--/g, /<b>/g])
      expect(count(text, what), String(what)).toBe(count(usual, what));
    // Values of attributes hold names, quotes in them escaped: what is left are the attributes themselves.
    expect(text.replace(/="[^"]*"/g, '')).not.toMatch(/<[^>]*\sonerror/i);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('refuses a library that would end its own script element', () => {
    const site = studySite(studyView(studyFixture()));
    expect(() => siteFiles(site, { ...scripts, libraries: ['"</script>"'] })).toThrow('must not');
  });

  it('shows the first mode and the primary metric, and hides the rest until chosen', () => {
    const text = pagesOf().get('accuracy.html')!;
    const figures = [...text.matchAll(/<figure [^>]*>/g)].map(([figure]) => figure);
    const shown = figures.filter((figure) => !/ hidden/.test(figure));
    expect(shown.some((figure) => figure.includes('data-chart="leaderboard-ndcg-10-exclude"'))).toBe(true);
    for (const figure of shown) {
      expect(figure).not.toMatch(/data-repeats="include"/);
      expect(figure).not.toMatch(/data-metric="(?!ndcg@10)/);
    }
    // The other mode of each chart; leaderboards of other metrics are made when they are chosen.
    expect(figures.length - shown.length).toBeGreaterThan(1);
    const { scores } = JSON.parse(/id="page-data">(.*?)<\/script>/.exec(text)![1]!);
    expect(scores.length).toBeGreaterThan(20);
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
    expect(/\bNaN\b|undefined|\[object/.exec(text.replace(/<script>.*?<\/script>/gs, ''))).toBe(null);
  });

  it('leaves out the sections that a study has no data for', () => {
    const text = page({ task: 'rate', modes: ['exclude'] });
    expect(text).not.toContain('id="popularity"');
    expect([...pagesOf({ task: 'rate', modes: ['exclude'] }).keys()]).not.toContain('tradeoffs.html');
    expect(page({ allFail: true })).toContain('No algorithm has a value to draw.');
  });
});
