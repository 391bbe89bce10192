/** Loops of a study: planted similarity is found, none is found where there is none, controls share all draws, and a stopped loop ends the same. */

import { deserialize, serialize } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LoopRun } from './loop-record.ts';
import { summariseLoops } from './loop-summary.ts';
import type { LoopCheckpoint } from './loop-world.ts';
import { prepared, run, runAll } from './loops.fixture.ts';

const ONE = '[{ name: all, weight: 1 }]';
const SMALL = ['days=4', 'shoppers.count=120', 'catalog.items=120', 'arrival.sessionsPerDay=1'];
/** Everybody likes the same: taste is that of the group, and there is one group. */
const SAME = [
  'taste.groupProxy=1',
  'taste.mood=0',
  'promotions=[]',
  `shoppers.regions=${ONE}`,
  `shoppers.ageBands=${ONE}`,
  `shoppers.genders=${ONE}`,
];
const study = (set: readonly string[], seeds: readonly number[], policy: object) => ({
  world: { scenario: 'tiny', set: [...SMALL, ...set] },
  policies: [{ label: 'mine', policy }],
  every: 1,
  measure: { every: 2, pairs: 400 },
  groups: ['ageBand'],
  seeds,
});

describe('a popularity policy where all have the same taste', () => {
  let runs: LoopRun[] = [];
  beforeAll(async () => {
    runs = await runAll(study(SAME, [1, 2, 3], { algorithm: 'popularity', epsilon: 0 }), [
      'mine',
      'random',
      'oracle',
    ]);
  });

  it('makes what is shown and clicked more alike than chance does, in every world', () => {
    const { differences } = summariseLoops(runs, 0.95);
    for (const measure of ['shown.interJaccard', 'engaged.interJaccard', 'shown.catalogueGini']) {
      const found = differences.find(
        (one) => one.control === 'random' && one.label === 'mine' && one.measure === measure,
      )!;
      expect(found.worlds.at(-1)).toBe(3);
      expect(found.low.at(-1), measure).toBeGreaterThan(0);
    }
  });

  it('and what is liked is all but the same for all, whoever fills the slates', () => {
    for (const one of runs) {
      if (one.status === 'failed') throw new Error(one.error);
      // Price and novelty differ between shoppers, taste does not.
      expect(one.result.series.latent['interJaccard']!.values[0]).toBeGreaterThan(0.5);
    }
  });
});

describe('a policy that shows anything to anybody', () => {
  it('is the control of that name to the last digit, and similarity does not rise', async () => {
    const runs = await runAll(study([], [1, 2, 3], { name: 'random' }), ['mine', 'random']);
    const { differences, changes } = summariseLoops(runs, 0.95);
    const own = differences.filter(({ label, control }) => label === 'mine' && control === 'random');
    expect(own.length).toBeGreaterThan(20);
    for (const { mean, measure } of own) for (const value of mean) expect(value ?? 0, measure).toBe(0);
    const shown = changes.find((one) => one.label === 'mine' && one.measure === 'shown.interJaccard')!;
    expect(shown.low).toBeLessThan(0);
    expect(shown.high).toBeGreaterThan(0);
  });
});

it('the truth, where tastes differ, makes shoppers less alike than popularity does', async () => {
  const runs = await runAll(study([], [1, 2, 3], { name: 'random' }), ['oracle', 'popularity']);
  const { differences } = summariseLoops(runs, 0.95);
  for (const measure of ['shown.interJaccard', 'engaged.interJaccard', 'shown.catalogueGini']) {
    const found = differences.find((one) => one.label === 'oracle' && one.measure === measure)!;
    expect(found.control).toBe('popularity');
    expect(found.high.at(-1), measure).toBeLessThan(0);
  }
});

describe('a loop of a study', () => {
  const told = study(['consent.optOut=0.2'], [1], { algorithm: 'item-knn', epsilon: 0.1 });

  it('ends the same when it is stopped at any barrier and goes on from what was filed', async () => {
    const own = await prepared(told);
    const cell = { seed: 0, policy: 0 };
    const filed: Uint8Array[] = [];
    const whole = await run(own, cell, {
      offer: (checkpoint) => {
        filed.push(serialize(checkpoint()));
      },
    });
    expect(whole.status).toBe('done');
    // Not at the last barrier: nothing is left to do.
    expect(filed).toHaveLength(3);
    for (const bytes of filed) {
      const from = deserialize(bytes) as LoopCheckpoint;
      expect(await run(own, cell, { from })).toEqual(whole);
    }
  });

  it('tells every measure at every moment, sums that agree with the series, and groups that make up the whole', async () => {
    const own = await prepared(told);
    const one = await run(own, { seed: 0, policy: 0 });
    if (one.status === 'failed') throw new Error(one.error);
    const { rounds, series, outcomes, sellers, whole, counts } = one.result;
    expect(rounds).toEqual([2, 4]);
    expect(counts).toMatchObject({ shoppers: 120, items: 120, rounds: 4, pairs: 400, fits: 4 });
    for (const courses of [...Object.values(series), outcomes, sellers!])
      for (const [name, { values, n }] of Object.entries(courses)) {
        expect(values.length, name).toBe(2);
        expect(n.length, name).toBe(2);
      }
    const sum = (name: string): number =>
      outcomes[name]!.values.reduce<number>((all, value) => all + value!, 0);
    for (const name of ['clicks', 'orders', 'revenue', 'realisedUtility'])
      expect(whole.outcomes[name], name).toBeCloseTo(sum(name), 8);
    expect(whole.outcomes['revenue']! * counts.shoppers).toBeCloseTo(
      whole.sellers!.revenue.reduce((all, value) => all + value, 0),
      4,
    );
    expect(whole.sellers!.merit.reduce((all, value) => all + value, 0)).toBeCloseTo(1, 10);
    const groups = whole.groups['ageBand']!;
    expect(groups.reduce((all, { n }) => all + n, 0)).toBe(120);
    expect(groups.reduce((all, { n, clicks }) => all + n * clicks!, 0) / 120).toBeCloseTo(
      whole.outcomes['clicks']!,
      10,
    );
  });

  it('regrets nothing where the truth fills the slates of those who may be known, and more at random', async () => {
    const runs = await runAll(study([], [1], { algorithm: 'item-knn' }), ['oracle', 'random', 'mine']);
    const regret = Object.fromEntries(
      runs.map((one) => {
        if (one.status === 'failed') throw new Error(one.error);
        return [one.inputs.policy.label, one.result.outcomes['slotRegret']!.values];
      }),
    );
    for (const value of regret['oracle']!) expect(value).toBeCloseTo(0, 10);
    for (const label of ['random', 'mine'])
      for (const value of regret[label]!) expect(value!, label).toBeGreaterThan(0.1);
  });

  it('that fails makes a failed record with its reason', async () => {
    const own = await prepared(told);
    const broken = {
      ...own,
      policies: [{ ...own.policies[0]!, policy: { kind: 'learning', name: 'als', params: {} } as const }],
    };
    expect(await run(broken, { seed: 0, policy: 0 })).toMatchObject({
      status: 'failed',
      error: "loop: als has task 'rank'; a loop needs a policy",
    });
  });
});
