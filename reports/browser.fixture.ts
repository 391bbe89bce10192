/** One browser for the tests of a file: opens pages from disk and notes all that should not be. */

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

export const CHROMIUM = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

/** Milliseconds. Other tests use every core: a browser may have to wait its turn. */
export const PATIENCE = 120_000;

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });

export interface Opened {
  readonly page: Page;
  /** Console errors and warnings, exceptions, dialogs, and requests that leave the folder of the page. */
  readonly faults: string[];
}

/** What goes wrong on a page from now on; requests must begin with one of `homes`. */
export function faultsOf(page: Page, ...homes: readonly string[]): string[] {
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
    if (!homes.some((home) => request.url().startsWith(home))) faults.push(`request ${request.url()}`);
  });
  return faults;
}

/** Opens a file, as `#hash` says. */
export async function openFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Opened> {
  const { hash = '', ...context } = options;
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...context });
  page.setDefaultTimeout(PATIENCE);
  const faults = faultsOf(page, `${pathToFileURL(dirname(file)).href}/`);
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  return { page, faults };
}

/** Draws what would be drawn when scrolled to, and waits until every figure that is not hidden is drawn. */
export async function drawAll(page: Page): Promise<void> {
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  await expect
    .poll(() => page.locator('figure:not([hidden]):not([data-state="drawn"])').count(), { timeout: PATIENCE })
    .toBe(0);
}

/** Figures that are not hidden, and those of them that hold a drawing of some size. */
export const drawings = (page: Page): Promise<[number, number]> =>
  page.evaluate(`(() => {
    const all = [...document.querySelectorAll('figure:not([hidden])')];
    const good = all.filter((figure) => (figure.querySelector('.chart svg.marks')?.getBoundingClientRect().height ?? 0) > 40);
    return [all.length, good.length];
  })()`);
