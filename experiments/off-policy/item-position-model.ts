/** A reward model of items in positions: how often each was clicked there, drawn towards the mean of the position. */

export interface SlotRounds {
  readonly length: number;
  readonly item: ArrayLike<number>;
  /** From 0. */
  readonly position: (row: number) => number;
  readonly reward: ArrayLike<number>;
}

export interface ItemPositionOptions {
  readonly items: number;
  readonly positions: number;
  /** Rounds at the mean of the position that count besides those of the item. */
  readonly smoothing?: number;
  /** Every round is foretold by a model of the others: those of its fold are left out (cross-fitting: Chernozhukov et al. 2018). */
  readonly folds?: number;
  /** Fold of a row; the row modulo folds unless said. */
  readonly foldOf?: (row: number) => number;
}

/** (folds) of (positions x items) expected rewards, each learnt from the rows of all other folds; from all rows where there is one fold. */
export function fitItemPosition(
  { length, item, position, reward }: SlotRounds,
  { items, positions, smoothing = 100, folds = 3, foldOf = (row) => row % folds }: ItemPositionOptions,
): readonly Float64Array[] {
  const cells = positions * items;
  const shown = new Float64Array(folds * cells);
  const sums = new Float64Array(folds * cells);
  for (let row = 0; row < length; row++) {
    const cell = foldOf(row) * cells + position(row) * items + item[row]!;
    shown[cell]!++;
    sums[cell]! += reward[row]!;
  }
  return Array.from({ length: folds }, (_, fold) => {
    const learnt = (counts: Float64Array, cell: number): number => {
      let sum = 0;
      for (let other = 0; other < folds; other++)
        if (folds === 1 || other !== fold) sum += counts[other * cells + cell]!;
      return sum;
    };
    const model = new Float64Array(cells);
    for (let from = 0; from < cells; from += items) {
      let [slots, total] = [0, 0];
      for (let cell = from; cell < from + items; cell++) {
        slots += learnt(shown, cell);
        total += learnt(sums, cell);
      }
      const mean = slots > 0 ? total / slots : 0;
      for (let cell = from; cell < from + items; cell++) {
        const all = learnt(shown, cell) + smoothing;
        model[cell] = all > 0 ? (learnt(sums, cell) + smoothing * mean) / all : mean;
      }
    }
    return model;
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
    shown[row] = folds[fold]![position(row) * items + item[row]!]!;
    expected[row] = ofTarget[fold]![position(row)]!;
  }
  return { shown, target: expected };
}
