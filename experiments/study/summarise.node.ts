/** What the runs of a study come to: standings, pairs, audits. */

import { selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import type { BootstrapOptions } from '../../numerics/bootstrap.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { frontiers } from '../audit/frontier.ts';
import { groupAudit } from '../audit/group-audit.ts';
import type { RunWithValues } from '../comparison/compare.ts';
import { pairTests } from '../comparison/pair-tests.ts';
import { comparisons } from '../comparison/significance.ts';
import { standings } from '../comparison/standings.ts';
import { groupsBy, type ShopperGroups } from '../evaluation/groups.ts';
import type { Prepared } from '../fitting/prepared.ts';
import { digestRecords, type StudySummary, sealSummary } from '../run-record.ts';
import { primaryDefinitions } from './study-file.ts';

/** Groups that are the same in all runs: how much is known of shoppers differs from fold to fold. */
function groupsOf({ study, shoppers, feedback, folds }: Prepared): ShopperGroups[] {
  const isOneFold = folds.length === 1 && folds[0]!.length === 1;
  return study.groups.flatMap((name) => {
    if (name === 'history' && !isOneFold) return [];
    return [groupsBy(name, shoppers, toInteractions(selectFeedback(feedback, folds[0]![0]!.train)))];
  });
}

function auditsOf(
  prepared: Prepared,
  runs: readonly RunWithValues[],
  bootstrap: BootstrapOptions,
): Pick<StudySummary, 'audit' | 'frontiers'> {
  const { audit, frontier, metrics } = prepared.study;
  if (!audit && !frontier) return {};
  const groups = groupsOf(prepared);
  return {
    ...(audit && {
      audit: groupAudit(
        runs,
        { groups, metrics: audit.metrics ?? metrics.names, pairs: audit.pairs },
        bootstrap,
      ),
    }),
    ...(frontier && {
      frontiers: frontiers(
        runs,
        { spec: frontier, primary: primaryDefinitions(prepared), groups },
        bootstrap,
      ),
    }),
  };
}

export function summarise(prepared: Prepared, runs: readonly RunWithValues[], threads: number): StudySummary {
  const { study } = prepared;
  const { resamples, level } = study.statistics;
  const words = seedWords(study.seeds[0]!);
  const [key, flips] = [drawKey(words, 'bootstrap'), drawKey(words, 'permutation')];
  const kernels = kernelHost(threads);
  const primary = primaryDefinitions(prepared);
  return sealSummary({
    schema: 'shoplab.summary/1',
    standings: standings(runs, { resamples, level, key, kernels }),
    comparisons: comparisons(runs, primary, { key: flips, level, kernels }),
    tests: pairTests(runs, primary, { key: flips, level, kernels }),
    ...auditsOf(prepared, runs, { resamples, level, key, kernels }),
    level,
    resamples,
    records: digestRecords(runs.map(({ record }) => record)),
  });
}
