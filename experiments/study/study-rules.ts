/** Rules of a study between its fields. They hold for drafts too: what is malformed is the schema's to tell, the rest is told here. */

import { isMap } from '../../datasets/schema-shape.ts';
import { searchRules } from '../search/search-rules.ts';
import {
  classesOfExamples,
  labelsApart,
  oneTask,
  partsNotTooDeep,
  policiesInLoops,
} from './rules/algorithms.ts';
import { auditOfStudy, frontierOfStudy } from './rules/audits.ts';
import {
  demandAfterACut,
  fraudsOfSimulatedLogs,
  newItemsRanked,
  ratingsToPredict,
  reviewsOfShoppers,
  toldOnlyRankers,
  truthOfSimulatedLogs,
  validationLikeSplits,
  withinSimulatedLogs,
} from './rules/data.ts';
import {
  groupsByMetrics,
  groupsForGroupMetrics,
  listsAlone,
  othersToSample,
  primaryAmongMetrics,
  publishedOfStudy,
  searchedMetric,
} from './rules/metrics.ts';
import { inside, listOf, type Rule, type RuleFault } from './rules/rule.ts';

/** All faults between the fields of `study`, which may be malformed in any of them. */
export function ruleFaults(study: unknown): RuleFault[] {
  if (!isMap(study)) return [];
  return [...RULES.flatMap((rule) => rule(study)), ...smokeFaults(study)];
}

/** What the smoke part breaks when it is laid over the study; what is broken without it is told there. */
function smokeFaults(study: Readonly<Record<string, unknown>>): RuleFault[] {
  const { smoke, published: _, ...whole } = study;
  if (!isMap(smoke)) return [];
  const known = new Set(RULES.flatMap((rule) => rule(whole)).map(({ message }) => message));
  return RULES.flatMap((rule) => rule({ ...whole, ...smoke }))
    .filter(({ message, path }) => !known.has(message) && path[0] !== undefined && path[0] in smoke)
    .map(({ path, message }) => ({ path: ['smoke', ...path], message }));
}

const LISTS = [
  ['repeats'],
  ['seeds'],
  ['groups'],
  ['itemGroups'],
  ['metrics', 'names'],
  ['metrics', 'at'],
  ['metrics', 'byGroup'],
] as const;

const nothingTwice: Rule = (draft) =>
  LISTS.flatMap((path) => {
    const values = listOf(path.reduce<unknown>(inside, draft)).map(String);
    return values.flatMap((value, i) =>
      values.indexOf(value) === i ? [] : [{ path: [...path, i], message: `'${value}' stands twice` }],
    );
  });

const RULES: readonly Rule[] = [
  nothingTwice,
  labelsApart,
  oneTask,
  classesOfExamples,
  policiesInLoops,
  demandAfterACut,
  partsNotTooDeep,
  ratingsToPredict,
  toldOnlyRankers,
  reviewsOfShoppers,
  groupsForGroupMetrics,
  listsAlone,
  othersToSample,
  primaryAmongMetrics,
  groupsByMetrics,
  publishedOfStudy,
  newItemsRanked,
  withinSimulatedLogs,
  fraudsOfSimulatedLogs,
  truthOfSimulatedLogs,
  searchedMetric,
  validationLikeSplits,
  ...searchRules,
  auditOfStudy,
  frontierOfStudy,
];
