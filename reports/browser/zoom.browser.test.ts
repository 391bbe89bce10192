import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, drawAll, launch, type Opened, openFile, PATIENCE } from '../browser.fixture.ts';
import { writePages } from '../page/chart-files.node.ts';
import { figuresFixture } from '../study/data-figures.fixture.ts';
import { studySite } from '../study/page.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

const SCATTER = 'accuracy-coverage-exclude';

describe.skipIf(CHROMIUM === undefined)('looking closer at a chart in a browser (needs Chromium)', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-zoom-'));
    browser = await launch();
    const options = { modes: ['exclude' as const], searched: ['als'], figures: figuresFixture() };
    await writePages(folder, studySite(studyView(studyFixture(options))));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (
    file: string,
    chart: string,
    context: Parameters<typeof openFile>[2] = {},
  ): Promise<Opened & { figure: Locator }> => {
    const opened = await openFile(browser, join(folder, file), context);
    const figure = opened.page.locator(`#${chart}`);
    await figure.scrollIntoViewIfNeeded();
    await expect.poll(() => figure.getAttribute('data-state'), { timeout: PATIENCE }).toBe('drawn');
    return { ...opened, figure };
  };
  /** What the axes say, from the lowest. */
  const ticksOf = async (figure: Locator): Promise<{ x: number[]; y: number[] }> => {
    const groups = await figure.locator('.role-axis-label').all();
    const labels = await Promise.all(groups.map((group) => group.locator('text').allTextContents()));
    // Ticks that come and go stand in no order.
    const sorted = (texts: readonly string[]) =>
      texts
        .filter((text) => text !== '')
        .map((text) => Number.parseFloat(text.replace(/,/g, '')))
        .sort((a, b) => a - b);
    return { x: sorted(labels.at(-2)!), y: sorted(labels.at(-1)!) };
  };
  /** Where each mark is, and each word. */
  const pictureOf = async (page: Page, chart: string): Promise<string[]> =>
    (
      (await page.evaluate(
        `[...document.querySelectorAll('#${chart} svg path, #${chart} svg text, #${chart} svg line')].map((one) => [one.tagName, one.getAttribute('d'), one.getAttribute('transform'), one.textContent, getComputedStyle(one).opacity].join(' '))`,
      )) as string[]
    ).sort();
  const plotOf = async (figure: Locator) =>
    (await figure.locator('.root > g > path.background').boundingBox())!;
  const zoomButton = (figure: Locator) => figure.getByRole('button', { name: 'Zoom', exact: true });
  const settled = (page: Page) => page.waitForTimeout(400);

  it('shows the frame that is drawn, says that it is a part, and shows the whole again on a double click', async () => {
    const { page, faults, figure } = await open('tradeoffs.html', SCATTER);
    const whole = await ticksOf(figure);
    const before = await pictureOf(page, SCATTER);
    await zoomButton(figure).click();
    const plot = await plotOf(figure);
    await page.mouse.move(plot.x + plot.width * 0.25, plot.y + plot.height * 0.25);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.5, plot.y + plot.height * 0.5, { steps: 3 });
    expect(await figure.locator('.frame').count()).toBe(1);
    await page.mouse.up();
    expect(await figure.locator('.frame').count()).toBe(0);
    const closer = await ticksOf(figure);
    const span = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    for (const axis of ['x', 'y'] as const) {
      expect(closer[axis]).not.toEqual(whole[axis]);
      expect(span(closer[axis])).toBeLessThan(span(whole[axis]) / 2);
      // Ticks that lie closer are told apart.
      expect(new Set(closer[axis]).size).toBe(closer[axis].length);
    }
    expect(await figure.getByRole('status').textContent()).toContain('A part of the chart is shown.');
    await settled(page);
    expect(await page.evaluate('location.hash')).toMatch(
      new RegExp(`^#zoom=${SCATTER}~x~[\\d.]+~[\\d.]+~y~[\\d.]+~[\\d.]+$`),
    );
    await page.mouse.dblclick(plot.x + 20, plot.y + 20);
    expect(await ticksOf(figure)).toEqual(whole);
    expect(await pictureOf(page, SCATTER)).toEqual(before);
    await settled(page);
    expect(await page.evaluate('location.hash')).toBe('');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('leaves the wheel to the page without Ctrl, and all of it before it is asked for', async () => {
    const { page, faults, figure } = await open('tradeoffs.html', SCATTER);
    const whole = await ticksOf(figure);
    const over = async () => {
      const plot = await plotOf(figure);
      await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    };
    const top = () => page.evaluate('scrollY') as Promise<number>;
    const turn = async (by: number) => {
      const from = await top();
      await page.mouse.wheel(0, by);
      await expect.poll(top, { timeout: PATIENCE }).not.toBe(from);
    };
    await page.evaluate('scrollTo(0, 60)');
    await over();
    await turn(-40);
    expect(await ticksOf(figure)).toEqual(whole);
    await zoomButton(figure).click();
    await over();
    await turn(40);
    expect(await ticksOf(figure)).toEqual(whole);
    await over();
    const still = await top();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await expect.poll(() => ticksOf(figure), { timeout: PATIENCE }).not.toEqual(whole);
    for (let i = 0; i < 5; i++) await page.mouse.wheel(0, 200);
    await expect.poll(() => ticksOf(figure), { timeout: PATIENCE }).toEqual(whole);
    await page.keyboard.up('Control');
    expect(await top()).toBe(still);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is done by keys and buttons alone, and stopped by Escape', async () => {
    const { page, faults, figure } = await open('training.html', 'search-trials');
    const whole = await ticksOf(figure);
    await zoomButton(figure).focus();
    await page.keyboard.press('Enter');
    expect(await zoomButton(figure).getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Zoom in');
    await page.keyboard.press('Space');
    const closer = await ticksOf(figure);
    expect(closer).not.toEqual(whole);
    await figure.locator('.chart').focus();
    await page.keyboard.press('ArrowRight');
    const moved = await ticksOf(figure);
    expect(moved.x).not.toEqual(closer.x);
    // At the end of the axis there is nowhere to go.
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
    const end = await ticksOf(figure);
    await page.keyboard.press('ArrowRight');
    expect(await ticksOf(figure)).toEqual(end);
    await page.keyboard.press('0');
    expect(await ticksOf(figure)).toEqual(whole);
    expect(await figure.getByRole('button', { name: 'Zoom out' }).isDisabled()).toBe(true);
    await page.keyboard.press('+');
    expect(await ticksOf(figure)).not.toEqual(whole);
    await page.keyboard.press('Escape');
    expect(await ticksOf(figure)).toEqual(whole);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Zoom');
    expect(await figure.getByRole('button', { name: 'Zoom in' }).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is restored from the address, kept within the chart, and left out where there is no such chart', async () => {
    const hash = `#zoom=${SCATTER}~x~0.2~99,nothing~y~0~1,${SCATTER}~x~3~2`;
    const { page, faults, figure } = await open('tradeoffs.html', SCATTER, { hash });
    const told = page.locator('#notices');
    await expect.poll(() => told.textContent(), { timeout: PATIENCE }).toContain('lies beyond the chart');
    await settled(page);
    expect(await page.evaluate('location.hash')).toMatch(
      /^#zoom=accuracy-coverage-exclude~x~0\.2~[01]\.\d+$/,
    );
    expect(await figure.getByRole('status').textContent()).toContain('A part of the chart is shown.');
    const part = await ticksOf(figure);
    await page.reload();
    await figure.scrollIntoViewIfNeeded();
    await expect.poll(() => figure.getAttribute('data-state'), { timeout: PATIENCE }).toBe('drawn');
    expect(await ticksOf(figure)).toEqual(part);
    expect(await told.textContent()).toBe('');
    await page.getByRole('link', { name: 'Accuracy', exact: true }).click();
    await page.waitForURL(/accuracy\.html$/);
    await page.goto(`${page.url()}#zoom=${SCATTER}~x~0.2~0.3`);
    expect(await told.textContent()).toContain(`There is no chart \u201c${SCATTER}\u201d to look closer at`);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is whole on paper, and a part again after it', async () => {
    const { page, faults, figure } = await open('tradeoffs.html', SCATTER);
    const whole = await ticksOf(figure);
    await zoomButton(figure).click();
    await figure.getByRole('button', { name: 'Zoom in' }).click();
    const part = await ticksOf(figure);
    await page.evaluate(
      `addEventListener('beforeprint', () => { globalThis.onPaper = [...document.querySelectorAll('#${SCATTER} .role-axis-label')].map((group) => [...group.querySelectorAll('text')].map((text) => text.textContent)); })`,
    );
    await page.pdf();
    const onPaper = (await page.evaluate('globalThis.onPaper')) as string[][];
    expect(onPaper.at(-1)!.map(Number).sort()).toEqual(whole.y);
    expect(await ticksOf(figure)).toEqual(part);
    await page.emulateMedia({ media: 'print' });
    expect(await zoomButton(figure).isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('lets two fingers zoom the page, and one scroll it until a frame is asked for', async () => {
    const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
    const { page, faults, figure } = await open('tradeoffs.html', SCATTER, phone);
    const action = () =>
      page.evaluate(`getComputedStyle(document.querySelector('#${SCATTER} .chart')).touchAction`);
    expect(await action()).toBe('auto');
    await zoomButton(figure).tap();
    expect(await action()).toBe('pinch-zoom');
    expect(await figure.getByRole('status').textContent()).toContain('one finger');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

    const devtools = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...ends: readonly (readonly [number, number])[]
    ) =>
      devtools.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: ends.map(([x, y], id) => ({ x, y, id })),
      });
    const scale = () => page.evaluate('visualViewport.scale') as Promise<number>;
    const hash = () => page.evaluate('location.hash');
    const whole = await ticksOf(figure);
    await figure.locator('.chart').scrollIntoViewIfNeeded();
    const plot = await plotOf(figure);
    const at = (x: number, y: number) => [plot.x + plot.width * x, plot.y + plot.height * y] as const;
    // Fingers that come down at once, whether the browser takes them for a pinch or not, are no frame.
    await touch('touchStart', at(0.4, 0.4), at(0.6, 0.6));
    for (let i = 1; i <= 4; i++)
      await touch('touchMove', at(0.4 - 0.05 * i, 0.4 - 0.05 * i), at(0.6 + 0.05 * i, 0.6 + 0.05 * i));
    await touch('touchEnd');
    await settled(page);
    expect([await figure.locator('.frame').count(), await hash()]).toEqual([0, '']);
    expect(await ticksOf(figure)).toEqual(whole);
    expect(await scale()).toBeGreaterThan(1.2);
    expect(faults).toEqual([]);
    await page.close();

    const other = await open('tradeoffs.html', SCATTER, phone);
    await zoomButton(other.figure).tap();
    await other.figure.locator('.chart').scrollIntoViewIfNeeded();
    const second = await other.page.context().newCDPSession(other.page);
    const box = await plotOf(other.figure);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    // A gesture of which the page gets every move, for no browser part takes it: still two fingers.
    await second.send('Input.synthesizePinchGesture', {
      ...middle,
      scaleFactor: 2,
      relativeSpeed: 400,
      gestureSourceType: 'touch',
    });
    await settled(other.page);
    expect(await other.page.evaluate('location.hash')).toBe('');
    // One finger draws a frame.
    const one = (type: 'touchStart' | 'touchMove' | 'touchEnd', part?: number) =>
      second.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          part === undefined ? [] : [{ x: box.x + box.width * part, y: box.y + box.height * part, id: 0 }],
      });
    await one('touchStart', 0.2);
    for (const part of [0.3, 0.4, 0.5, 0.6]) await one('touchMove', part);
    expect(await other.figure.locator('.frame').count()).toBe(1);
    await one('touchEnd');
    await expect.poll(() => other.page.evaluate('location.hash')).toMatch(/^#zoom=/);
    expect(await other.page.evaluate('visualViewport.scale')).toBe(1);
    expect(other.faults).toEqual([]);
    await other.page.close();
  });

  it('works on logarithms and days', async () => {
    const { page, faults } = await open('data.html', 'data-popularity');
    await drawAll(page);
    const figures = page.locator('figure:not([hidden]):has(.zoom)');
    const names = await Promise.all(
      (await figures.all()).map(async (one) => (await one.getAttribute('id')) ?? ''),
    );
    expect(names).toEqual(expect.arrayContaining(['data-popularity', 'data-days-visits']));
    for (const name of names) {
      const figure = page.locator(`#${name}`);
      const whole = await ticksOf(figure);
      await zoomButton(figure).click();
      await figure.getByRole('button', { name: 'Zoom in' }).click();
      await figure.getByRole('button', { name: 'Zoom in' }).click();
      expect(await ticksOf(figure), name).not.toEqual(whole);
      await figure.getByRole('button', { name: 'Whole chart' }).click();
      expect(await ticksOf(figure), name).toEqual(whole);
    }
    expect(faults).toEqual([]);
    await page.close();
  });
});
