/** Every example has the classes in the shares that they had in training, whatever it says. */

import { z } from 'zod';
import { NO_CLASS } from '../../datasets/examples.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { learntExamples } from '../learnt-examples.ts';
import { f64 } from '../state/arrays.ts';
import { also, fields, size, texts } from '../state/shape.ts';

const params = z.strictObject({});

interface State {
  readonly size: number;
  readonly classes: readonly string[];
  /** (size) add up to 1 */
  readonly share: Float64Array;
}

export const classPrior = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'class-prior.v1',
  task: 'label',
  family: 'baselines',
  doc: 'the share of each class in training, for every example alike',
  source: "baseline; scikit-learn DummyClassifier(strategy='prior'), with one more example of each class",
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'the floor of accuracy; what ranks no better has learnt nothing',
  cost: { fit: 'P', answer: '1', memory: '1' },
  async learn(data) {
    const { all, label } = learntExamples(data);
    const size = all.classes.length;
    const share = new Float64Array(size).fill(1);
    for (const one of label) if (one !== NO_CLASS) share[one]!++;
    const total = share.reduce((sum, count) => sum + count, 0);
    return { size, classes: [...all.classes], share: share.map((count) => count / total) };
  },
  shape: also(
    fields<State>({ size: size('size', 255), classes: texts('size'), share: f64('size') }),
    ({ share }) =>
      Math.abs(share.reduce((sum, one) => sum + one, 0) - 1) > 1e-9 || share.some((one) => one < 0)
        ? 'share: does not add up to 1'
        : undefined,
  ),
  open: ({ classes, share }) => ({
    classes,
    probabilities(_examples, rows, out) {
      for (let i = 0; i < rows.length; i++) out.set(share, i * share.length);
    },
  }),
});
