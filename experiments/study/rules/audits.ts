/** Audits of groups and frontiers of a study. */

import { completeParams } from '../../../algorithms/parts.ts';
import { isMap } from '../../../datasets/schema-shape.ts';
import { sweepLabel } from '../../audit/sweeps.ts';
import { isPerList } from '../../metrics/plan.ts';
import { metricNamed, taskOf } from './names.ts';
import { inside, listOf, type Rule, type RuleFault } from './rule.ts';

/** Groups that are compared are groups of the study, by metrics of the study that have a value for each shopper. */
export const auditOfStudy: Rule = (draft) => {
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
export const frontierOfStudy: Rule = (draft) => {
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
