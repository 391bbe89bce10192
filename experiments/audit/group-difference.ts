/** The difference between the means of two groups of shoppers. */

import { type BootstrapOptions, bootstrapMeans } from '../../numerics/bootstrap.ts';
import { LEAST_GROUP } from '../metrics/user-group-gap.ts';

/** Two groups of an attribute that are compared whatever comes out. */
export interface NamedPair {
  readonly by: string;
  readonly first: string;
  readonly second: string;
}

/** Of a column: value i belongs to a shopper of group codes[i]; NaN is left out. */
export interface GroupedColumn {
  readonly values: Float64Array;
  readonly codes: Uint32Array;
}

export interface Between {
  /** Indices of groups. */
  readonly first: number;
  readonly second: number;
}

export interface GroupDifference extends Between {
  /** Mean of the first minus mean of the second; NaN where either is below LEAST_GROUP shoppers. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Shoppers of both. */
  readonly n: number;
}

/** (groups) means, NaN below LEAST_GROUP shoppers; and how many there are */
export function meansByGroup(
  { values, codes }: GroupedColumn,
  groups: number,
): { readonly means: Float64Array; readonly members: Uint32Array } {
  const means = new Float64Array(groups);
  const members = new Uint32Array(groups);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    means[codes[i]!]! += value;
    members[codes[i]!]!++;
  });
  return {
    means: means.map((sum, code) => (members[code]! >= LEAST_GROUP ? sum / members[code]! : Number.NaN)),
    members,
  };
}

/**
 * (values) mean 0: the influence of each shopper on the difference, so that the bootstrap of its mean, shifted by the difference, is
 * that of the difference, to first order.
 */
export function influenceOn(
  { values, codes }: GroupedColumn,
  groups: number,
  { first, second }: Between,
): Float64Array {
  const { means, members } = meansByGroup({ values, codes }, groups);
  return values.map((value, i) => {
    const code = codes[i]!;
    if (Number.isNaN(value) || (code !== first && code !== second)) return 0;
    const share = (values.length * (value - means[code]!)) / members[code]!;
    return code === first ? share : -share;
  });
}

/** One difference for each column, all from the same resamples of shoppers. */
export function groupDifferences(
  columns: readonly (GroupedColumn & Between)[],
  groups: number,
  bootstrap: BootstrapOptions,
): GroupDifference[] {
  const found = columns.map((column) => ({ column, ...meansByGroup(column, groups) }));
  const defined = found.map(
    ({ column: { first, second }, means }) => !Number.isNaN(means[first]! - means[second]!),
  );
  const intervals = bootstrapMeans(
    found.map(({ column }, i) =>
      defined[i] ? influenceOn(column, groups, column) : new Float64Array(column.values.length),
    ),
    bootstrap,
  );
  return found.map(({ column: { first, second }, means, members }, i) => {
    const difference = means[first]! - means[second]!;
    const shift = (bound: number): number => (defined[i] ? difference + bound : Number.NaN);
    return {
      first,
      second,
      difference,
      low: shift(intervals[i]!.low),
      high: shift(intervals[i]!.high),
      n: members[first]! + members[second]!,
    };
  });
}
