import { describe, expect, it } from 'vitest';
import type { VegaLiteSpec } from '../specs/chart.ts';
import { LIGHT, SHAPES } from '../theme.ts';
import { courseChart, differenceChart, endWords } from './charts.ts';
import { MORE } from './loop-summary.fixture.ts';
import type { LoopView } from './view.ts';

const MEASURE = 'shown.interJaccard';

/** Of the fixture, whose policy is called `mine`, with as many policies of its values. */
function withPolicies(labels: readonly string[], colours?: LoopView['colours']): LoopView {
  const { study, summary } = MORE;
  const controls = study.policies.filter(({ role }) => role === 'control');
  const named = <Row extends { readonly label: string }>(rows: readonly Row[]): Row[] => [
    ...rows.filter(({ label }) => label !== 'mine'),
    ...rows.flatMap((row) => (row.label === 'mine' ? labels.map((label) => ({ ...row, label })) : [])),
  ];
  return {
    study: {
      ...study,
      policies: [...labels.map((label) => ({ label, role: 'policy' as const })), ...controls],
    },
    summary: { ...summary, bands: named(summary.bands), differences: named(summary.differences) },
    ...(colours && { colours }),
  };
}

type Scales = Record<'color' | 'shape' | 'strokeDash', { scale: { domain: string[]; range: unknown[] } }>;
const layersOf = ({ spec }: { spec: VegaLiteSpec }) =>
  spec['layer'] as { mark: { type: string }; transform?: { filter: string }[]; encoding: Scales }[];
const rangeOf = (view: LoopView, channel: keyof Scales): Record<string, unknown> => {
  const layer = layersOf(courseChart(view, LIGHT, MEASURE)!).find(({ encoding }) => encoding[channel])!;
  const { domain, range } = layer.encoding[channel].scale;
  return Object.fromEntries(domain.map((label, i) => [label, range[i]]));
};

describe('charts of loops', () => {
  it('give each policy a colour and a marker, and controls a dash and no marker', () => {
    const view = withPolicies(['als', 'ease']);
    expect(rangeOf(view, 'shape')).toMatchObject({ als: SHAPES[0], ease: SHAPES[1], oracle: 'stroke' });
    expect(rangeOf(view, 'color')).toMatchObject({
      ...{ als: LIGHT.series[0], ease: LIGHT.series[1], oracle: LIGHT.ink, none: LIGHT.other },
    });
    const dashes = rangeOf(view, 'strokeDash');
    expect(dashes).toMatchObject({ als: [1, 0], ease: [1, 0], oracle: [1, 0] });
    const ofControls = ['none', 'random', 'popularity', 'oracle'].map((label) => String(dashes[label]));
    expect(new Set(ofControls).size).toBe(4);
    // A marker is drawn where a policy has a value; the other layer of points has no shape.
    const points = layersOf(courseChart(view, LIGHT, MEASURE)!).filter(({ mark }) => mark.type === 'point');
    expect(points.map(({ encoding, transform }) => [transform![0]!.filter, 'shape' in encoding])).toEqual([
      ["datum.role === 'control'", false],
      ["datum.role === 'policy'", true],
    ]);
  });

  it('give policies beyond the eighth grey and dashes of their own', () => {
    const labels = Array.from({ length: 14 }, (_, i) => `p${i}`);
    const view = withPolicies(labels);
    const colours = rangeOf(view, 'color');
    expect(labels.map((label) => colours[label])).toEqual([
      ...LIGHT.series,
      ...Array.from({ length: 6 }, () => LIGHT.other),
    ]);
    const dashes = rangeOf(view, 'strokeDash');
    expect(new Set(labels.slice(7).map((label) => String(dashes[label]))).size).toBe(7);
  });

  it('look as in the other reports of an index, in every chart', () => {
    const colours = new Map([
      ['als', 6],
      ['ease', null],
    ]);
    const view = withPolicies(['als', 'ease'], colours);
    expect(rangeOf(view, 'color')).toMatchObject({ als: LIGHT.series[6], ease: LIGHT.other });
    expect(rangeOf(view, 'shape')).toMatchObject({ als: SHAPES[6], ease: 'circle' });
    const dots = layersOf(differenceChart(view, LIGHT, MEASURE)!).find(({ encoding }) => encoding.shape)!;
    expect(dots.encoding.color.scale.range[0]).toBe(LIGHT.series[6]);
    expect(dots.encoding.shape.scale.range[0]).toBe(SHAPES[6]);
  });

  it('say in their titles where bands meet, means are equal or nothing is known of chance', () => {
    const end = (label: string, mean: number, half: number | null) => ({
      ...{ label, mean },
      low: half === null ? null : mean - half,
      high: half === null ? null : mean + half,
    });
    const apart = [end('a', 0.9, 0.1), end('b', 0.5, 0.6), end('c', 0.1, 0.1)];
    expect(endWords(apart)).toBe('highest at the end under a, lowest under c');
    expect(endWords([end('a', 0.9, 0.5), end('c', 0.1, 0.5)])).toBe(
      'highest at the end under a, lowest under c; their bands meet',
    );
    expect(endWords([end('a', 0.9, null), end('c', 0.1, null)])).toBe(
      'highest at the end under a, lowest under c; without intervals, so the order may be chance',
    );
    expect(endWords([end('a', 0.9, 0), end('b', 0.9, 0), end('c', 0.1, 0), end('d', 0.1, 0)])).toBe(
      'highest at the end under a and b, lowest under c and d',
    );
    expect(endWords([end('a', 0.25, 0.1), end('b', 0.25, 0.1)])).toBe('0.250 at the end under all 2');
    expect(endWords([end('a', 0.25, 0.2)])).toBe('0.25 (0.05 to 0.45) at the end under a');
    expect(courseChart(MORE, LIGHT, MEASURE)!.title).toBe(
      'interJaccard of what was shown: 0.250 at the end under all 5',
    );
    expect(courseChart(MORE, LIGHT, MEASURE)!.takeaway).toMatch(
      /^At the end: mine 0\.250 \(0\.240 to 0\.260\), /,
    );
  });

  it('name the differences that are farthest from 0 where there are many', () => {
    const few = differenceChart(withPolicies(['a', 'b']), LIGHT, MEASURE)!;
    expect(few.takeaway.split(';')).toHaveLength(8);
    const many = differenceChart(withPolicies(['a', 'b', 'c']), LIGHT, MEASURE)!;
    expect(many.takeaway).toMatch(/^Farthest from 0: .*; the table has all 12\.$/);
    expect(many.table.rows).toHaveLength(12);
  });
});
