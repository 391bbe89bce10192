import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf, sharedColours } from './algorithm-marks.ts';
import { SERIES, SHAPES } from './theme.ts';

const letters = (text: string): string[] => [...text];
const used = (colours: ReadonlyMap<string, number | null>) => new Set([...colours.values()]);

describe('colours over several studies', () => {
  it('are one each where there are eight algorithms or fewer', () => {
    const colours = sharedColours([letters('abc'), letters('cdef'), letters('gha')]);
    expect(colours.size).toBe(8);
    expect(used(colours).size).toBe(8);
  });

  it('are shared by those that never meet alone', () => {
    // Nine in all, eight in one study: the ninth looks like one that it never meets.
    const colours = sharedColours([letters('abcdefgh'), letters('abci')]);
    expect(used(colours)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect('defgh'.split('').map((label) => colours.get(label))).toContain(colours.get('i'));
    expect('abc'.split('').map((label) => colours.get(label))).not.toContain(colours.get('i'));
  });

  it('are left out for whom none is free in all of its studies: one less than all, where nine meet each other', () => {
    const nine = letters('abcdefghi');
    const pairs = nine.flatMap((a, i) => nine.slice(i + 1).map((b) => [a, b]));
    const colours = sharedColours(pairs);
    expect([...colours.values()].filter((colour) => colour === null)).toHaveLength(1);
    expect(used(colours).size).toBe(9);
  });

  it('leave nobody out where two would be enough for all', () => {
    // Crown of twelve: every a meets every b but its own.
    const labels = Array.from({ length: 12 }, (_, i) => i);
    const studies = labels.flatMap((i) => labels.filter((j) => j !== i).map((j) => [`a${i}`, `b${j}`]));
    expect([...sharedColours(studies).values()]).not.toContain(null);
  });

  it('never meet twice in a study, do not depend on the order of studies, and are within the eight', () => {
    const study = fc.uniqueArray(fc.constantFrom(...letters('abcdefghijklmnopqrst')), { maxLength: SERIES });
    fc.assert(
      fc.property(fc.array(study, { maxLength: 8 }), (studies) => {
        const colours = sharedColours(studies);
        expect([...colours.keys()].sort()).toEqual([...new Set(studies.flat())].sort());
        for (const labels of studies) {
          const own = labels.flatMap((label) => colours.get(label) ?? []);
          expect(new Set(own).size).toBe(own.length);
          for (const colour of own) expect(colour).toBeLessThan(SERIES);
        }
        const again = sharedColours(studies.toReversed().map((labels) => labels.toReversed()));
        expect([...again].sort()).toEqual([...colours].sort());
      }),
    );
  });

  it('say how an algorithm looks, marker and all', () => {
    const shared = new Map([
      ['a', 5],
      ['b', null],
    ]);
    expect(marksOf(['a', 'b', 'c'], ['a', 'b'], shared)).toEqual([
      { label: 'a', colour: 5, shape: SHAPES[5] },
      { label: 'b', colour: null, shape: 'circle' },
      { label: 'c', colour: null, shape: 'circle' },
    ]);
    expect(marksOf(['a', 'b', 'c'], ['c', 'a']).map(({ colour }) => colour)).toEqual([1, null, 0]);
  });
});
