import { describe, expect, it } from 'vitest';
import { fittedAxes, fittedSpec, legendColumns } from './fitted.ts';

describe('a chart in its place', () => {
  it('has as many columns of a legend as fit, four at most, one at least', () => {
    expect(legendColumns(['als', 'bpr'], 1000)).toBe(4);
    // 12 letters of 7 pixels with 34 for the symbol: 118 each.
    expect(legendColumns(['content-base'], 16 + 2 * 118)).toBe(2);
    expect(legendColumns(['content-base'], 16 + 2 * 118 - 1)).toBe(1);
    expect(legendColumns(['x'.repeat(300)], 350)).toBe(1);
  });

  it('breaks titles that are longer than their axis, and leaves data and what fits alone', () => {
    const data = { values: [{ legend: 'x', encoding: { x: { title: 'a '.repeat(99) } } }] };
    const long = 'coverage@10, share of the catalogue, higher is better';
    const encoding = {
      x: { field: 'a', title: long },
      y: { field: 'b', title: 'short' },
      color: {
        field: 'c',
        scale: { domain: ['one name', 'another name'] },
        legend: { title: null, columns: 4 },
      },
      shape: { field: 'c', scale: { domain: ['one name'] }, legend: null },
    };
    const spec = { data, height: 200, layer: [{ mark: 'point', encoding }] };
    const wide = fittedSpec(spec, 900);
    expect(wide['data']).toBe(data);
    expect(wide['layer']).toEqual([
      {
        mark: 'point',
        encoding: {
          ...encoding,
          color: { ...encoding.color, legend: { title: null, columns: 4, labelLimit: 850 } },
        },
      },
    ]);
    const [layer] = fittedSpec(spec, 350)['layer'] as [{ encoding: typeof encoding }];
    expect(layer.encoding.x.title).toEqual(['coverage@10, share of the catalogue,', 'higher is better']);
    expect(layer.encoding.y).toEqual(encoding.y);
    expect(layer.encoding.color.legend.columns).toBe(2);
    expect(layer.encoding.shape.legend).toBe(null);
  });

  it('turns labels of columns where they have no room, and leaves those of others alone', () => {
    const domain = ['item-knn', 'popularity', 'random', 'als'];
    const of = (axis: object) => ({
      padding: { right: 34 },
      layer: [
        {
          mark: 'rect',
          encoding: { x: { field: 'a', scale: { domain }, axis }, y: { field: 'b', scale: { domain } } },
        },
      ],
    });
    // Rows take ten letters of seven pixels, and 50 pixels are around: 4 columns share the rest.
    const angleAt = (column: number, axis: object = { labelAngle: 0 }): unknown => {
      const [layer] = fittedSpec(of(axis), 120 + 4 * column)['layer'] as {
        encoding: { x: { axis: object } };
      }[];
      return layer!.encoding.x.axis;
    };
    expect(angleAt(71)).toEqual({ labelAngle: 0 });
    expect(angleAt(70)).toEqual({ labelAngle: -40 });
    expect(angleAt(19)).toEqual({ labelAngle: -90 });
    expect(angleAt(19, { orient: 'top' })).toEqual({ orient: 'top' });
    expect(angleAt(19, { labelAngle: 0, labelOverlap: 'greedy' })).toEqual({
      ...{ labelAngle: 0, labelOverlap: 'greedy' },
    });
  });

  it('leaves the middle out of labels of rows that are too long', () => {
    const of = (domain: readonly string[], width: number) =>
      (
        fittedSpec({ mark: 'point', encoding: { y: { field: 'a', scale: { domain } } } }, width)[
          'encoding'
        ] as { y: { axis?: { labelExpr: string } } }
      ).y.axis;
    expect(of(['als', 'popularity-discounted .2'], 1000)).toBe(undefined);
    // 140 pixels: twenty letters, six of them from the end.
    expect(of(['als', 'popularity-discounted .2'], 350)).toEqual({
      labelExpr:
        "length(datum.label) > 20 ? slice(datum.label, 0, 13) + '\u2026' + slice(datum.label, -6) : datum.label",
    });
  });

  it('has fewer ticks and shorter labels of rows where it is narrow', () => {
    expect(fittedAxes(1000)).toEqual({
      axis: { labelLimit: 220, labelSeparation: 6 },
      axisXQuantitative: { tickCount: 6 },
    });
    expect(fittedAxes(450)).toEqual({
      axis: { labelLimit: 180, labelSeparation: 6 },
      axisXQuantitative: { tickCount: 5 },
    });
    expect(fittedAxes(200)).toEqual({
      axis: { labelLimit: 110, labelSeparation: 6 },
      axisXQuantitative: { tickCount: 3 },
    });
  });
});
