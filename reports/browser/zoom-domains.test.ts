import { scale as scaleOf } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { MORE } from '../loops/loop-summary.fixture.ts';
import { loopSections } from '../loops/page.ts';
import { pageSpec } from '../specs/chart.ts';
import { sectionsOf } from '../specs/registry.ts';
import { figuresFixture } from '../study/data-figures.fixture.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';
import {
  type ContinuousScale,
  domainBetween,
  isZoomable,
  reachesBeyond,
  within,
  withZoom,
} from './zoom-domains.ts';

interface Made extends ContinuousScale {
  domain(): (number | Date)[];
  domain(ends: readonly (number | Date)[]): Made;
  range(ends: readonly number[]): Made;
}
const made = (type: string, domain: readonly (number | Date)[], range: readonly number[]): ContinuousScale =>
  (scaleOf(type) as () => Made)().domain(domain).range(range);

describe('what is seen of an axis', () => {
  const linear = made('linear', [0, 100], [0, 400]);

  it('is what lies between two pixels', () => {
    expect(domainBetween(linear, [0, 100], 100, 200)).toEqual([25, 50]);
    expect(domainBetween(linear, [0, 100], 200, 100)).toEqual([25, 50]);
    // Upwards on a page pixels fall.
    expect(domainBetween(made('linear', [0, 100], [400, 0]), [0, 100], 0, 100)).toEqual([75, 100]);
  });

  it('is a part of decades on logarithms, and of days', () => {
    const decades = domainBetween(made('log', [1, 10_000], [0, 400]), [1, 10_000], 100, 200)!;
    expect(decades[0]).toBeCloseTo(10, 9);
    expect(decades[1]).toBeCloseTo(100, 9);
    const day = 86_400_000;
    const time = made('utc', [new Date(0), new Date(4 * day)], [0, 400]);
    expect(domainBetween(time, [0, 4 * day], 100, 300)).toEqual([day, 3 * day]);
  });

  it('never reaches beyond the whole, and is the whole where it would', () => {
    expect(domainBetween(linear, [0, 100], -100, 100)).toEqual([0, 50]);
    expect(domainBetween(linear, [0, 100], 350, 450)).toEqual([75, 100]);
    expect(domainBetween(linear, [0, 100], -1, 400)).toBe(null);
    expect(domainBetween(linear, [0, 100], -200, 800)).toBe(null);
    // Of a part of it, too: 25 to 50 are seen, and what was left of them comes into sight.
    const part = made('linear', [25, 50], [0, 400]);
    expect(domainBetween(part, [0, 100], -800, -400)).toEqual([0, 25]);
    expect(domainBetween(part, [0, 100], -600, 1400)).toBe(null);
  });

  it('is never more than a thousand times closer', () => {
    const [low, high] = domainBetween(linear, [0, 100], 200, 200)!;
    expect(high - low).toBeCloseTo(0.1, 6);
    expect((low + high) / 2).toBeCloseTo(50, 6);
  });

  it('is kept within the whole', () => {
    expect(within([1, 2], [0, 4])).toEqual([1, 2]);
    expect(within([-1, 2], [0, 4])).toEqual([0, 2]);
    expect(within([-1, 9], [0, 4])).toBe(null);
    expect(within([5, 9], [0, 4])).toBe(null);
    expect([reachesBeyond([-1, 2], [0, 4]), reachesBeyond([0, 4.000000001], [0, 4])]).toEqual([true, false]);
  });
});

const charts = [
  ...sectionsOf(
    studyView(
      studyFixture({
        ...{ audited: true, searched: ['als'], modes: ['exclude'], figures: figuresFixture() },
        traces: { als: ['loss'] },
      }),
    ),
    LIGHT,
  ),
  ...loopSections(MORE, LIGHT),
].flatMap((section) => section.charts);

describe('charts', () => {
  it('can be looked at closer where points, lines or bands lie between two continuous axes', () => {
    const names = charts.filter(({ spec }) => isZoomable(spec)).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'accuracy-coverage-exclude',
        'frontier-coverage-10-exclude',
        'search-trials',
        'search-als-k',
        'learning-loss-als',
        'data-popularity',
        'data-lorenz',
        'data-days-visits',
        'course-shown-interjaccard',
      ]),
    );
    for (const name of ['leaderboard-exclude', 'search-als-kind', 'run-times-exclude', 'data-account'])
      expect(names).not.toContain(name);
  });

  it('that are bars, parts of others or in several views are not', () => {
    const axis = { field: 'a', type: 'quantitative' };
    const encoding = { x: axis, y: axis };
    expect(isZoomable({ mark: 'point', encoding })).toBe(true);
    expect(isZoomable({ encoding, layer: [{ mark: { type: 'line' } }, { mark: 'rule' }] })).toBe(true);
    expect(isZoomable({ mark: 'bar', encoding })).toBe(false);
    expect(isZoomable({ layer: [{ mark: 'line', encoding }, { mark: 'rect' }] })).toBe(false);
    expect(isZoomable({ mark: 'point', encoding: { ...encoding, row: { field: 'b' } } })).toBe(false);
    expect(isZoomable({ mark: 'point', encoding: { x: axis, y: { field: 'b', type: 'nominal' } } })).toBe(
      false,
    );
    expect(isZoomable({ facet: { field: 'b' }, spec: { mark: 'point', encoding } })).toBe(false);
  });

  it('have the two scales that follow what is seen', () => {
    const zoomable = charts.filter(({ spec }) => isZoomable(spec));
    expect(zoomable.length).toBeGreaterThan(10);
    for (const chart of zoomable) {
      const { spec } = compile({ ...pageSpec(chart), width: 400 } as unknown as TopLevelSpec);
      const zoomed = withZoom(spec as unknown as Record<string, unknown>) as {
        scales: { name: string; type: string; domainRaw?: unknown }[];
      };
      const own = zoomed.scales.filter(({ domainRaw }) => domainRaw !== undefined);
      expect(own.map(({ name }) => name).sort(), chart.name).toEqual(['x', 'y']);
      for (const { type } of own)
        expect(['linear', 'log', 'sqrt', 'time', 'utc'], chart.name).toContain(type);
    }
  });
});
