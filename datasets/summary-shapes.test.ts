import { describe, expect, it } from 'vitest';
import { type Shape, shapeOf } from './summary-shapes.ts';
import type { Measured } from './summary-statistics.ts';
import { distanceBetween } from './summary-statistics.ts';

const sample = (...values: number[]): Measured => ({
  form: 'sample',
  values: Float64Array.from(values),
  n: values.length,
});
const classes = (...counts: number[]): Measured => ({
  form: 'classes',
  counts: Float64Array.from(counts),
  n: counts.reduce((a, b) => a + b, 0),
});
const labels = (counts: Record<string, number>): Measured => ({
  form: 'labels',
  counts: new Map(Object.entries(counts)),
  n: Object.values(counts).reduce((a, b) => a + b, 0),
});

describe('shapes of two measurements', () => {
  it('are shares up to each value, of which the largest gap is the distance', () => {
    const [a, b] = [sample(1, 2, 2, 5), sample(2, 3, 5, 9)];
    const shape = shapeOf(a, b) as Extract<Shape, { form: 'cumulative' }>;
    expect(shape).toEqual({
      form: 'cumulative',
      x: [1, 2, 3, 5, 9],
      real: [0.25, 0.75, 0.75, 1, 1],
      simulated: [0, 0.25, 0.5, 0.75, 1],
    });
    const gaps = shape.x.map((_, at) => Math.abs(shape.real[at]! - shape.simulated[at]!));
    expect(Math.max(...gaps)).toBe(distanceBetween(a, b));
  });

  it('are shares of classes and names, of which half the sum of gaps is the distance', () => {
    const [a, b] = [classes(1, 3), classes(2, 2)];
    const shape = shapeOf(a, b) as Extract<Shape, { form: 'shares' }>;
    expect(shape).toEqual({ form: 'shares', names: ['0', '1'], real: [0.25, 0.75], simulated: [0.5, 0.5] });
    expect((0.25 + 0.25) / 2).toBe(distanceBetween(a, b));
    expect(shapeOf(labels({ uk: 3, fr: 1 }), labels({ fr: 2, de: 2 }))).toEqual({
      ...{ form: 'shares', names: ['uk', 'fr', 'de'] },
      real: [0.75, 0.25, 0],
      simulated: [0, 0.5, 0.5],
    });
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, 30 - i]));
    const cut = shapeOf(labels(many), labels({ n29: 4 })) as Extract<Shape, { form: 'shares' }>;
    expect([cut.names.length, cut.names.at(-1), cut.simulated.at(-1)]).toEqual([21, 'others', 1]);
    expect(cut.real.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 12);
  });

  it('are Lorenz curves of as many rows, and nothing where either is absent', () => {
    const items = (...of: number[]): Measured => ({
      form: 'items',
      items: Uint32Array.from(of),
      n: of.length,
    });
    const shape = shapeOf(items(0, 0, 0, 1), items(0, 1, 0, 1, 0, 1, 0, 1)) as Extract<
      Shape,
      { form: 'lorenz' }
    >;
    expect([shape.x[25], shape.real[25], shape.simulated[25]]).toEqual([0.5, 0.25, 0.5]);
    expect(shapeOf({ form: 'absent', reason: 'no', n: 0 }, sample(1))).toBeNull();
  });
});
