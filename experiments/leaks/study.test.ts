/** From a data set with doubled rows to a study that is refused, or that lets them pass and says so. */

import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../datasets/dataset.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { prepare } from '../fitting/prepare.ts';
import { StudySchema } from '../study/study.ts';
import { makeStudyFile } from '../study/study-file.ts';

const world = simulateInMemory(smallScenario({ days: 6 }), seedWords('leaks'));
const { actions } = world.log;
/** Every other action does again what the one before did, where both are of one session. */
const again = Uint32Array.from(actions.session, (session, row) =>
  row % 2 === 1 && actions.session[row - 1] === session ? row - 1 : row,
);
const doubled = {
  ...actions,
  item: again.map((row) => actions.item[row]!),
  time: again.map((row) => actions.time[row]!),
  kind: Uint8Array.from(again, (row) => actions.kind[row]!),
};
const dataset: Dataset = {
  provenance: { name: 'w', title: 'w', source: 'w', licence: 'w', digest: 'w' },
  account: { read: 0, steps: [], kept: 0 },
  log: { ...world.log, actions: doubled },
  catalog: world.catalog,
  shoppers: world.shoppers,
  timed: true,
};
const study = (split: string, leaks: readonly object[] = []) =>
  StudySchema.parse({
    name: 'leaks',
    title: 'leaks',
    data: { scenario: 'tiny' },
    feedback: { source: 'actions', weights: { click: 1, cart: 1, order: 1 } },
    split: { name: split },
    algorithms: [{ name: 'popularity' }],
    metrics: { names: ['recall'] },
    leaks,
  });
const because = 'planted for this test';

describe('a study of data with doubled rows', () => {
  it('is refused where a split parts them', () => {
    expect(() => prepare(study('random'), dataset)).toThrow(
      /^leak in fold 0, duplicate: \d+ times, first test row/m,
    );
  });

  it('is not where time keeps them together, nor without them', () => {
    expect(prepare(study('global-time'), dataset).audit.allowed).toEqual([]);
    expect(prepare(study('random'), { ...dataset, log: world.log }).audit.allowed).toEqual([]);
  });

  it('lets them pass for a reason, which its file tells with their number', () => {
    const prepared = prepare(study('random', [{ allow: 'duplicate', because }]), dataset);
    const { leaks } = makeStudyFile(prepared, dataset, { text: '', command: '' });
    expect(leaks!.allowed[0]).toMatchObject({ kind: 'duplicate', because });
    expect(leaks!.allowed[0]!.count).toBeGreaterThan(10);
  });

  it('cannot let other leaks pass, nor without a reason', () => {
    for (const leak of [
      { allow: 'learnt-after-test', because },
      { allow: 'duplicate', because: '' },
    ])
      expect(() => study('random', [leak])).toThrow();
  });
});
