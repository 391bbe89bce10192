import { integer, pointer } from './arguments';

/**
 * Ratings told by the k most similar shoppers who rated the item. Shoppers are as similar as 1 / (msd + 1), msd the mean squared
 * difference over the items that both rated. Of equally similar ones the lower place comes first. Sums in f64, nearest first.
 * Arguments: 0 groups, 1 groups a chunk, 2 groupShopper (u32), 3 groupStart (u32, groups + 1), 4 item of each query (u32),
 * 5 rowPtr, 6 colIdx, 7 values (f32): ratings by shopper; 8 itemPtr, 9 itemShopper, 10 itemValue (f32): by item;
 * 11 told (f64): by item, what a neighbour tells; 12 shoppers, 13 k, 14 least common items, 15 places (u32, shoppers),
 * 16 out (f64, queries): the mean of what the neighbours tell, weighted by similarity; 17 found (u32, queries): neighbours.
 * Scratch: 16 x shoppers + 24 x k.
 */
export function ratingNeighbours(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const end = min(integer(args, 0), (chunk + 1) * size);
  const rowPtr = pointer(args, 5);
  const colIdx = pointer(args, 6);
  const values = pointer(args, 7);
  const itemPtr = pointer(args, 8);
  const itemShopper = pointer(args, 9);
  const itemValue = pointer(args, 10);
  const told = pointer(args, 11);
  const shoppers = integer(args, 12);
  const k = integer(args, 13);
  const least = <u32>integer(args, 14);
  const places = pointer(args, 15);
  const squares = scratch;
  const common = squares + (<usize>shoppers << 3);
  const nearest = common + (<usize>shoppers << 3);
  for (let group = chunk * size; group < end; group++) {
    const shopper = load<u32>(pointer(args, 2) + (<usize>group << 2));
    memory.fill(scratch, 0, <usize>shoppers << 4);
    const rowEnd = load<u32>(rowPtr + (<usize>shopper << 2), 4);
    for (let p = load<u32>(rowPtr + (<usize>shopper << 2)); p < rowEnd; p++) {
      const item = load<u32>(colIdx + (<usize>p << 2));
      const rating = <f64>load<f32>(values + (<usize>p << 2));
      const last = load<u32>(itemPtr + (<usize>item << 2), 4);
      for (let q = load<u32>(itemPtr + (<usize>item << 2)); q < last; q++) {
        const other = <usize>load<u32>(itemShopper + (<usize>q << 2));
        const apart = rating - <f64>load<f32>(itemValue + (<usize>q << 2));
        store<f64>(squares + (other << 3), load<f64>(squares + (other << 3)) + apart * apart);
        store<u32>(common + (other << 3), load<u32>(common + (other << 3)) + 1);
      }
    }
    store<u32>(common + (<usize>shopper << 3), 0);
    const groupStart = pointer(args, 3) + (<usize>group << 2);
    const queryEnd = load<u32>(groupStart, 4);
    for (let query = load<u32>(groupStart); query < queryEnd; query++) {
      const item = load<u32>(pointer(args, 4) + (<usize>query << 2));
      const last = load<u32>(itemPtr + (<usize>item << 2), 4);
      let count = 0;
      for (let q = load<u32>(itemPtr + (<usize>item << 2)); q < last; q++) {
        const other = <usize>load<u32>(itemShopper + (<usize>q << 2));
        const both = load<u32>(common + (other << 3));
        if (both < least || both == 0) continue;
        const similarity = 1 / (load<f64>(squares + (other << 3)) / <f64>both + 1);
        const place = load<u32>(places + (other << 2));
        let at = count;
        if (count == k) {
          const lowest = nearest + <usize>(k - 1) * 24;
          const bound = load<f64>(lowest);
          if (similarity < bound || (similarity == bound && place > load<u32>(lowest, 16))) continue;
          at = k - 1;
        } else count++;
        for (; at > 0; at--) {
          const before = nearest + <usize>(at - 1) * 24;
          const bound = load<f64>(before);
          if (bound > similarity || (bound == similarity && load<u32>(before, 16) < place)) break;
          memory.copy(before + 24, before, 24);
        }
        const here = nearest + <usize>at * 24;
        store<f64>(here, similarity);
        store<f64>(here, load<f64>(told + (<usize>q << 3)), 8);
        store<u32>(here, place, 16);
      }
      let sum: f64 = 0;
      let weight: f64 = 0;
      for (let n = 0; n < count; n++) {
        const here = nearest + <usize>n * 24;
        sum += load<f64>(here) * load<f64>(here, 8);
        weight += load<f64>(here);
      }
      store<f64>(pointer(args, 16) + (<usize>query << 3), count > 0 ? sum / weight : 0);
      store<u32>(pointer(args, 17) + (<usize>query << 2), count);
    }
  }
}

/**
 * Slope one: the mean, over the items j of the shopper that someone rated together with the item, of the mean difference between
 * the item and j. Sums in f64.
 * Arguments: 0 groups, 1 groups a chunk, 2 groupItem (u32), 3 groupStart (u32, groups + 1), 4 shopper of each query (u32),
 * 5 rowPtr, 6 colIdx, 7 values (f32): ratings by shopper; 8 itemPtr, 9 itemShopper, 10 itemValue (f32): by item; 11 items,
 * 12 out (f64, queries), 13 found (u32, queries): items of the shopper that could be used. Scratch: 16 x items.
 */
export function slopeOne(args: usize, chunk: i32, scratch: usize): void {
  const size = integer(args, 1);
  const end = min(integer(args, 0), (chunk + 1) * size);
  const rowPtr = pointer(args, 5);
  const colIdx = pointer(args, 6);
  const values = pointer(args, 7);
  const itemPtr = pointer(args, 8);
  const items = <usize>integer(args, 11);
  const counts = scratch + (items << 3);
  for (let group = chunk * size; group < end; group++) {
    const item = load<u32>(pointer(args, 2) + (<usize>group << 2));
    memory.fill(scratch, 0, items << 4);
    const last = load<u32>(itemPtr + (<usize>item << 2), 4);
    for (let q = load<u32>(itemPtr + (<usize>item << 2)); q < last; q++) {
      const shopper = <usize>load<u32>(pointer(args, 9) + (<usize>q << 2));
      const rating = <f64>load<f32>(pointer(args, 10) + (<usize>q << 2));
      const rowEnd = load<u32>(rowPtr + (shopper << 2), 4);
      for (let p = load<u32>(rowPtr + (shopper << 2)); p < rowEnd; p++) {
        const at = <usize>load<u32>(colIdx + (<usize>p << 2)) << 3;
        const apart = rating - <f64>load<f32>(values + (<usize>p << 2));
        store<f64>(scratch + at, load<f64>(scratch + at) + apart);
        store<u32>(counts + at, load<u32>(counts + at) + 1);
      }
    }
    store<u32>(counts + (<usize>item << 3), 0);
    const groupStart = pointer(args, 3) + (<usize>group << 2);
    const queryEnd = load<u32>(groupStart, 4);
    for (let query = load<u32>(groupStart); query < queryEnd; query++) {
      const shopper = <usize>load<u32>(pointer(args, 4) + (<usize>query << 2));
      const rowEnd = load<u32>(rowPtr + (shopper << 2), 4);
      let sum: f64 = 0;
      let used: u32 = 0;
      for (let p = load<u32>(rowPtr + (shopper << 2)); p < rowEnd; p++) {
        const at = <usize>load<u32>(colIdx + (<usize>p << 2)) << 3;
        const count = load<u32>(counts + at);
        if (count == 0) continue;
        sum += load<f64>(scratch + at) / <f64>count;
        used++;
      }
      store<f64>(pointer(args, 12) + (<usize>query << 3), used > 0 ? sum / <f64>used : 0);
      store<u32>(pointer(args, 13) + (<usize>query << 2), used);
    }
  }
}
