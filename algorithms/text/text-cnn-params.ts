/** Parameters of `text-cnn`. */

import { z } from 'zod';
import { backendParam } from '../deep/backend/open-backend.ts';
import { readingParams } from './text-columns.ts';

const { hashBits: _, ...reading } = readingParams({
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
});

export const cnnParams = z.strictObject({
  ...reading,
  linear: z.boolean().default(true).describe('runs of tokens speak for themselves beside the network'),
  penalty: z
    .number()
    .min(0)
    .max(1e6)
    .default(0.1)
    .describe('weight of half the squares of the linear weights, beside the loss summed over texts'),
  factors: z.int().min(1).max(512).default(32).describe('length of the vector of a word'),
  windows: z
    .array(z.int().min(1).max(8))
    .min(1)
    .max(6)
    .default([1, 2, 3])
    .describe('words that a filter looks at, a kind of filter each'),
  filters: z.int().min(1).max(512).default(32).describe('filters of each kind'),
  longest: z
    .int()
    .min(1)
    .max(2000)
    .default(200)
    .describe('words of a text that the network reads, from its start'),
  dropout: z.number().min(0).max(0.9).default(0.5).describe('share of features that a step leaves out'),
  wordDropout: z.number().min(0).max(0.9).default(0.1).describe('share of words that a step leaves out'),
  epochs: z.int().min(1).max(10_000).default(10).describe('times that all is taken, at most'),
  batchSize: z.int().min(1).max(65_536).default(64).describe('texts of one step, at most'),
  learningRate: z.number().gt(0).max(1).default(0.003).describe('length of a step of Adam'),
  patience: z
    .int()
    .min(0)
    .max(1000)
    .default(2)
    .describe(
      'epochs without a better likelihood of the validation part, after which it stops; 0: all epochs',
    ),
  validation: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.1)
    .describe('share of training texts to stop and to calibrate by'),
  calibration: z
    .enum(['none', 'platt', 'isotonic'])
    .default('none')
    .describe('probabilities are corrected by what is foretold of the validation part'),
  backend: backendParam,
});
export type CnnParams = z.infer<typeof cnnParams>;
