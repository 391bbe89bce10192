/**
 * Pictures of the playground, light, dark and as wide as a phone, as it runs, when it is over, in groups, with the editor and with every lesson
 * opened and one answered: `npm run playground`, then `node scripts/screenshots-playground.mjs`; `-- WORD` those alone whose name holds the
 * word. Pictures go to out/screenshots/. Needs Chromium.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const SITE = 'dist/playground';
const OUT = 'out/screenshots';
const KINDS = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', deviceScaleFactor: 2 },
};
const over = (page) => page.locator('html[data-mode="done"]').waitFor({ state: 'attached' });
const answered = (name) => [
  `#lesson=${name}`,
  async (page) => {
    await page.getByRole('button', { name: 'Skip the guess' }).click();
    await page.locator('.experiment[data-state="done"]').waitFor();
    await over(page);
  },
];
const LESSONS = [
  ...['filter-bubble', 'popularity-bias', 'cold-start', 'exploration'],
  ...['fake-reviews', 'offline-metrics', 'privacy'],
];
const STATES = {
  running: [
    '#hide=autostart',
    async (page) => {
      for (let day = 1; day <= 4; day++) {
        await page.locator('#step').click();
        await page.getByText(`Day ${day} of`).waitFor();
      }
    },
  ],
  over: ['', over],
  editor: [
    '#hide=autostart',
    async (page) => {
      await page.locator('details.editor > summary').click();
      await page.getByText(/^No mistakes/).waitFor();
    },
  ],
  ...Object.fromEntries(
    LESSONS.map((name) => [
      `${name}-opened`,
      [`#lesson=${name}`, (page) => page.locator('.lesson h2').waitFor()],
    ]),
  ),
  ...Object.fromEntries(LESSONS.map((name) => [`${name}-answered`, answered(name)])),
};

if (!existsSync(join(SITE, 'index.html'))) {
  console.error('screenshots: the playground is not built: npm run playground');
  process.exit(2);
}
const files = new Set(['index.html', 'page.css', 'page.js', 'worker.js']);
const server = createServer((request, response) => {
  const name = request.url === '/' ? 'index.html' : request.url.slice(1);
  const known = files.has(name) || /^[\w-]+\.js$/.test(name);
  if (!known || !existsSync(join(SITE, name))) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': KINDS[extname(name)] }).end(readFileSync(join(SITE, name)));
}).listen(0, '127.0.0.1');
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path && existsSync(path),
);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
mkdirSync(OUT, { recursive: true });
const [word = ''] = process.argv.slice(2);
for (const [state, [hash, until]] of Object.entries(STATES))
  for (const [look, options] of Object.entries(LOOKS)) {
    if (!`${state}-${look}`.includes(word)) continue;
    if (word === '' && look !== 'light' && /-answered$/.test(state) && state !== 'offline-metrics-answered')
      continue;
    const page = await browser.newPage(options);
    page.setDefaultTimeout(180_000);
    await page.goto(`http://127.0.0.1:${server.address().port}/${hash}`);
    await until(page);
    await page.waitForTimeout(800);
    const path = join(OUT, `playground-${state}-${look}.png`);
    await page.screenshot({ path, fullPage: state !== 'running' });
    console.log(path);
    await page.close();
  }
await browser.close();
server.close();
