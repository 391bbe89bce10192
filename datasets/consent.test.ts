import { describe, expect, it } from 'vitest';
import { consentedRows, consentedShoppers, isForgotten } from './consent.ts';
import { createSampleLog } from './sample-log.ts';
import { NEVER } from './tables.ts';

const optOut = Uint32Array.of(NEVER, 100);

describe('isForgotten', () => {
  it('begins with the opt-out, and holds when there is no moment to compare', () => {
    expect([99, 100, Number.POSITIVE_INFINITY].map((asOf) => isForgotten(optOut, 1, asOf))).toEqual([
      false,
      true,
      true,
    ]);
    expect(isForgotten(optOut, 0, Number.POSITIVE_INFINITY)).toBe(false);
  });
});

describe('consentedRows', () => {
  it('drops every row of the forgotten, those before the opt-out too', () => {
    const rows = Uint32Array.of(0, 1, 3, 4);
    const shopperOf = Uint32Array.of(1, 0, 1, 1, 0);
    expect([...consentedRows(rows, shopperOf, optOut, 100)]).toEqual([1, 4]);
    expect([...consentedRows(rows, shopperOf, optOut, 99)]).toEqual([0, 1, 3, 4]);
  });
});

describe('consentedShoppers', () => {
  const { shoppers } = createSampleLog();
  const known = { ...shoppers, optOut };
  it('hides the groups and the id of the forgotten', () => {
    const after = consentedShoppers(known, 100);
    expect([after.region, after.id]).toEqual([
      ['north', ''],
      ['a', ''],
    ]);
    expect([...after.optOut]).toEqual([NEVER, 100]);
    expect(after.key).toBe(shoppers.key);
  });
  it('does not know opt-outs to come', () => {
    const before = consentedShoppers(known, 99);
    expect(before.region).toEqual(['north', 'south']);
    expect([...before.optOut]).toEqual([NEVER, NEVER]);
  });
  it('is the same table where nobody opts out', () => {
    const open = { ...shoppers, optOut: new Uint32Array(2).fill(NEVER) };
    expect(consentedShoppers(open, 5)).toBe(open);
  });
});
