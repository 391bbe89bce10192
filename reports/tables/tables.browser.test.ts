import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, launch, type Opened, openFile, PATIENCE } from '../browser.fixture.ts';
import { compareSite } from '../compare/page.ts';
import type { CompareView } from '../compare/view.ts';
import { writePages } from '../page/chart-files.node.ts';
import type { Site } from '../page/site.ts';
import { studySite } from '../study/page.ts';
import { type FixtureOptions, HOSTILE, studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('tables in a browser (needs Chromium)', () => {
  let browser: Browser;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'shoplab-tables-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });

  async function openSite(
    site: Site,
    file: string,
    context: Parameters<typeof openFile>[2] = {},
  ): Promise<Opened> {
    const folder = await mkdtemp(join(root, 'site-'));
    await writePages(folder, site);
    return openFile(browser, join(folder, file), context);
  }
  const open = (options: FixtureOptions, file: string, context: Parameters<typeof openFile>[2] = {}) =>
    openSite(studySite(studyView(studyFixture(options))), file, context);

  const labels = (page: Page, id: string): Promise<string[]> =>
    page
      .locator(`#${id} tbody tr`)
      .evaluateAll((rows) =>
        rows.map((row) => (row as unknown as { dataset: { label: string } }).dataset.label),
      );

  it('puts the leaderboard into another order, and leaves who is not ranked below', async () => {
    const { page, faults } = await open({ failing: ['user-knn'], modes: ['exclude'] }, 'index.html');
    const table = 'table-leaderboard-exclude';
    const before = await labels(page, table);
    expect(before.at(-1)).toBe('user-knn');
    await page.locator(`#${table} th[data-field="label"] button`).click();
    expect(await labels(page, table)).toEqual([...before.slice(0, -1).sort(), 'user-knn']);
    await page.locator(`#${table} th[data-field="mean"] button`).click();
    const means = await page
      .locator(`#${table} tbody:first-of-type td.strong`)
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value'))));
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect((await labels(page, table)).at(-1)).toBe('user-knn');
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('shades by distance from the best, %s', async (colorScheme) => {
    const { page, faults } = await open({ modes: ['exclude'] }, 'metrics.html', { colorScheme });
    const cells = await page
      .locator('#table-metrics-exclude tr[data-metric="ndcg@10"] td.near')
      .evaluateAll((all) =>
        all.map((cell) => ({
          near: Number(/--near:([\d.]+)/.exec(cell.getAttribute('style') ?? '')?.[1]),
          shade: (
            globalThis as unknown as { getComputedStyle(cell: unknown): { backgroundColor: string } }
          ).getComputedStyle(cell).backgroundColor,
        })),
      );
    const alpha = (shade: string): number => Number(/([\d.]+)\)$/.exec(shade)?.[1]);
    expect(cells).toHaveLength(7);
    for (const { near, shade } of cells)
      expect(alpha(shade)).toBeCloseTo(near * (colorScheme === 'light' ? 0.16 : 0.26), 2);
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each([
    ['hostile names', { labels: [...HOSTILE, '\u202eturned', 'x'.repeat(60)], modes: ['exclude'] as const }],
    [
      'two hundred algorithms',
      {
        labels: Array.from({ length: 200 }, (_, i) => `algorithm-${i}`),
        modes: ['exclude'] as const,
        seeds: 1,
      },
    ],
    ['one algorithm', { labels: ['als'], seeds: 1, modes: ['exclude'] as const }],
  ])('are no wider than a phone but inside their own frame: %s', async (_name, options) => {
    const site = studySite(studyView(studyFixture(options)));
    const files = site.pages.map(({ file }) => file).filter((file) => /^(index|metrics)/.test(file));
    expect(files).toHaveLength(2);
    for (const file of files) {
      const { page, faults } = await openSite(site, file, { viewport: { width: 390, height: 844 } });
      expect(await page.evaluate('document.documentElement.scrollWidth'), file).toBe(390);
      expect(faults).toEqual([]);
      await page.close();
    }
  });

  it('leaves out what is the same in two studies until it is asked for', async () => {
    const { study } = studyFixture();
    const row = {
      repeats: 'exclude',
      definition: 'ndcg.v1+exclude@10',
      name: 'ndcg',
      cutoff: 10,
      n: 9,
      runs: 1,
    } as const;
    const view: CompareView = {
      ...{ first: study, other: study, names: ['a', 'b'], command: 'shoplab compare a b' },
      comparison: {
        ...{ differences: [], notes: [], level: 0.95, resamples: 2000, hosts: [[], []], seeds: [] },
        pooled: [
          { ...row, label: 'als', first: 0.2, other: 0.3, difference: 0.1, low: 0.05, high: 0.15 },
          { ...row, label: 'random', first: 0.1, other: 0.1, difference: 0, low: 0, high: 0 },
        ],
        inputs: [{ path: 'feedback.weights.order', label: null, first: '5', other: '5' }],
      },
    };
    const { page, faults } = await openSite(compareSite(view), 'index.html');
    const shown = (): Promise<number> =>
      page.locator('#metrics tbody tr:visible, #inputs tbody tr:visible').count();
    expect(await shown()).toBe(1);
    expect(await page.getByText('No input differs.').isVisible()).toBe(true);
    await page.getByLabel('only what differs').uncheck();
    expect(await shown()).toBe(3);
    expect(await page.getByText('No input differs.').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await page.close();
  });
});
