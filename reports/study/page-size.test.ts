import { describe, expect, it } from 'vitest';
import { MOST_BYTES, type PageScripts } from '../page/page-frame.ts';
import { plainChart } from '../page/sections.ts';
import { type Site, siteFiles, siteSection } from '../page/site.ts';
import { studySite } from './page.ts';
import { studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const SCRIPTS: PageScripts = { libraries: [], page: 'let page;', hash: () => 'x' };

const siteOf = (rows: number): Site => {
  const chart = plainChart({
    ...{ name: 'made-up', title: 'T', subtitle: 'S', takeaway: '', alt: 'A' },
    spec: { data: { values: Array.from({ length: rows }, (_, i) => ({ x: 1e9 + i })) }, mark: 'point' },
    table: { columns: ['x'], rows: [[1]] },
  });
  const sections = [siteSection({ id: 'made', heading: 'Made', charts: [chart] })];
  const page = { file: 'index.html', title: 'P', top: null, bar: null, sections };
  return { title: 'T', pages: [page], provenance: [] };
};

describe('a page', () => {
  it('holds at most a million bytes of data', () => {
    expect(siteFiles(siteOf(80_000), SCRIPTS)[0]!.text.length).toBeGreaterThan(0.8 * MOST_BYTES);
    expect(() => siteFiles(siteOf(120_000), SCRIPTS)).toThrow(
      /^report: index\.html would hold 1,3\d\d kB of data; a page holds at most 1,000 kB \(largest: made-up 1,3\d\d kB\)$/,
    );
  });

  it('stays below that with 200 algorithms, 30 metrics and two modes of repeats', () => {
    const labels = Array.from({ length: 200 }, (_, i) => `algorithm-${i + 1}`);
    const view = studyView(
      studyFixture({
        ...{ labels, seeds: 1, audited: true, moreMetrics: 13 },
        traces: Object.fromEntries(labels.map((label) => [label, ['loss']])),
        searched: labels.slice(0, 40),
      }),
    );
    expect(view.modes.map(({ metrics }) => metrics.length)).toEqual([30, 30]);
    const files = siteFiles(studySite(view), SCRIPTS);
    // Where nothing is left out of a page, every number is in the tables.
    const metrics = files.filter(({ file }) => file.startsWith('metrics'));
    expect(metrics.map(({ file }) => file)).toEqual(['metrics-exclude.html', 'metrics-include.html']);
    for (const { text } of metrics) {
      expect(text).toContain('algorithm-200');
      // One of the metrics is defined for nobody.
      expect(text.match(/<td class="number[^>]* title="/g)).toHaveLength(200 * 29);
    }
    const accuracy = files.find(({ file }) => file === 'accuracy.html')!;
    expect(accuracy.text).toContain('; the first 40 of 200 are drawn');
  });
});
