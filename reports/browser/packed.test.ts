import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sectionsOf } from '../specs/registry.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';
import { packed, unpacked } from './packed.ts';

const through = (value: unknown): unknown => unpacked(JSON.parse(JSON.stringify(packed(value))));

it('comes back as it was', () => {
  const rows = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }).chain((keys) =>
    fc.array(
      fc
        .tuple(...keys.map((key) => fc.tuple(fc.constant(key), fc.jsonValue())))
        .map((pairs) => Object.fromEntries(pairs)),
      { maxLength: 9 },
    ),
  );
  fc.assert(
    fc.property(fc.oneof(rows, fc.jsonValue()), (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      expect(through(plain)).toEqual(plain);
    }),
  );
});

it('brings every chart back in less', () => {
  const labels = Array.from({ length: 30 }, (_, i) => `algorithm-${i}`);
  const specs = sectionsOf(studyView(studyFixture({ labels, audited: true })), LIGHT).flatMap(({ charts }) =>
    charts.map(({ spec }) => spec),
  );
  const plain = JSON.parse(JSON.stringify(specs));
  expect(through(plain)).toEqual(plain);
  expect(JSON.stringify(packed(plain)).length).toBeLessThan(0.8 * JSON.stringify(plain).length);
});
