import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeParams } from '../../algorithms/parts.ts';
import { FeedbackSpec } from '../../datasets/feedback.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { BUSY_FRAUD } from '../../simulator/fraud/busy-fraud.ts';
import type { AttackEffect } from './effects.ts';
import { type RunAttackOptions, runAttack } from './run-attack.node.ts';

let folder = '';
let scenario = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-attack-'));
  scenario = join(folder, 'busy.yaml');
  const fraud = JSON.stringify(BUSY_FRAUD);
  writeFileSync(scenario, `extends: tiny\ntitle: busy\ndays: 10\ntruth: actions\nfraud: ${fraud}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (name: string) => ({ name, params: completeParams(name).parse({}) as Record<string, unknown> });
const RATINGS = FeedbackSpec.parse({ source: 'ratings' });
const VISITS = FeedbackSpec.parse({ source: 'actions', weights: { click: 1 }, unit: 'session' });
const attack = (options: Partial<RunAttackOptions>) =>
  runAttack(scenario, {
    algorithms: [named('bias-baseline')],
    feedback: RATINGS,
    detector: { ...named('class-prior'), threshold: 1 },
    k: 5,
    most: 500,
    out: folder,
    threads: 1,
    kernels: kernelHost(1),
    signal: new AbortController().signal,
    onStage: () => {},
    ...options,
  });
const effect = (effects: readonly AttackEffect[], algorithm: string, attacked: string) =>
  effects.find((one) => one.algorithm === algorithm && one.attack === attacked)!;

describe('runAttack', () => {
  it('finds that praise lifts and blame lowers what is predicted of the items attacked', async () => {
    const { effects, judged, precision, recall, rows, fraudRows, removedRows } = await attack({});
    expect(judged).toBe('reviews');
    const praised = effect(effects, 'bias-baseline', 'shilling, push');
    const blamed = effect(effects, 'bias-baseline', 'shilling, nuke');
    // Praise is most of what is faked here, and lifts what is predicted of every item.
    expect(praised.shift.mean).toBeGreaterThan(0.1);
    expect(blamed.shift.mean).toBeLessThan(praised.shift.mean - 0.1);
    for (const one of [praised, blamed]) {
      expect(one.attacked - one.clean).toBeCloseTo(one.shift.mean, 10);
      expect(one.restored - one.clean).toBeCloseTo(one.left.mean, 10);
      expect(one.shift.low).toBeLessThanOrEqual(one.shift.mean);
    }
    // Known labels alone take a part away.
    expect(Math.abs(praised.left.mean)).toBeLessThan(praised.shift.mean);
    expect(fraudRows).toBeGreaterThan(30);
    expect(removedRows).toBeGreaterThan(0);
    expect(removedRows).toBeLessThan(rows);
    expect(precision).toBeGreaterThan(0.8);
    expect(recall).toBeLessThan(1);
  });

  it('finds clicked items in the lists of honest visits, and what is left when all that is not known is removed', async () => {
    const algorithms = [named('popularity')];
    // Home slates that do not follow clicks: what is clicked by bots does not rise among the honest too.
    const set = ['exposure.policy={name: random}', 'fraud.clickFarm.bots=20'];
    const { effects, judged } = await attack({ feedback: VISITS, algorithms, set });
    expect(judged).toBe('sessions');
    const farmed = effect(effects, 'popularity', 'click farm, push');
    expect(farmed.measure).toBe('hits');
    expect(farmed.clean).toBeLessThan(0.2);
    expect(farmed.shift.mean).toBeGreaterThan(0.5);
    const whole = effect(effects, 'popularity', 'all');
    expect(whole.clean).toBe(1);
    expect(whole.attacked).toBeLessThan(1);
    expect(whole.targets).toBe(0);
  });

  it('learns nothing of shoppers who opted out, and asks none of them', async () => {
    const open = await attack({});
    const set = ['consent.optOut=0.5', 'consent.from=0', 'consent.over=1'];
    const closed = await attack({ set, out: join(folder, 'consent') });
    // Every fit is audited: a row of the forgotten would throw.
    expect(closed.shoppers).toBeLessThan(0.7 * open.shoppers);
    expect(closed.shoppers).toBeGreaterThan(0.3 * open.shoppers);
  });

  it('is the same again, and tells where there is no fraud, nobody to detect it, or nothing to recommend', async () => {
    const [first, second] = [await attack({}), await attack({})];
    expect(second).toEqual(first);
    const quiet = { set: ['truth=none'], out: join(folder, 'quiet') };
    await expect(attack(quiet)).rejects.toThrow('busy tells of no fraud');
    await expect(attack({ detector: { ...named('als'), threshold: 0.5 } })).rejects.toThrow(
      "detector als has task 'rank'",
    );
    const texts = FeedbackSpec.parse({ source: 'texts' });
    await expect(attack({ feedback: texts })).rejects.toThrow('recommenders learn from actions or ratings');
  });
});
