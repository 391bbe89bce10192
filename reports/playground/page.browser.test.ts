/** The page of the playground as a visitor, a teacher and somebody with bad intentions use it. */

import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, faultsOf, launch, PATIENCE } from '../browser.fixture.ts';
import { LESSONS } from './lessons/registry.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

const SCRIPT = fileURLToPath(new URL('../../scripts/build-playground.mjs', import.meta.url));
const SMALL = '#seed=small&shoppers=80&items=80&rounds=4';
/** Other tests use every core. */
const poll = <T>(of: () => Promise<T> | T) => expect.poll(of, { timeout: PATIENCE });
const HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>';

describe.skipIf(CHROMIUM === undefined)('the page of the playground (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-page-'));
    const { buildPlayground } = (await import(SCRIPT)) as { buildPlayground(out: string): Promise<unknown> };
    await buildPlayground(join(folder, 'site'));
    const kinds: Record<string, string> = {
      '.html': 'text/html',
      '.js': 'text/javascript',
      '.css': 'text/css',
    };
    server = createServer((request, response) => {
      const name = new URL(request.url!, 'http://here').pathname.slice(1) || 'index.html';
      response.setHeader('content-type', `${kinds[extname(name)]}; charset=utf-8`);
      response.end(readFileSync(join(folder, 'site', name)));
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(
    hash = SMALL,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; faults: string[] }> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const faults = faultsOf(page, address);
    await page.goto(`${address}${hash}`);
    return { page, faults };
  }
  const mode = (page: Page, name: string): Promise<void> =>
    page.locator(`html[data-mode="${name}"]`).waitFor({ state: 'attached' });
  const close = (page: Page): Promise<void> => page.context().close();
  /** What the curves draw, by curve. */
  const drawn = (page: Page): Promise<string[]> =>
    page
      .locator('.curve .line path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
  async function digests(page: Page): Promise<string[]> {
    await page.getByRole('button', { name: 'Command line' }).click();
    // What writes the files is loaded when it is first asked for.
    await page.locator('.digests dd').first().waitFor();
    const found = await page.locator('.digests dd').allInnerTexts();
    await page.keyboard.press('Escape');
    return found;
  }
  /** The nth slider of the world, moved as by hand. */
  const slide = (page: Page, id: string, value: number): Promise<void> =>
    page.locator(`#knob-${id}`).fill(String(value));

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
    await page.goto(`${address}${SMALL}`);
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

  it('tries a lesson again whose experiment could not be run', async () => {
    const { page } = await open('#lesson=popularity-bias');
    await mode(page, 'paused');
    await page.route('**/worker.js', (route) => route.abort());
    await page.getByRole('button', { name: 'Skip the guess' }).click();
    await page.locator('.experiment[data-state="failed"]').waitFor();
    expect(await page.locator('.experiment').innerText()).toContain('The experiment could not be run');
    await page.unroute('**/worker.js');
    await page.locator('.experiment').getByRole('button', { name: 'Try again' }).click();
    await page.locator('.experiment[data-state="done"]').waitFor();
    await close(page);
  });

  it('makes a teacher’s link that leaves controls out', async () => {
    const { page } = await open();
    await mode(page, 'done');
    await page.getByRole('button', { name: 'For a class' }).click();
    for (const label of ['Diversity', 'The lessons', 'The map of tastes', 'Starting by itself'])
      await page.getByLabel(label, { exact: true }).check();
    const link = await page.locator('dialog[open] .link-field').inputValue();
    expect(await page.locator('dialog[open] .link-row a').getAttribute('href')).toBe(link);
    const { page: taught, faults } = await open(new URL(link).hash);
    await mode(taught, 'paused');
    for (const hidden of ['#knob-diversity-0', '#knob-diversity-1', '#lessons', '.map'])
      expect([hidden, await taught.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
    for (const shown of ['#knob-drift', '#policy-0', '.curve'])
      expect([shown, await taught.locator(shown).first().isVisible()]).toEqual([shown, true]);
    expect(faults).toEqual([]);
    await close(taught);
    await close(page);
  });

  it('leaves no empty place and no instruction that cannot be followed where a teacher hides what it is about', async () => {
    const own = ['exploration', 'diversity', 'kept'].map((id) => `&hide=${id}`).join('');
    const { page: some } = await open(`${SMALL}&hide=policy${own}`);
    await mode(some, 'done');
    expect(await some.locator('.shop-box').first().isVisible()).toBe(false);
    expect(await some.locator('.world').isVisible()).toBe(true);
    expect(await some.locator('.caption').innerText()).toContain('move one slider');
    await close(some);
    const all = ['policy', 'popularityPull', 'conformity', 'drift', 'fraud', 'rounds', 'more']
      .map((id) => `&hide=${id}`)
      .join('');
    const { page: none } = await open(`${SMALL}${own}${all}`);
    await mode(none, 'done');
    expect(await none.locator('.side').isVisible()).toBe(false);
    expect(await none.locator('.lead').innerText()).not.toContain('Move a slider');
    expect(await none.locator('.caption').innerText()).toBe('');
    await close(none);
    // A lesson alone leads nowhere else.
    const { page: lesson } = await open('#lesson=cold-start&hide=lessons');
    await lesson.locator('.lesson').waitFor();
    expect(await lesson.getByRole('button', { name: 'Close the lesson' }).count()).toBe(0);
    await lesson.getByRole('button', { name: 'Skip the guess' }).click();
    await lesson.locator('.experiment[data-state="done"]').waitFor();
    expect(await lesson.locator('.after li').count()).toBe(2);
    await close(lesson);
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

  it('asks for a guess, runs the experiment of a lesson, and answers from it', async () => {
    const lesson = LESSONS.find(({ id }) => id === 'popularity-bias')!;
    const { page, faults } = await open();
    await page.getByRole('button', { name: lesson.title }).click();
    const box = page.locator('.lesson');
    await poll(() => box.locator('h2').innerText()).toBe(lesson.question);
    await mode(page, 'paused');
    expect(page.url()).toContain('lesson=popularity-bias');
    expect(await box.locator('.answer').count()).toBe(0);
    expect(await box.getByRole('button', { name: 'Run the experiment' }).isDisabled()).toBe(true);
    await box.getByText(lesson.choices[2]!.label).click();
    await box.getByRole('button', { name: 'Run the experiment' }).click();
    await page.locator('.experiment[data-state="done"]').waitFor();
    expect(await box.locator('.verdict').innerText()).toContain(lesson.choices[2]!.label);
    expect(await box.locator('.answer .short').innerText()).toMatch(/Gini index of 0\.\d+/);
    expect(await page.locator('#lesson > [role="status"]').innerText()).toBe(
      `${await box.locator('.verdict').innerText()} ${await box.locator('.answer .short').innerText()}`,
    );
    // An oracle misses nothing, so that axis begins at 0.
    expect(
      (await box.locator('.strip-figure .tick').allInnerTexts()).filter((tick) => /^−/.test(tick)),
    ).toEqual([]);
    expect(await box.locator('.world-dot').count()).toBe(2 * lesson.arms.length * lesson.seeds.length);
    await box.getByRole('button', { name: lesson.next[0]!.label }).click();
    await poll(() => page.url()).toContain('a=popularity,0.35,0');
    // Who comes back finds the answer, and shops that run.
    await page.getByRole('button', { name: 'Cold start' }).click();
    await poll(() => box.locator('h2').innerText()).not.toBe(lesson.question);
    await page.getByRole('button', { name: lesson.title }).click();
    await box.locator('.answer').waitFor();
    await mode(page, 'done');
    await box.getByRole('button', { name: 'Close the lesson' }).click();
    await poll(() => page.locator('.lesson').count()).toBe(0);
    expect(faults).toEqual([]);
    await close(page);
  });

  it('opens the lesson of a link in its own world, and lets the guess be skipped', async () => {
    const { page } = await open('#lesson=exploration');
    await expect
      .poll(() => page.locator('.lesson h2').innerText())
      .toBe('What does it cost to try things out?');
    await mode(page, 'paused');
    expect(page.url()).not.toContain('shoppers=500');
    expect(await page.locator('#knob-exploration-1').inputValue()).toBe('0.3');
    await page.getByRole('button', { name: 'Skip the guess' }).click();
    await page.locator('.experiment').waitFor();
    await close(page);
  });

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
    expect(page.url()).toContain(`watched=${Number(last) - 1}`);
    expect(faults).toEqual([]);
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
