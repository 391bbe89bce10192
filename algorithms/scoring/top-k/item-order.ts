/** Items as the kernels of exact top-K see them: those that may be listed, largest norm first. */

export interface FactorItems {
  /** (items * factors) */
  readonly vectors: Float32Array;
  readonly factors: number;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  /** (items) 1 where an item may be listed */
  readonly trained: Uint8Array;
  /** (items) added to the score of each item, last */
  readonly bias?: Float32Array;
}

export interface ItemOrder {
  /** (count) item at each position: Euclidean norms fall, equal norms by place */
  readonly ids: Uint32Array;
  /** (count) norm of the item at each position, the bias counted as one more factor */
  readonly norms: Float64Array;
  /** (items) position of each item, NO_POSITION for one that may not be listed */
  readonly positions: Uint32Array;
}

export const NO_POSITION = 0xffffffff;

export function orderItems(items: FactorItems): ItemOrder {
  const all = itemNorms(items);
  const ids = items.trained.reduce<number[]>((list, isTrained, item) => {
    if (isTrained === 1) list.push(item);
    return list;
  }, []);
  const order = Uint32Array.from(ids).sort(
    (a, b) => all[b]! - all[a]! || items.places[a]! - items.places[b]!,
  );
  const positions = new Uint32Array(items.trained.length).fill(NO_POSITION);
  for (let position = 0; position < order.length; position++) positions[order[position]!] = position;
  return { ids: order, norms: Float64Array.from(order, (item) => all[item]!), positions };
}

function itemNorms({ vectors, factors, trained, bias }: FactorItems): Float64Array {
  const norms = new Float64Array(trained.length);
  for (let item = 0; item < trained.length; item++) {
    let sum = (bias?.[item] ?? 0) ** 2;
    for (let at = item * factors; at < (item + 1) * factors; at++) sum += vectors[at]! * vectors[at]!;
    norms[item] = Math.sqrt(sum);
  }
  return norms;
}

/** Throws RangeError for NaN and Infinity, naming the row and the value. */
export function requireFinite(what: string, values: Float32Array, width: number): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new RangeError(`top-k: ${what} ${Math.floor(i / width)} has ${values[i]} at ${i % width}`);
  }
}
