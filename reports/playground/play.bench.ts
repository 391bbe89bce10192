/**
 * What a visitor waits for: ten days of 500 shoppers and 500 items. One shop in Node, then the bundled page in Chromium where there is one: both
 * shops at once, from the click to the last answer.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { shippedTexts } from '../../simulator/scenario/load-scenario.node.ts';
import { openPlay } from './play.ts';
import { type Setting, SettingSchema, type ShopPolicy } from './setting.ts';
import { serveFolder } from './static-server.node.ts';

const CHROMIUM = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== '' && existsSync(path),
);

export async function openSuite({ short }: { short: boolean }) {
  const shipped = await shippedTexts();
  const play = (setting: Setting): Promise<string> =>
    new Promise((resolve, reject) => {
      openPlay({
        ...{ kernels: kernelHost(1), shipped, clock: () => performance.now() / 1000 },
        post(answer) {
          if (answer.kind === 'done') resolve(answer.outcome.resultDigest);
          if (answer.kind === 'failed') reject(new Error(answer.faults.join('\n')));
        },
      }).tell({ kind: 'start', job: 1, side: 0, setting });
    });
  const of = (policy: ShopPolicy) => (): Promise<unknown> =>
    play(SettingSchema.parse({ shops: [{ policy }, { policy: 'als' }] }));
  const policies: ShopPolicy[] = short ? ['item-knn', 'als'] : ['item-knn', 'als', 'bpr', 'ease', 'lin-ucb'];
  const suite = new Bench({ name: 'the playground' });
  for (const policy of policies)
    suite.add(`ten days of a shop, ${policy} in Node`, async () => void (await of(policy)()), {
      async: true,
    });
  if (CHROMIUM === undefined) return { suite };
  const { again, close } = await openPage(CHROMIUM);
  suite.add('ten days of a shop, item-knn and als at once in Chromium', again, { async: true });
  return { suite, close };
}

/** The page, opened and played once; every call of `again` plays it anew. */
async function openPage(executablePath: string) {
  const { chromium } = await import('playwright-core');
  const { buildPlayground } = await import(
    new URL('../../../scripts/build-playground.mjs', import.meta.url).href
  );
  const folder = mkdtempSync(join(tmpdir(), 'shoplab-playground-'));
  await buildPlayground(join(folder, 'site'));
  const server = await serveFolder(join(folder, 'site'), { port: 0 });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage();
  await page.goto(server.address);
  const isDone = (): Promise<void> =>
    page.locator('html[data-mode="done"]').waitFor({ state: 'attached', timeout: 120_000 });
  await isDone();
  const again = (): Promise<void> =>
    page.evaluate(`(async () => {
      document.querySelector('#reset').click();
      document.querySelector('#play').click();
      const mode = document.documentElement.dataset;
      while (mode.mode === 'done') await new Promise(requestAnimationFrame);
      while (mode.mode !== 'done') await new Promise(requestAnimationFrame);
    })()`);
  return {
    again,
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
