/**
 * Logistic regression on runs of tokens: of two classes, log odds = intercept + sum of weight x value; of more, softmax. Cross-entropy and
 * an L2 penalty on the weights (Hosmer, Lemeshow 2000; Wang, Manning, "Baselines and bigrams", ACL 2012, for what it is worth beside
 * naive Bayes), least by truncated Newton (Lin, Weng, Keerthi, JMLR 2008). Nothing is drawn, unless it is calibrated.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause } from '../pause.ts';
import { fitLogistic, membershipOf } from './fit-logistic.ts';
import {
  calibrationParam,
  type LinearText,
  learnLinearText,
  linearTextShape,
  openLinearText,
} from './linear-text.ts';
import { readingParams } from './text-columns.ts';

const params = z.strictObject({
  ...readingParams({
    lowerCase: true,
    elongation: 'shorten',
    contractions: 'expand',
    negation: 'mark',
    numbers: 'mark',
    emoji: true,
    marks: false,
    shortest: 1,
    grams: 2,
    leastTexts: 1,
    weighting: 'tf-idf',
    hashBits: 0,
  }),
  penalty: z
    .number()
    .gt(0)
    .max(1e6)
    .default(0.1)
    .describe('weight of half the squares of weights: 1 / C of other libraries'),
  tolerance: z
    .number()
    .gt(0)
    .max(0.1)
    .default(1e-6)
    .describe('length of the gradient at which it ends, of that at the start'),
  mostSteps: z.int().min(1).max(10_000).default(100).describe('Newton steps, at most'),
  calibration: calibrationParam,
});

export const logisticText = defineAlgorithm<'label', z.infer<typeof params>, LinearText>({
  id: 'logistic-text.v1',
  task: 'label',
  family: 'text',
  doc: 'classes of texts by logistic regression on words and runs of words',
  source: 'Hosmer, Lemeshow 2000; solver of Lin, Weng, Keerthi 2008',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'text',
  explains: ['attribute'],
  use: 'the one to beat from some hundred labelled texts on; weights can be read',
  cost: { fit: 'steps tokens', answer: 'tokens of the text', memory: 'columns' },
  learn: (data, options, run) =>
    learnLinearText(data, options, run, (x, labels, classes) =>
      fitLogistic(x, membershipOf(labels, classes), classes, {
        ...options,
        async afterStep(step, loss) {
          run.trace?.('loss', step, loss / Math.max(1, x.rows));
          await pause(run, step, options.mostSteps);
        },
      }),
    ),
  shape: linearTextShape,
  open: (state) => openLinearText(state),
});
