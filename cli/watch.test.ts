/** `shoplab watch`: alerts by the rules and by a model filed here, killed and gone on from; and how it refuses. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAYMENTS } from '../datasets/payment-tables.ts';
import { readTable } from '../datasets/store/reader.node.ts';
import { BUSY_FRAUD } from '../simulator/fraud/busy-fraud.ts';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
let log = '';
let model = '';
const commands = openCommandLines();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-watch-'));
  log = join(folder, 'log');
  const scenario = join(folder, 'busy.yaml');
  writeFileSync(
    scenario,
    `extends: tiny\ntitle: busy\ndays: 10\ntruth: actions\nfraud: ${JSON.stringify(BUSY_FRAUD)}\n`,
  );
  const study = join(folder, 'study.yaml');
  writeFileSync(
    study,
    [
      'name: busy',
      'title: busy',
      'data: { scenario: busy.yaml }',
      'feedback: { source: frauds, of: payments }',
      'split: { name: global-time, params: { fraction: 0.7 } }',
      'algorithms: [{ name: boosted-trees, params: { trees: 20, settleDays: 2 } }]',
      'metrics: { names: [averagePrecision, alertRecall], at: [5] }',
    ].join('\n'),
  );
  const simulated = await commands.run(['simulate', scenario, '--out', log, '--threads', '1', '--json']);
  expect([simulated.status, simulated.stderr.includes('FAILED')]).toEqual([0, false]);
  const run = await commands.run([
    'run',
    study,
    '--models',
    '--no-report',
    '--out',
    join(folder, 'study'),
    '--json',
  ]);
  expect(run.status, run.stderr).toBe(0);
  model = JSON.parse(run.stdout).runs[0].model;
}, 120_000);
afterAll(() => {
  commands.close();
  rmSync(folder, { recursive: true, force: true });
});
const alertsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('shoplab watch', () => {
  it('raises alerts by the rules and by a model, with reasons, and says how fast', async () => {
    const out = join(folder, 'alerts.jsonl');
    const { status, stdout } = await commands.run(['watch', log, '--model', model, '--out', out, '--json']);
    expect(status).toBe(0);
    const outcome = JSON.parse(stdout);
    const alerts = alertsOf(out);
    expect(outcome.alerts).toBe(alerts.length);
    expect(Object.keys(outcome.byDetector)).toEqual(['fraud-rules', 'boosted-trees']);
    for (const name of Object.keys(outcome.byDetector)) {
      const own = alerts.filter(({ detector }) => detector === name);
      expect(own.length).toBe(outcome.byDetector[name]);
      expect(own.length).toBeGreaterThan(5);
      expect(own.every(({ reasons, of }) => reasons.length > 0 && of === 'payments')).toBe(true);
    }
    const { length } = await readTable(log, PAYMENTS);
    expect(outcome.judged).toBe(length);
    expect(outcome.latency.p99).toBeGreaterThan(0);
  });

  it('loses and doubles nothing when it is killed, and is done when it is asked again', async () => {
    const whole = join(folder, 'alerts.jsonl');
    const out = join(folder, 'killed.jsonl');
    const args = ['watch', log, '--model', model, '--out', out, '--quiet', '--json'];
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const dying = shoplab(args, {
      onStart: (send) => {
        kill = send;
      },
    });
    const checkpoint = `${out}.checkpoint`;
    for (let tries = 0; !existsSync(checkpoint) && tries < 5000; tries++) await wait(2);
    kill?.('SIGKILL');
    await dying;
    writeFileSync(out, '{"torn', { flag: 'a' });
    const again = await commands.run(args);
    expect(again.status, again.stderr).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(whole, 'utf8'));
    const size = statSync(out).size;
    const done = JSON.parse((await commands.run(args)).stdout);
    expect([done.resumed, statSync(out).size]).toEqual([done.events, size]);
  }, 60_000);

  it('prints alerts where no file is named, and reads a file of payments', async () => {
    const file = join(folder, 'payments.jsonl');
    const row = (time: number, card: number) =>
      JSON.stringify({ time, amount: 900, card, outcome: 'declined' });
    writeFileSync(file, Array.from({ length: 12 }, (_, i) => `${row(100 + 5 * i, 77)}\n`).join(''));
    const { status, stdout, stderr } = await commands.run(['watch', file]);
    expect(status).toBe(0);
    const alerts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(alerts.length).toBeGreaterThan(3);
    expect(alerts[0].reasons[0].name).toMatch(/many purchases on one card/);
    expect(stderr).toMatch(/12 events, 12 judged/);
  });

  it.each([
    [['watch', 'nowhere'], 'watch: nowhere is not there'],
    [['watch', '.', '--no-rules'], 'nobody looks'],
    [['watch', '.', '--json'], 'tell where alerts go'],
    [['watch', '.', '--threshold', '2'], "'2' is not a number from 0 to 1"],
    [['watch', '.'], 'holds no manifest.json'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await commands.run(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
