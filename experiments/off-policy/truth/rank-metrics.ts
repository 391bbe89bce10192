/** Metrics that are functions of the ranks of hits, by name. */

import { METRICS } from '../../metrics/registry.ts';

export const RANK_METRIC_NAMES = Object.entries(METRICS).flatMap(([name, { kind }]) =>
  kind === 'rank' ? [name] : [],
) as [string, ...string[]];
