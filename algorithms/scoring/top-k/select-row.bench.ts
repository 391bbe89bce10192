/** Selecting the best k of a row of scores beside sorting the row. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { tiePlaces } from '../ties.ts';
import { createSelection, selectTopK } from './select-row.ts';

const K = 10;
const ITEMS = [1000, 50_000];
const key = drawKey(seedWords('bench'), 'ties');

function sortAll(scores: Float32Array, places: Uint32Array): Uint32Array {
  const order = Uint32Array.from(scores, (_, item) => item);
  return order.sort((a, b) => scores[b]! - scores[a]! || places[a]! - places[b]!).subarray(0, K);
}

const SORTED = 'sort of all';
const SELECTED = 'selection';

export function openSuite() {
  const suite = new Bench({ name: 'top-k' });
  const amounts: Record<string, Record<string, number>> = {};
  for (const items of ITEMS) {
    const scores = Float32Array.from({ length: items }, (_, item) => uniform(key, item));
    const places = tiePlaces(items, key);
    const selection = createSelection(K);
    const select = (): void => selectTopK(scores, places, K, null, selection);
    select();
    if (selection.picked.join() !== sortAll(scores, places).join())
      throw new Error('bench: selection and sort answer differently');
    const what = `best ${K} of ${items} scores`;
    suite.add(`${what}, ${SORTED}`, () => void sortAll(scores, places), { async: false });
    suite.add(`${what}, ${SELECTED}`, select, { async: false });
    for (const variant of [SORTED, SELECTED]) amounts[`${what}, ${variant}`] = { rows: 1 };
  }
  return { suite, amounts };
}
