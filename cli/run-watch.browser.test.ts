import { afterAll, expect, it, vi } from 'vitest';
import { CHROMIUM, faultsOf, launch } from '../reports/browser.fixture.ts';
import { clearWatched, watch, watchedFolder } from './run-watch.fixture.ts';

// Other tests use every core.
vi.setConfig({ testTimeout: 180_000 });
afterAll(clearWatched);

it.skipIf(CHROMIUM === undefined)(
  'the page follows a study of loops to its end in a browser (needs Chromium)',
  async () => {
    const browser = await launch();
    try {
      const { address, ended, interrupt, said } = await watch(watchedFolder(), 'watched-loops.yaml');
      const page = await browser.newPage();
      const faults = faultsOf(page, address);
      await page.goto(address);
      await said(/is served at/);
      await expect.poll(() => page.locator('#status').textContent(), { timeout: 60_000 }).toBe('Finished');
      expect(await page.locator('#grown').textContent()).toBe('report: 5 of 5 runs');
      const report = page.frameLocator('#frame');
      await expect.poll(() => report.locator('h1').textContent(), { timeout: 60_000 }).toBe('Watched loops');
      await report.locator('nav a[href^="welfare.html"]').first().click();
      await expect
        .poll(() => report.locator('figure svg.marks').count(), { timeout: 60_000 })
        .toBeGreaterThan(0);
      expect(faults).toEqual([]);
      interrupt();
      expect((await ended).status).toBe(0);
      await expect.poll(() => page.locator('#status').textContent(), { timeout: 60_000 }).toBe('Finished');
    } finally {
      await browser.close();
    }
  },
);
