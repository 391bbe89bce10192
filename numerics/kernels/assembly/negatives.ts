import { integer, pointer, unsigned } from './arguments';
import { CELL_ARGUMENTS, cellBounds, itemBlockOf } from './cells';
import { philox } from './philox';

// Items that a shopper did not have, drawn within the item block of a cell. Arguments behind those of the cell:
//   9 blockStart (u32, blocks + 1), 10 blockItems (u32), 11 popular (0 or 1), 12 attempts
export const NEGATIVE_ARGUMENTS: i32 = CELL_ARGUMENTS + 4;

/** The items to draw from, as an address; their number stands in `drawCount`. */
@inline
export function drawFrom(args: usize, chunk: i32): usize {
  if (integer(args, 11) != 0) return pointer(args, 8) + (<usize>load<u32>(cellBounds(args, chunk)) << 2);
  return pointer(args, 10) + (<usize>load<u32>(pointer(args, 9) + (<usize>itemBlockOf(args, chunk) << 2)) << 2);
}

@inline
export function drawCount(args: usize, chunk: i32): u32 {
  if (integer(args, 11) != 0) {
    const bounds = cellBounds(args, chunk);
    return load<u32>(bounds, 4) - load<u32>(bounds);
  }
  const at = pointer(args, 9) + (<usize>itemBlockOf(args, chunk) << 2);
  return load<u32>(at, 4) - load<u32>(at);
}

/** Number of the cell, the second counter of its draws. */
@inline
export function cellNumber(args: usize, chunk: i32): u32 {
  return <u32>chunk * unsigned(args, 0) + itemBlockOf(args, chunk);
}

/**
 * Draw number `attempt` of step `at`: words 1 to 3 of the step's own four, which lie at `own`, then those of the counters
 * (at, cell, epoch, 1 ...), four words each, put to `more` (u32, 4).
 */
@inline
export function negativeWord(own: usize, more: usize, attempt: u32, args: usize, at: u32, cell: u32): u32 {
  if (attempt < 3) return load<u32>(own + (<usize>(attempt + 1) << 2));
  const later = attempt - 3;
  if ((later & 3) == 0)
    philox(unsigned(args, 3), unsigned(args, 4), at, cell, unsigned(args, 2), 1 + (later >> 2), more);
  return load<u32>(more + (<usize>(later & 3) << 2));
}
