/** What data and splits can give, and what algorithms and metrics ask of them. */

import { needsReviews } from '../../../algorithms/parts.ts';
import { isMap } from '../../../datasets/schema-shape.ts';
import { SPLITS } from '../../splits/registry.ts';
import { leadOf, metricNamed, taskOf } from './names.ts';
import { inside, listOf, lookUp, type Rule, type RuleFault } from './rule.ts';

/** Demand is of the time after an instant. */
export const demandAfterACut: Rule = (draft) => {
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

export const ratingsToPredict: Rule = (draft) => {
  const lead = leadOf(draft);
  if (taskOf(lead) !== 'rate' || inside(draft['feedback'], 'source') !== 'actions') return [];
  const message = `${lead} predicts ratings, and actions have none; use \`source: ratings\``;
  return [{ path: ['feedback', 'source'], message }];
};

export const toldOnlyRankers: Rule = (draft) => {
  const lead = leadOf(draft);
  const split = inside(draft['split'], 'name');
  if (taskOf(lead) !== 'rate' || !lookUp<{ readonly tells?: true }>(SPLITS, split)?.tells) return [];
  const message = `${split} tells rows when it asks, and ${lead} predicts ratings without being told any`;
  return [{ path: ['split', 'name'], message }];
};

export const newItemsRanked: Rule = (draft) => {
  const split = inside(draft['split'], 'name');
  if (lookUp<{ readonly catalogue?: 'all' }>(SPLITS, split)?.catalogue !== 'all') return [];
  if (inside(draft, 'catalogue') === 'all') return [];
  const message = `${split} tests items that nobody had in training; use \`catalogue: all\``;
  return [{ path: ['split', 'name'], message }];
};

/** What a split may not be in a study, its validation may not be either. */
export const validationLikeSplits: Rule = (draft) => {
  const validation = inside(draft['search'], 'validation');
  if (!isMap(validation)) return [];
  return [demandAfterACut, toldOnlyRankers, newItemsRanked].flatMap((rule) =>
    rule({ ...draft, split: validation }).map(({ path: [, ...rest], message }) => ({
      path: ['search', 'validation', ...rest],
      message,
    })),
  );
};

/** A review tells whose it is, not in which visit it was written, so nothing keeps those of tested visits apart. */
export const reviewsOfShoppers: Rule = (draft) => {
  if (inside(draft['feedback'], 'unit') !== 'session') return [];
  return listOf(draft['algorithms']).flatMap((entry, i): RuleFault[] => {
    const name = inside(entry, 'name');
    if (typeof name !== 'string' || !needsReviews(name, inside(entry, 'params'))) return [];
    const message = `${name} learns from reviews, which are of shoppers; with \`unit: session\` there are only visits`;
    return [{ path: ['algorithms', i, 'name'], message }];
  });
};

/** What a simulated log can never give, known before it is simulated. */
export const withinSimulatedLogs: Rule = (draft) => {
  if (typeof inside(draft['data'], 'scenario') !== 'string') return [];
  const split = inside(draft['split'], 'name');
  if (lookUp<{ readonly needs: string }>(SPLITS, split)?.needs !== 'part') return [];
  const message = `${split} needs data published in parts; a simulated log has none`;
  return [{ path: ['split', 'name'], message }];
};

/** What was fraud is known of simulated logs alone, as they are and not as they were delivered. */
export const fraudsOfSimulatedLogs: Rule = (draft) => {
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
export const truthOfSimulatedLogs: Rule = (draft) => {
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
