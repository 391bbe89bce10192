import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSetting, encodeSetting } from './address.ts';
import { DEFAULT_SETTING, RANGES, type Setting, SettingSchema, SHOP_POLICIES } from './setting.ts';

const numberOf = (name: keyof typeof RANGES) => {
  const { least, most } = RANGES[name];
  return ['shoppers', 'items', 'rounds', 'watched', 'kept'].includes(name)
    ? fc.integer({ min: least, max: most })
    : fc.double({ min: least, max: most, noNaN: true }).map((value) => (value === 0 ? 0 : value));
};
/** Any text that an address can hold. */
const text = (maxLength: number) =>
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: maxLength / 2 })
    .filter((value) => !/\p{Surrogate}/u.test(value));
const shop = fc.record({
  policy: fc.constantFrom(...SHOP_POLICIES),
  exploration: numberOf('exploration'),
  diversity: numberOf('diversity'),
  kept: numberOf('kept'),
});
const settings: fc.Arbitrary<Setting> = fc.record(
  {
    seed: text(60),
    shoppers: numberOf('shoppers'),
    items: numberOf('items'),
    rounds: numberOf('rounds'),
    shops: fc.tuple(shop, shop),
    world: fc.record({
      popularityPull: numberOf('popularityPull'),
      conformity: numberOf('conformity'),
      drift: numberOf('drift'),
      fraud: numberOf('fraud'),
    }),
    watched: numberOf('watched'),
    scenario: text(400),
    lesson: text(60),
    hide: fc.array(text(40), { maxLength: 40 }),
  },
  { requiredKeys: ['seed', 'shoppers', 'items', 'rounds', 'shops', 'world', 'watched', 'hide'] },
);

describe('a setting in the address', () => {
  it('is short and can be read', () => {
    expect(encodeSetting(DEFAULT_SETTING)).toBe(
      'seed=playground&shoppers=500&items=500&rounds=10&a=item-knn,0.1,0&b=als,0.1,0&pull=0.35&conformity=0.1&drift=0.1&fraud=0',
    );
  });

  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        expect(SettingSchema.parse(setting)).toEqual(setting);
        const hash = encodeSetting(setting);
        expect(hash).toMatch(/^[\x21-\x7e]*$/);
        expect(decodeSetting(`#${hash}`)).toEqual({ setting, notices: [] });
      }),
    );
  });

  it('comes back with what is usual where it is not told', () => {
    expect(decodeSetting('')).toEqual({ setting: DEFAULT_SETTING, notices: [] });
    const { setting, notices } = decodeSetting('#a=bpr&rounds=20');
    expect(notices).toEqual([]);
    expect(setting).toEqual({
      ...DEFAULT_SETTING,
      rounds: 20,
      shops: [{ policy: 'bpr', exploration: 0.1, diversity: 0, kept: 20 }, DEFAULT_SETTING.shops[1]],
    });
  });

  it.each([
    ['#rounds=1000', "rounds: '1000' is not from 1 to 60; 60 is taken", { rounds: 60 }],
    ['#rounds=2.4', "rounds: '2.4' is not whole; 2 is taken", { rounds: 2 }],
    ['#rounds=-Infinity', "rounds: '-Infinity' is not from 1 to 60; 1 is taken", { rounds: 1 }],
    ['#shoppers=many', "shoppers: 'many' is not a number; 500 is taken", {}],
    ['#shoppers=', "shoppers: '' is not a number; 500 is taken", {}],
    ['#rounds=3&rounds=4', 'rounds: stands twice; the first is taken', { rounds: 3 }],
    ['#colour=red', "'colour' is not known and is left out", {}],
    ['#seed', "'seed' is not NAME=VALUE and is left out", {}],
    ['#seed=%E0%A4%A', "'seed=%E0%A4%A' is not well written and is left out", {}],
    ['#__proto__=1', "'__proto__' is not known and is left out", {}],
    [
      '#pull=9',
      "pull: '9' is not from 0 to 1; 1 is taken",
      { world: { ...DEFAULT_SETTING.world, popularityPull: 1 } },
    ],
    [`#seed=${'x'.repeat(70)}`, 'seed: has 70 characters; the first 60 are taken', { seed: 'x'.repeat(60) }],
    ['#a=deep,0.1,0', "a: 'deep' is no policy; item-knn is taken", {}],
    ['#a=%3Cimg%20src=x%3E', "a: '<img src=x>' is no policy; item-knn is taken", {}],
    [
      '#b=als,2,0.5',
      "b, exploration: '2' is not from 0 to 1; 1 is taken",
      { shops: [DEFAULT_SETTING.shops[0], { policy: 'als', exploration: 1, diversity: 0.5, kept: 20 }] },
    ],
  ])('%s is put right, with a line', (hash, notice, changed) => {
    expect(decodeSetting(hash)).toEqual({ setting: { ...DEFAULT_SETTING, ...changed }, notices: [notice] });
  });

  it('never throws, and always makes a setting', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(
          fc.constantFrom('seed', 'rounds', 'a', 'b', 'pull', 'hide', 'scenario', 'lesson', 'watched'),
          fc.string({ unit: 'binary' }),
        )
        .map(([name, value]) => `${name}=${value}`),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const { setting, notices } = decodeSetting(parts.join('&'));
        expect(SettingSchema.parse(setting)).toEqual(setting);
        expect(notices.length).toBeLessThanOrEqual(21);
        for (const notice of notices) expect(notice).not.toContain('\n');
        expect(decodeSetting(encodeSetting(setting))).toEqual({ setting, notices: [] });
      }),
    );
  });
});
