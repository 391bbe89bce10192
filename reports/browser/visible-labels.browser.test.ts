import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, drawAll, launch, openFile, PATIENCE } from '../browser.fixture.ts';
import { writePages } from '../page/chart-files.node.ts';
import { studySite } from '../study/page.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('names in charts in a browser (needs Chromium)', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-visible-'));
    browser = await launch();
    await writePages(folder, studySite(studyView(studyFixture({ labels: ['\u202elive\u0007', 'als'] }))));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tell marks that nobody sees, when they are drawn anew too', async () => {
    const { page, faults } = await openFile(browser, join(folder, 'index.html'));
    for (const width of [1000, 600]) {
      await page.setViewportSize({ width, height: 800 });
      await drawAll(page);
      const texts = page.locator('figure svg text', { hasText: 'live' });
      await expect.poll(() => texts.allTextContents()).toContain('\u2039U+202E\u203alive\u2039U+0007\u203a');
      expect((await texts.allTextContents()).join('')).not.toMatch(/[\u202e\p{Cc}]/u);
    }
    expect(faults).toEqual([]);
  });
});
