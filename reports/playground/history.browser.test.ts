/** Back and Forward in the playground, and what browsers ask of pages that write their address. */

import { describe, expect, it, vi } from 'vitest';
import { CHROMIUM, PATIENCE } from '../browser.fixture.ts';
import { close, mode, playgroundPages, poll, SMALL, slide } from './pages.fixture.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

/** As Safari: 100 writings of the address in 30 s, then a SecurityError. */
const SAFARI = `{
  const times = [];
  for (const name of ['pushState', 'replaceState']) {
    const own = history[name].bind(history);
    history[name] = (...all) => {
      const now = performance.now();
      times.push(now);
      if (times.filter((at) => at > now - 30000).length > 100) throw new DOMException('too often', 'SecurityError');
      own(...all);
    };
  }
}`;

describe.skipIf(CHROMIUM === undefined)('the history of the playground (needs Chromium)', () => {
  const open = playgroundPages();

  it('goes back from a lesson to the shops that a visitor had set, and forward to the lesson as it was left', async () => {
    const { page, faults } = await open(`${SMALL}&lesson=`);
    await mode(page, 'done');
    await slide(page, 'diversity-0', 0.7);
    await page.locator('#policy-1').selectOption('random');
    await mode(page, 'done');
    const box = page.locator('.lesson h2');
    await page.getByRole('button', { name: 'Cold start' }).click();
    await box.waitFor();
    const cold = await box.innerText();
    await page.locator('#policy-0').selectOption('popularity');
    await page.getByRole('button', { name: 'Privacy' }).click();
    await poll(() => box.innerText()).not.toBe(cold);

    await page.goBack();
    await poll(() => box.innerText()).toBe(cold);
    await poll(() => page.locator('#policy-0').inputValue()).toBe('popularity');
    await page.goBack();
    await poll(() => box.count()).toBe(0);
    await poll(() => page.locator('#policy-1').inputValue()).toBe('random');
    expect(await page.locator('#knob-diversity-0').inputValue()).toBe('0.7');
    await mode(page, 'done');
    expect(await page.locator('.curve .line path').count()).toBeGreaterThan(0);
    await page.goForward();
    await poll(() => box.innerText()).toBe(cold);
    await poll(() => page.locator('#policy-0').inputValue()).toBe('popularity');
    expect(faults).toEqual([]);
    await close(page);
  });

  it('goes back from a scenario of one’s own', async () => {
    const { page, faults } = await open();
    await mode(page, 'done');
    await page.locator('.editor summary').click();
    await page.getByRole('button', { name: 'Use it in the playground' }).click();
    await poll(() => page.url()).toContain('scenario=');
    await page.goBack();
    await poll(() => page.getByRole('button', { name: 'Back to the built-in shop' }).isVisible()).toBe(false);
    await mode(page, 'done');
    expect(page.url()).not.toContain('scenario=');
    expect(faults).toEqual([]);
    await close(page);
  });

  it('writes its address seldom enough for any browser while a slider is dragged, and the last of it', async () => {
    const { page, faults } = await open();
    await mode(page, 'done');
    await page.evaluate(SAFARI);
    await page.evaluate(`{
      const slider = document.getElementById('knob-drift');
      for (let i = 1; i <= 300; i++) {
        slider.value = String((i % 100) / 100);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      }
      slider.value = '0.3';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }`);
    await poll(() => page.url()).toContain('drift=0.3');
    await mode(page, 'done');
    expect(faults).toEqual([]);
    await close(page);
  });
});
