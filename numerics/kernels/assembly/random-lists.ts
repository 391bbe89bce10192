import { integer, pointer, unsigned } from './arguments';
import { uniformFour } from './philox';
import { listRow, paddedColumns, startLists } from './row-lists';

/**
 * The best k columns by a keyed uniform draw for each query and column, in f32: the draw `uniform` of numerics/rng.ts at counter
 * (id of the query, column). Lists are those of row-lists.ts.
 *
 * Arguments: 0 queries, 1 a chunk's, 2 ids (u32, queries), 3 k0, 4 k1, 5 columns that may be listed (u32, all bits or none, columns padded
 * to 64), 6 and 7 not used, then those of row-lists.ts.
 */
export function randomLists(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const end = min(integer(args, 0), (chunk + 1) * size);
  const k0 = unsigned(args, 3);
  const k1 = unsigned(args, 4);
  const allowed = pointer(args, 5);
  const padded = paddedColumns(args);
  startLists(args, scratch);
  for (let q = chunk * size; q < end; q++) {
    const id = load<u32>(pointer(args, 2) + (<usize>q << 2));
    for (let column = 0; column < padded; column += 4) {
      const at = <usize>column << 2;
      v128.store(scratch + at, v128.and(uniformFour(k0, k1, id, column), v128.load(allowed + at)));
    }
    listRow(args, q, scratch);
  }
}
