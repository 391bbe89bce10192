/** Algorithms and metrics that a draft of a study names. */

import type { Algorithm } from '../../../algorithms/algorithm.ts';
import { ALGORITHMS } from '../../../algorithms/registry.ts';
import { nearest } from '../../../datasets/schema-faults.ts';
import type { Metric } from '../../metrics/definition.ts';
import { METRICS } from '../../metrics/registry.ts';
import { inside, listOf, lookUp } from './rule.ts';

export const metricNamed = (name: unknown): Metric | undefined => lookUp<Metric>(METRICS, name);

/** The task of an algorithm; undefined where nothing is called so. */
export const taskOf = (name: unknown): Algorithm['task'] | undefined =>
  lookUp<{ readonly task: Algorithm['task'] }>(ALGORITHMS, name)?.task;

/** The first algorithm that is known says what the study is about. */
export const leadOf = (draft: Readonly<Record<string, unknown>>): unknown =>
  listOf(draft['algorithms'])
    .map((entry) => inside(entry, 'name'))
    .find((name) => taskOf(name) !== undefined);

/** Every metric at every cut-off, as `primary` would call it. A misspelt metric stands for the nearest one. */
export function requestable(names: readonly unknown[], at: readonly unknown[]): Map<string, Metric> {
  const found = new Map<string, Metric>();
  for (const written of names) {
    if (typeof written !== 'string') continue;
    const name = metricNamed(written) ? written : nearest(written, Object.keys(METRICS));
    const metric = metricNamed(name);
    if (!metric) continue;
    for (const cutoff of metric.cutoff ? at : [''])
      found.set(metric.cutoff ? `${name}@${cutoff}` : name!, metric);
  }
  return found;
}
