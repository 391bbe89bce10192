/** The marketplace calibrated to a year of a real shop, through the compiled command. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../simulator/load-scenario.node.ts';
import type { PartResult } from './calibrate.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const DATA = process.env['SHOPLAB_DATA'] ?? '';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-calibrate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function shoplab(args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done(stdout) : fail(new Error(`ended with status ${code}`))));
  });
}

describe('calibrate marketplace', () => {
  it.skipIf(DATA === '' || !existsSync(join(DATA, 'online-retail')))(
    'to online-retail: held out, at least 4 distances halve and none grows by more than a tenth (needs SHOPLAB_DATA/online-retail)',
    async () => {
      const out = join(folder, 'retail.yaml');
      const budget = ['--trials', '200', '--shoppers', '500', '--replicates', '1', '--threads', '2'];
      const args = ['calibrate', 'marketplace', '--to', 'online-retail', ...budget, '--out', out];
      const printed = JSON.parse(await shoplab([...args, '--json', '--quiet'])) as { parts: PartResult[] };
      const heldOut = printed.parts.find(({ part }) => part === 'held out')!;
      const ratios = Object.entries(heldOut.before).flatMap(([name, before]) => {
        const after = heldOut.after[name as keyof typeof heldOut.after];
        return 'distance' in before && 'distance' in after
          ? [{ name, ratio: after.distance / before.distance }]
          : [];
      });
      expect(ratios.map(({ name }) => name)).toEqual([
        'item-popularity',
        'lines-per-order',
        'orders-per-shopper',
        'days-between-orders',
        'hour-of-day',
        'weekday',
        'price',
      ]);
      expect(ratios.filter(({ ratio }) => ratio <= 0.5).length).toBeGreaterThanOrEqual(4);
      expect(ratios.filter(({ ratio }) => ratio > 1.1)).toEqual([]);
      expect((await loadScenario(out)).scenario.arrival.weekdays[5]).toBe(0);
    },
  );
});
