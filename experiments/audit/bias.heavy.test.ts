/** Whether the audit finds a gap where one was planted, and none where none was: small worlds, seeds fixed beforehand. */

import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { utilityColumns } from '../../simulator/world/utility-columns.ts';
import { groupsBy } from '../evaluation/groups.ts';
import { runCell } from '../fitting/cell.ts';
import { prepare, truthRound } from '../fitting/prepare.ts';
import type { AuditedGap } from '../run-record.ts';
import { StudySchema } from '../study/study.ts';
import { groupAudit } from './group-audit.ts';

const WORLD = [
  'shoppers.count=240',
  'days=4',
  'catalog.items=80',
  'arrival.sessionsPerDay=1.2',
  'arrival.anonymous=0',
  'exposure.maxSlates=1',
  'exposure.banner.probability=0',
  'exposure.similar.probability=0',
  'choice.outside=1.5',
  // Taste goes with gender in this shop, which is a gap of its own.
  'taste.groupProxy=0',
  'shoppers.genders=[{ name: most, weight: 70 }, { name: few, weight: 30 }]',
];
const STUDY = StudySchema.parse({
  name: 'bias',
  title: 'Bias',
  data: { scenario: 'tiny' },
  feedback: { source: 'actions', weights: { click: 1 } },
  split: { name: 'global-time', params: { fraction: 0.5 } },
  algorithms: [{ name: 'popularity' }],
  metrics: { names: ['regret', 'ndcg'], at: [5] },
  groups: ['gender'],
  audit: { pairs: [{ by: 'gender', first: 'few', second: 'most' }] },
  statistics: { resamples: 1000 },
});
const kernels = kernelHost();
const PROVENANCE = { name: 'world', digest: 'world' } as never;

interface WorldGaps {
  readonly regret: AuditedGap;
  readonly ndcg: AuditedGap;
}

async function gapsOf(seed: string, distance: number): Promise<WorldGaps> {
  const apart = distance === 0 ? [] : [`taste.apart={ by: gender, group: few, distance: ${distance} }`];
  const { scenario } = await loadScenario('tiny', { set: [...WORLD, ...apart] });
  const { log, catalog, shoppers, world, shops, lives } = simulateInMemory(scenario, seedWords(seed));
  const prepared = prepare(STUDY, { log, catalog, shoppers, timed: true, provenance: PROVENANCE } as never);
  const round = truthRound(prepared.folds[0]![0]!) as number;
  const truths = new Map([[round, utilityColumns(world, shops[round]!, lives[round]!)]]);
  const { records, values } = await runCell(
    { ...prepared, truths },
    { seed: 0, fold: 0, algorithm: 0 },
    {
      clock: () => 0,
      now: () => '',
      peakMemoryBytes: () => 0,
      host: {} as never,
      threads: 1,
      kernels,
      signal: new AbortController().signal,
    },
  );
  const audits = groupAudit(
    records.map((record, i) => ({ record, values: values[i]! })),
    {
      groups: [groupsBy('gender', shoppers, {} as never)],
      metrics: STUDY.metrics.names,
      pairs: STUDY.audit!.pairs,
    },
    { key: drawKey(seedWords(seed), 'bootstrap'), resamples: 1000, level: 0.95, kernels },
  );
  const named = (name: string): AuditedGap =>
    audits
      .find(({ definition }) => definition.startsWith(`${name}.`))!
      .gaps.find(({ of }) => of === 'named')!;
  return { regret: named('regret'), ndcg: named('ndcg') };
}

const coversZero = ({ low, high }: AuditedGap): boolean => low !== null && low <= 0 && high! >= 0;

async function worlds(count: number, distance: number): Promise<WorldGaps[]> {
  const found: WorldGaps[] = [];
  for (let i = 0; i < count; i++) found.push(await gapsOf(`bias-${i}`, distance));
  return found;
}

describe('the audit of groups in small worlds', () => {
  it('covers zero in 180 to 198 of 200 where nothing sets groups apart', async () => {
    const found = await worlds(200, 0);
    for (const name of ['regret', 'ndcg'] as const) {
      const covered = found.filter((gaps) => coversZero(gaps[name])).length;
      expect([name, covered >= 180 && covered <= 198, covered]).toEqual([name, true, covered]);
    }
  });

  it('finds a group that is set apart, and that it loses more, in 34 of 40 at least', async () => {
    const found = await worlds(40, 4);
    // Coverage as without a gap would be 36 of 40.
    expect(found.filter(({ regret }) => coversZero(regret)).length).toBeLessThan(10);
    expect(found.filter(({ regret }) => regret.low! > 0).length).toBeGreaterThanOrEqual(34);
  });
});
