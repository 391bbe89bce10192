/** The page of the playground as a visitor and somebody with bad intentions use it. */

import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { CHROMIUM, PATIENCE } from '../browser.fixture.ts';
import { close, digests, drawn, mode, playgroundPages, poll, SMALL, slide } from './pages.fixture.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

const HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>';

describe.skipIf(CHROMIUM === undefined)('the page of the playground (needs Chromium)', () => {
  const open = playgroundPages();

  it('shows every part of what ran: words, pages, maps, curves, groups', async () => {
    const { page, faults } = await open();
    await mode(page, 'done');
    await poll(() => page.locator('.finding').innerText()).toMatch(/^After 4 days .*\d/);
    expect(await page.locator('.shop').count()).toBe(2);
    expect(await page.locator('.shop-switch').isVisible()).toBe(false);
    for (const shop of await page.locator('.shop').all()) {
      expect(await shop.locator('.card:not(.empty)').count()).toBe(10);
      expect(await shop.locator('.best li').count()).toBe(10);
      expect(await shop.locator('.day').count()).toBe(4);
      expect(await shop.locator('canvas').getAttribute('aria-label')).toMatch(/80 shoppers on day 4/);
    }
    const lines = await drawn(page);
    expect(lines).toHaveLength(12);
    for (const line of lines) expect(line.split(/[ML]/)).toHaveLength(5);
    expect(await page.locator('.groups .dot').count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator('.headline [role="status"].unseen').innerText()).toContain('After 4 days');
    expect(faults).toEqual([]);
    await close(page);
  });

  it('changes its curves when a slider is moved, and keeps what was as dashed lines', async () => {
    const { page, faults } = await open();
    await mode(page, 'done');
    const before = await drawn(page);
    expect(await page.locator('path.ghost').count()).toBe(0);
    await slide(page, 'drift', 0.8);
    await poll(() => page.url()).toContain('drift=0.8');
    await poll(() => page.locator('path.ghost').count()).toBe(12);
    // The old run stands until the slider has come to rest.
    await poll(async () => {
      const now = await drawn(page);
      return now.every((line) => line.split(/[ML]/).length === 5) && String(now) !== String(before);
    }).toBe(true);
    expect(await page.locator('label[for="knob-drift"] + output').innerText()).toBe('80 %');
    expect(faults).toEqual([]);
    await close(page);
  });

  it('says that it is one world, where axes begin, and what another seed came to', async () => {
    const { page, faults } = await open();
    await mode(page, 'done');
    const note = page.locator('.world-note');
    expect(await note.innerText()).toMatch(/^This is one world, of seed “small”/);
    const first = await page.locator('.finding').innerText();
    expect(await page.locator('#curve-variety .unit').innerText()).toMatch(
      /^1 − cosine · axis begins at 0\.\d+$/,
    );
    expect(await page.locator('#curve-regret .unit').innerText()).toBe('regret, utility a place');
    expect(await page.locator('.groups .figure-finding').innerText()).toContain('clearly served worse');
    await note.getByRole('button', { name: 'Try another seed' }).click();
    await poll(() => page.url()).toContain('seed=small+2');
    await poll(() => note.innerText()).toContain(
      `One world, of seed “small 2”. With seed “small” it was: ${first}`,
    );
    await mode(page, 'done');
    expect(faults).toEqual([]);
    await close(page);
  });

  it('points at what a control changes, and says how', async () => {
    const { page } = await open();
    await mode(page, 'done');
    await page.locator('#knob-popularityPull').focus();
    expect(await page.locator('.explain').innerText()).toContain('How much the rest of the page');
    expect(await page.locator('figure.lit').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'curve-alike',
      'curve-gini',
      'curve-sales',
    ]);
    expect(await page.locator('.map.lit').count()).toBe(0);
    await page.locator('#knob-conformity').focus();
    expect(await page.locator('.map.lit').count()).toBe(2);
    await page.locator('#play').focus();
    expect(await page.locator('.lit').count()).toBe(0);
    await close(page);
  });

  it('restores a setting from its link, to the same digest', async () => {
    const { page } = await open();
    await mode(page, 'done');
    const first = await digests(page);
    expect(await page.locator('.digests dt').allTextContents()).toEqual(['shop: item-knn', 'rival: als']);
    await slide(page, 'exploration-0', 0.6);
    await page.locator('#policy-1').selectOption('content-based');
    await poll(() => page.url()).toContain('b=content-based');
    // Both shops have run anew, however fast that was.
    await poll(async () => {
      const now = await digests(page);
      return now.length === 2 && now.every((one, side) => /^[0-9a-f]{64}$/.test(one) && one !== first[side]);
    }).toBe(true);
    const own = await digests(page);
    const again = await open(new URL(page.url()).hash);
    await mode(again.page, 'done');
    expect(await digests(again.page)).toEqual(own);
    expect(await again.page.locator('#policy-1').inputValue()).toBe('content-based');
    expect(again.faults).toEqual([]);
    await close(again.page);
    await close(page);
  });

  it('takes over a link that is opened in the same tab, and waits where it says so', async () => {
    const { page } = await open();
    await mode(page, 'done');
    await page.evaluate(`location.hash = 'seed=other&shoppers=80&items=80&rounds=3&hide=autostart'`);
    await mode(page, 'paused');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 0 of 3');
    expect(await page.locator('path.ghost').count()).toBe(0);
    expect(await page.locator('#seed').inputValue()).toBe('other');
    await page.evaluate(`location.hash = 'lesson=cold-start'`);
    await page.locator('.lesson').waitFor();
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 0 of 12');
    await mode(page, 'paused');
    await close(page);
  });

  it('takes a hostile link for what it is: text', async () => {
    const evil = encodeURIComponent(HOSTILE);
    const { page, faults } = await open(
      `#seed=${evil}&shoppers=1e9&items=80&rounds=-3&a=${evil},9,9&pull=NaN&drift=7&lesson=${evil}&hide=${evil}&${evil}=${evil}`,
    );
    await mode(page, 'done');
    const told = await page.locator('.notices').innerText();
    expect(told).toContain('shoppers');
    expect(told).toContain('drift');
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(await page.locator('#seed').inputValue()).toBe(HOSTILE);
    expect(told).toContain('lesson');
    expect(told).toContain('hide: ');
    expect(faults).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.notices').waitFor({ state: 'hidden' });
    await close(page);
  });

  it('says what is wrong with a scenario, whatever stands in it', async () => {
    const scenario = encodeURIComponent(`extends: playground\n"${HOSTILE.replaceAll('"', '\\"')}": 3\n`);
    const { page, faults } = await open(`${SMALL}&scenario=${scenario}`);
    await mode(page, 'failed');
    await poll(() => page.locator('.faults').innerText()).toContain('onerror');
    expect(await page.locator('.faults img, .faults script').count()).toBe(0);
    expect(faults).toEqual([]);
    await close(page);
  });

  it('says so when a shop cannot be loaded, and tries again', async () => {
    const { page } = await open(SMALL);
    await page.route('**/worker.js', (route) => route.abort());
    await page.reload();
    await mode(page, 'failed');
    expect(await page.locator('.faults').innerText()).toContain('could not be loaded');
    await page.unroute('**/worker.js');
    await page.locator('#play').filter({ hasText: 'Try again' }).click();
    await mode(page, 'done');
    await poll(() => page.locator('.day-told').innerText()).toBe('Day 4 of 4');
    expect(await page.locator('.faults').isVisible()).toBe(false);
    await close(page);
  });

  it('gives the numbers behind a curve, rounded in the table and whole in the file', async () => {
    const { page } = await open();
    await mode(page, 'done');
    const figure = page.locator('#curve-regret');
    await figure.locator('summary').click();
    await poll(() => figure.locator('tbody tr').count()).toBe(4);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      figure.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const rows = (await readFile((await file.path())!, 'utf8')).trim().split('\r\n');
    expect(rows[0]).toBe('day,item-knn,als');
    expect(rows).toHaveLength(5);
    const exact = await figure
      .locator('tbody td.number')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')));
    expect(rows.slice(1).flatMap((row) => row.split(','))).toEqual(exact);
    await close(page);
  });

  it('follows another shopper in both shops, without beginning anew: by button, by number, by map', async () => {
    const { page, faults } = await open();
    await mode(page, 'done');
    const number = page.locator('#shopper');
    const first = await number.inputValue();
    const cards = await page.locator('.shop-0 .cards').innerText();
    await page.getByRole('button', { name: 'The next shopper' }).click();
    await poll(() => number.inputValue()).not.toBe(first);
    await poll(() => page.locator('.shop-0 .cards').innerText()).not.toBe(cards);
    await number.fill('7');
    await number.press('Enter');
    await poll(() => page.url()).toContain('watched=6');
    await number.fill('999');
    await number.press('Enter');
    expect(await number.inputValue()).toBe('7');
    // From there with the arrow keys: to others, whom the page then tells of.
    await page.locator('.shop-0 canvas').focus();
    const walked = new Set([await number.inputValue()]);
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(100);
      walked.add(await number.inputValue());
    }
    expect(walked.size).toBeGreaterThan(1);
    const last = await number.inputValue();
    await poll(() => page.locator('.who [role="status"]').innerText()).toBe(`Shopper ${last} is followed.`);
    expect(await page.locator('.shop-0 canvas').getAttribute('aria-label')).toContain(
      `Shopper ${last} is followed`,
    );
    await mode(page, 'done');
    await poll(() => page.url()).toContain(`watched=${Number(last) - 1}`);
    expect(faults).toEqual([]);
    await close(page);
  });

  it('is light on paper, without what is to be moved, whatever is on the screen', async () => {
    const { page, faults } = await open(SMALL, { colorScheme: 'dark', reducedMotion: 'reduce' });
    await mode(page, 'done');
    /** The colour that most of what is opaque on each map has. */
    const inks = (): Promise<string[]> =>
      page.evaluate(`[...document.querySelectorAll('.map canvas')].map((map) => {
        const paint = new OffscreenCanvas(map.width, map.height).getContext('2d', { willReadFrequently: true });
        paint.drawImage(map, 0, 0);
        const { data } = paint.getImageData(0, 0, map.width, map.height);
        const counts = new Map();
        for (let at = 0; at < data.length; at += 4) {
          const own = [...data.slice(at, at + 3)].join(' ');
          if (data[at + 3] === 255) counts.set(own, (counts.get(own) ?? 0) + 1);
        }
        return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
      })`);
    const body = (): Promise<string> => page.evaluate('getComputedStyle(document.body).color');
    await poll(inks).toEqual(['124 150 253', '236 187 26']);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await body()).toBe('rgb(27, 31, 36)');
    await poll(inks).toEqual(['26 71 187', '200 128 6']);
    for (const gone of ['.side', '.transport', '.lessons', '.actions', '#another-seed'])
      expect([gone, await page.locator(gone).isVisible()]).toEqual([gone, false]);
    for (const kept of ['.finding', '.card', '.map', '.curve .line path', '.figure-finding'])
      expect([kept, await page.locator(kept).first().isVisible()]).toEqual([kept, true]);
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await body()).toBe('rgb(232, 234, 237)');
    await poll(inks).toEqual(['124 150 253', '236 187 26']);
    expect(faults).toEqual([]);
    await close(page);
  });
});
