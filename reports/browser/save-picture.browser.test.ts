import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, drawAll, launch, openFile, PATIENCE } from '../browser.fixture.ts';
import { writePages } from '../page/chart-files.node.ts';
import { studySite } from '../study/page.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('a picture of what is shown in a browser (needs Chromium)', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-saved-'));
    browser = await launch();
    await writePages(folder, studySite(studyView(studyFixture({ modes: ['exclude'] }))));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const saved = async (page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> => {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    return { name: download.suggestedFilename(), bytes: await readFile((await download.path())!) };
  };
  const buttonOf = (figure: Locator, kind: string) =>
    figure.getByRole('button', { name: `${kind} of the chart as it is shown` });

  it('is there of the leaderboard of any metric, light and with its title, in SVG and PNG', async () => {
    const { page, faults } = await openFile(browser, join(folder, 'accuracy.html'), { colorScheme: 'dark' });
    await page.locator('#metric').selectOption('recall@10');
    const figure = page.locator('#leaderboard-recall-10-exclude');
    await drawAll(page);
    const svg = await saved(page, buttonOf(figure, 'SVG'));
    expect(svg.name).toBe('leaderboard-recall-10-exclude.svg');
    const text = svg.bytes.toString('utf8');
    const title = (await figure.locator('h3').textContent())!;
    expect(text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toContain(title.split(',')[0]!);
    for (const label of ['als', 'random']) expect(text).toContain(label);
    expect(text).toContain(LIGHT.ink);
    expect(text).not.toContain('var(');
    const png = await saved(page, buttonOf(figure, 'PNG'));
    expect(png.name).toBe('leaderboard-recall-10-exclude.png');
    expect([...png.bytes.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    // Width of the file, in both.
    const width = Number(/<svg[^>]*\swidth="(\d+)"/.exec(text)![1]);
    expect(png.bytes.readUInt32BE(16)).toBe(2 * width);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('stands beside files where somebody is hidden, and says who', async () => {
    const { page, faults } = await openFile(browser, join(folder, 'index.html'));
    const figure = page.locator('#leaderboard-ndcg-10-exclude');
    await drawAll(page);
    expect(await buttonOf(figure, 'SVG').count()).toBe(0);
    await page.locator('.picker summary').click();
    await page.getByLabel('als', { exact: true }).uncheck();
    await page.keyboard.press('Escape');
    const { name, bytes } = await saved(page, buttonOf(figure, 'SVG'));
    expect(name).toBe('leaderboard-ndcg-10-exclude-shown.svg');
    const words = [...bytes.toString('utf8').matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, word]) => word);
    expect(words).toContain('item-knn');
    expect(words).not.toContain('als');
    const all = bytes
      .toString('utf8')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(all).toContain('1 of 7 algorithms is hidden by the filter (als)');
    expect(faults).toEqual([]);
    await page.close();
  });
});
