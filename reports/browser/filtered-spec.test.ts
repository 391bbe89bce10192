import { describe, expect, it } from 'vitest';
import { differenceChart } from '../loops/charts.ts';
import { MORE } from '../loops/loop-summary.fixture.ts';
import { leaderboard } from '../specs/leaderboard.ts';
import { sectionsOf } from '../specs/registry.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';
import { filteredSpec, namedAlgorithms } from './filtered-spec.ts';

const labels = ['als', 'item-knn', 'popularity'];
const known = new Set(labels);

describe('a chart of fewer algorithms', () => {
  const view = studyView(studyFixture({ labels, modes: ['exclude'] }));
  const { spec } = leaderboard(view, view.modes[0]!, LIGHT)[0]!;

  it('has the rows, the scale, the colours and the height of those that are left', () => {
    const alone = studyView(studyFixture({ labels: ['als', 'popularity'], modes: ['exclude'] }));
    const filtered = filteredSpec(spec, known, new Set(['item-knn']))!;
    const text = JSON.stringify(filtered);
    expect(text).not.toContain('item-knn');
    expect(filtered['height']).toBe(leaderboard(alone, alone.modes[0]!, LIGHT)[0]!.spec['height']);
    const values = (of: typeof spec) => (of['data'] as { values: { label: string }[] }).values;
    expect(values(filtered)).toEqual(values(spec).filter(({ label }) => label !== 'item-knn'));
    // Colours stay with their algorithms.
    const color = (of: typeof spec, label: string): string => {
      const { domain, range } = (
        of['layer'] as { encoding: { color: { scale: { domain: string[]; range: string[] } } } }[]
      )[0]!.encoding.color.scale;
      return range[domain.indexOf(label)]!;
    };
    for (const label of ['als', 'popularity']) expect(color(filtered, label)).toBe(color(spec, label));
  });

  it('is as it was when nobody is hidden, and null when nobody is left', () => {
    expect(filteredSpec(spec, known, new Set())).toEqual(spec);
    expect(filteredSpec(spec, known, known)).toBe(null);
  });

  it('leaves out pairs of whom is hidden, and their rows', () => {
    const chart = differenceChart(MORE, LIGHT, 'shown.interJaccard')!;
    const all = new Set(['mine', 'none', 'random', 'popularity', 'oracle']);
    const filtered = filteredSpec(chart.spec, all, new Set(['none', 'oracle']))!;
    const values = (filtered['data'] as { values: { row: string }[] }).values.map(({ row }) => row);
    expect(values).toEqual(['mine \u2212 random', 'mine \u2212 popularity']);
    const layers = filtered['layer'] as { encoding: { y?: { scale: { domain: string[] } } } }[];
    expect(layers.find(({ encoding }) => encoding.y)!.encoding.y!.scale.domain).toEqual(values);
    expect(filtered['height']).toBe((chart.spec['height'] as number) / 2);
    expect(filteredSpec(chart.spec, all, new Set(['mine']))).toBe(null);
  });

  it('is known from charts that speak of no algorithm', () => {
    const charts = sectionsOf(view, LIGHT).flatMap((section) => section.charts);
    const named = (name: string) => charts.find((chart) => chart.name.startsWith(name))!.spec;
    expect([...namedAlgorithms(named('leaderboard'), known)].sort()).toEqual(labels);
    expect([...namedAlgorithms(named('leaderboard'), new Set(['als', 'nobody']))]).toEqual(['als']);
    expect(namedAlgorithms(named('data-account'), known).size).toBe(0);
  });
});
