/** Examples by group: attributes of shoppers, length of a text, kind of fraud. */

import { type ExampleGroups, NO_CLASS } from '../../datasets/examples.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { bootstrapMean } from '../../numerics/bootstrap.ts';
import type { LabelAnswers } from '../metrics/definition.ts';
import { isPerShopper, type PlannedMetric } from '../metrics/plan.ts';
import { LEAST_GROUP } from '../metrics/user-group-gap.ts';
import type { GroupEstimate } from '../run-record.ts';
import { definedOrNull } from './estimates.ts';
import type { ShopperGroups } from './groups.ts';
import { aggregate, pick, valuesOf } from './label-answers.ts';

export function ofShoppers({ name, labels, codes }: ShopperGroups, { shopper }: Feedback): ExampleGroups {
  return {
    name,
    values: labels,
    of: Uint8Array.from(shopper, (one) => Math.min(codes[one] ?? NO_CLASS, NO_CLASS)),
  };
}

/** A metric of each group that has examples; null below LEAST_GROUP examples, or where a group makes it undefined. */
export function groupsOf(
  planned: PlannedMetric,
  answers: LabelAnswers,
  groups: ExampleGroups,
  rows: Uint32Array,
  bootstrap: Parameters<typeof bootstrapMean>[1],
): GroupEstimate[] {
  const { definition, metric } = planned;
  return groups.values.flatMap((group, code): GroupEstimate[] => {
    const places = Uint32Array.from(rows.keys()).filter(
      (at) => groups.of[rows[at]!] === code || (groups.besideFirst === true && answers.label[at] === 0),
    );
    const members = places.filter((at) => groups.of[rows[at]!] === code).length;
    if (members === 0) return [];
    const none = { group, definition, mean: null, low: null, high: null, n: members };
    if (members < LEAST_GROUP) return [none];
    if (metric.kind === 'label' && metric.among) {
      const flags = new Uint8Array(rows.length);
      for (const at of places) flags[at] = Number(groups.of[rows[at]!] === code);
      return [{ ...none, mean: definedOrNull(metric.among(answers, planned.cutoff ?? 0, flags)) }];
    }
    const own = pick(answers, places);
    if (!isPerShopper(metric)) return [{ ...none, mean: definedOrNull(aggregate(planned, own)) }];
    const { mean, low, high } = bootstrapMean(valuesOf(metric, own), bootstrap);
    return [{ ...none, mean, low, high }];
  });
}
