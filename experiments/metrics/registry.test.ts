import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from './definition.ts';
import { definitionId, parseDefinitionId } from './definition-id.ts';
import { definitionNotes, isPerList, metricDefined, metricNamed, planMetrics } from './plan.ts';
import { METRICS } from './registry.ts';

const ALL: [string, Metric][] = Object.entries(METRICS);

describe('registry', () => {
  it.each(ALL)('%s is registered under its own name, with an id of the grammar', (name, metric) => {
    expect(metric.name).toBe(name);
    expect(parseDefinitionId(metric.id)).toEqual({ id: metric.id, repeats: null, cutoff: null });
    expect(metricDefined(metric.id)).toBe(metric);
    expect(metric.doc.length).toBeGreaterThan(20);
    expect(metric.formula).not.toBe('');
    expect(metric.source).not.toBe('');
  });
  it('has no id twice', () => expect(new Set(ALL.map(([, { id }]) => id)).size).toBe(ALL.length));
  it('compares groups by a per-shopper metric that is registered', () => {
    for (const [, metric] of ALL)
      if (metric.kind === 'group') expect(isPerList(metricNamed(metric.over).kind)).toBe(true);
  });
});

describe('definition ids', () => {
  it('name what tells two uses of a metric apart', () => {
    const { ndcg, userGroupGap, rmse } = METRICS;
    expect(definitionId(ndcg, { repeats: 'exclude', cutoff: 10 })).toBe('ndcg.binary.v1+exclude@10');
    expect(definitionId(userGroupGap, { repeats: 'only', cutoff: 5, group: 'ageBand' })).toBe(
      'userGroupGap.v1[ageBand]+only@5',
    );
    expect(definitionId(ndcg, { repeats: 'exclude', catalogue: 'all', cutoff: 10 })).toBe(
      'ndcg.binary.v1+exclude+all@10',
    );
    expect(definitionId(rmse, { repeats: null, cutoff: null })).toBe('rmse.v1');
  });
  it('read back as they were written', () => {
    const use = fc.record({
      repeats: fc.constantFrom('exclude' as const, 'include' as const, 'only' as const, null),
      cutoff: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 1000 })),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL),
        use,
        fc.constantFrom(undefined, 'region'),
        fc.boolean(),
        ([, metric], parts, group, all) => {
          const full = {
            ...parts,
            ...(group === undefined ? {} : { group }),
            ...(all && parts.repeats !== null && { catalogue: 'all' as const }),
          };
          expect(parseDefinitionId(definitionId(metric, full))).toEqual({ id: metric.id, ...full });
        },
      ),
    );
  });
  it.each(['', 'ndcg', 'ndcg.v1@', 'ndcg.v1@0', 'ndcg.v1+often', 'ndcg.v1 @10'])('refuse %j', (text) => {
    expect(() => parseDefinitionId(text)).toThrow(`definition '${text}': not of the form`);
  });
});

describe('plan', () => {
  it('keeps the order of the requests and makes a group metric once for each attribute', () => {
    const plan = planMetrics(
      [
        { name: 'userGroupGap', cutoff: 10 },
        { name: 'recall', cutoff: 5 },
      ],
      { repeats: 'include', groups: ['region', 'gender'] },
    );
    expect(plan.map(({ definition }) => definition)).toEqual([
      'userGroupGap.v1[region]+include@10',
      'userGroupGap.v1[gender]+include@10',
      'recall.v1+include@5',
    ]);
  });
  it('refuses an unknown name, a missing or needless cut-off, and group metrics without groups', () => {
    const plan = (name: string, cutoff: number | null) => () =>
      planMetrics([{ name, cutoff }], { repeats: 'exclude' });
    expect(plan('ndgc', 10)).toThrow("metric 'ndgc': not in the registry");
    expect(plan('constructor', 10)).toThrow("metric 'constructor': not in the registry");
    expect(plan('ndcg', null)).toThrow('metric ndcg: needs a cut-off');
    expect(plan('rmse', 10)).toThrow('metric rmse: has no cut-off, given 10');
    expect(plan('userGroupGap', 10)).toThrow('metric userGroupGap: needs groups of shoppers');
  });
  it('notes each metric once', () => {
    const notes = definitionNotes([
      { name: 'ndcg', cutoff: 5 },
      { name: 'ndcg', cutoff: 10 },
      { name: 'gini', cutoff: 5 },
    ]);
    expect(notes.map(({ id, direction }) => [id, direction])).toEqual([
      ['ndcg.binary.v1', 'higher'],
      ['gini.v1', 'lower'],
    ]);
  });
});
