/** The page of the playground, built and served, and opened in Chromium as visitors do. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { faultsOf, launch, PATIENCE } from '../browser.fixture.ts';
import { serveFolder } from './static-server.node.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/build-playground.mjs', import.meta.url));
export const SMALL = '#seed=small&shoppers=80&items=80&rounds=4';

/** Other tests use every core. */
export const poll = <T>(of: () => Promise<T> | T) => expect.poll(of, { timeout: PATIENCE });

export interface Opened {
  readonly page: Page;
  readonly faults: string[];
}

/** For a whole `describe`: opens pages at a hash. */
export function playgroundPages(): (hash?: string, options?: BrowserContextOptions) => Promise<Opened> {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveFolder>>;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-page-'));
    const { buildPlayground } = (await import(SCRIPT)) as { buildPlayground(out: string): Promise<unknown> };
    await buildPlayground(join(folder, 'site'));
    server = await serveFolder(join(folder, 'site'), { port: 0 });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });
  return async (hash = SMALL, options = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const faults = faultsOf(page, server.address);
    await page.goto(`${server.address}${hash}`);
    return { page, faults };
  };
}

export const mode = (page: Page, name: string): Promise<void> =>
  page.locator(`html[data-mode="${name}"]`).waitFor({ state: 'attached' });

export const close = (page: Page): Promise<void> => page.context().close();

/** What the curves draw, by curve. */
export const drawn = (page: Page): Promise<string[]> =>
  page.locator('.curve .line path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));

export async function digests(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Command line' }).click();
  // What writes the files is loaded when it is first asked for.
  await page.locator('.digests dd').first().waitFor();
  const found = await page.locator('.digests dd').allInnerTexts();
  await page.keyboard.press('Escape');
  return found;
}

/** A slider, moved as by hand. */
export const slide = (page: Page, id: string, value: number): Promise<void> =>
  page.locator(`#knob-${id}`).fill(String(value));
