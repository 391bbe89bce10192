/** Start, pause, step and motion of the playground, and what it says meanwhile. */

import { describe, expect, it, vi } from 'vitest';
import { CHROMIUM, PATIENCE } from '../browser.fixture.ts';
import { close, mode, playgroundPages, poll, SMALL, slide } from './pages.fixture.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('the run of the playground (needs Chromium)', () => {
  const open = playgroundPages();

  it('is started, paused, stepped and reset by keyboard alone', async () => {
    const { page, faults } = await open(`${SMALL}&hide=autostart`);
    await mode(page, 'paused');
    expect(await page.locator('.day-told').innerText()).toBe('Day 0 of 4');
    await page.locator('#play').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 1 of 4');
    await mode(page, 'paused');
    await page.keyboard.press('Shift+Tab');
    expect(await page.locator('#play').innerText()).toBe('Go on');
    await page.keyboard.press('Space');
    await mode(page, 'done');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 4 of 4');
    await page.locator('#day').focus();
    await page.keyboard.press('ArrowLeft');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 3 of 4');
    await page.locator('#reset').focus();
    await page.keyboard.press('Enter');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 0 of 4');
    expect(faults).toEqual([]);
    await close(page);
  });

  it('is skipped to its shops and to its controls without losing the setting in the address', async () => {
    const { page } = await open();
    await mode(page, 'done');
    await slide(page, 'drift', 0.8);
    await poll(() => page.url()).toContain('drift=0.8');
    for (const [name, id] of [
      ['To the two shops', 'stage'],
      ['To the controls', 'controls'],
    ] as const) {
      await page.getByRole('link', { name }).focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe(id);
      expect(page.url()).toContain('drift=0.8');
    }
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('policy-0');
    await close(page);
  });

  it('adds up steps that are asked for faster than days pass', async () => {
    const { page } = await open('#seed=steps&shoppers=150&items=150&rounds=9&hide=autostart');
    await mode(page, 'paused');
    await page.evaluate(`for (let i = 0; i < 3; i++) document.querySelector('#step').click()`);
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 3 of 9');
    await mode(page, 'paused');
    await page.waitForTimeout(300);
    expect(await page.locator('.day-told').innerText()).toBe('Day 3 of 9');
    await close(page);
  });

  it('says of what has run only what is true of it, while a control is being moved', async () => {
    const { page } = await open();
    await mode(page, 'done');
    const finding = await page.locator('.finding').innerText();
    const curve = await page.locator('#curve-regret .figure-finding').innerText();
    // All frames until shops have begun anew: what is said beside what has run.
    await page.evaluate(`{
      window.said = new Set();
      const look = () => {
        const words = (of) => document.querySelector(of).textContent;
        if (words('.day-told') === 'Day 4 of 4') {
          window.said.add([words('.finding'), words('#curve-regret .figure-finding'), words('.shop-1 h3'), document.querySelector('#policy-1').value].join(' | '));
          requestAnimationFrame(look);
        }
      };
      look();
    }`);
    await page.locator('#policy-1').selectOption('random');
    await poll(() => page.locator('.shop-1 h3').innerText()).toBe('random');
    const said = await page.evaluate<string[]>('[...window.said]');
    expect(said).toContain([finding, curve, 'als', 'random'].join(' | '));
    for (const words of said) expect(words.split(' | ').slice(0, 3)).toEqual([finding, curve, 'als']);
    await close(page);
  });

  it('pauses while shops run, and goes on to the same end', async () => {
    const { page } = await open('#seed=long&shoppers=150&items=150&rounds=25');
    await page.locator('#play').filter({ hasText: 'Pause' }).click();
    await mode(page, 'paused');
    await page.locator('#play').click();
    await mode(page, 'done');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 25 of 25');
    await close(page);
  });

  it.each([
    ['no-preference', true],
    ['reduce', false],
  ] as const)('moves as the visitor prefers: %s', async (reducedMotion, moves) => {
    const { page, faults } = await open(`${SMALL}&hide=autostart`, { reducedMotion });
    // Every drawing of a map begins with a clean sheet; every frame tells what is in motion.
    await page.evaluate(`{
      window.drawn = 0;
      const clean = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...of) { window.drawn++; return clean.apply(this, of); };
      window.moving = new Set();
      const look = () => {
        for (const { transitionProperty, animationName } of document.getAnimations()) window.moving.add(transitionProperty ?? animationName);
        requestAnimationFrame(look);
      };
      look();
    }`);
    await page.locator('#play').click();
    await mode(page, 'done');
    await page.locator('#knob-drift').focus();
    await page.waitForTimeout(300);
    await page.locator('#play').focus();
    await page.evaluate('window.drawn = 0');
    await page.locator('#play').click();
    await poll(() => page.locator('#play').innerText()).toBe('Pause');
    await poll(() => page.locator('#play').innerText()).toBe('Replay');
    await page.waitForTimeout(500);
    const drawn = await page.evaluate<number>('window.drawn');
    const moving = await page.evaluate<string[]>('[...window.moving]');
    // Played once more: a drawing a day and shop, from day 0 to day 4; in motion, several between two days.
    if (moves) {
      expect(drawn).toBeGreaterThan(12);
      expect(moving).toContain('opacity');
    } else {
      expect(drawn).toBeGreaterThan(4);
      expect(drawn).toBeLessThanOrEqual(10);
      expect(moving).toEqual([]);
      await page.locator('details.editor > summary').click();
      await page.locator('.cm-content').click();
      await page.waitForTimeout(300);
      expect(await page.evaluate('[...window.moving]')).toEqual([]);
    }
    expect(faults).toEqual([]);
    await close(page);
  });
});
