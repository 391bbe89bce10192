/** Shoppers by an attribute that the shop knows: who is served worse. */

import type { Interactions } from '../../datasets/interactions.ts';
import { SHOPPER_GROUPS, type ShopperGroup, type Shoppers } from '../../datasets/tables.ts';
import { type BootstrapOptions, bootstrapMean } from '../../numerics/bootstrap.ts';
import type { RatingMetric } from '../metrics/definition.ts';
import { extremeGroups, LEAST_GROUP } from '../metrics/user-group-gap.ts';
import type { GroupEstimate } from '../run-record.ts';

/** The group of shoppers whose attribute is empty: shown, and left out of gaps. */
export const NOT_KNOWN = '(not known)';

export interface ShopperGroups {
  /** The attribute. */
  readonly name: string;
  /** Sorted; NOT_KNOWN last, when there is one. */
  readonly labels: readonly string[];
  /** (shoppers) index into labels */
  readonly codes: Uint32Array;
}

export function shopperGroups(shoppers: Shoppers, name: ShopperGroup): ShopperGroups {
  const column = shoppers[name];
  const distinct = new Set(column);
  const known = [...distinct].filter((label) => label !== '' && label !== NOT_KNOWN).sort();
  const labels = known.length === distinct.size ? known : [...known, NOT_KNOWN];
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  return { name, labels, codes: Uint32Array.from(column, (label) => codeOf.get(label) ?? known.length) };
}

/** What shoppers may be grouped by: what the shop knows of them, or how much is known of their past. */
export const GROUPED_BY = [...SHOPPER_GROUPS, 'history'] as const;
export type GroupedBy = (typeof GROUPED_BY)[number];

/** Most distinct items had in training by cold and warm shoppers. */
const COLD = 5;
const WARM = 20;
const HISTORY = [`cold (0-${COLD} items)`, `warm (${COLD + 1}-${WARM})`, `hot (${WARM + 1} or more)`];

export function groupsBy(name: GroupedBy, shoppers: Shoppers, train: Interactions): ShopperGroups {
  return name === 'history' ? historyGroups(train) : shopperGroups(shoppers, name);
}

/** Shoppers by how many items they had in training. */
function historyGroups({ rows, rowPtr }: Interactions): ShopperGroups {
  const codes = Uint32Array.from({ length: rows }, (_, row) => {
    const had = rowPtr[row + 1]! - rowPtr[row]!;
    return had <= COLD ? 0 : had <= WARM ? 1 : 2;
  });
  return { name: 'history', labels: HISTORY, codes };
}

/** values[i] of shopper shoppers[i], by group; NaN left out. */
function byGroup(values: Float64Array, shoppers: Uint32Array, groups: ShopperGroups): Float64Array[] {
  const members: number[][] = groups.labels.map(() => []);
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) members[groups.codes[shoppers[i]!]!]!.push(value);
  });
  return members.map((group) => Float64Array.from(group));
}

/** Mean of a per-shopper metric in each group, with its interval; null below LEAST_GROUP shoppers. */
export function groupMeans(
  definition: string,
  values: Float64Array,
  shoppers: Uint32Array,
  groups: ShopperGroups,
  bootstrap: BootstrapOptions,
): GroupEstimate[] {
  return byGroup(values, shoppers, groups).map((members, code) => {
    const group = groups.labels[code]!;
    const n = members.length;
    if (n < LEAST_GROUP) return { group, definition, mean: null, low: null, high: null, n };
    const { mean, low, high } = bootstrapMean(members, bootstrap);
    return { group, definition, mean, low, high, n };
  });
}

/** A rating metric in each group; errors[i] belongs to shopper[i]. null below LEAST_GROUP ratings. */
export function groupErrors(
  definition: string,
  metric: RatingMetric,
  errors: Float64Array,
  shopper: Uint32Array,
  groups: ShopperGroups,
): GroupEstimate[] {
  return byGroup(errors, shopper, groups).map((members, code) => ({
    group: groups.labels[code]!,
    definition,
    mean: members.length < LEAST_GROUP ? null : metric.of(members),
    low: null,
    high: null,
    n: members.length,
  }));
}

export interface GroupGap {
  /** (groups) means; NaN where the group does not count */
  readonly means: Float64Array;
  /** Shoppers in the groups that count. */
  readonly n: number;
  /**
   * (values) mean 0: the influence of each shopper on the difference between the best and the worst group, so that the
   * bootstrap interval of its mean, shifted by the gap, is the gap's interval (to first order).
   */
  readonly influence: Float64Array;
}

/** @param weights (values) what each counts in the mean of its group; 1 unless given */
export function groupGap(
  values: Float64Array,
  shoppers: Uint32Array,
  groups: ShopperGroups,
  weights?: Float64Array,
): GroupGap {
  const { labels, codes } = groups;
  const sums = new Float64Array(labels.length);
  const totals = new Float64Array(labels.length);
  const members = new Uint32Array(labels.length);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const code = codes[shoppers[i]!]!;
    const weight = weights ? weights[i]! : 1;
    sums[code]! += weight * value;
    totals[code]! += weight;
    members[code]!++;
  });
  const counts = (code: number): boolean => members[code]! >= LEAST_GROUP && labels[code] !== NOT_KNOWN;
  const means = sums.map((sum, code) => (counts(code) ? sum / totals[code]! : Number.NaN));
  const { best, worst } = extremeGroups(means);
  const influence = values.map((value, i) => {
    const code = codes[shoppers[i]!]!;
    if (Number.isNaN(value) || (code !== best && code !== worst)) return 0;
    const weight = weights ? weights[i]! : 1;
    const share = (weight * (value - means[code]!) * values.length) / totals[code]!;
    return code === best ? share : -share;
  });
  const n = members.reduce((sum, count, code) => sum + (Number.isNaN(means[code]!) ? 0 : count), 0);
  return { means, n, influence };
}
