import { integer, pointer, real, unsigned } from './arguments';
import { drawItems, pullOfItems, scoreItems } from './batch-pairs';
import { logisticOfMinus } from './logistic';

/** -ln sigma(x) */
@inline
export function softplusOfMinus(x: f64): f64 {
  return max<f64>(-x, 0) + Math.log1p(Math.exp(-abs(x)));
}

/**
 * A chunk of pairs of a batch of UltraGCN. A pair has 1 + K + N entries: its item, the K neighbours of its item, N drawn items. The loss
 *   w+ x -ln s(x_ui) + sum over neighbours of omega x -ln s(x_uj) + share x sum over drawn items of w- x -ln s(-x_uj),
 * w+ = w1 + w2 b_u b_i, w- = w3 + w4 b_u b_j.
 * Arguments behind those of batch-pairs.ts: 20 beta of each shopper vector, 21 beta of items (f32), 22 to 25 w1 to w4, 26 share, 27 K,
 * 28 neighbours (u32, items x K), 29 omega (f32, items x K). Scratch: 4160 + 4 x (entries at most), in bytes.
 */
export function ultragcnPairs(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const pairs = integer(args, 0);
  const shoppers = pointer(args, 2);
  const pairItems = pointer(args, 3);
  const bytes = <usize>integer(args, 4) << 2;
  const shopperVectors = pointer(args, 5);
  const itemVectors = pointer(args, 6);
  const first = unsigned(args, 10);
  const negatives = unsigned(args, 13);
  const per = unsigned(args, 17);
  const losses = pointer(args, 19);
  const shopperBeta = pointer(args, 20);
  const itemBeta = pointer(args, 21);
  const w1 = real(args, 22);
  const w2 = real(args, 23);
  const w3 = real(args, 24);
  const w4 = real(args, 25);
  const share = real(args, 26);
  const near = unsigned(args, 27);
  const neighbours = pointer(args, 28);
  const omegas = pointer(args, 29);
  const scores = scratch + 4160;
  const end = min(pairs, (chunk + 1) * size);
  for (let pair = chunk * size; pair < end; pair++) {
    const shopper = load<u32>(shoppers + (<usize>pair << 2));
    const item = load<u32>(pairItems + (<usize>pair << 2));
    const entries = pointer(args, 14) + (<usize>(<u32>pair * per) << 2);
    const coefficients = pointer(args, 15) + (<usize>(<u32>pair * per) << 2);
    store<u32>(pointer(args, 16) + (<usize>pair << 2), per);
    store<u32>(entries, item);
    memory.copy(entries + 4, neighbours + (<usize>(item * near) << 2), <usize>near << 2);
    drawItems(args, first + <u32>pair, negatives, entries + (<usize>(1 + near) << 2), scratch);
    const vector = shopperVectors + <usize>shopper * bytes;
    scoreItems(vector, itemVectors, bytes, entries, per, scores);
    const beta = <f64>load<f32>(shopperBeta + (<usize>shopper << 2));
    let loss: f64 = 0;
    const ownWeight = w1 + w2 * beta * <f64>load<f32>(itemBeta + (<usize>item << 2));
    const own = <f64>load<f32>(scores);
    store<f32>(coefficients, <f32>(-ownWeight * logisticOfMinus(own)));
    if (losses != 0) loss += ownWeight * softplusOfMinus(own);
    for (let k: u32 = 0; k < near; k++) {
      const omega = <f64>load<f32>(omegas + (<usize>(item * near + k) << 2));
      const at = <usize>(1 + k) << 2;
      const score = <f64>load<f32>(scores + at);
      store<f32>(coefficients + at, <f32>(-omega * logisticOfMinus(score)));
      if (losses != 0) loss += omega * softplusOfMinus(score);
    }
    for (let n: u32 = 1 + near; n < per; n++) {
      const at = <usize>n << 2;
      const other = <f64>load<f32>(itemBeta + (<usize>load<u32>(entries + at) << 2));
      const weight = share * (w3 + w4 * beta * other);
      const score = -<f64>load<f32>(scores + at);
      store<f32>(coefficients + at, <f32>(weight * logisticOfMinus(score)));
      if (losses != 0) loss += weight * softplusOfMinus(score);
    }
    if (losses != 0) store<f64>(losses + (<usize>pair << 3), loss);
    const gradient = pointer(args, 18) + <usize>pair * bytes;
    pullOfItems(itemVectors, bytes, entries, coefficients, per, gradient, scratch + 64);
  }
}
