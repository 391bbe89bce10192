/** The marketplace calibrated to three real shops, through the compiled command. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatisticName } from '../../datasets/summary-statistics.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import type { PartResult } from './calibrate.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.node.js', import.meta.url));
const DATA = process.env['SHOPLAB_DATA'] ?? '';
const BUDGET = ['--shoppers', '500', '--replicates', '1', '--threads', '2'];
/** Where the data says of most knobs where to begin, few trials will do. */
const TRIALS: Readonly<Record<string, string>> = { 'online-retail': '60' };
/** As near as this is near, whatever it was before. */
const SMALL = 0.05;

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

interface Change {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** Calibrates to `data`; the distances of the held-out part, and the scenario that was written. */
async function heldOut(data: string): Promise<{ readonly changes: Change[]; readonly out: string }> {
  const out = join(folder, `${data}.yaml`);
  const budget = [...BUDGET, '--trials', TRIALS[data] ?? '200'];
  const args = ['calibrate', 'marketplace', '--to', data, ...budget, '--out', out, '--json', '--quiet'];
  const { parts } = JSON.parse(await shoplab(args)) as { parts: PartResult[] };
  const part = parts.find((one) => one.part === 'held out')!;
  const changes = Object.entries(part.before).flatMap(([name, before]) => {
    const after = part.after[name as StatisticName];
    return 'distance' in before && 'distance' in after
      ? [{ name, before: before.distance, after: after.distance }]
      : [];
  });
  return { changes, out };
}

const namesOf = (changes: readonly Change[]): string[] => changes.map(({ name }) => name);
const halved = (changes: readonly Change[]): Change[] =>
  changes.filter(({ before, after }) => after <= before / 2);
const near = (changes: readonly Change[]): Change[] =>
  changes.filter(({ before, after }) => after <= before / 2 || after < SMALL);
const grown = (changes: readonly Change[]): Change[] =>
  changes.filter(({ before, after }) => after > 1.1 * before);

describe.skipIf(DATA === '')('calibrate marketplace, on what was held out', () => {
  it.skipIf(!existsSync(join(DATA, 'online-retail')))(
    'to online-retail: 6 distances of 8 halve and none grows by more than a tenth (needs SHOPLAB_DATA)',
    async () => {
      const { changes, out } = await heldOut('online-retail');
      expect(namesOf(changes)).toEqual([
        'item-popularity',
        'lines-per-order',
        'orders-per-shopper',
        'days-between-orders',
        'hour-of-day',
        'weekday',
        'price',
        'region',
      ]);
      expect(halved(changes).length, JSON.stringify(changes)).toBeGreaterThanOrEqual(6);
      expect(grown(changes)).toEqual([]);
      expect((await loadScenario(out)).scenario.arrival.weekdays[5]).toBe(0);
    },
  );

  it.skipIf(!existsSync(join(DATA, 'e-shop-clothing')))(
    'to e-shop-clothing: 4 distances of 5 halve or are small and none grows by more than a tenth (needs SHOPLAB_DATA)',
    async () => {
      const { changes, out } = await heldOut('e-shop-clothing');
      expect(namesOf(changes)).toEqual([
        'item-popularity',
        'weekday',
        'price',
        'clicks-per-session',
        'region',
      ]);
      expect(near(changes).length, JSON.stringify(changes)).toBeGreaterThanOrEqual(4);
      expect(grown(changes)).toEqual([]);
      expect((await loadScenario(out)).scenario.catalog).toMatchObject({ items: 217, departments: 4 });
    },
  );

  it.skipIf(!existsSync(join(DATA, 'womens-clothing-reviews')))(
    'to womens-clothing-reviews: 2 distances of 3 halve or are small and none grows by more than a tenth, in reviews of other shoppers (needs SHOPLAB_DATA)',
    async () => {
      const { changes, out } = await heldOut('womens-clothing-reviews');
      expect(namesOf(changes)).toEqual(['item-popularity', 'rating', 'age-band']);
      expect(near(changes).length, JSON.stringify(changes)).toBeGreaterThanOrEqual(2);
      expect(grown(changes)).toEqual([]);
      expect((await loadScenario(out)).scenario.shoppers.ageBands[0]!.name).toBe('35-44');
    },
  );
});
