import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pageScripts } from '../chart-files.node.ts';
import { siteFiles } from '../site.ts';
import { readingSite } from './page.ts';
import { RECORD } from './reading-record.fixture.ts';

const CHROMIUM = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

// Other tests may use every core: a browser may have to wait its turn.
const PATIENCE = 120_000;
vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('the page of a reading in a browser (needs Chromium)', () => {
  let browser: Browser;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'shoplab-reading-'));
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });

  it.each([[1200], [390]])(
    'draws every chart, asks for nothing and fits a screen of %d pixels',
    async (width) => {
      const file = join(root, `index-${width}.html`);
      await writeFile(file, siteFiles(readingSite(RECORD), await pageScripts())[0]!.text);
      const address = pathToFileURL(file).href;
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      const faults: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('request', (request) => {
        if (request.url() !== address) faults.push(`request ${request.url()}`);
      });
      await page.goto(address);
      const figures = await page.locator('figure').count();
      expect(figures).toBe(9);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      await expect.poll(() => page.locator('figure svg').count(), { timeout: PATIENCE }).toBe(figures);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(faults).toEqual([]);
      await page.close();
    },
    60_000,
  );
});
