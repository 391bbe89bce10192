/** From the metrics that a study asks for to the definitions that its runs measure. */

import type { Catalogue, DefinitionNote, Repeats, Sampled } from '../run-record.ts';
import type {
  HitMetric,
  ListMetric,
  Metric,
  MetricRequest,
  OrderMetric,
  RankMetric,
  TruthMetric,
} from './definition.ts';
import { definitionId, parseDefinitionId } from './definition-id.ts';
import { METRICS } from './registry.ts';

/** One definition to measure. */
export interface PlannedMetric {
  readonly metric: Metric;
  readonly cutoff: number | null;
  readonly definition: string;
  /** The attribute that makes the groups; metrics of groups only. */
  readonly group?: string;
}

/** The metric of this name; throws when there is none. */
export function metricNamed(name: string): Metric {
  const metric = Object.hasOwn(METRICS, name) ? (METRICS as Record<string, Metric>)[name] : undefined;
  if (metric === undefined) throw new Error(`metric '${name}': not in the registry`);
  return metric;
}

/** The metric of a definition id, whatever its repeats and cut-off; throws when there is none. */
export function metricDefined(definition: string): Metric {
  const { id } = parseDefinitionId(definition);
  const metric = Object.values<Metric>(METRICS).find((candidate) => candidate.id === id);
  if (metric === undefined) throw new Error(`definition '${definition}': no metric has the id ${id}`);
  return metric;
}

function checkCutoff({ name, cutoff }: MetricRequest, metric: Metric): void {
  if (metric.cutoff !== (cutoff !== null))
    throw new Error(
      `metric ${name}: ${metric.cutoff ? 'needs a cut-off' : `has no cut-off, given ${cutoff}`}`,
    );
}

/** What else of a study makes definitions. */
export interface PlanScope {
  readonly repeats: Repeats;
  readonly catalogue?: Catalogue;
  readonly sampled?: Sampled | undefined;
  /** Attributes that group shoppers. */
  readonly groups?: readonly string[];
  /** Attributes that group items. */
  readonly itemGroups?: readonly string[];
}

/** Definitions in the order of the requests; a metric of groups makes one for each attribute. */
export function planMetrics(requests: readonly MetricRequest[], scope: PlanScope): PlannedMetric[] {
  const { repeats, catalogue, sampled, groups = [], itemGroups = [] } = scope;
  return requests.flatMap((request): PlannedMetric[] => {
    const { cutoff } = request;
    const metric = metricNamed(request.name);
    checkCutoff(request, metric);
    const ranked = { repeats, ...(catalogue === 'all' && { catalogue }), ...(sampled && { sampled }) };
    const use = { ...(metric.task === 'rank' ? ranked : { repeats: null }), cutoff };
    if (metric.kind !== 'group' && metric.kind !== 'item group')
      return [{ metric, cutoff, definition: definitionId(metric, use) }];
    const [attributes, what] = metric.kind === 'group' ? [groups, 'shoppers'] : [itemGroups, 'items'];
    if (attributes.length === 0)
      throw new Error(`metric ${metric.name}: needs groups of ${what}, and none are named`);
    return attributes.map((group) => ({
      metric,
      cutoff,
      group,
      definition: definitionId(metric, { ...use, group }),
    }));
  });
}

/** What a report needs to know of the metrics asked for, each once, in the order of the requests. */
export function definitionNotes(requests: readonly MetricRequest[]): DefinitionNote[] {
  const names = [...new Set(requests.map(({ name }) => name))];
  return names.map((name) => {
    const { id, doc, unit, direction } = metricNamed(name);
    return { id, name, doc, unit, direction };
  });
}

/** Whether a metric is a mean of values of shoppers or examples, which are then filed beside the record. */
export const isPerShopper = ({ kind }: Metric): boolean => isPerList(kind) || kind === 'example';

/** Whether a metric has a value for each list. */
export const isPerList = (kind: Metric['kind']): kind is PerList['kind'] =>
  kind === 'rank' || kind === 'list' || kind === 'hit' || kind === 'order' || kind === 'truth';

/** Metrics with a value for each list. */
export type PerList = RankMetric | ListMetric | HitMetric | OrderMetric | TruthMetric;
