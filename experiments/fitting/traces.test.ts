import { expect, it } from 'vitest';
import { collectTraces } from './traces.ts';

it('keeps a series for each measure, in the order of the first telling', () => {
  const { trace, traces } = collectTraces();
  trace('loss', 1, 3);
  trace('recall', 2, 0.5);
  trace('loss', 2, Number.POSITIVE_INFINITY);
  trace('loss', 4, 1);
  expect(traces).toEqual([
    { measure: 'loss', epochs: [1, 2, 4], values: [3, null, 1] },
    { measure: 'recall', epochs: [2], values: [0.5] },
  ]);
});

it.each([0, 1, 1.5])('refuses epoch %d after epoch 1', (epoch) => {
  const { trace } = collectTraces();
  trace('loss', 1, 3);
  expect(() => trace('loss', epoch, 2)).toThrow(/epoch .* of loss after epoch 1/);
});
