import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../datasets/dataset.ts';
import { NEVER, SHOPPER_GROUPS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { makeTestSet } from '../evaluation/test-set.ts';
import { prepare } from '../fitting/prepare.ts';
import { trainingData } from '../fitting/training-data.ts';
import { SPLITS } from '../splits/registry.ts';
import { StudySchema } from './study.ts';

const scenario = smallScenario({
  days: 12,
  arrival: { sessionsPerDay: 2, shape: 2 },
  consent: { optOut: 0.5, from: 1, over: 10 },
});
const world = simulateInMemory(scenario, seedWords('consent'));
const dataset: Dataset = {
  provenance: { name: 'w', title: 'w', source: 'w', licence: 'w', digest: 'w' },
  account: { read: 0, steps: [], kept: 0 },
  log: world.log,
  catalog: world.catalog,
  shoppers: world.shoppers,
  timed: true,
  part: Uint8Array.from(world.log.actions.kind, (_, row) => row % 2),
};
const study = (name: string, params: object = {}) =>
  StudySchema.parse({
    name: 'consent',
    title: 'consent',
    data: name === 'fixed' ? { dataset: 'gowalla' } : { scenario: 'tiny' },
    feedback: { source: 'actions', weights: { click: 1, order: 1 } },
    split: { name, params },
    algorithms: [{ name: 'popularity' }],
    metrics: { names: ['recall'] },
    seeds: [1],
    ...(name === 'cold-items' && { catalogue: 'all' }),
  });

describe('no model fitted after an opt-out', () => {
  it.each([
    ['global-time', { fraction: 0.5 }],
    ['global-time', { fraction: 0.9 }],
    ...Object.keys(SPLITS)
      .filter((name) => name !== 'global-time')
      .map((name) => [name, {}] as const),
  ] as const)('contains a row of theirs, or their groups: %s %j', (name, params) => {
    const prepared = prepare(study(name, params), dataset);
    const all = prepared.feedback;
    for (const fold of prepared.folds.flat()) {
      const asOf = fold.cutoff ?? Number.POSITIVE_INFINITY;
      const gone = [...world.shoppers.optOut].map((moment) => moment !== NEVER && moment <= asOf);
      expect(gone.filter(Boolean).length).toBeGreaterThan(5);
      expect([...all.shopper].some((shopper, row) => gone[shopper] && all.time[row]! < asOf)).toBe(true);
      const data = trainingData(prepared, fold);
      expect([...data.feedback.shopper].filter((shopper) => gone[shopper])).toEqual([]);
      gone.forEach((isGone, shopper) => {
        const rows = data.interactions.rowPtr[shopper + 1]! - data.interactions.rowPtr[shopper]!;
        if (isGone) expect(rows).toBe(0);
        const groups = SHOPPER_GROUPS.map((group) => data.shoppers[group][shopper]);
        const filed = SHOPPER_GROUPS.map((group) => world.shoppers[group][shopper]);
        expect(groups).toEqual(isGone ? filed.map(() => '') : filed);
        if (!isGone) expect(data.shoppers.optOut[shopper]).toBe(NEVER);
      });
      const tested = makeTestSet(all, fold, 'include', data.interactions).shoppers;
      expect([...tested].filter((shopper) => gone[shopper])).toEqual([]);
    }
  });

  it('while the rows of all others stay, and theirs until the opt-out', () => {
    const open = simulateInMemory(
      { ...scenario, consent: { ...scenario.consent, optOut: 0 } },
      seedWords('consent'),
    );
    const before = prepare(study('global-time', { fraction: 0.6 }), {
      ...dataset,
      log: open.log,
      shoppers: open.shoppers,
    });
    const after = prepare(study('global-time', { fraction: 0.6 }), dataset);
    const [fold] = before.folds[0]!;
    const [own] = after.folds[0]!;
    const { optOut } = world.shoppers;
    const kept = (row: number): boolean => {
      const moment = optOut[before.feedback.shopper[row]!]!;
      return moment === NEVER || moment > fold!.cutoff!;
    };
    expect([...own!.train]).toEqual([...fold!.train].filter(kept));
    expect(own!.train.length).toBeLessThan(fold!.train.length);
    expect(own!.test).toEqual(fold!.test);
    expect([...own!.train].some((row) => optOut[after.feedback.shopper[row]!] !== NEVER)).toBe(true);
  });
});
