/** A reward model of items in positions: how often each was clicked there, drawn towards the mean of the position. */

export interface SlotRounds {
  readonly length: number;
  readonly item: ArrayLike<number>;
  /** From 0. */
  readonly position: ArrayLike<number>;
  readonly reward: ArrayLike<number>;
}

export interface ItemPositionOptions {
  readonly items: number;
  readonly positions: number;
  /** Rounds at the mean of the position that count besides those of the item. */
  readonly smoothing?: number;
  /** Every round is foretold by a model of the others: those of its fold, row modulo folds, are left out (cross-fitting: Chernozhukov et al. 2018). */
  readonly folds?: number;
}

/** (folds) of (positions x items) expected rewards, each learnt from the rows of all other folds. */
export function fitItemPosition(
  { length, item, position, reward }: SlotRounds,
  { items, positions, smoothing = 100, folds = 3 }: ItemPositionOptions,
): readonly Float64Array[] {
  return Array.from({ length: folds }, (_, fold) => {
    const shown = new Float64Array(positions * items);
    const sums = new Float64Array(positions * items);
    for (let row = 0; row < length; row++) {
      if (folds > 1 && row % folds === fold) continue;
      const cell = position[row]! * items + item[row]!;
      shown[cell]!++;
      sums[cell]! += reward[row]!;
    }
    for (let place = 0; place < positions; place++) {
      const [from, to] = [place * items, (place + 1) * items];
      const total = (column: Float64Array): number =>
        column.subarray(from, to).reduce((sum, value) => sum + value, 0);
      const slots = total(shown);
      const mean = slots > 0 ? total(sums) / slots : 0;
      for (let cell = from; cell < to; cell++)
        sums[cell] = (sums[cell]! + smoothing * mean) / (shown[cell]! + smoothing);
    }
    return sums;
  });
}

/**
 * What the model expects of what each round showed, and of what the target would show in its position.
 *
 * @param target (positions x items) chance of each item in each position
 */
export function expectedOf(
  { length, item, position }: SlotRounds,
  folds: readonly Float64Array[],
  target: Float64Array,
  items: number,
): { readonly shown: Float64Array; readonly target: Float64Array } {
  const positions = target.length / items;
  const ofTarget = folds.map((model) =>
    Float64Array.from({ length: positions }, (_, place) => {
      let [sum, chances] = [0, 0];
      for (let cell = place * items; cell < (place + 1) * items; cell++) {
        sum += target[cell]! * model[cell]!;
        chances += target[cell]!;
      }
      return sum / chances;
    }),
  );
  const shown = new Float64Array(length);
  const expected = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const fold = row % folds.length;
    shown[row] = folds[fold]![position[row]! * items + item[row]!]!;
    expected[row] = ofTarget[fold]![position[row]!]!;
  }
  return { shown, target: expected };
}
