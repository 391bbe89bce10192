/** Tests of all pairs under metrics that do not rank, made up for the tests of this folder. */

import type { DoneRun, PairTests, Repeats } from '../../experiments/run-record.ts';
import type { MetricShape } from './run-numbers.fixture.ts';

/** Pairs differ where more than one place of the study lies between them, of the metrics that have intervals and a better end. */
export function pairTestsOf(
  done: readonly DoneRun[],
  modes: readonly Repeats[],
  shapes: readonly MetricShape[],
  primary: readonly string[],
  alike: boolean,
): PairTests[] {
  const names = new Set(
    shapes
      .filter(({ interval, note: { direction } }) => interval && direction !== 'none' && direction !== 'zero')
      .map(({ note }) => note.name),
  );
  return modes.flatMap((repeats): PairTests[] => {
    const runs = done.filter(({ inputs }) => inputs.repeats === repeats);
    const labels = [...new Set(runs.map(({ inputs }) => inputs.algorithm.label))];
    const estimatesOf = (label: string) =>
      runs.find(({ inputs }) => inputs.algorithm.label === label)!.result.estimates;
    if (labels.length < 2) return [];
    return estimatesOf(labels[0]!)
      .filter(({ name, definition }) => names.has(name) && !primary.includes(definition))
      .map(({ definition }): PairTests => {
        const pairs = labels.flatMap((a, i) => labels.slice(i + 1).map((b, gap) => ({ a, b, gap })));
        const meanOf = (label: string): number =>
          estimatesOf(label).find((one) => one.definition === definition)!.mean ?? 0;
        return {
          ...{ repeats, definition, flips: 999, labels },
          holm: pairs.map(({ gap }) => (gap > 0 && !alike ? 0.0042 : 1)),
          signs: pairs.map(({ a, b }) => '-0+'[1 + Math.sign(meanOf(a) - meanOf(b))]).join(''),
        };
      });
  });
}
