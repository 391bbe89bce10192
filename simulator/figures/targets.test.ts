import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { ScenarioSchema } from '../scenario/scenario.ts';
import type { Targets } from '../scenario/scenario-targets.ts';
import { createTally } from './figure-tally.ts';
import { type Figures, measureFigures } from './figures.ts';
import { expectTargets, judgeFigures, standingOf } from './targets.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-targets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function targetsOf(name: string, text: string, ...set: string[]): Promise<Targets> {
  return (await loadScenario(write(name, text), { set, seed: 's' })).scenario.targets;
}

async function faultsOf(text: string): Promise<readonly string[]> {
  const error = await targetsOf('wrong.yaml', text).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigError)) throw error;
  return error.faults.map((fault) => fault.replace(/^.*wrong\.yaml:/, ''));
}

const empty = measureFigures(createTally({ shoppers: 1, items: 1, days: 1, origin: '2024-01-01T00:00:00Z' }));
const figures: Figures = { ...empty, meanRating: 4.2, highestHour: 20, fiveStarShare: 0.5 };
const verdictsOn = (targets: unknown): Record<string, string> =>
  Object.fromEntries(
    judgeFigures(figures, ScenarioSchema.parse({ targets }).targets).flatMap(({ name, target }) =>
      target ? [[name, target.verdict]] : [],
    ),
  );

describe('judgeFigures', () => {
  it.each([
    [{ meanRating: [3.8, 4.4] }, 'pass'],
    [{ meanRating: [4.2, 4.2] }, 'pass'],
    [{ meanRating: [4.21, 4.4] }, 'fail'],
    [{ meanRating: [3.8, 4.19] }, 'fail'],
    [{ meanRating: { atLeast: 4.2 } }, 'pass'],
    [{ meanRating: { atLeast: 4.3, source: 'x' } }, 'fail'],
    [{ meanRating: { atMost: 4.2 } }, 'pass'],
    [{ meanRating: { atMost: 4.1 } }, 'fail'],
  ])('holds 4.2 against %j: %s', (targets, verdict) => {
    expect(verdictsOn(targets)).toEqual({ meanRating: verdict });
  });

  it('tells every figure, judges those that are claimed, and never passes what has no value', () => {
    const targets: Targets = {
      meanRating: [4, 5],
      highestHour: { atMost: 12, source: 'Online Retail' },
      paymentFraudByValue: [0, 1],
      lowestHour: null,
    };
    const judged = judgeFigures(figures, targets);
    expect(judged.map(({ name }) => name)).toEqual(Object.keys(figures));
    expect(judged.filter(({ target }) => target)).toEqual([
      expect.objectContaining({
        name: 'highestHour',
        unit: 'hour',
        value: 20,
        target: { atMost: 12, source: 'Online Retail', verdict: 'fail' },
      }),
      expect.objectContaining({ name: 'meanRating', target: { atLeast: 4, atMost: 5, verdict: 'pass' } }),
      expect.objectContaining({
        name: 'paymentFraudByValue',
        value: null,
        why: 'nobody counted payments',
        target: { atLeast: 0, atMost: 1, verdict: 'not measurable' },
      }),
    ]);
    expect(standingOf(judged)).toEqual({
      claimed: 3,
      passed: 1,
      failed: ['highestHour'],
      notMeasurable: ['paymentFraudByValue'],
    });
  });

  it('claims nothing where nothing is said', () => {
    expect(verdictsOn(undefined)).toEqual({});
    expect(verdictsOn(null)).toEqual({});
  });
});

describe('targets of a scenario that extends another', () => {
  const BASE = 'targets: { meanRating: [3, 4], highestHour: { atLeast: 19, atMost: 21, source: a } }\n';
  const from = (text: string, ...set: string[]) => {
    write('base.yaml', BASE);
    return targetsOf('child.yaml', `extends: base.yaml\n${text}`, ...set);
  };
  const HOUR = { atLeast: 19, atMost: 21, source: 'a' };

  it.each([
    ['takes them over', 'days: 3', { meanRating: [3, 4], highestHour: HOUR }],
    [
      'adds',
      'targets: { lowestHour: [2, 5] }',
      { meanRating: [3, 4], highestHour: HOUR, lowestHour: [2, 5] },
    ],
    ['changes a range', 'targets: { meanRating: [1, 2] }', { meanRating: [1, 2], highestHour: HOUR }],
    [
      'changes a bound',
      'targets: { highestHour: { atLeast: 18 } }',
      { meanRating: [3, 4], highestHour: { ...HOUR, atLeast: 18 } },
    ],
    ['drops one', 'targets: { meanRating: null }', { meanRating: null, highestHour: HOUR }],
    ['drops all', 'targets: null', null],
  ])('%s', async (_, text, expected) => {
    expect(await from(text)).toEqual(expected);
  });

  it('may claim again what was dropped, on the command line too', async () => {
    expect(await from('targets: null', 'targets.meanRating=[1, 5]')).toEqual({ meanRating: [1, 5] });
    expect(await from('targets: { meanRating: null }', 'targets.meanRating=[1, 5]')).toMatchObject({
      meanRating: [1, 5],
    });
    expect(await from('days: 3', 'targets=null')).toBeNull();
  });

  it('marketplace claims figures with their sources, tiny none', async () => {
    const { targets } = (await loadScenario('marketplace')).scenario;
    expect(Object.keys(targets ?? {}).length).toBeGreaterThan(10);
    for (const target of Object.values(targets ?? {})) expect(target).toHaveProperty('source');
    expect((await loadScenario('tiny')).scenario.targets).toBeNull();
  });
});

describe('a wrong target', () => {
  it.each([
    ['{ meanRatin: [1, 2] }', "1:12 targets.meanRatin: unknown key; did you mean 'meanRating'?"],
    ['{ meanRating: [5, 1] }', '1:24 targets.meanRating: the lower bound is above the upper one'],
    ['{ meanRating: [1, 2, 3] }', '1:24 targets.meanRating: a list of 3 is above the most allowed, 2'],
    ['{ meanRating: {} }', '1:24 targets.meanRating: neither atLeast nor atMost; one of them is required'],
    ['{ meanRating: { atLest: 3 } }', "1:26 targets.meanRating.atLest: unknown key; did you mean 'atLeast'?"],
    ['{ meanRating: { atLeast: 5, atMost: 2 } }', '1:24 targets.meanRating: atLeast is above atMost'],
    ['{ meanRating: 3 }', '1:24 targets.meanRating: 3 is a number; a list or a map or null is required'],
    ['{ meanRating: [-1, 2] }', '1:25 targets.meanRating[0]: -1 is below the least allowed, 0'],
    ['none', "1:10 targets: 'none' is a text; a map is required"],
  ])('%s is refused', async (text, fault) => {
    expect(await faultsOf(`targets: ${text}\n`)).toEqual([fault]);
  });
});

describe('expectTargets', () => {
  it('names the target of the same quantity and whether what is expected is inside', () => {
    const targets: Targets = {
      clicksPerImpression: [0.01, 0.02],
      cartsPerClick: { atLeast: 0.1, source: 'b' },
      meanRating: [1, 2],
    };
    const expectations = [
      { quantity: 'clicks', expected: 10 },
      { quantity: 'clicks / impressions', expected: 0.015 },
      { quantity: 'carts / clicks', expected: 0.05 },
      { quantity: 'order lines / clicks', expected: 0.01 },
    ];
    expect(expectTargets(targets, expectations)).toEqual([
      {
        quantity: 'clicks / impressions',
        figure: 'clicksPerImpression',
        atLeast: 0.01,
        atMost: 0.02,
        inside: true,
      },
      { quantity: 'carts / clicks', figure: 'cartsPerClick', atLeast: 0.1, source: 'b', inside: false },
    ]);
    expect(expectTargets(null, expectations)).toEqual([]);
  });
});
