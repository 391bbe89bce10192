import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, drawAll, launch, openFile, PATIENCE } from '../browser.fixture.ts';
import { MORE } from '../loops/loop-summary.fixture.ts';
import { loopSite } from '../loops/page.ts';
import { writePages } from '../page/chart-files.node.ts';
import { studySite } from '../study/page.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('a filtered report in a browser (needs Chromium)', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-hidden-'));
    browser = await launch();
    const options = { audited: true, traces: { als: ['hr'] }, modes: ['exclude' as const] };
    await writePages(folder, studySite(studyView(studyFixture(options))));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['on paper too', 'index.html', 'print'],
    ['where there is nothing to choose', 'method.html', 'screen'],
    ['by each chart', 'fairness.html', 'print'],
    ['by charts of some alone', 'training.html', 'screen'],
  ] as const)('says that titles speak of all, %s', async (_name, file, media) => {
    const { page, faults } = await openFile(browser, join(folder, file), { hash: '#without=als,random' });
    await page.emulateMedia({ media });
    const told = page.locator('#hidden-words');
    expect(await told.locator('span').textContent()).toBe(
      '2 of 7 algorithms are hidden by the filter (random, als); titles and sentences speak of all 7. ',
    );
    expect(await told.isVisible()).toBe(true);
    expect(await told.getByRole('button').isVisible()).toBe(media === 'screen');
    await drawAll(page);
    for (const figure of await page.locator('figure:not([hidden])').all()) {
      const id = (await figure.getAttribute('id'))!;
      const lacking = figure.locator('.lacking');
      if (id.startsWith('learning')) {
        expect(await lacking.textContent()).toBe('Whom this chart is about is hidden by the filter (als).');
        continue;
      }
      // A chart that is not about all counts those that it is about.
      expect(await lacking.textContent(), id).toMatch(
        id === 'groups-region-exclude'
          ? /^1 of 6 algorithms is hidden by the filter \(als\); .* of all 6\.$/
          : /^(2 of \d algorithms are|1 of \d algorithms is) hidden by the filter \(.*als.*\); .* of all \d\.$/,
      );
      expect(await lacking.isVisible(), id).toBe(true);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it('leaves policies and controls out of charts of loops, with their differences', async () => {
    const loops = await mkdtemp(join(folder, 'loops-'));
    await writePages(loops, loopSite(MORE, []));
    const { page, faults } = await openFile(browser, join(loops, 'bubble.html'));
    const rows = async (): Promise<string[]> =>
      (await page.locator('#difference-shown-interjaccard svg text').allTextContents()).filter((text) =>
        text.startsWith('mine '),
      );
    await drawAll(page);
    expect(await rows()).toEqual(
      ['none', 'random', 'popularity', 'oracle'].map((one) => `mine \u2212 ${one}`),
    );
    await page.locator('.picker summary').click();
    expect(await page.locator('.picker summary').textContent()).toBe('Policies: all 5');
    await page.getByLabel('random', { exact: true }).uncheck();
    await page.getByLabel('oracle', { exact: true }).uncheck();
    await page.keyboard.press('Escape');
    await drawAll(page);
    await expect.poll(rows).toEqual(['mine \u2212 none', 'mine \u2212 popularity']);
    expect(await page.locator('#course-shown-interjaccard .chart').textContent()).not.toContain('oracle');
    expect(await page.locator('#hidden-words span').textContent()).toMatch(/^2 of 5 policies are hidden/);
    expect(await page.evaluate('location.hash')).toMatch(/without=/);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('stays in sight while one reads on, and goes with the filter', async () => {
    for (const viewport of [
      { width: 1200, height: 700 },
      { width: 390, height: 700 },
    ]) {
      const { page, faults } = await openFile(browser, join(folder, 'fairness.html'), { viewport });
      const told = page.locator('#hidden-words');
      expect(await told.isVisible()).toBe(false);
      expect(await page.locator('.lacking').count()).toBe(0);
      await page.locator('.picker summary').click();
      await page.getByLabel('als', { exact: true }).uncheck();
      await page.keyboard.press('Escape');
      expect(await page.locator('.lacking').count()).toBeGreaterThan(0);
      await page.evaluate('scrollTo(0, 900)');
      await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(400);
      const box = (await told.boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThan(350);
      expect(
        await page.evaluate(
          `document.elementFromPoint(${box.x + 20}, ${box.y + box.height / 2}).closest('#hidden-words') !== null`,
        ),
      ).toBe(true);
      await told.getByRole('button', { name: 'Show all' }).click();
      expect(await told.isVisible()).toBe(false);
      expect(await page.locator('.lacking').count()).toBe(0);
      expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
      expect(await page.evaluate('location.hash')).toBe('');
      expect(faults).toEqual([]);
      await page.close();
    }
  });
});
