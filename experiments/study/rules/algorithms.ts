/** Which algorithms a study may have, and which together. */

import type { Algorithm } from '../../../algorithms/algorithm.ts';
import { DEEPEST_PART, partsWithin } from '../../../algorithms/parts.ts';
import { ALGORITHMS } from '../../../algorithms/registry.ts';
import { measures } from '../../metrics/definition.ts';
import { leadOf, metricNamed, taskOf } from './names.ts';
import { inside, listOf, lookUp, type Rule, type RuleFault } from './rule.ts';

export const labelsApart: Rule = (draft) => {
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

export const oneTask: Rule = (draft) => {
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

/** What examples of a source of feedback consist of. */
const CONTENT_OF = { texts: 'text', frauds: 'features' } as const;

const READS = { text: 'texts', features: 'features' } as const;

const SOURCES = ['actions', 'ratings'];

/** Texts and frauds belong to classes, and only tasks `label` tell classes; some of those read texts, others features. */
export const classesOfExamples: Rule = (draft) => {
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

/** What a policy shows changes what comes of it, so no log tells what it would have done. */
export const policiesInLoops: Rule = (draft) =>
  listOf(draft['algorithms']).flatMap((entry, i): RuleFault[] => {
    const name = inside(entry, 'name');
    if (taskOf(name) !== 'policy') return [];
    const message = `${name} fills slates, and a study has none to fill; try it with \`shoplab loop\``;
    return [{ path: ['algorithms', i, 'name'], message }];
  });

export const partsNotTooDeep: Rule = (draft) => {
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
