import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pageText } from './site.node.ts';
import { type FixtureOptions, HOSTILE, studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const CHROMIUM = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

// Other tests use every core: a browser may have to wait its turn.
const PATIENCE = 120_000;
vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

interface Opened {
  readonly page: Page;
  /** Console errors and warnings, exceptions, dialogs, and requests to anything but the page itself. */
  readonly faults: string[];
}

describe.skipIf(CHROMIUM === undefined)('the report in a browser (needs Chromium)', () => {
  let browser: Browser;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'shoplab-browser-'));
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });

  async function open(
    options: FixtureOptions,
    width = 1200,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<Opened> {
    const folder = await mkdtemp(join(root, 'study-'));
    const file = join(folder, 'index.html');
    await writeFile(file, await pageText(studyView(studyFixture(options))));
    const address = pathToFileURL(file).href;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.setDefaultTimeout(PATIENCE);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('dialog', (dialog) => {
      faults.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== address) faults.push(`request ${request.url()}`);
    });
    await page.goto(address);
    await drawn(page);
    return { page, faults };
  }

  /** Waits until every figure in sight is drawn. */
  const drawn = (page: Page): Promise<void> =>
    expect
      .poll(() => page.locator('figure:not([hidden]):not([data-state="drawn"])').count(), {
        timeout: PATIENCE,
      })
      .toBe(0);

  /** Figures in sight, and those of them that hold a drawing of some size. */
  const figures = (page: Page): Promise<[number, number]> =>
    page.evaluate(`(() => {
      const all = [...document.querySelectorAll('figure:not([hidden])')];
      const good = all.filter((figure) => (figure.querySelector('.chart svg.marks')?.getBoundingClientRect().height ?? 0) > 40);
      return [all.length, good.length];
    })()`);

  it('draws every chart of every mode and metric, with no fault and no request', async () => {
    const { page, faults } = await open({ failing: ['user-knn'] });
    const seen: number[] = [];
    for (const mode of ['exclude', 'include'])
      for (const metric of ['ndcg@10', 'coverage@5']) {
        await page.locator(`input[value="${mode}"]`).check({ force: true });
        await page.locator('#metric').selectOption(metric);
        await drawn(page);
        const [all, good] = await figures(page);
        expect(good).toBe(all);
        expect(await page.locator('figure:not([hidden])[data-metric]').getAttribute('data-metric')).toBe(
          metric,
        );
        seen.push(all);
      }
    expect(Math.min(...seen)).toBeGreaterThan(7);
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each([
    ['one algorithm', { labels: ['als'], seeds: 1 }],
    [
      'thirty algorithms',
      { labels: Array.from({ length: 30 }, (_, i) => `a${i}`), modes: ['exclude'] as const },
    ],
    ['ratings', { task: 'rate' as const, modes: ['exclude'] as const }],
    ['all runs failed', { allFail: true }],
  ])('draws a study with %s', async (_name, options) => {
    const { page, faults } = await open(options);
    const [all, good] = await figures(page);
    expect(good).toBe(all);
    expect(all).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('runs nothing that hides in a name, and shows names as they are', async () => {
    const { page, faults } = await open({ labels: HOSTILE, title: HOSTILE[0]!, groups: { '<b>': HOSTILE } });
    expect(await page.locator('h1').textContent()).toBe(HOSTILE[0]);
    expect(await page.locator('main img, main script').count()).toBe(0);
    await page.locator('.chart svg .mark-symbol path').first().hover({ force: true });
    expect(faults).toEqual([]);
    await page.close();
  });

  it('fits a phone, and takes the colours of the reader', async () => {
    const { page, faults } = await open({ modes: ['exclude'] }, 390, 'dark');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const label = () =>
      page.evaluate(`getComputedStyle(document.querySelector('.chart svg .role-axis-label text')).fill`);
    const [dark, darkLabel] = [await paper(), await label()];
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(dark).toBe('rgb(21, 24, 29)');
    expect(await paper()).toBe('rgb(255, 255, 255)');
    expect(await label()).not.toBe(darkLabel);
    expect(faults).toEqual([]);
    await page.close();
  });
});
