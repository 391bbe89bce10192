/** Metrics, groups and sampling: what fits the study and what ranks. */

import { isMap } from '../../../datasets/schema-shape.ts';
import { leadOf, metricNamed, requestable, taskOf } from './names.ts';
import { inside, listOf, type Rule, type RuleFault } from './rule.ts';

/** Fields that name the groups of metrics of groups. */
const GROUPS_OF = {
  group: { field: 'groups', what: 'shoppers' },
  'item group': { field: 'itemGroups', what: 'items' },
} as const;

export const groupsForGroupMetrics: Rule = (draft) =>
  Object.entries(GROUPS_OF).flatMap(([kind, { field, what }]) => {
    const groups = draft[field] ?? [];
    if (!Array.isArray(groups) || groups.length > 0) return [];
    return listOf(inside(draft['metrics'], 'names')).flatMap((name, i) =>
      metricNamed(name)?.kind === kind
        ? [
            {
              path: ['metrics', 'names', i],
              message: `${name} compares groups of ${what}, and the study names no \`${field}\``,
            },
          ]
        : [],
    );
  });

/** Only lists show items, and only what is listed is sampled. */
export const listsAlone: Rule = (draft) => {
  const lead = leadOf(draft);
  const task = taskOf(lead);
  if (task === undefined || task === 'rank') return [];
  return ['itemGroups', 'sampled'].flatMap((field): RuleFault[] => {
    const value = draft[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return [{ path: [field], message: `it is for lists; ${lead} has task '${task}'` }];
  });
};

/** What a shopper had is all that may be listed with `repeats: only`; there are no others to draw. */
export const othersToSample: Rule = (draft) => {
  const at = listOf(draft['repeats']).indexOf('only');
  if (!isMap(draft['sampled']) || at < 0) return [];
  return [
    { path: ['repeats', at], message: "with 'only' there is nothing else to sample; leave out one of them" },
  ];
};

export const primaryAmongMetrics: Rule = (draft) => {
  const { names, at = [10], primary } = isMap(draft['metrics']) ? draft['metrics'] : {};
  if (!Array.isArray(names) || !Array.isArray(at)) return [];
  const requests = requestable(names, at);
  const [first] = requests.keys();
  const ranking = primary ?? first;
  if (typeof ranking !== 'string' || first === undefined) return [];
  const path = ['metrics', 'primary'];
  const metric = requests.get(ranking);
  if (!metric) {
    const message = `${ranking} is not among the metrics of the study: ${[...requests.keys()].join(', ')}`;
    return [{ path, message }];
  }
  const message = `${metric.name} has a value for each attribute; it cannot rank`;
  return metric.kind in GROUPS_OF ? [{ path, message }] : [];
};

/** What groups are measured by is measured, and only examples are grouped so. */
export const groupsByMetrics: Rule = (draft) => {
  const { names, byGroup } = isMap(draft['metrics']) ? draft['metrics'] : {};
  const task = taskOf(leadOf(draft));
  return listOf(byGroup).flatMap((name, i): RuleFault[] => {
    const path = ['metrics', 'byGroup', i];
    if (task !== undefined && task !== 'label')
      return [{ path, message: `groups of examples are of task 'label'; ${leadOf(draft)} has '${task}'` }];
    if (!Array.isArray(names) || names.includes(name)) return [];
    return [{ path, message: `${name} is not among the metrics of the study: ${names.join(', ')}` }];
  });
};

/** Trials are compared by a metric that the study takes and that has a better end. */
export const searchedMetric: Rule = (draft) => {
  const metric = inside(draft['search'], 'metric');
  const { names, at = [10] } = isMap(draft['metrics']) ? draft['metrics'] : {};
  if (typeof metric !== 'string' || !Array.isArray(names) || !Array.isArray(at)) return [];
  const requests = requestable(names, at);
  const found = requests.get(metric);
  const path = ['search', 'metric'];
  if (found === undefined)
    return [
      {
        path,
        message: `${metric} is not among the metrics of the study: ${[...requests.keys()].join(', ')}`,
      },
    ];
  if (found.kind === 'truth')
    return [
      { path, message: `${metric} is known to a simulator alone; parameters are chosen by what a shop sees` },
    ];
  return found.kind === 'group' || found.kind === 'item group' || found.direction === 'none'
    ? [
        {
          path,
          message: `${metric} has no better end, or more than one value; trials cannot be compared by it`,
        },
      ]
    : [];
};

/** Published figures are of an algorithm and a metric that the study has. */
export const publishedOfStudy: Rule = (draft) => {
  const labels = listOf(draft['algorithms']).map((entry) => inside(entry, 'label') ?? inside(entry, 'name'));
  const { names, at = [10] } = isMap(draft['metrics']) ? draft['metrics'] : {};
  const requests = Array.isArray(names) && Array.isArray(at) ? [...requestable(names, at).keys()] : null;
  return listOf(draft['published']).flatMap((figure, i): RuleFault[] => {
    const [label, metric] = [inside(figure, 'label'), inside(figure, 'metric')];
    const faults: RuleFault[] = [];
    if (typeof label === 'string' && !labels.includes(label))
      faults.push({
        path: ['published', i, 'label'],
        message: `'${label}' is no algorithm of the study: ${labels.join(', ')}`,
      });
    if (typeof metric === 'string' && requests !== null && !requests.includes(metric))
      faults.push({
        path: ['published', i, 'metric'],
        message: `${metric} is not among the metrics of the study: ${requests.join(', ')}`,
      });
    return faults;
  });
};
