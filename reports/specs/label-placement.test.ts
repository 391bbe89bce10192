import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from './label-placement.ts';

describe('label placement', () => {
  it('puts a lone name to the right, and to the left at the right edge', () => {
    expect(placeLabels([{ x: 0.1, y: 0.5, text: 'popularity' }], 320)).toEqual([{ side: 'right', dy: 0 }]);
    expect(placeLabels([{ x: 0.99, y: 0.5, text: 'popularity' }], 320)).toEqual([{ side: 'left', dy: 0 }]);
  });

  it('keeps the names of two neighbours off each other and off the points', () => {
    const places = placeLabels(
      [
        { x: 0.4, y: 0.9, text: 'als' },
        { x: 0.46, y: 0.88, text: 'item-knn' },
      ],
      320,
    );
    expect(places).toEqual([
      { side: 'left', dy: 0 },
      { side: 'right', dy: 0 },
    ]);
  });

  it('places every name, the same way each time', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const points = fc.array(fc.record({ x: share, y: share, text: fc.string({ maxLength: 40 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(points, (all) => {
        expect(placeLabels(all, 320)).toHaveLength(all.length);
        expect(placeLabels(all, 320)).toEqual(placeLabels(all, 320));
      }),
    );
  });
});
