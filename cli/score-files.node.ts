/** What `shoplab score` reads, measures and says. */

import { ConfigError } from '../datasets/config-error.ts';
import { quoteValue, suggest } from '../datasets/schema-faults.ts';
import { readPairs } from '../experiments/foreign-lists/read-lists.node.ts';
import { type Score, scoreLists } from '../experiments/foreign-lists/score-lists.ts';
import { COMPAT, type CompatName } from '../experiments/metrics/compat.ts';
import type { MetricRequest } from '../experiments/metrics/definition.ts';
import { METRICS } from '../experiments/metrics/registry.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { drawKey } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import { count, table } from './format.node.ts';

export interface ScoreFilesOptions {
  readonly truth: string;
  readonly train?: string;
  readonly at: readonly string[];
  readonly metric: readonly string[];
  readonly compat?: string;
  readonly missing: string;
  readonly relevantFrom: number;
  readonly resamples: number;
}

const COMMON = ['precision', 'recall', 'hitRate', 'mrr', 'map', 'ndcg'];
const WITH_TRAIN = ['coverage', 'gini', 'novelty', 'popularityLift'];

export async function scoreFiles(
  file: string,
  options: ScoreFilesOptions,
  threads: number,
  signal: AbortSignal,
): Promise<Score> {
  const requests = requestsOf(options);
  const [lists, truth] = [await readPairs(file, 'lists'), await readPairs(options.truth, 'pairs')];
  const train = options.train === undefined ? null : await readPairs(options.train, 'pairs');
  return scoreLists(lists, truth, train, {
    requests,
    primary: requests[0]!,
    statistics: { resamples: options.resamples, level: 0.95 },
    key: drawKey(seedWords('score'), 'bootstrap'),
    kernels: kernelHost(threads),
    signal,
    clock: () => performance.now() / 1000,
    relevantFrom: options.relevantFrom,
    missing: options.missing as 'zero' | 'skip',
    ...(options.compat !== undefined && { compat: options.compat as CompatName }),
  });
}

/** Throws ConfigError with every option that is wrong. */
function requestsOf({ at, metric, compat, missing, train }: ScoreFilesOptions): MetricRequest[] {
  const faults: string[] = [];
  const cutoffs = (at.length === 0 ? ['10'] : [...new Set(at)]).map((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 1000)
      faults.push(`--at: ${quoteValue(text)} is no whole number from 1 to 1000`);
    return value;
  });
  const names =
    metric.length > 0 ? [...new Set(metric)] : [...COMMON, ...(train === undefined ? [] : WITH_TRAIN)];
  for (const name of names)
    if (!Object.hasOwn(METRICS, name))
      faults.push(`--metric: ${quoteValue(name)} is no metric; ${suggest(name, Object.keys(METRICS))}`);
  if (compat !== undefined && !Object.hasOwn(COMPAT, compat))
    faults.push(`--compat: ${quoteValue(compat)} is not known; ${suggest(compat, Object.keys(COMPAT))}`);
  if (missing !== 'zero' && missing !== 'skip')
    faults.push(`--missing: ${quoteValue(missing)} is neither zero nor skip`);
  if (faults.length > 0) throw new ConfigError(faults);
  return names.flatMap((name): MetricRequest[] => {
    const { cutoff } = METRICS[name as keyof typeof METRICS];
    return cutoff ? cutoffs.map((k) => ({ name, cutoff: k })) : [{ name, cutoff: null }];
  });
}

const digits = (value: number | null): string => value?.toFixed(4) ?? '-';

export function scoreLines({ estimates, compat, counts }: Score, library?: string): string[] {
  const told = [
    ...(counts.withoutList > 0
      ? [`${count(counts.withoutList)} of them without a list count as an empty one`]
      : []),
    ...(counts.leftOut > 0 ? [`${count(counts.leftOut)} more shoppers of the truth are left out`] : []),
    ...(counts.withoutTruth > 0
      ? [`${count(counts.withoutTruth)} lists of shoppers without truth are left out`]
      : []),
    ...(counts.ties > 0
      ? [`${count(counts.ties)} places have the score of the one before: the order of the file decides there`]
      : []),
  ];
  return [
    `${count(counts.evaluated)} shoppers evaluated`,
    ...told.map((line) => `note: ${line}`),
    '',
    table(
      ['definition', 'mean', '95 % interval', 'n'],
      estimates.map(({ definition, mean, low, high, n }) => [
        definition,
        digits(mean),
        low === null || high === null ? '' : `${digits(low)} to ${digits(high)}`,
        count(n),
      ]),
    ),
    ...(compat.length === 0
      ? []
      : [
          '',
          `as ${library} tells them`,
          table(
            ['name', 'at', 'value', 'which is'],
            compat.map(({ name, cutoff, value, doc }) => [name, String(cutoff), digits(value), doc]),
          ),
        ]),
  ];
}
