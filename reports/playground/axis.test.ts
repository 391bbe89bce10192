import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisAround, cutAxis, growingAxis, niceStep, ticksOf, tickText } from './axis.ts';

const shown = (axis: Parameters<typeof ticksOf>[0]): string[] =>
  ticksOf(axis).map((tick) => tickText(tick, axis.step));

describe('axes', () => {
  it('have round steps', () => {
    expect([niceStep(10, 4), niceStep(0.9, 4), niceStep(17, 4), niceStep(4, 4)]).toEqual([5, 0.5, 5, 1]);
    expect(shown(axisAround(0.7, 0.85, 4))).toEqual(['0.70', '0.75', '0.80', '0.85']);
    expect(shown(axisAround(7, 9.4, 4))).toEqual(['7', '8', '9', '10']);
  });

  it('do not begin below 0 for what is 0 but for rounding', () => {
    expect(shown(axisAround(-1e-16, 3.2, 4))).toEqual(['0', '1', '2', '3', '4']);
    expect(shown(axisAround(-0.4, 3.2, 4))).toEqual(['−1', '0', '1', '2', '3', '4']);
  });

  it('say where they begin in the words of their ticks', () => {
    expect(cutAxis(axisAround(7, 9.4, 4))).toBe(' · axis begins at 7');
    expect(cutAxis(axisAround(1.61, 2.3, 4))).toBe(' · axis begins at 1.6');
    expect(cutAxis(axisAround(0, 9.4, 4))).toBe('');
  });

  it('hold all values, with few ticks', () => {
    const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.boolean(), (all, fromZero) => {
        const axis = growingAxis(all, { fromZero, span: 5 });
        expect(axis.low).toBeLessThanOrEqual(Math.min(...all) + 1e-6);
        expect(axis.high).toBeGreaterThanOrEqual(Math.max(...all) - 1e-6);
        expect(axis.low).toBeGreaterThanOrEqual(0);
        expect(ticksOf(axis).length).toBeLessThanOrEqual(6);
        if (fromZero) expect(axis.low).toBe(0);
      }),
    );
  });

  it('stay where values that come still fit, and leave room for them', () => {
    const days = [0.84, 0.82, 0.8, 0.77, 0.76, 0.75, 0.74];
    const axes = new Set<string>();
    let axis: ReturnType<typeof growingAxis> | undefined;
    days.forEach((_, i) => {
      axis = growingAxis(days.slice(0, i + 1), { fromZero: false, span: 0.2, most: 1 }, axis);
      axes.add(shown(axis).join(' '));
    });
    expect([...axes]).toEqual(['0.70 0.75 0.80 0.85 0.90 0.95']);
    // What does not fit makes an axis anew; nothing is above what can be.
    expect(shown(growingAxis([0.84, 0.5], { fromZero: false, span: 0.2, most: 1 }, axis))).toEqual([
      ...['0.5', '0.6', '0.7', '0.8', '0.9'],
    ]);
    expect(shown(growingAxis([0.97], { fromZero: false, span: 0.2, most: 1 }))).toEqual([
      ...['0.85', '0.90', '0.95', '1.00'],
    ]);
    expect(shown(growingAxis([], { fromZero: true, span: 5 }))).toEqual(['0.0', '0.5', '1.0']);
  });
});
