/** Two studies side by side: what determined them, and how they differ pair by pair and over all pairs. */

import type { BootstrapOptions } from '../../numerics/bootstrap.ts';
import type { Host } from '../run-record.ts';
import {
  compareRuns,
  type DoneWithValues,
  pairRuns,
  type RunWithValues,
  type StudyComparison,
} from './compare.ts';
import { type InputRow, inputRows } from './compare-inputs.ts';
import { pooledDifferences, type StudyDifference } from './compare-pooled.ts';

export interface SideBySide extends StudyComparison {
  /** A row an algorithm and metric, over all its runs that pair. */
  readonly pooled: readonly StudyDifference[];
  /** What determined the runs that pair. */
  readonly inputs: readonly InputRow[];
  /** What made the runs that pair, of either side, each once. */
  readonly hosts: readonly [readonly Host[], readonly Host[]];
  readonly seeds: readonly string[];
  /** Of the intervals. */
  readonly level: number;
  readonly resamples: number;
}

function hostsOf(runs: readonly DoneWithValues[]): Host[] {
  const hosts = new Map(
    runs.map(({ record }) => [JSON.stringify(record.measured.host), record.measured.host]),
  );
  return [...hosts.values()];
}

/** Throws as `pairRuns`. */
export function compareSides(
  first: readonly RunWithValues[],
  other: readonly RunWithValues[],
  bootstrap: Required<Pick<BootstrapOptions, 'level' | 'resamples'>> & BootstrapOptions,
): SideBySide {
  const { pairs } = pairRuns(first, other);
  const { level, resamples } = bootstrap;
  return {
    ...compareRuns(first, other, bootstrap),
    pooled: pooledDifferences(
      pairs.map(([run]) => run),
      pairs.map(([, partner]) => partner),
      bootstrap,
    ),
    inputs: inputRows(pairs.map(([run, partner]) => [run.record, partner.record])),
    hosts: [hostsOf(pairs.map(([run]) => run)), hostsOf(pairs.map(([, partner]) => partner))],
    seeds: [...new Set(pairs.map(([{ record }]) => record.inputs.seed))],
    ...{ level, resamples },
  };
}
