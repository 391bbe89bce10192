import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { abReport } from './ab/ab.ts';
import { AB } from './ab/ab-record.fixture.ts';
import { CHROMIUM, drawAll, drawings, launch, openFile, PATIENCE } from './browser.fixture.ts';
import { crowdedWords } from './crowding.fixture.ts';
import { MORE } from './loops/loop-summary.fixture.ts';
import { loopSite } from './loops/page.ts';
import { openBanditReport } from './off-policy/open-bandit.ts';
import { RECORD as BANDIT } from './off-policy/open-bandit-record.fixture.ts';
import { writePages } from './page/chart-files.node.ts';
import { sectionedSite } from './page/sections.ts';
import type { Site } from './page/site.ts';
import { readingSite } from './reading/page.ts';
import { RECORD as READING } from './reading/reading-record.fixture.ts';
import { scalingSite } from './scaling/page.ts';
import { file as SCALING, records as SCALING_RECORDS } from './scaling/scaling-records.fixture.ts';
import { scalingView } from './scaling/view.ts';
import { studiesIndex } from './studies-index/studies-index.ts';
import { studySite } from './study/page.ts';
import { studyFixture } from './study/study-records.fixture.ts';
import { studyView } from './study/study-view.ts';
import { PAGE_THEME } from './theme.ts';
import { throughputSite } from './throughput/page.ts';
import { FILE, RECORDS } from './throughput/throughput-records.fixture.ts';
import { throughputView } from './throughput/view.ts';

vi.setConfig({ testTimeout: 3 * PATIENCE, hookTimeout: PATIENCE });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const runs = { done: 3, failed: 1, missing: 2 };
const made = { at: '2026-11-30T12:00:00.000Z', by: 'record', commits: ['0a1b2c3d4e'] } as const;
const entry = {
  title: 'A <study>',
  kind: 'fits on folds',
  data: 'Made up',
  finding: 'als leads',
  runs,
  made,
};
const SITES: Readonly<Record<string, () => Site>> = {
  'a study': () =>
    studySite(
      studyView(
        studyFixture({
          ...{ audited: true, failing: ['user-knn'], traces: { als: ['loss'] }, searched: ['als'] },
          families: { als: 'factors', 'item-knn': 'neighbours' },
        }),
      ),
    ),
  'classes of examples': () =>
    studySite(
      studyView(
        studyFixture({
          classes: ['no', 'yes'],
          labels: ['als', 'bpr'],
          drift: ['a', 'b'],
          modes: ['include'],
        }),
      ),
    ),
  'closed loops': () => loopSite(MORE, []),
  'an A/B test': () => sectionedSite(abReport(AB, PAGE_THEME)),
  'off-policy estimates': () => sectionedSite(openBanditReport(BANDIT, PAGE_THEME)),
  'a scaling study': () => scalingSite(scalingView(SCALING, SCALING_RECORDS)),
  'a benchmark': () => throughputSite(throughputView(FILE, RECORDS)),
  'a reading': () => readingSite(READING),
  'an index of studies': () =>
    studiesIndex(
      [{ folder: 'a"<b>/c', ...entry }],
      [{ folder: 'broken', kind: 'study', state: 'not complete', reason: 'summary.json is missing' }],
      new Map(),
      ['1 link not followed'],
    ),
};

/** What axe finds that is serious or critical, in words. */
async function seriousFaults(page: Page): Promise<string[]> {
  const found = (await page.evaluate(
    `axe.run({ exclude: [['.chart svg > g']] }, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 160) + ' | ' + failureSummary.slice(0, 200)) })))`,
  )) as { id: string; impact: string; help: string; where: string[] }[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, where }) => `${id}: ${help}\n  ${where.join('\n  ')}`);
}

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

describe.skipIf(CHROMIUM === undefined)('pages in a browser (needs Chromium)', () => {
  let browser: Browser;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'shoplab-pages-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });

  it.each(Object.keys(SITES))(
    'of %s draw every chart, ask for nothing, fit a phone, no word stands over another, and axe finds nothing serious',
    async (kind) => {
      const folder = await mkdtemp(join(root, 'site-'));
      const site = SITES[kind]!();
      await writePages(folder, site);
      for (const { file } of site.pages) {
        const text = await readFile(join(folder, file), 'utf8');
        for (const [, address] of text.matchAll(/\s(?:href|src|action|data)="([^"]*)"/g))
          expect(address, file).not.toMatch(/^(\w+:|\/\/|\/)/);
        const { page, faults } = await openFile(browser, join(folder, file), { bypassCSP: true });
        await page.addScriptTag({ content: axe });
        for (const { colorScheme, viewport } of LOOKS) {
          const where = `${file}, ${colorScheme}`;
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          // What is drawn for another width is drawn again when the page has learnt of it.
          await page.evaluate('new Promise((told) => requestAnimationFrame(() => setTimeout(told)))');
          await drawAll(page);
          const [all, good] = await drawings(page);
          expect(good, where).toBe(all);
          expect(await seriousFaults(page), where).toEqual([]);
          expect(await crowdedWords(page), where).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth'), where).toBe(viewport.width);
        }
        expect(faults, file).toEqual([]);
        await page.close();
      }
    },
  );

  it('of an index of studies let a phone read every column without scrolling sideways', async () => {
    const folder = await mkdtemp(join(root, 'phone-'));
    await writePages(folder, SITES['an index of studies']!());
    const { page, faults } = await openFile(browser, join(folder, 'index.html'), {
      viewport: { width: 390, height: 844 },
    });
    const cells = page.locator('table.studies tbody th, table.studies tbody td');
    expect(await cells.count()).toBe(6);
    for (const cell of await cells.all()) {
      const box = (await cell.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
      // Wide enough for a sentence.
      expect(box.width).toBeGreaterThan(300);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it('would not pass with a picture that has no words, or with words that are hard to see', async () => {
    const folder = await mkdtemp(join(root, 'bad-'));
    await writePages(folder, SITES['an index of studies']!());
    const { page } = await openFile(browser, join(folder, 'index.html'), { bypassCSP: true });
    await page.addScriptTag({ content: axe });
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="data:,"><p style="color:#ccc">pale</p>')`,
    );
    const found = await seriousFaults(page);
    expect(found.map((text) => text.split(':')[0])).toEqual(
      expect.arrayContaining(['image-alt', 'color-contrast']),
    );
    await page.close();
  });

  it('are reached by the keyboard alone: past the navigation, through the choices, to every link', async () => {
    const folder = await mkdtemp(join(root, 'keyboard-'));
    await writePages(folder, SITES['a study']!());
    const { page, faults } = await openFile(browser, join(folder, 'accuracy.html'));
    const focused = () =>
      page.evaluate(
        `(() => { const e = document.activeElement; return e.textContent.trim() || e.value || e.tagName; })()`,
      ) as Promise<string>;
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    expect(
      await page.evaluate(`document.querySelector('.skip').getBoundingClientRect().top`),
    ).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
    await page.goto(page.url().replace(/#.*/, ''));
    const order: string[] = [];
    for (let i = 0; i < 26; i++) {
      await page.keyboard.press('Tab');
      order.push(await focused());
      // Whatever has the focus shows it.
      expect(await page.evaluate('document.activeElement.matches(":focus-visible")')).toBe(true);
    }
    const places = ['Accuracy', 'Fairness', 'Method', 'exclude', 'Algorithms: all 7'].map((text) =>
      order.indexOf(text),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    await page.locator('input[name="repeats"]').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('location.hash')).toBe('#repeats=include');
    await page.locator('.picker summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.evaluate('location.hash')).toMatch(/families=|without=/);
    await page.keyboard.press('Escape');
    expect(await focused()).toMatch(/^Algorithms: \d of 7$/);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('are printed whole, in light, with every chart drawn', async () => {
    const folder = await mkdtemp(join(root, 'print-'));
    await writePages(folder, SITES['a study']!());
    const { page, faults } = await openFile(browser, join(folder, 'fairness.html'), { colorScheme: 'dark' });
    // As the browser does before it lays out the paper, and without a word from this test.
    await page.evaluate(
      `addEventListener('afterprint', () => { globalThis.drawnOnPaper = [...document.querySelectorAll('figure:not([hidden])')].map((figure) => figure.querySelectorAll('.chart svg').length); })`,
    );
    const before = await page.locator('figure:not([hidden]):not([data-state="drawn"])').count();
    expect(before).toBeGreaterThan(0);
    const pdf = await page.pdf({ printBackground: true });
    expect(pdf.length).toBeGreaterThan(30_000);
    const drawn = (await page.evaluate('globalThis.drawnOnPaper')) as number[];
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.every((count) => count > 0)).toBe(true);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    // No drawing is higher than what is left of a sheet of A4 between margins of 14 mm.
    const heights = (await page.evaluate(
      `[...document.querySelectorAll('figure:not([hidden]) .chart svg')].map((svg) => svg.getBoundingClientRect().height)`,
    )) as number[];
    expect(Math.max(...heights)).toBeLessThan(((297 - 28) / 25.4) * 96);
    expect(faults).toEqual([]);
    await page.close();
  });
});
