/** Lessons of the playground, and the links of teachers. */

import { describe, expect, it, vi } from 'vitest';
import { CHROMIUM, PATIENCE } from '../browser.fixture.ts';
import { LESSONS } from './lessons/registry.ts';
import { close, mode, playgroundPages, poll, SMALL } from './pages.fixture.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE });

describe.skipIf(CHROMIUM === undefined)('lessons and links of the playground (needs Chromium)', () => {
  const open = playgroundPages();

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
});
