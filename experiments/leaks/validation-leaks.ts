/** Leaks between the test and the part that parameters are chosen by. */

import type { Fold } from '../splits/split.ts';
import { countLeaks, type Leak } from './leak.ts';

/** @param outer the fold that is tested in the end */
export function validationLeaks(outer: Fold, { train, given, test }: Fold): readonly Leak[] {
  const found = countLeaks('search-outside-training');
  const known = new Set<number>();
  for (const rows of [outer.train, outer.given ?? []]) for (const row of rows) known.add(row);
  for (const row of outer.test) known.delete(row);
  for (const rows of [train, given ?? [], test])
    for (const row of rows) if (!known.has(row)) found.add(() => `row ${row}`);
  return found.leaks;
}
