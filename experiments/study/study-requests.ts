/** What a study asks for: its algorithms, and its metrics at each of their cut-offs. */

import type { Algorithm } from '../../algorithms/algorithm.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import type { MetricRequest } from '../metrics/definition.ts';
import type { PlanScope } from '../metrics/plan.ts';
import { METRICS } from '../metrics/registry.ts';
import type { Repeats } from '../run-record.ts';
import type { AlgorithmEntry, Study } from './study.ts';

export const algorithmOf = (entry: { readonly name: string }): Algorithm =>
  ALGORITHMS[entry.name as keyof typeof ALGORITHMS] as unknown as Algorithm;

export const labelOf = (entry: AlgorithmEntry): string => entry.label ?? entry.name;

export const requestName = ({ name, cutoff }: MetricRequest): string =>
  cutoff === null ? name : `${name}@${cutoff}`;

/** Every metric of a study at every cut-off, in the order of the study. */
export function metricRequests(study: { readonly metrics: Study['metrics'] }): MetricRequest[] {
  return study.metrics.names.flatMap((name): MetricRequest[] =>
    METRICS[name].cutoff ? study.metrics.at.map((cutoff) => ({ name, cutoff })) : [{ name, cutoff: null }],
  );
}

/** What of a study makes definitions of its metrics. */
export const planScope = (study: Study, repeats: Repeats): PlanScope => ({
  repeats,
  catalogue: study.catalogue,
  sampled: study.sampled,
  groups: study.groups,
  itemGroups: study.itemGroups,
});

/** The metrics that groups of examples are measured by: the one that ranks, and those that are asked for. */
export function groupRequests(study: { readonly metrics: Study['metrics'] }): MetricRequest[] {
  const { byGroup = [] } = study.metrics;
  const primary = requestName(primaryRequest(study));
  return metricRequests(study).filter(
    (request) => requestName(request) === primary || byGroup.some((name) => name === request.name),
  );
}

/** The metric that trials of a search are compared by: as the study says, else the one that ranks. */
export function searchRequest(study: Pick<Study, 'metrics' | 'search'>): MetricRequest {
  const asked = study.search?.metric;
  return metricRequests(study).find((request) => requestName(request) === asked) ?? primaryRequest(study);
}

/** The metric that ranks: as the study says, else the first. */
export function primaryRequest(study: { readonly metrics: Study['metrics'] }): MetricRequest {
  const requests = metricRequests(study);
  return requests.find((request) => requestName(request) === study.metrics.primary) ?? requests[0]!;
}
