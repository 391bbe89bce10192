import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEVICES, SURFACES } from '../../datasets/tables.ts';
import { clickX, clickY, columnsOf, GRID_OF_DEVICE, TOP_OF_SURFACE } from './page-layout.ts';

describe('the layout of pages', () => {
  it('has the middle of a click in the middle of its cell', () => {
    // Phone: two columns of 280 px; slot 5 is the second of the third row, 180 px below the top of a listing.
    const phone = DEVICES.indexOf('phone');
    const category = SURFACES.indexOf('category');
    expect(columnsOf(phone, category, 20)).toBe(2);
    expect(clickX(2, 5, 0.5, 0.5)).toBe(750);
    expect(clickY(phone, category, 2, 5, 0.5, 0.5)).toBe(180 + 700);
    // A banner of three is one row on any device.
    const banner = SURFACES.indexOf('banner');
    expect(columnsOf(phone, banner, 3)).toBe(3);
    expect(clickX(3, 1, 0.5, 0.5)).toBe(500);
  });

  it('keeps every click in its cell and on the page', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true, maxExcluded: true });
    const device = fc.integer({ min: 0, max: DEVICES.length - 1 });
    const surface = fc.integer({ min: 0, max: SURFACES.length - 1 });
    fc.assert(
      fc.property(device, surface, fc.integer({ min: 0, max: 199 }), unit, unit, (on, where, slot, u, v) => {
        const columns = columnsOf(on, where, 200);
        const x = clickX(columns, slot, u, v);
        expect(Math.floor(((x - 1) * columns) / 1000)).toBe(slot % columns);
        const y = clickY(on, where, columns, slot, u, v) - TOP_OF_SURFACE[where]!;
        expect(Math.floor(y / GRID_OF_DEVICE[on]!.cellHeight)).toBe(Math.floor(slot / columns));
        expect(y + TOP_OF_SURFACE[where]!).toBeLessThan(0x10000);
      }),
    );
  });
});
