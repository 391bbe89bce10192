/** Rules of a study between its fields. They hold for drafts too: what is malformed is the schema's to tell, the rest is told here. */

import type { Algorithm } from '../../algorithms/algorithm.ts';
import { completeParams, DEEPEST_PART, needsReviews, partsWithin } from '../../algorithms/parts.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { sweepLabel } from '../audit/sweeps.ts';
import { type Metric, measures } from '../metrics/definition.ts';
import { isPerList } from '../metrics/plan.ts';
import { METRICS } from '../metrics/registry.ts';
import { searchRules } from '../search/search-rules.ts';
import { SPLITS } from '../splits/registry.ts';
import { inside, listOf, lookUp, type Rule, type RuleFault } from './study-rule.ts';

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

const metricNamed = (name: unknown): Metric | undefined => lookUp<Metric>(METRICS, name);

/** The task of an algorithm; undefined where nothing is called so. */
const taskOf = (name: unknown): Algorithm['task'] | undefined =>
  lookUp<{ readonly task: Algorithm['task'] }>(ALGORITHMS, name)?.task;

/** The first algorithm that is known says what the study is about. */
const leadOf = (draft: Readonly<Record<string, unknown>>): unknown =>
  listOf(draft['algorithms'])
    .map((entry) => inside(entry, 'name'))
    .find((name) => taskOf(name) !== undefined);

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

const labelsApart: Rule = (draft) => {
  const labels = listOf(draft['algorithms']).map((entry) => inside(entry, 'label') ?? inside(entry, 'name'));
  return labels.flatMap((label, i) =>
    typeof label !== 'string' || labels.indexOf(label) === i
      ? []
      : [
          {
            path: ['algorithms', i],
            message: `'${label}' stands twice; give one of them a label of its own`,
          },
        ],
  );
};

const oneTask: Rule = (draft) => {
  const lead = leadOf(draft);
  const task = taskOf(lead);
  if (task === undefined) return [];
  const algorithms = listOf(draft['algorithms']).flatMap((entry, i): RuleFault[] => {
    const own = taskOf(inside(entry, 'name'));
    if (own === undefined || own === task) return [];
    const message = `${inside(entry, 'name')} has task '${own}', ${lead} has '${task}'; a study has one task`;
    return [{ path: ['algorithms', i, 'name'], message }];
  });
  const metrics = listOf(inside(draft['metrics'], 'names')).flatMap((name, i): RuleFault[] => {
    const metric = metricNamed(name);
    if (metric === undefined || measures(metric, task)) return [];
    const message = `${name} measures task '${metric.task}', the algorithms have '${task}'`;
    return [{ path: ['metrics', 'names', i], message }];
  });
  return [...algorithms, ...metrics];
};

/** Texts and frauds belong to classes, and only tasks `label` tell classes; some of those read texts, others features. */
const classesOfExamples: Rule = (draft) => {
  const source = inside(draft['feedback'], 'source');
  const content = lookUp(CONTENT_OF, source);
  return listOf(draft['algorithms']).flatMap((entry, i): RuleFault[] => {
    const name = inside(entry, 'name');
    const algorithm = lookUp<Pick<Algorithm, 'task' | 'reads'>>(ALGORITHMS, name);
    if (!algorithm) return [];
    const { task, reads } = algorithm;
    if (task !== 'label' && content === undefined) return [];
    const path = ['algorithms', i, 'name'];
    if (task !== 'label')
      return [{ path, message: `${name} has task '${task}', and \`source: ${source}\` is for task 'label'` }];
    if (content === undefined) {
      if (typeof source !== 'string' || !SOURCES.includes(source)) return [];
      const message = `${name} tells classes, and ${source} belong to none; use \`source: ${reads === 'features' ? 'frauds' : 'texts'}\``;
      return [{ path: ['feedback', 'source'], message }];
    }
    if (reads === undefined || reads === content) return [];
    return [
      { path, message: `${name} reads ${READS[reads]}, and \`source: ${source}\` gives ${READS[content]}` },
    ];
  });
};

/** What examples of a source of feedback consist of. */
const CONTENT_OF = { texts: 'text', frauds: 'features' } as const;
const READS = { text: 'texts', features: 'features' } as const;
const SOURCES = ['actions', 'ratings'];

/** What a policy shows changes what comes of it, so no log tells what it would have done. */
const policiesInLoops: Rule = (draft) =>
  listOf(draft['algorithms']).flatMap((entry, i): RuleFault[] => {
    const name = inside(entry, 'name');
    if (taskOf(name) !== 'policy') return [];
    const message = `${name} fills slates, and a study has none to fill; try it with \`shoplab loop\``;
    return [{ path: ['algorithms', i, 'name'], message }];
  });

const partsNotTooDeep: Rule = (draft) => {
  const within = (name: unknown, params: unknown, path: RuleFault['path'], depth: number): RuleFault[] => {
    const inner = partsWithin(name, params);
    if (depth === DEEPEST_PART && inner.length > 0)
      return [{ path, message: `${name} is made of parts; they stand at most ${DEEPEST_PART} deep` }];
    return inner.flatMap(({ path: own, part }) =>
      within(part.name, part.params, [...path, 'params', ...own], depth + 1),
    );
  };
  return listOf(draft['algorithms']).flatMap((entry, i) =>
    within(inside(entry, 'name'), inside(entry, 'params'), ['algorithms', i], 0),
  );
};

/** Demand is of the time after an instant. */
const demandAfterACut: Rule = (draft) => {
  const lead = leadOf(draft);
  const task = taskOf(lead);
  const split = inside(draft['split'], 'name');
  const known = lookUp<{ readonly cuts?: true }>(SPLITS, split);
  if ((task !== 'forecast' && task !== 'classify') || !known) return [];
  const gap = inside(inside(draft['split'], 'params'), 'gap');
  if (known.cuts && gap !== undefined) {
    const message = `${lead} foretells what follows the training at once; leave \`gap\` out`;
    return [{ path: ['split', 'params', 'gap'], message }];
  }
  if (known.cuts) return [];
  const message = `${lead} foretells what follows an instant, and ${split} cuts at none; use global-time`;
  return [{ path: ['split', 'name'], message }];
};

const ratingsToPredict: Rule = (draft) => {
  const lead = leadOf(draft);
  if (taskOf(lead) !== 'rate' || inside(draft['feedback'], 'source') !== 'actions') return [];
  const message = `${lead} predicts ratings, and actions have none; use \`source: ratings\``;
  return [{ path: ['feedback', 'source'], message }];
};

const toldOnlyRankers: Rule = (draft) => {
  const lead = leadOf(draft);
  const split = inside(draft['split'], 'name');
  if (taskOf(lead) !== 'rate' || !lookUp<{ readonly tells?: true }>(SPLITS, split)?.tells) return [];
  const message = `${split} tells rows when it asks, and ${lead} predicts ratings without being told any`;
  return [{ path: ['split', 'name'], message }];
};

/** A review tells whose it is, not in which visit it was written, so nothing keeps those of tested visits apart. */
const reviewsOfShoppers: Rule = (draft) => {
  if (inside(draft['feedback'], 'unit') !== 'session') return [];
  return listOf(draft['algorithms']).flatMap((entry, i): RuleFault[] => {
    const name = inside(entry, 'name');
    if (typeof name !== 'string' || !needsReviews(name, inside(entry, 'params'))) return [];
    const message = `${name} learns from reviews, which are of shoppers; with \`unit: session\` there are only visits`;
    return [{ path: ['algorithms', i, 'name'], message }];
  });
};

/** Fields that name the groups of metrics of groups. */
const GROUPS_OF = {
  group: { field: 'groups', what: 'shoppers' },
  'item group': { field: 'itemGroups', what: 'items' },
} as const;

const groupsForGroupMetrics: Rule = (draft) =>
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
const listsAlone: Rule = (draft) => {
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
const othersToSample: Rule = (draft) => {
  const at = listOf(draft['repeats']).indexOf('only');
  if (!isMap(draft['sampled']) || at < 0) return [];
  return [
    { path: ['repeats', at], message: "with 'only' there is nothing else to sample; leave out one of them" },
  ];
};

/** Every metric at every cut-off, as `primary` would call it. A misspelt metric stands for the nearest one. */
function requestable(names: readonly unknown[], at: readonly unknown[]): Map<string, Metric> {
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

const primaryAmongMetrics: Rule = (draft) => {
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
const groupsByMetrics: Rule = (draft) => {
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
const searchedMetric: Rule = (draft) => {
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

/** What a split may not be in a study, its validation may not be either. */
const validationLikeSplits: Rule = (draft) => {
  const validation = inside(draft['search'], 'validation');
  if (!isMap(validation)) return [];
  return [demandAfterACut, toldOnlyRankers, newItemsRanked].flatMap((rule) =>
    rule({ ...draft, split: validation }).map(({ path: [, ...rest], message }) => ({
      path: ['search', 'validation', ...rest],
      message,
    })),
  );
};

/** Published figures are of an algorithm and a metric that the study has. */
const publishedOfStudy: Rule = (draft) => {
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

const newItemsRanked: Rule = (draft) => {
  const split = inside(draft['split'], 'name');
  if (lookUp<{ readonly catalogue?: 'all' }>(SPLITS, split)?.catalogue !== 'all') return [];
  if (inside(draft, 'catalogue') === 'all') return [];
  const message = `${split} tests items that nobody had in training; use \`catalogue: all\``;
  return [{ path: ['split', 'name'], message }];
};

/** What was fraud is known of simulated logs alone, as they are and not as they were delivered. */
const fraudsOfSimulatedLogs: Rule = (draft) => {
  if (inside(draft['feedback'], 'source') !== 'frauds') return [];
  const path = ['feedback', 'source'];
  if (typeof inside(draft['data'], 'dataset') === 'string')
    return [
      {
        path,
        message: 'only simulated logs tell what was fraud; give a `scenario`, such as marketplace-fraud',
      },
    ];
  if (inside(draft['data'], 'raw') === true)
    return [{ path, message: 'frauds are judged in the log as it is; leave `raw` out' }];
  return [];
};

/** What items are really worth is known of simulated shoppers alone, in the log as it is. */
const truthOfSimulatedLogs: Rule = (draft) => {
  const refused = ((): string | null => {
    if (typeof inside(draft['data'], 'dataset') === 'string')
      return 'only simulated shoppers tell what items are really worth to them; give a `scenario`, such as tiny';
    if (inside(draft['data'], 'raw') === true)
      return 'what items are really worth is known in the log as it is; leave `raw` out';
    if (inside(draft['feedback'], 'unit') === 'session')
      return 'items are worth something to shoppers; with `unit: session` there are only visits';
    return null;
  })();
  if (refused === null) return [];
  return listOf(inside(draft['metrics'], 'names')).flatMap((name, i) => {
    const metric = metricNamed(name);
    const behind = metric?.kind === 'group' ? metricNamed(metric.over) : metric;
    if (behind?.kind !== 'truth') return [];
    return [{ path: ['metrics', 'names', i], message: `${name}: ${refused}` }];
  });
};

/** Groups that are compared are groups of the study, by metrics of the study that have a value for each shopper. */
const auditOfStudy: Rule = (draft) => {
  const audit = draft['audit'];
  if (!isMap(audit)) return [];
  const groups = listOf(draft['groups']);
  const names = inside(draft['metrics'], 'names');
  const faults: RuleFault[] =
    groups.length > 0
      ? []
      : [{ path: ['audit'], message: 'it compares `groups` of shoppers, and the study names none' }];
  listOf(audit['metrics']).forEach((name, i) => {
    const path = ['audit', 'metrics', i];
    const metric = metricNamed(name);
    if (Array.isArray(names) && !names.includes(name))
      faults.push({ path, message: `${name} is not among the metrics of the study: ${names.join(', ')}` });
    else if (metric && !isPerList(metric.kind))
      faults.push({ path, message: `${name} has no value for each shopper, so groups have none` });
  });
  if (audit['proxies'] === true && listOf(audit['pairs']).length === 0)
    faults.push({ path: ['audit', 'proxies'], message: 'it tells `pairs` of groups apart; name one' });
  listOf(audit['pairs']).forEach((pair, i) => {
    const by = inside(pair, 'by');
    if (groups.length > 0 && typeof by === 'string' && !groups.includes(by))
      faults.push({
        path: ['audit', 'pairs', i, 'by'],
        message: `${by} is not among the \`groups\` of the study: ${groups.join(', ')}`,
      });
  });
  return faults;
};

/** What is swept is an algorithm of lists with that parameter, each point under a label of its own. */
const frontierOfStudy: Rule = (draft) => {
  const frontier = draft['frontier'];
  if (!isMap(frontier)) return [];
  const names = inside(draft['metrics'], 'names');
  const labels = listOf(draft['algorithms']).map((entry) => inside(entry, 'label') ?? inside(entry, 'name'));
  const faults: RuleFault[] = [];
  const { base } = frontier;
  if (typeof base === 'string' && labels.length > 0 && !labels.includes(base))
    faults.push({
      path: ['frontier', 'base'],
      message: `'${base}' is no algorithm of the study: ${labels.join(', ')}`,
    });
  listOf(frontier['against']).forEach((name, i) => {
    if (!Array.isArray(names) || names.includes(name)) return;
    const message = `${name} is not among the metrics of the study: ${names.join(', ')}`;
    faults.push({ path: ['frontier', 'against', i], message });
  });
  const taken = new Set(labels);
  listOf(frontier['sweeps']).forEach((sweep, i) => {
    if (!isMap(sweep)) return;
    const { name, over, params = {}, label = name } = sweep;
    const path = ['frontier', 'sweeps', i];
    const task = taskOf(name);
    if (task === undefined || typeof over !== 'string') return;
    if (task !== 'rank') {
      faults.push({ path: [...path, 'name'], message: `${name} has task '${task}'; lists are swept` });
      return;
    }
    listOf(sweep['values']).forEach((value, nth) => {
      const own = sweepLabel({ name: String(label) }, value);
      if (taken.has(own)) faults.push({ path: [...path, 'values', nth], message: `'${own}' stands twice` });
      taken.add(own);
      const parsed = completeParams(name as string).safeParse({
        ...(isMap(params) ? params : {}),
        [over]: value,
      });
      if (!parsed.success)
        faults.push({
          path: [...path, 'values', nth],
          message: `${over}=${value}: ${parsed.error.issues[0]!.message.toLowerCase()}`,
        });
    });
  });
  return faults;
};

/** What a simulated log can never give, known before it is simulated. */
const withinSimulatedLogs: Rule = (draft) => {
  if (typeof inside(draft['data'], 'scenario') !== 'string') return [];
  const split = inside(draft['split'], 'name');
  if (lookUp<{ readonly needs: string }>(SPLITS, split)?.needs !== 'part') return [];
  const message = `${split} needs data published in parts; a simulated log has none`;
  return [{ path: ['split', 'name'], message }];
};

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
