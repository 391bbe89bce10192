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

const FORTY = Array.from({ length: 40 }, (_, i) => `algorithm-${i + 1}`);

describe.skipIf(CHROMIUM === undefined)('a page of very many charts in a browser (needs Chromium)', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-folded-'));
    browser = await launch();
    const options = { labels: FORTY, searched: FORTY, modes: ['exclude' as const] };
    await writePages(folder, studySite(studyView(studyFixture(options))));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows sixteen of a section and folds the rest, which an address opens and paper has whole', async () => {
    const { page, faults } = await openFile(browser, join(folder, 'training.html'));
    const more = page.locator('#search details.more');
    expect(await more.locator('summary').first().textContent()).toBe(
      '33 more charts of how parameters were chosen',
    );
    expect(await page.locator('#search > .grid figure').count()).toBe(16);
    expect(await more.locator('figure').count()).toBe(33);
    const height = () => page.evaluate('document.documentElement.scrollHeight') as Promise<number>;
    expect(await height()).toBeLessThan(9_000);
    const last = more.locator('figure').last();
    expect(await last.isVisible()).toBe(false);
    expect(await page.locator('figure[data-state="drawn"]').count()).toBeLessThan(16);
    await more.locator('summary').first().click();
    expect(await last.isVisible()).toBe(true);
    await last.scrollIntoViewIfNeeded();
    await expect.poll(() => last.getAttribute('data-state'), { timeout: PATIENCE }).toBe('drawn');
    const name = (await last.getAttribute('id'))!;
    await page.close();

    const linked = await openFile(browser, join(folder, 'training.html'), { hash: `#${name}` });
    const there = linked.page.locator(`#${name}`);
    await expect.poll(() => there.getAttribute('data-state'), { timeout: PATIENCE }).toBe('drawn');
    await expect.poll(async () => (await there.boundingBox())!.y).toBeLessThan(900);
    await linked.page.close();

    const paper = await openFile(browser, join(folder, 'training.html'));
    await paper.page.emulateMedia({ media: 'print' });
    await drawAll(paper.page);
    expect(await paper.page.locator('#search figure .chart svg').count()).toBe(49);
    const widths = (await paper.page.evaluate(
      `[...document.querySelectorAll('#search details.more .chart svg')].map((svg) => svg.getBoundingClientRect().width)`,
    )) as number[];
    expect(Math.min(...widths)).toBeGreaterThan(200);
    await paper.page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await paper.page.locator('#search details.more[open]').count()).toBe(0);
    expect([...faults, ...linked.faults, ...paper.faults]).toEqual([]);
    await paper.page.close();
  });
});
