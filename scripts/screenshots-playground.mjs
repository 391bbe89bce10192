/**
 * Pictures of the playground, light, dark and as wide as a phone, as it runs, when it is over and with a lesson answered:
 * `npm run playground`, then `node scripts/screenshots-playground.mjs`. Pictures go to out/screenshots/. Needs Chromium.
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
const STATES = {
  running: ['', (page) => page.getByText(/Day [3-9] of/).waitFor()],
  over: ['', over],
  lesson: [
    '#lesson=offline-metrics',
    async (page) => {
      await page.getByText('No, they change places').click();
      await page.getByRole('button', { name: 'Run the experiment' }).click();
      await page.locator('.experiment[data-state="done"]').waitFor();
      await over(page);
    },
  ],
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
for (const [state, [hash, until]] of Object.entries(STATES))
  for (const [look, options] of Object.entries(LOOKS)) {
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
