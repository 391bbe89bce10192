import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shoplab } from '../../../cli/spawn-cli.fixture.ts';
import { shippedTexts } from '../../../simulator/scenario/load-scenario.node.ts';
import { CHROMIUM, faultsOf, launch, PATIENCE } from '../../browser.fixture.ts';
import { cssVariables, DARK, LIGHT } from '../../theme.ts';
import { type Held, heldWhile } from '../main-thread.fixture.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: PATIENCE, expect: { poll: { timeout: PATIENCE } } });

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const START = 'extends: tiny\ntitle: My shop\ndays: 2\nshoppers: { count: 40 }\n';

/** A page with nothing but the editor, loaded when it is opened, as in the playground. */
const HARNESS = `
  const { mountEditor } = await import('./reports/playground/page/editor/mount.ts');
  window.used = [];
  window.editor = mountEditor(document.querySelector('main'), {
    text: new URLSearchParams(location.search).get('text') ?? ${JSON.stringify(START)},
    onUse: (text) => window.used.push(text ?? null),
  });`;

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Editor</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="harness.css"><script type="module" src="harness.js"></script></head><body><main><h1>Editor</h1></main></body></html>`;

const CSS = `:root { color-scheme: light dark; ${cssVariables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${cssVariables(DARK)} } }
body { margin: 12px; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }`;

interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[];
}

describe.skipIf(CHROMIUM === undefined)('the editor in a browser (needs Chromium)', () => {
  let browser: Browser;
  let server: Server;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-editor-'));
    const playground: {
      CONTENT_SECURITY_POLICY: string;
      readonly FOR_THE_PAGE: BuildOptions;
      buildPlayground(out: string): Promise<unknown>;
    } = await import(join(ROOT, 'scripts/build-playground.mjs'));
    await playground.buildPlayground(join(folder, 'playground'));
    await build({
      stdin: { contents: HARNESS, resolveDir: ROOT, sourcefile: 'harness.ts', loader: 'ts' },
      ...playground.FOR_THE_PAGE,
      ...{ splitting: true, format: 'esm', outdir: folder, entryNames: 'harness' },
    });
    await copyFile(join(folder, 'playground/worker.js'), join(folder, 'worker.js'));
    await writeFile(join(folder, 'harness.css'), CSS);
    const kinds: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
    server = createServer((request, response) => {
      const name = new URL(request.url!, 'http://here').pathname.slice(1);
      const body = name === '' ? PAGE : readFileSync(join(folder, name));
      response.setHeader('content-type', `${kinds[extname(name)] ?? 'text/html'}; charset=utf-8`);
      response.setHeader('content-security-policy', playground.CONTENT_SECURITY_POLICY);
      response.end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(text?: string, look: 'light' | 'dark' | 'phone' = 'light'): Promise<Opened> {
    const context = await browser.newContext({
      viewport: look === 'phone' ? { width: 390, height: 844 } : { width: 1100, height: 900 },
      colorScheme: look === 'dark' ? 'dark' : 'light',
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const faults = faultsOf(page, address, 'data:', 'blob:');
    await page.goto(text === undefined ? address : `${address}?text=${encodeURIComponent(text)}`);
    await page.locator('.cm-content').waitFor();
    return { page, context, faults };
  }

  const typed = async (page: Page, text: string): Promise<void> => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(text);
  };
  /** What is selected in the editor, which has a tree of its own. */
  const selected = (page: Page): Promise<string> =>
    page.evaluate(`document.querySelector('.code').shadowRoot.getSelection().toString()`);
  const verdict = (page: Page): Promise<string> => page.locator('.judgement').innerText();
  const foretold = async (page: Page): Promise<string[]> =>
    (await page.locator('.mistakes li').allInnerTexts()).map((line) => line.replace(/^Line \d+: /, ''));
  const download = async (page: Page): Promise<string> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download scenario.yaml' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('scenario.yaml');
    return readFile((await file.path())!, 'utf8');
  };
  const simulate = async (text: string) => {
    const where = await mkdtemp(join(folder, 'cli-'));
    await writeFile(join(where, 'scenario.yaml'), text);
    const result = await shoplab(['simulate', 'scenario.yaml', '--out', 'log', '--quiet'], { cwd: where });
    return { ...result, lines: result.stderr.trimEnd().split('\n'), where };
  };

  it('tells of a slip at its place, offers to mend it, and completes', async () => {
    const { page, context, faults } = await open();
    await expect.poll(() => verdict(page)).toBe('No mistakes.');
    await typed(page, 'catalogue: { items: 600 }');
    await expect.poll(() => foretold(page)).toEqual(["catalogue: unknown key; did you mean 'catalog'?"]);
    expect(await verdict(page)).toBe('1 mistake');
    expect(await page.locator('.cm-lintRange-error').innerText()).toBe('catalogue');
    await page.locator('.cm-lintRange-error').hover();
    await page.getByRole('button', { name: 'Change it to catalog' }).click();
    await expect.poll(() => verdict(page)).toBe('No mistakes.');

    await typed(page, '\nexpo');
    const options = page.locator('.cm-tooltip-autocomplete li');
    await expect.poll(() => options.allInnerTexts()).toEqual([expect.stringMatching(/^exposure\s*map/)]);
    // What has just come up is not taken by a key that was meant for the text.
    await page.waitForTimeout(200);
    await page.keyboard.press('Tab');
    await page.keyboard.type('sl');
    await expect.poll(() => options.allInnerTexts()).toContainEqual(expect.stringMatching(/^slateSize/));
    expect(await page.locator('.cm-completionInfo').innerText()).toMatch(
      /slots of a slate\s.*\s*in tiny: 10/,
    );
    await page.waitForTimeout(200);
    await page.keyboard.press('Enter');
    await page.keyboard.type('500');
    await expect
      .poll(() => foretold(page))
      .toEqual(['exposure.slateSize: 500 is above the most allowed, 200']);
    expect(await page.evaluate('editor.text()')).toBe(
      `${START}catalog: { items: 600 }\nexposure:\n  slateSize: 500`,
    );
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each([
    ['several mistakes', `${START}exposure:\n  policy: { name: populrity }\ncuont: 1\n`],
    ['nonsense', 'days: [\n'],
    ['no seed', 'days: 3\n'],
    ['what does not go with the base', 'extends: tiny\ncatalog: { items: 5 }\n'],
    ['more than are told', Array.from({ length: 130 }, (_, i) => `k${i}: 1`).join('\n')],
  ])('foretells what the command line says of the download: %s', async (_, text) => {
    const { page, context, faults } = await open(text);
    await expect.poll(() => verdict(page)).toMatch(/^\d+ mistakes?$/);
    const told = await foretold(page);
    const kept = await download(page);
    expect(kept).toBe(text);
    const { status, lines } = await simulate(kept);
    expect(status).toBe(2);
    expect(lines.map((line) => line.replace(/^scenario\.yaml:\d+:\d+ /, ''))).toEqual(told);
    const rows = (await page.locator('.mistakes button').allInnerTexts()).map(
      (line) => /^Line (\d+)/.exec(line)![1],
    );
    const placed = lines.flatMap((line) => /^scenario\.yaml:(\d+):/.exec(line)?.[1] ?? []);
    if (!text.includes('items: 5 ')) expect(rows).toEqual(placed);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('foretells the log of a sound text, and its warnings', async () => {
    const { page, context, faults } = await open(`${START}shocks: [{ name: strike, from: 10 }]\n`);
    await expect.poll(() => verdict(page)).toBe('No mistakes, but 1 thing to look at.');
    const [warning] = await foretold(page);
    const after = await page.locator('.outlook').innerText();
    const { status, lines, where } = await simulate(await download(page));
    expect([status, lines]).toEqual([0, [`warning: scenario.yaml:5:32 ${warning}`]]);
    const manifest = JSON.parse(await readFile(join(where, 'log/manifest.json'), 'utf8'));
    expect(after).toBe(
      `40 shoppers, 300 items, 2 days; seed '${manifest.seed}'; scenario ${manifest.scenario.sha256.slice(0, 12)}, as its log will say.`,
    );
    expect(faults).toEqual([]);
    await context.close();
  });

  it('hands a sound text to the playground, and no other', async () => {
    const { page, context, faults } = await open();
    const use = page.getByRole('button', { name: 'Use it in the playground' });
    await use.click();
    await expect.poll(() => page.evaluate('used')).toEqual([START]);
    await page.getByRole('button', { name: 'Back to the built-in shop' }).click();
    await typed(page, 'cuont: 1');
    // A list of completions that is still open would lie over the button.
    await page.keyboard.press('Escape');
    // It says of itself that it is disabled once the text is checked; who presses it all the same is told why.
    await use.click({ force: true });
    await expect.poll(() => verdict(page)).toBe('It has mistakes: mend them first.');
    await page.getByRole('button', { name: 'Start over' }).click();
    expect(await page.evaluate('editor.text()')).toBe(START);
    await page.evaluate(`editor.setText('extends: tiny\\ndays: 99')`);
    await use.click();
    await expect
      .poll(() => verdict(page))
      .toBe('Not for the playground: days: 99 is above 60, the most that a page plays.');
    await page.evaluate(`editor.setText('extends: tiny\\n# ' + 'x'.repeat(20000))`);
    await use.click();
    await expect
      .poll(() => verdict(page))
      .toMatch(/^Not for the playground: it has 20016 characters; a page takes 20000, a command line all/);
    expect(await page.evaluate('used')).toEqual([START, null]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('loads what is shipped and files from disk, and refuses what is no text', async () => {
    const { page, context, faults } = await open();
    const shipped = await shippedTexts();
    const select = page.getByLabel('Start from');
    expect((await select.locator('option').allInnerTexts()).slice(1)).toEqual(Object.keys(shipped));
    for (const [name, text] of Object.entries(shipped)) {
      await select.selectOption(name);
      expect(await page.evaluate('editor.text()')).toBe(text);
      await expect.poll(() => verdict(page)).toBe('No mistakes.');
    }
    const file = page.locator('input[type=file]');
    const given = (name: string, bytes: Buffer) =>
      file.setInputFiles({ name, mimeType: 'application/yaml', buffer: bytes });
    await given('mine.yaml', Buffer.from('\uFEFFextends: tiny\r\ndays: 3\r\n'));
    await expect.poll(() => page.evaluate('editor.text()')).toBe('extends: tiny\ndays: 3\n');
    await given('latin.yaml', Buffer.from('seed: caf\xe9\n', 'latin1'));
    await expect.poll(() => verdict(page)).toBe('latin.yaml:1:10 is not UTF-8 text');
    await given('big.yaml', Buffer.alloc(3 << 20, 120));
    await expect.poll(() => verdict(page)).toBe('big.yaml: has 3145728 bytes; at most 1048576 are read');
    expect(await page.evaluate('editor.text()')).toBe('extends: tiny\ndays: 3\n');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('runs nothing that hides in a text', async () => {
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const { page, context, faults } = await open(`extends: tiny\n"${evil}": 1\ntitle: "${evil}"\n`);
    await expect
      .poll(() => foretold(page))
      .toEqual([expect.stringContaining('<img src=x onerror=alert(1)>')]);
    await page.locator('.cm-lintRange-error').first().hover();
    await page.locator('.cm-tooltip-lint').waitFor();
    expect(await page.locator('main img, main script, .cm-tooltip img').count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('is left with Escape and Tab, and every mistake is a button that leads to it', async () => {
    const { page, context, faults } = await open(`${START}\n\ncuont: 1\n`);
    await expect.poll(() => verdict(page)).toBe('1 mistake');
    await page.locator('.mistakes button').click();
    expect(await selected(page)).toBe('cuont');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('editor.text()')).toBe(`  ${START}\n\ncuont: 1\n`);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.matches(".code")')).toBe(false);
    const text = page.getByRole('textbox', { name: 'Scenario in YAML' });
    expect(await text.getAttribute('aria-describedby')).toBe('hint');
    expect(await page.locator('.code #hint').innerText()).toContain('Esc, then Tab leaves the text');
    expect(await page.locator('.judgement').getAttribute('aria-live')).toBe('polite');
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each(['light', 'dark', 'phone'] as const)(
    'has no serious fault of access, and fits: %s',
    async (look) => {
      const { page, context, faults } = await open(
        `${START}cuont: 1\nexposure: { policy: { name: nobody } }\n`,
        look,
      );
      await expect.poll(() => verdict(page)).toBe('2 mistakes');
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBe(look === 'phone' ? 390 : 1100);
      const serious = async (exceptRules: readonly string[] = []): Promise<unknown> => {
        const rules = Object.fromEntries(exceptRules.map((id) => [id, { enabled: false }]));
        return page.evaluate(
          `axe.run(document, { resultTypes: ['violations'], rules: ${JSON.stringify(rules)} }).then(({ violations }) =>
          violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
            .map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).join(' ')))`,
        );
      };
      await page.evaluate(
        readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
      );
      expect(await serious()).toEqual([]);
      await page.locator('.cm-content').press('F8');
      expect(await selected(page)).toBe('cuont');
      await page.locator('.cm-content').press('Control+End');
      await page.locator('.cm-content').press('Control+Space');
      await page.locator('.cm-tooltip-autocomplete').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      // The list is scrolled by the arrow keys from the text, which owns it.
      expect(await serious(['scrollable-region-focusable'])).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  it('stands in the page of the playground: loaded when opened, played when used, kept by the link', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const [faults, loaded]: [string[], string[]] = [[], []];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    const mounts = (): number => loaded.filter((name) => /\/mount-\w+\.js$/.test(name)).length;
    const idle = (): Promise<void> => expect.poll(state, { timeout: PATIENCE }).toMatch(/^(done|failed)$/);
    const state = (): Promise<string> => page.evaluate('document.documentElement.dataset.mode');

    await page.goto(`${address}playground/index.html`);
    await idle();
    expect(mounts()).toBe(0);
    await page.locator('details.editor > summary').click();
    await page.locator('.cm-content').waitFor();
    expect(mounts()).toBe(1);
    const given = (text: string): Promise<void> =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'mine.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
    await given('extends: tiny\ndays: 3\nshoppers: { count: 5000 }\n');
    await expect.poll(() => page.locator('.cm-content').innerText()).toContain('5000');
    await page.getByRole('button', { name: 'Use it in the playground' }).click();
    await expect
      .poll(() => verdict(page))
      .toMatch(/^Not for the playground: shoppers\.count: 5000 is above 2000/);
    await given('extends: tiny\ndays: 3\nshoppers: { count: 120 }\n');
    await expect.poll(() => page.locator('.cm-content').innerText()).toContain('120');
    await page.getByRole('button', { name: 'Use it in the playground' }).click();
    await expect.poll(() => page.evaluate('location.hash')).toContain('scenario');
    const shops = (): Promise<string> => page.locator('#shops').innerText();
    await expect.poll(shops, { timeout: PATIENCE }).toContain('The page on day 3');
    await idle();
    expect(await state()).toBe('done');
    expect(await shops()).toContain('The page on day 3');
    const told = page.locator('details.editor > .does');
    await expect.poll(() => told.innerText()).toMatch(/these move, all or some of it: Shoppers, Days\.$/);

    await page.reload();
    await idle();
    await expect
      .poll(() => page.locator('.cm-content').innerText(), { timeout: PATIENCE })
      .toContain('count: 120');
    await page.getByRole('button', { name: 'Back to the built-in shop' }).click();
    await expect.poll(() => page.evaluate('location.hash')).not.toContain('scenario');
    expect(await told.innerText()).not.toContain('Days');
    expect(faults).toEqual([]);
    await page.close();
  });

  const MEGABYTE = (1 << 20) - 4;
  const HOSTILE: readonly (readonly [string, string])[] = [
    ['closing brackets', '] '.repeat(MEGABYTE / 2)],
    ['keys', Array.from({ length: MEGABYTE / 12 }, (_, i) => `k${String(i).padStart(6, '0')}: 1`).join('\n')],
    ['a list of commas', `a: [${', '.repeat(MEGABYTE / 2 - 4)}`],
    ['one word', 'x'.repeat(MEGABYTE)],
    ['quotes', '"'.repeat(MEGABYTE)],
  ];
  it.each([
    ['', '', 100],
    // As Safari; slices of the parser, of 100 ms if nothing were done about it, are then among the longest tasks.
    [
      ', in a browser that has no idle time',
      'delete window.requestIdleCallback; delete window.cancelIdleCallback;',
      70,
    ],
  ])(
    'is never held by a hostile megabyte%s, however long its check takes, and drops the check for a newer text',
    async (_name, first, most) => {
      const { page, context, faults } = await open();
      if (first !== '') {
        await page.addInitScript(first);
        await page.reload();
        await page.locator('.cm-content').waitFor();
        expect(await page.evaluate(`typeof requestIdleCallback`)).toBe('undefined');
      }
      const path = join(folder, 'mine.yaml');
      const visit = async (text: string): Promise<void> => {
        await page.locator('input[type=file]').setInputFiles(path);
        await expect.poll(() => page.evaluate('editor.text().length')).toBe(text.length);
        await page.evaluate('editor.focus()');
        await page.keyboard.press('Control+End');
        await page.keyboard.type('a ');
        await page.waitForTimeout(600);
        await page.evaluate(`editor.setText('extends: tiny\\ndays: 3\\n')`);
        // The check of the megabyte is not waited for.
        await expect.poll(() => verdict(page)).toBe('No mistakes.');
      };
      // What drives the browser has scripts of its own, once.
      await writeFile(path, START);
      await visit(START);
      for (const [name, text] of HOSTILE) {
        await writeFile(path, text);
        const tries: Held[] = [];
        while (tries.length < 3 && !tries.some(({ longest }) => longest < most))
          tries.push(await heldWhile(browser, page, () => visit(text)));
        expect([name, tries[0]!.tasks > 10]).toEqual([name, true]);
        expect(
          Math.min(...tries.map(({ longest }) => longest)),
          `${name} ${JSON.stringify(tries)}`,
        ).toBeLessThan(most);
      }
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  it('tells the mistakes of a megabyte, and that more is not read', async () => {
    const { page, context, faults } = await open('] '.repeat(2000));
    await expect.poll(() => verdict(page)).toMatch(/^\d+ mistakes?$/);
    const told = await foretold(page);
    const { lines } = await simulate('] '.repeat(2000));
    expect(told).toEqual(lines.map((line) => line.replace(/^scenario\.yaml:\d+:\d+ /, '')));
    await page.evaluate(`editor.setText('#' + 'x'.repeat(${1 << 20}))`);
    await expect
      .poll(() => foretold(page))
      .toEqual(['scenario.yaml: has 1048577 bytes; at most 1048576 are read']);
    await expect.poll(() => page.locator('.field').innerText()).toMatch(/^Longer than 40000 characters/);
    expect(faults).toEqual([]);
    await context.close();
  });
});
