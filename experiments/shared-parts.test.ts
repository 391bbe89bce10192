import fc from 'fast-check';
import { expect, it } from 'vitest';
import { laidOver, ownOf, type Part, sharedOf } from './shared-parts.ts';

it('what all have is written once, inside objects and places of lists', () => {
  const values = [
    {
      a: 1,
      of: { b: 'x', c: 2 },
      list: [
        { n: 1, name: 'p' },
        { n: 2, name: 'q' },
      ],
      row: [1, 2],
    },
    {
      a: 1,
      of: { b: 'x', c: 3 },
      list: [
        { n: 1, name: 'p' },
        { n: 5, name: 'q' },
      ],
      row: [1, 3],
    },
  ];
  const shared = sharedOf(values);
  expect(shared).toEqual({ a: 1, of: { b: 'x' }, list: [{ n: 1, name: 'p' }, { name: 'q' }] });
  expect(ownOf(values[1]!, shared)).toEqual({ of: { c: 3 }, list: [{}, { n: 5 }], row: [1, 3] });
});

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(0, 1, null, 'a', true),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('part'),
  ),
  part: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__x'), tie('value'), { maxKeys: 3 }),
})).part as fc.Arbitrary<Part>;

it('a value is what it has of its own over what all have, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(json, { minLength: 1, maxLength: 4 }), (values) => {
      const shared = sharedOf(values);
      for (const value of values) expect(laidOver(shared, ownOf(value, shared))).toEqual(value);
    }),
  );
});
