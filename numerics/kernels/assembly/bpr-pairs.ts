import { integer, pointer, real, unsigned } from './arguments';
import { pullOfItems, scoreItems } from './batch-pairs';
import { below } from './cells';
import { logisticOfMinus } from './logistic';
import { philox } from './philox';
import { softplusOfMinus } from './ultragcn';

/** Whether `item` is among the ascending u32 of [from, to). */
function isOwn(items: usize, from: u32, to: u32, item: u32): bool {
  while (from < to) {
    const middle = (from + to) >> 1;
    const found = load<u32>(items + (<usize>middle << 2));
    if (found == item) return true;
    if (found < item) from = middle + 1;
    else to = middle;
  }
  return false;
}

/**
 * A chunk of pairs of a batch of BPR: -ln s(x_ui - x_uj), j drawn until the shopper did not have it, at most `attempts` times; then the pair
 * has no entry. Draw number n is word n mod 4 of the counters (n / 4, place, epoch, 0).
 * Arguments behind those of batch-pairs.ts (a shopper's vector stands at their number): 20 rowPtr, 21 colIdx of the pairs, 22 attempts, 23 scale
 * of a pair's derivatives. Scratch: 4168 bytes.
 */
export function bprPairs(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const bytes = <usize>integer(args, 4) << 2;
  const items = pointer(args, 6);
  const pool = pointer(args, 11);
  const poolSize = unsigned(args, 12);
  const per = unsigned(args, 17);
  const losses = pointer(args, 19);
  const rowPtr = pointer(args, 20);
  const colIdx = pointer(args, 21);
  const attempts = unsigned(args, 22);
  const scale = real(args, 23);
  const scores = scratch + 4160;
  const end = min(integer(args, 0), (chunk + 1) * size);
  for (let pair = chunk * size; pair < end; pair++) {
    const at = <usize>pair << 2;
    const shopper = load<u32>(pointer(args, 2) + at);
    const row = rowPtr + (<usize>shopper << 2);
    const place = unsigned(args, 10) + <u32>pair;
    const entries = pointer(args, 14) + (<usize>(<u32>pair * per) << 2);
    const coefficients = pointer(args, 15) + (<usize>(<u32>pair * per) << 2);
    let n: u32 = 0;
    let other: u32 = 0;
    for (; n < attempts; n++) {
      if ((n & 3) == 0) philox(unsigned(args, 7), unsigned(args, 8), n >> 2, place, unsigned(args, 9), 0, scratch);
      other = load<u32>(pool + (<usize>below(load<u32>(scratch + (<usize>(n & 3) << 2)), poolSize) << 2));
      if (!isOwn(colIdx, load<u32>(row), load<u32>(row, 4), other)) break;
    }
    const count: u32 = n == attempts ? 0 : 2;
    store<u32>(pointer(args, 16) + at, count);
    const gradient = pointer(args, 18) + <usize>pair * bytes;
    if (count == 0) {
      memory.fill(gradient, 0, bytes);
      if (losses != 0) store<f64>(losses + (<usize>pair << 3), 0);
      continue;
    }
    store<u32>(entries, load<u32>(pointer(args, 3) + at));
    store<u32>(entries, other, 4);
    scoreItems(pointer(args, 5) + <usize>shopper * bytes, items, bytes, entries, 2, scores);
    const margin = <f64>(load<f32>(scores) - load<f32>(scores, 4));
    const gain = <f32>(scale * logisticOfMinus(margin));
    store<f32>(coefficients, -gain);
    store<f32>(coefficients, gain, 4);
    if (losses != 0) store<f64>(losses + (<usize>pair << 3), softplusOfMinus(margin));
    pullOfItems(items, bytes, entries, coefficients, 2, gradient, scratch + 64);
  }
}
