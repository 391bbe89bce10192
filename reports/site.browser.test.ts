import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, drawAll, drawings, launch, type Opened, openFile, PATIENCE } from './browser.fixture.ts';
import { writePages } from './page/chart-files.node.ts';
import { CLAIMS, figuresFixture } from './study/data-figures.fixture.ts';
import { studySite } from './study/page.ts';
import { type FixtureOptions, HOSTILE, studyFixture } from './study/study-records.fixture.ts';
import { studyView } from './study/study-view.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('the report in a browser (needs Chromium)', () => {
  let browser: Browser;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'shoplab-browser-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });

  /** The pages of a study in a folder of their own. */
  async function write(options: FixtureOptions): Promise<{ folder: string; files: string[] }> {
    const folder = await mkdtemp(join(root, 'study-'));
    const site = studySite(studyView(studyFixture(options)));
    await writePages(folder, site);
    return { folder, files: site.pages.map(({ file }) => file) };
  }
  async function open(
    options: FixtureOptions,
    file = 'index.html',
    context: Parameters<typeof openFile>[2] = {},
  ): Promise<Opened> {
    return openFile(browser, join((await write(options)).folder, file), context);
  }

  it('draws every chart of every mode and metric, with no fault and no request', async () => {
    const { folder, files } = await write({ failing: ['user-knn'], audited: true });
    let count = 0;
    for (const file of files) {
      const { page, faults } = await openFile(browser, join(folder, file));
      for (const mode of ['exclude', 'include']) {
        const choice = page.locator(`input[value="${mode}"]`);
        if ((await choice.count()) > 0) await choice.check({ force: true });
        await drawAll(page);
        const [all, good] = await drawings(page);
        expect(good, file).toBe(all);
        count += all;
      }
      expect(faults, file).toEqual([]);
      await page.close();
    }
    expect(count).toBeGreaterThan(20);
  });

  it('shows the leaderboard of the metric that is chosen', async () => {
    const { page, faults } = await open({}, 'accuracy.html');
    for (const metric of ['ndcg@10', 'coverage@5']) {
      await page.locator('#metric').selectOption(metric);
      await drawAll(page);
      expect(await page.locator('figure:not([hidden])[data-metric]').getAttribute('data-metric')).toBe(
        metric,
      );
      const links = page.locator('figure:not([hidden])[data-metric] .files a');
      const own = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      const name = `charts/leaderboard-${metric.replace('@', '-')}-exclude`;
      expect(own.slice(-2)).toEqual([`${name}.csv`, `${name}.vl.json`]);
      expect(own.every((link) => link!.startsWith(`${name}.`))).toBe(true);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it('draws a chart when it comes near, and not before', async () => {
    const { page, faults } = await open({ audited: true }, 'fairness.html');
    await expect
      .poll(() => page.locator('figure[data-state="drawn"]').count(), { timeout: PATIENCE })
      .toBeGreaterThan(0);
    const last = page.locator('figure:not([hidden])').last();
    expect(await last.getAttribute('data-state')).toBe(null);
    await last.scrollIntoViewIfNeeded();
    await expect.poll(() => last.getAttribute('data-state'), { timeout: PATIENCE }).toBe('drawn');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('sends an old address of a chart to the page that has it now', async () => {
    const { page, faults } = await open({}, 'index.html', { hash: '#run-times-exclude' });
    await page.waitForURL(/training\.html#run-times-exclude$/);
    await expect
      .poll(() => page.locator('#run-times-exclude').getAttribute('data-state'), { timeout: PATIENCE })
      .toBe('drawn');
    const top = await page.evaluate(
      `document.getElementById('run-times-exclude').getBoundingClientRect().top`,
    );
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(450);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('keeps what is chosen in the address, takes it along to other pages, and restores it', async () => {
    const { page, faults } = await open(
      { families: { als: 'factors', 'item-knn': 'neighbours', 'user-knn': 'neighbours' } },
      'accuracy.html',
    );
    await page.locator('input[value="include"]').check({ force: true });
    await page.locator('#metric').selectOption('coverage@5');
    await page.locator('#theme').selectOption('dark');
    await page.locator('.picker summary').click();
    await page.getByLabel('neighbours', { exact: true }).uncheck();
    await page.getByLabel('random', { exact: true }).uncheck();
    expect(await page.evaluate('location.hash')).toBe(
      '#repeats=include&metric=coverage%405&without=random,user-knn,item-knn&theme=dark',
    );
    await drawAll(page);
    const board = page.locator('#leaderboard-coverage-5-include');
    const labels = await board.locator('.role-axis-label text').allTextContents();
    expect(labels).toContain('als');
    expect(labels).not.toContain('item-knn');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Fairness' }).click();
    await page.waitForURL(/fairness\.html#repeats=include/);
    expect(await page.locator('input[value="include"]').isChecked()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(21, 24, 29)');
    expect(await page.locator('.picker summary').textContent()).toBe('Algorithms: 4 of 7');
    await page.getByRole('link', { name: 'Accuracy' }).click();
    await page.waitForURL(/accuracy\.html/);
    expect(await page.locator('#metric').inputValue()).toBe('coverage@5');
    expect(await board.isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('says what is wrong with an address and what is shown instead, until that is dismissed', async () => {
    const bad = '#repeats=often&metric=%3Cimg%20src=x%3E&algorithms=als,nobody&theme=pink';
    const { page, faults } = await open({}, 'accuracy.html', { hash: bad });
    const notice = page.locator('#notices');
    const told = (await notice.locator('li').allTextContents()).join(' ');
    expect(told).toContain('\u201coften\u201d in this report; repeats excluded is shown.');
    expect(told).toContain('\u201c<img src=x>\u201d in this report; ndcg@10 is shown.');
    expect(told).toContain('There is no algorithm \u201cnobody\u201d');
    expect(told).toContain('that of your system is shown.');
    expect(await page.locator('.picker summary').textContent()).toBe('Algorithms: 1 of 7');
    await notice.getByRole('button').click();
    expect(await notice.textContent()).toBe('');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('orders and filters tables, and the address says so', async () => {
    const labels = Array.from({ length: 14 }, (_, i) => `name ${i}`);
    const { page, faults } = await open({ labels, modes: ['exclude'], seeds: 1 }, 'method.html', {
      hash: '#sort=algorithms.0.down',
    });
    const rows = page.locator('#algorithms tbody tr:visible th');
    const names = await rows.allTextContents();
    expect(names).toEqual([...names].sort().reverse());
    await page.locator('#algorithms').getByRole('button', { name: 'label' }).click();
    expect(await page.evaluate('location.hash')).toBe('');
    expect(await rows.allTextContents()).toEqual(labels);
    await page.locator('#algorithms').getByLabel('Filter rows').fill('NAME 1');
    expect(await rows.count()).toBe(5);
    expect(await page.evaluate('location.hash')).toBe('#filter=algorithms.NAME%201');
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each<[string, FixtureOptions]>([
    ['one algorithm', { labels: ['als'], seeds: 1 }],
    ['thirty algorithms', { labels: Array.from({ length: 30 }, (_, i) => `a${i}`), modes: ['exclude'] }],
    ['ratings', { task: 'rate', modes: ['exclude'] }],
    ['all runs failed', { allFail: true }],
    ['figures of its data', { labels: ['als'], figures: figuresFixture({ claims: CLAIMS }) }],
    [
      'curves of classes',
      { classes: ['no', 'yes'], curves: { kinds: ['a', 'b'], days: 9 }, modes: ['include'], seeds: 1 },
    ],
    ['ratings alone', { labels: ['als'], figures: figuresFixture({ only: 'ratings' }) }],
    ['one visit to one item', { labels: ['als'], figures: figuresFixture({ single: true, days: 1 }) }],
  ])('draws a study with %s', async (_name, options) => {
    const { folder, files } = await write(options);
    let count = 0;
    for (const file of files) {
      const { page, faults } = await openFile(browser, join(folder, file));
      await drawAll(page);
      const [all, good] = await drawings(page);
      expect(good, file).toBe(all);
      expect(faults, file).toEqual([]);
      count += all;
      await page.close();
    }
    expect(count).toBeGreaterThan(0);
  });

  it('runs nothing that hides in a name, and shows names as they are', async () => {
    const { folder, files } = await write({
      labels: HOSTILE,
      title: HOSTILE[0]!,
      groups: { '<b>': HOSTILE },
      figures: figuresFixture({ categories: HOSTILE }),
    });
    for (const file of files) {
      const { page, faults } = await openFile(browser, join(folder, file));
      if (file === 'index.html') expect(await page.locator('h1').textContent()).toBe(HOSTILE[0]);
      await drawAll(page);
      expect(await page.locator('main img, main script').count()).toBe(0);
      const marks = page.locator('.chart svg .mark-symbol path');
      if ((await marks.count()) > 0) await marks.first().hover({ force: true });
      expect(faults, file).toEqual([]);
      await page.close();
    }
  });

  it('fits a phone with all that data shows', async () => {
    const options = { labels: ['als'], figures: figuresFixture({ claims: CLAIMS, categories: HOSTILE }) };
    const { page, faults } = await open(options, 'data.html', { viewport: { width: 390, height: 900 } });
    await drawAll(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('fits a phone, and takes the colours of the reader', async () => {
    const { page, faults } = await open({ modes: ['exclude'] }, 'index.html', {
      viewport: { width: 390, height: 900 },
      colorScheme: 'dark',
    });
    await drawAll(page);
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

  it('has pictures and both ways of treating repeats where no script runs, and nothing that cannot be pressed', async () => {
    const { folder } = await write({ modes: ['exclude', 'include'] });
    const size = { exclude: 50, include: 60 };
    await mkdir(join(folder, 'charts'));
    for (const [repeats, width] of Object.entries(size))
      await writeFile(
        join(folder, `charts/leaderboard-ndcg-10-${repeats}.svg`),
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="40"><rect width="50" height="40"/></svg>`,
      );
    const { page, faults } = await openFile(browser, join(folder, 'index.html'), {
      javaScriptEnabled: false,
    });
    for (const [repeats, width] of Object.entries(size)) {
      const figure = page.locator(`#leaderboard-ndcg-10-${repeats}`);
      await figure.scrollIntoViewIfNeeded();
      await expect
        .poll(async () => (await figure.locator('.chart img').boundingBox())?.width, { timeout: PATIENCE })
        .toBe(width);
      await figure.locator('summary').click();
      expect(await figure.locator('details table').isVisible()).toBe(true);
    }
    expect(await page.locator('noscript p').innerText()).toContain('Without JavaScript');
    for (const dead of ['.bar', '.theme'])
      expect([dead, await page.locator(dead).first().isVisible()]).toEqual([dead, false]);
    expect(faults).toEqual([]);
    await page.close();
  });
});
