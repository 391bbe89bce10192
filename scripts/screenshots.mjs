/**
 * Pictures of every page of reports, light, dark and as wide as a phone: `npm run screenshots -- out/quickstart out/bias`. A folder is a study's, a
 * report's, or one with reports in it; pictures go to out/screenshots/. Needs Chromium (CHROMIUM_PATH, or where Debian has it).
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', deviceScaleFactor: 2 },
};
const OUT = 'out/screenshots';

const pagesIn = (folder) => {
  const own = readdirSync(folder).filter((name) => name.endsWith('.html'));
  const report = join(folder, 'report');
  return [
    ...own.map((name) => [basename(resolve(folder)), join(folder, name)]),
    ...(existsSync(report)
      ? readdirSync(report)
          .filter((name) => name.endsWith('.html'))
          .map((name) => [basename(resolve(folder)), join(report, name)])
      : []),
  ];
};

const args = process.argv.slice(2);
const looks = args.filter((word) => word in LOOKS);
const pages = args.filter((word) => !(word in LOOKS)).flatMap(pagesIn);
if (pages.length === 0) {
  console.error('screenshots: folders of reports are needed: npm run screenshots -- out/quickstart');
  process.exit(2);
}
const executablePath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
mkdirSync(OUT, { recursive: true });
for (const [name, file] of pages)
  for (const look of looks.length > 0 ? looks : Object.keys(LOOKS)) {
    const page = await browser.newPage(LOOKS[look]);
    await page.goto(pathToFileURL(resolve(file)).href);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.waitForFunction(
      () =>
        !document.querySelector('figure:not([hidden]):not([data-state="drawn"]):not([data-state="failed"])'),
      undefined,
      { timeout: 120_000 },
    );
    const to = join(OUT, `${name}-${basename(file, '.html')}-${look}.png`);
    await page.screenshot({ path: to, fullPage: true });
    console.log(to);
    await page.close();
  }
await browser.close();
