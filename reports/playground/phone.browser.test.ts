/** The playground on a phone and by assistive technology. */

import { createRequire } from 'node:module';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { CHROMIUM, PATIENCE } from '../browser.fixture.ts';
import { close, mode, playgroundPages, poll, SMALL } from './pages.fixture.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('the playground, for whoever comes (needs Chromium)', () => {
  const open = playgroundPages();

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 390, height: 844 } }],
  ] as [string, BrowserContextOptions][])('has no serious finding of axe, %s', async (_name, options) => {
    const { page } = await open(SMALL, { ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await mode(page, 'done');
    await page.getByRole('button', { name: 'Cold start' }).click();
    await page.locator('.lesson').waitFor();
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
    const found =
      (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`)) as string[];
    expect(found).toEqual([]);
    await close(page);
  });

  const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };

  it('fits a phone: nothing is wider than it, controls fold away at its foot, curves come first', async () => {
    const { page, faults } = await open(SMALL, PHONE);
    await mode(page, 'done');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    // A page of 5,500 pixels is none that one scrolls through with a thumb.
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(3300);
    const top = (selector: string): Promise<number> =>
      page.locator(selector).evaluate((of) => of.getBoundingClientRect().top);
    expect(await top('#curves')).toBeLessThan(await top('#shops'));
    expect(await page.locator('#knob-drift').isVisible()).toBe(false);
    await page.locator('.fold > summary').tap();
    await page.locator('#knob-drift').scrollIntoViewIfNeeded();
    expect(await page.locator('#knob-drift').isVisible()).toBe(true);
    // What a control changes is said in sight, whichever it is.
    for (const id of ['exploration-0', 'drift']) {
      await page.locator(`#knob-${id}`).focus();
      const { y, height } = (await page.locator('.explain').boundingBox())!;
      expect([id, y > 400 && y + height <= 844]).toEqual([id, true]);
    }
    // What it changes stays in sight above.
    await page
      .locator('#curve-tastes')
      .evaluate((of) => of.scrollIntoView({ block: 'start', inline: 'start' }));
    const seen = await page.evaluate(
      `(() => { const of = document.querySelector('#curve-tastes .plot').getBoundingClientRect();
        const under = document.elementFromPoint(of.left + of.width / 2, of.top + 60);
        return [document.querySelector('#curve-tastes').contains(under), document.querySelector('.fold').contains(document.elementFromPoint(195, 800))]; })()`,
    );
    expect(seen).toEqual([true, true]);
    expect(faults).toEqual([]);
    await close(page);
  });

  it('shows one shop at a time on a phone, by touch and by keyboard, and follows who is tapped', async () => {
    const { page, faults } = await open(SMALL, PHONE);
    await mode(page, 'done');
    const shown = async (): Promise<boolean[]> => [
      await page.locator('.shop.shop-0').isVisible(),
      await page.locator('.shop.shop-1').isVisible(),
    ];
    expect(await shown()).toEqual([true, false]);
    await page.locator('.shop-switch').getByText('als').tap();
    expect(await shown()).toEqual([false, true]);
    const map = page.locator('.shop.shop-1 canvas');
    await map.scrollIntoViewIfNeeded();
    const first = await page.locator('#shopper').inputValue();
    await map.tap({ position: { x: 30, y: 30 } });
    await poll(() => page.locator('#shopper').inputValue()).not.toBe(first);
    await page.locator('.shop-switch input').nth(1).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await shown()).toEqual([true, false]);
    expect(faults).toEqual([]);
    await close(page);
  });
});
