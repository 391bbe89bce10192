/** Groups of shoppers under several metrics: their means, and how far the extreme ones and named pairs lie apart. */

import type { BootstrapOptions } from '../../numerics/bootstrap.ts';
import { isDone, type RunWithValues } from '../comparison/compare.ts';
import { averagedValues, entrantsOf, type Row, rowsOf, shopperPlaces } from '../comparison/entrants.ts';
import { definedOrNull } from '../evaluation/estimates.ts';
import { groupMeans, NOT_KNOWN, type ShopperGroups } from '../evaluation/groups.ts';
import { isPerList, metricDefined } from '../metrics/plan.ts';
import { extremeGroups } from '../metrics/user-group-gap.ts';
import type { AuditedGap, GroupAudit } from '../run-record.ts';
import {
  type Between,
  type GroupDifference,
  type GroupedColumn,
  groupDifferences,
  meansByGroup,
  type NamedPair,
} from './group-difference.ts';

export interface AuditRequest {
  readonly groups: readonly ShopperGroups[];
  /** Names of metrics that are means over shoppers. */
  readonly metrics: readonly string[];
  readonly pairs: readonly NamedPair[];
}

/** Resamples beyond the bounds of an interval, at least: what corrected intervals are read off. */
const BEYOND = 40;

/** One for each mode, attribute, algorithm and metric. Values of a shopper are averaged over folds and seeds first. */
export function groupAudit(
  runs: readonly RunWithValues[],
  { groups, metrics, pairs }: AuditRequest,
  bootstrap: BootstrapOptions,
): GroupAudit[] {
  const entrants = entrantsOf(runs.filter(isDone));
  const modes = [...new Set(entrants.map(({ repeats }) => repeats))];
  return modes.flatMap((repeats) => {
    const rows = entrants
      .filter((entrant) => entrant.repeats === repeats)
      .flatMap(rowsOf)
      .filter(({ definition }) => {
        const metric = metricDefined(definition);
        return isPerList(metric.kind) && metrics.includes(metric.name);
      });
    const columns = columnsOf(rows);
    return groups.flatMap((own) =>
      auditBy(
        columns,
        own,
        pairs.filter(({ by }) => by === own.name),
        bootstrap,
      ).map((audit) => ({ ...audit, repeats })),
    );
  });
}

interface Audited {
  readonly row: Row;
  readonly values: Float64Array;
  /** (values) */
  readonly shoppers: Uint32Array;
}

function columnsOf(rows: readonly Row[]): Audited[] {
  const places = shopperPlaces(rows);
  const shoppers = new Uint32Array(places.size);
  for (const { measured } of rows)
    for (const { run } of measured)
      for (const shopper of run.values?.shopper ?? []) shoppers[places.of[shopper]!] = shopper;
  return rows.flatMap((row) => {
    const values = averagedValues(row, places);
    return values === null ? [] : [{ row, values, shoppers }];
  });
}

function auditBy(
  columns: readonly Audited[],
  groups: ShopperGroups,
  pairs: readonly NamedPair[],
  bootstrap: BootstrapOptions,
): Omit<GroupAudit, 'repeats'>[] {
  const { labels, name } = groups;
  const grouped = columns.map(
    ({ values, shoppers }): GroupedColumn => ({
      values,
      codes: Uint32Array.from(shoppers, (shopper) => groups.codes[shopper]!),
    }),
  );
  const extremes = grouped.map((column) => extremesOf(column, labels));
  const counted = extremes.map((extreme) => extreme.counted);
  const level = bootstrap.level ?? 0.95;
  const everyPair = (count: number): number => Math.max(1, (count * (count - 1)) / 2);
  const named = pairs.flatMap(({ first, second }): Between[] => {
    const [a, b] = [labels.indexOf(first), labels.indexOf(second)];
    return a < 0 || b < 0 ? [] : [{ first: a, second: b }];
  });
  const most = everyPair(Math.max(0, ...counted));
  const corrected = 1 - (1 - level) / most;
  const resamples = Math.max(bootstrap.resamples ?? 1000, most > 1 ? Math.ceil(BEYOND / (1 - corrected)) : 0);
  const widest = groupDifferences(
    grouped.map((column, i) => ({ ...column, ...extremes[i]!.between })),
    labels.length,
    { ...bootstrap, level: corrected, resamples },
  );
  const asked = named.map((between) =>
    groupDifferences(
      grouped.map((column) => ({ ...column, ...between })),
      labels.length,
      bootstrap,
    ),
  );
  const gapOf = (found: GroupDifference, of: AuditedGap['of'], over: number): AuditedGap => ({
    of,
    first: labels[found.first]!,
    second: labels[found.second]!,
    difference: definedOrNull(found.difference),
    low: definedOrNull(found.low),
    high: definedOrNull(found.high),
    n: found.n,
    pairs: over,
  });
  return columns.map(({ row, values, shoppers }, i) => ({
    by: name,
    label: row.label,
    definition: row.definition,
    groups: groupMeans(row.definition, values, shoppers, groups, bootstrap),
    gaps: [
      ...(counted[i]! < 2 ? [] : [gapOf(widest[i]!, 'extremes', most)]),
      ...asked.map((found) => gapOf(found[i]!, 'named', 1)),
    ],
  }));
}

/** The groups of the highest and of the lowest mean, of those that count. */
function extremesOf(
  column: GroupedColumn,
  labels: readonly string[],
): { readonly between: Between; readonly counted: number } {
  const { means } = meansByGroup(column, labels.length);
  labels.forEach((label, code) => {
    if (label === NOT_KNOWN) means[code] = Number.NaN;
  });
  const counted = means.filter((value) => !Number.isNaN(value)).length;
  const { best, worst } = extremeGroups(means);
  return { between: { first: Math.max(0, best), second: Math.max(0, worst) }, counted };
}
